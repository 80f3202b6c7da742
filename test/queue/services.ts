import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { plainEnvironment, runCommand } from '../../dev/n8n/command';
import { freePort } from '../../dev/n8n/localServer';
import { ServerProcess } from '../../dev/n8n/serverProcess';
import type { Programs } from './programs';

const START_LIMIT_MS = 30_000;
const DATABASE_USER = 'n8n';

/**
 * Starts a program that is killed when this process ends, however that ends. `setpriv` becomes the program, so
 * that the process id is the program's own.
 */
export const ENDS_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL'];

/** A service on loopback, and n8n's settings for it. */
export interface Service {
	process: ServerProcess;
	/** Settings of n8n. */
	settings: Record<string, string>;
	/** Ends it and deletes what it kept. */
	remove(): Promise<void>;
}

/** Starts Redis; it keeps the queue in a folder of its own, also through a crash. */
export async function startRedis({ redisServer }: Programs): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'redis-'));
	const port = await freePort();
	const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
	const command = [...ENDS_WITH_PARENT, redisServer, ...where, '--appendonly', 'yes'];
	const process = service('Redis', command, 'Ready to accept connections');
	await process.start();
	return {
		process,
		remove: async () => await removeAll(process, folder),
		settings: { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) },
	};
}

/** Starts PostgreSQL with an empty database in a folder of its own. */
export async function startPostgres(programs: Programs): Promise<Service> {
	const folder = await mkdtemp(join(tmpdir(), 'postgres-'));
	const account = await databaseAccount(folder);
	const port = await freePort();
	const options = { cwd: folder, env: plainEnvironment() };
	const [run = '', ...through] = [...ENDS_WITH_PARENT, ...account];
	const initdb = [programs.initdb, '--auth=trust', `--username=${DATABASE_USER}`];
	const initialize = [...initdb, '--encoding=UTF8', '--no-locale', '--no-sync', '-D', folder];
	await runCommand(run, [...through, ...initialize], options);
	const where = ['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'];
	const noSocket = ['-c', 'unix_socket_directories='];
	const command = [...ENDS_WITH_PARENT, ...account, programs.postgres, ...where, ...noSocket];
	const ready = 'database system is ready to accept connections';
	// SIGTERM would wait until n8n has closed its connections.
	const process = service('PostgreSQL', command, ready, 'SIGINT');
	await process.start();
	return {
		process,
		remove: async () => await removeAll(process, folder),
		settings: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: '127.0.0.1',
			DB_POSTGRESDB_PORT: String(port),
			DB_POSTGRESDB_DATABASE: 'postgres',
			DB_POSTGRESDB_USER: DATABASE_USER,
		},
	};
}

function service(
	name: string,
	command: string[],
	readyLine: string,
	stopSignal?: NodeJS.Signals,
): ServerProcess {
	return new ServerProcess({
		name,
		command,
		env: plainEnvironment(),
		readyLine,
		limitMs: START_LIMIT_MS,
		stopSignal,
	});
}

async function removeAll(process: ServerProcess, folder: string): Promise<void> {
	await process.stop();
	await rm(folder, { recursive: true, force: true });
}

/**
 * The options of `setpriv` for the account that PostgreSQL runs as, which may not be root: the one that its
 * Debian package makes gets the folder.
 */
async function databaseAccount(folder: string): Promise<string[]> {
	if (process.getuid?.() !== 0) return [];
	const options = { cwd: '/', env: plainEnvironment() };
	const idOf = async (kind: string) => Number(await runCommand('id', [kind, 'postgres'], options));
	const [user, group] = [await idOf('-u'), await idOf('-g')];
	await chown(folder, user, group);
	return [`--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
}
