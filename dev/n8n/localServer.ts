import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer } from 'node:net';

/** A server on loopback; `url` is its origin, without a trailing slash. */
export interface LocalServer {
	url: string;
	/** Ends open connections too. */
	close(): Promise<void>;
}

export async function startLocalServer(listener: RequestListener): Promise<LocalServer> {
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

/** Two ports that nothing listens on; both are held until both are known, so that they differ. */
export async function freePorts(): Promise<[number, number]> {
	const servers = [createTcpServer(), createTcpServer()] as const;
	const listen = async (server: (typeof servers)[number]) => {
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return (server.address() as AddressInfo).port;
	};
	const ports: [number, number] = [await listen(servers[0]), await listen(servers[1])];
	await Promise.all(servers.map(async (server) => await once(server.close(), 'close')));
	return ports;
}
