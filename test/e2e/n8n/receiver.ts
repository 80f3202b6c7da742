/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server that workflows send to */
import type { IDataObject } from 'n8n-workflow';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A server on loopback that takes what workflows POST to it as JSON, an object a request. */
export interface Receiver {
	url: string;
	/** What has come, oldest first. */
	arrivals: IDataObject[];
	/** Resolves with the first arrival that has this value in this field, also one that is there already. */
	arrival(field: string, value: string): Promise<IDataObject>;
	close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
	const arrivals: IDataObject[] = [];
	const news = new EventEmitter();
	const server = createServer((request, response) => {
		void json(request).then((body) => {
			arrivals.push(body as IDataObject);
			response.setHeader('content-type', 'application/json').end('{}');
			news.emit('arrival');
		});
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}/`,
		arrivals,
		async arrival(field, value) {
			for (;;) {
				const found = arrivals.find((arrived) => arrived[field] === value);
				if (found) return found;
				await once(news, 'arrival');
			}
		},
		async close() {
			const closed = once(server.close(), 'close');
			server.closeAllConnections();
			await closed;
		},
	};
}
