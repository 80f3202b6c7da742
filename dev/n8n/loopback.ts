import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback; `url` is its origin, without a trailing slash. */
export interface Loopback {
	url: string;
	/** Ends open connections too. */
	close(): Promise<void>;
}

export async function serveOnLoopback(listener: RequestListener): Promise<Loopback> {
	const server = createServer(listener);
	await once(server.listen(0, '127.0.0.1'), 'listening');
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		async close() {
			const closed = once(server.close(), 'close');
			server.closeAllConnections();
			await closed;
		},
	};
}
