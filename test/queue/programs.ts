import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

import { plainEnvironment, runCommand } from '../../dev/n8n/command';

/** Where the programs of the queue and of the database are. */
export interface Programs {
	redisServer: string;
	initdb: string;
	postgres: string;
}

const PACKAGES = ['redis-server', 'postgresql'];
/** Where Debian and Ubuntu keep each version of PostgreSQL. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql';

/**
 * Redis and PostgreSQL as they are on this machine. As root on Debian or Ubuntu, what is missing is installed
 * from their packages, once.
 * @throws Error that says what to install, if they are missing and cannot be installed; or with what apt-get
 * wrote
 */
export async function queuePrograms(log: (line: string) => void): Promise<Programs> {
	const present = await findPrograms();
	if (present) return present;
	if (process.getuid?.() !== 0 || !(await find('apt-get'))) {
		throw new Error(
			'Queue mode needs redis-server, initdb and postgres. Install them (on Debian and Ubuntu: ' +
				`sudo apt-get install --no-install-recommends ${PACKAGES.join(' ')}), or run this as root there.`,
		);
	}
	log(`Installing ${PACKAGES.join(' and ')} …`);
	// Without it, Debian starts both as services, which would not be ended.
	const env = { ...plainEnvironment(), DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
	const options = { cwd: '/', env };
	await runCommand('apt-get', ['update', '-qq'], options);
	await runCommand('apt-get', ['install', '-qqy', '--no-install-recommends', ...PACKAGES], options);
	const installed = await findPrograms();
	if (installed) return installed;
	throw new Error(`apt-get installed ${PACKAGES.join(' and ')}, but their programs are not found.`);
}

async function findPrograms(): Promise<Programs | undefined> {
	const redisServer = await find('redis-server');
	const initdb = await find('initdb');
	const postgres = await find('postgres');
	return redisServer && initdb && postgres ? { redisServer, initdb, postgres } : undefined;
}

/** The path of a program; Debian leaves those of PostgreSQL out of PATH. */
async function find(name: string): Promise<string | undefined> {
	const versions = existsSync(POSTGRES_VERSIONS) ? await readdir(POSTGRES_VERSIONS) : [];
	const folders = [
		...(process.env.PATH ?? '').split(delimiter),
		...versions.map((version) => join(POSTGRES_VERSIONS, version, 'bin')),
	];
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
