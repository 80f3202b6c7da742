import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';

/**
 * Works while no other process does. The lock is a file with the process id of its holder; that of
 * a dead process counts for nothing.
 * @param path file of the lock, in a folder that exists
 * @param doing what the holder does, for the message
 * @throws Error when another process holds the lock
 */
export async function withLock<T>(path: string, doing: string, work: () => Promise<T>): Promise<T> {
	const holder = existsSync(path) ? Number(await readFile(path, 'utf8')) : 0;
	if (holder && isAlive(holder)) {
		throw new Error(`Process ${holder} ${doing}: wait for its end, or remove ${path}.`);
	}
	await rm(path, { force: true });
	await writeFile(path, String(process.pid), { flag: 'wx' });
	try {
		return await work();
	} finally {
		await rm(path, { force: true });
	}
}

function isAlive(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch {
		return false;
	}
}
