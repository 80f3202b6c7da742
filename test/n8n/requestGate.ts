import { EventEmitter, once } from 'node:events';

import type { LocalServer } from '../../dev/n8n/localServer';
import { startLocalServer } from '../../dev/n8n/localServer';

/** A server on loopback that holds each request until it is let go, so that a workflow stands still there. */
export interface RequestGate extends LocalServer {
	/** Resolves when the next request has come, with what lets it go. */
	nextRequest(): Promise<() => void>;
}

export async function startRequestGate(): Promise<RequestGate> {
	const waiting: Array<() => void> = [];
	const arrivals = new EventEmitter();
	const server = await startLocalServer((_, response) => {
		waiting.push(() => response.setHeader('content-type', 'application/json').end('{}'));
		arrivals.emit('arrival');
	});
	return {
		...server,
		async nextRequest() {
			for (;;) {
				const letGo = waiting.shift();
				if (letGo) return letGo;
				await once(arrivals, 'arrival');
			}
		},
	};
}
