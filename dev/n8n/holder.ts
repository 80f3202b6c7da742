import { EventEmitter, once } from 'node:events';

import type { Loopback } from './loopback';
import { serveOnLoopback } from './loopback';

/** A server on loopback that holds each request until it is let go, so that a workflow stands still there. */
export interface Holder extends Loopback {
	/** Resolves when the next request has come, with what lets it go. */
	held(): Promise<() => void>;
}

export async function startHolder(): Promise<Holder> {
	const waiting: Array<() => void> = [];
	const news = new EventEmitter();
	const server = await serveOnLoopback((_, response) => {
		waiting.push(() => response.setHeader('content-type', 'application/json').end('{}'));
		news.emit('arrival');
	});
	return {
		...server,
		async held() {
			for (;;) {
				const letGo = waiting.shift();
				if (letGo) return letGo;
				await once(news, 'arrival');
			}
		},
	};
}
