import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
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

/** The ports, each replaced by the next free one if it is taken on loopback; 0 stands for any free port. */
export async function freePorts(wanted: number[]): Promise<number[]> {
	// All are held until all are known, so that they differ.
	const held: Server[] = [];
	for (const port of wanted) held.push(await listenFrom(port));
	const ports = held.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(held.map(async (server) => await once(server.close(), 'close')));
	return ports;
}

async function listenFrom(port: number): Promise<Server> {
	const server = createTcpServer();
	try {
		await once(server.listen(port, '127.0.0.1'), 'listening');
		return server;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
		return await listenFrom(port + 1);
	}
}

/** Any free port. */
export async function freePort(): Promise<number> {
	const [port = 0] = await freePorts([0]);
	return port;
}
