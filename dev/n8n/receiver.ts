import type { IDataObject } from 'n8n-workflow';
import { EventEmitter, once } from 'node:events';
import { json } from 'node:stream/consumers';

import type { LocalServer } from './localServer';
import { startLocalServer } from './localServer';

/** A server on loopback that takes what workflows POST to it as JSON, an object a request. */
export interface Receiver extends LocalServer {
	/** What has come, oldest first. */
	arrivals: IDataObject[];
	/** Resolves with the first arrival that has this value in this field, also one that is there already. */
	arrival(field: string, value: string): Promise<IDataObject>;
}

export async function startReceiver(): Promise<Receiver> {
	const arrivals: IDataObject[] = [];
	const events = new EventEmitter();
	const server = await startLocalServer((request, response) => {
		void json(request).then((body) => {
			arrivals.push(body as IDataObject);
			response.setHeader('content-type', 'application/json').end('{}');
			events.emit('arrival');
		});
	});
	return {
		...server,
		arrivals,
		async arrival(field, value) {
			for (;;) {
				const found = arrivals.find((arrived) => arrived[field] === value);
				if (found) return found;
				await once(events, 'arrival');
			}
		},
	};
}
