import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { plainEnvironment, runCommand } from './command';
import { withLock } from './lock';

interface Release {
	/** The oldest Node that it runs on here. */
	node: string;
	/** Packages whose native parts are built. */
	native: string[];
	/** Versions of its dependencies in place of those it names. */
	overrides?: Record<string, string>;
	/** Settings without which it does not start, or looks for hosts on the internet. */
	env: Record<string, string>;
}

export type N8nVersion = '1.123.81' | '2.8.4' | '2.41.1';

/** The n8n releases that the tests can install. */
const releases: Record<N8nVersion, Release> = {
	'1.123.81': {
		node: '20.19.0',
		native: ['sqlite3'],
		// The one it names is not in the npm registry.
		overrides: { xlsx: '0.18.5' },
		// The other engine has no binaries for Node 20.
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	},
	'2.8.4': {
		node: '20.19.0',
		native: ['sqlite3'],
		overrides: { xlsx: '0.18.5' },
		env: {},
	},
	'2.41.1': {
		node: '24.21.0',
		native: ['sqlite3', 'isolated-vm'],
		env: { N8N_DISABLED_MODULES: 'mcp-registry,instance-ai' },
	},
};

/** The oldest release that the package is said to work with. */
export const OLDEST_N8N: N8nVersion = '1.123.81';

/** The release that is used unless there is a reason for another one. */
export const CURRENT_N8N: N8nVersion = '2.41.1';

export interface N8nInstallation {
	/** Path of the Node binary. */
	node: string;
	/** Path of n8n's start script. */
	n8n: string;
	/** Settings that this release needs. */
	env: Record<string, string>;
}

type Paths = Pick<N8nInstallation, 'node' | 'n8n'>;

export interface InstallOptions {
	version: N8nVersion;
	/** Takes one line of progress at a time. */
	log: (line: string) => void;
	/** Ends the installation when it is aborted. */
	signal?: AbortSignal;
}

const NEEDED_BYTES = 5e9;
/** In a terminal the line is rewritten; elsewhere each is a line of its own. */
const PROGRESS_EVERY_MS = process.stdout.isTTY ? 1_000 : 30_000;

/**
 * Installs n8n, and the Node it needs if the current one is older, into the cache folder, once: about four
 * minutes and 3 GB. An install that was interrupted is started over.
 * @throws Error when the disk is too full, when another install is under way, or with npm's last lines
 */
export async function installN8n(options: InstallOptions): Promise<N8nInstallation> {
	const folder = join(cacheFolder(), `n8n-${options.version}`);
	const marker = join(folder, 'installed.json');
	const { env } = releases[options.version];
	const installed = await readPaths(marker);
	if (installed) return { ...installed, env };
	await mkdir(dirname(folder), { recursive: true });
	return await withLock(`${folder}.lock`, 'is installing n8n just now', async () => {
		const paths = await install(folder, options);
		await writeFile(marker, JSON.stringify(paths));
		return { ...paths, env };
	});
}

/** What is installed; nothing if the Node it was built for no longer exists. */
async function readPaths(marker: string): Promise<Paths | undefined> {
	if (!existsSync(marker)) return undefined;
	const paths = JSON.parse(await readFile(marker, 'utf8')) as Paths;
	return existsSync(paths.node) ? paths : undefined;
}

/** Where n8n is installed; several GB. */
export function cacheFolder(): string {
	const { N8N_IDENTOMAT_CACHE, XDG_CACHE_HOME } = process.env;
	return (
		N8N_IDENTOMAT_CACHE ?? join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-identomat')
	);
}

async function install(folder: string, { version, log, signal }: InstallOptions): Promise<Paths> {
	await requireSpace(dirname(folder));
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder);
	const { node, native, overrides } = releases[version];
	await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, overrides }));

	const npm = async (what: string, args: string[], env: NodeJS.ProcessEnv) =>
		await withProgress(`n8n ${version}: ${what}`, log, async () => {
			const quiet = ['--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'];
			await runCommand('npm', [...args, ...quiet], { cwd: folder, env, signal });
		});

	const nodeFolder = await installNode(folder, node, npm);
	const env = nodeFolder ? environmentOf(nodeFolder) : plainEnvironment();
	// With scripts on, the build of the Kafka client fails and npm takes everything away again.
	await npm('installing', ['install', `n8n@${version}`, '--ignore-scripts'], env);
	const rebuild = ['rebuild', '--foreground-scripts', '--ignore-scripts=false', ...native];
	await npm('building what is native', rebuild, env);
	return {
		node: nodeFolder ? join(nodeFolder, 'bin', 'node') : process.execPath,
		n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/** Returns the folder of a Node of that version, or nothing when the current one will do. */
async function installNode(
	folder: string,
	version: string,
	npm: (what: string, args: string[], env: NodeJS.ProcessEnv) => Promise<void>,
): Promise<string | undefined> {
	const major = (of: string) => Number(of.split('.')[0]);
	if (major(process.versions.node) >= major(version)) return undefined;
	const platform = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${platform}-${process.arch}`;
	await npm(`installing Node ${version}`, ['install', `${name}@${version}`], plainEnvironment());
	return join(folder, 'node_modules', name);
}

/** `npm_config_nodedir` because npm may be set to the headers of another Node. */
function environmentOf(nodeFolder: string): NodeJS.ProcessEnv {
	const env = plainEnvironment();
	return {
		...env,
		PATH: `${join(nodeFolder, 'bin')}${delimiter}${env.PATH ?? ''}`,
		npm_config_nodedir: nodeFolder,
	};
}

async function requireSpace(folder: string): Promise<void> {
	const { bavail, bsize } = await statfs(folder);
	const free = bavail * bsize;
	if (free >= NEEDED_BYTES) return;
	throw new Error(
		`n8n needs 5 GB for its installation, and ${folder} has ${(free / 1e9).toFixed(1)} GB free. ` +
			'Make room, or name a folder on another disk in N8N_IDENTOMAT_CACHE.',
	);
}

async function withProgress(
	what: string,
	log: InstallOptions['log'],
	work: () => Promise<void>,
): Promise<void> {
	const start = Date.now();
	const seconds = () => `${Math.round((Date.now() - start) / 1000)} s`;
	log(`${what} …`);
	const timer = setInterval(() => log(`${what} … ${seconds()}`), PROGRESS_EVERY_MS);
	try {
		await work();
	} finally {
		clearInterval(timer);
	}
	log(`${what}: done in ${seconds()}`);
}
