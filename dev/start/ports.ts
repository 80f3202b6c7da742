import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';

export interface WantedPort {
	/** Whose port it is, for the message. */
	name: string;
	port: number;
}

/**
 * The wanted ports, and for those that are taken on loopback the next free ones.
 * @param say takes a line about each port that is taken
 */
export async function choosePorts(
	wanted: WantedPort[],
	say: (line: string) => void,
): Promise<number[]> {
	// All are held until all are known, so that they differ.
	const held: Server[] = [];
	for (const { port } of wanted) held.push(await holdFrom(port));
	const ports = held.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(held.map(async (server) => await once(server.close(), 'close')));
	wanted.forEach(({ name, port }, index) => {
		if (ports[index] !== port) {
			say(`Port ${port} (${name}) is taken; using ${ports[index]} instead.`);
		}
	});
	return ports;
}

/** A server that listens on the port or on the first free one after it. */
async function holdFrom(port: number): Promise<Server> {
	const server = createServer();
	const listens = await new Promise<boolean>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
		);
		server.listen(port, '127.0.0.1', () => resolve(true));
	});
	return listens ? server : await holdFrom(port + 1);
}
