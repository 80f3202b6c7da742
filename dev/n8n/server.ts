import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';

import { plainEnvironment, runCommand } from './command';
import type { N8nVersion } from './install';
import { CURRENT_N8N, installN8n } from './install';
import { freePorts } from './localServer';
import type { Launch } from './serverProcess';
import { ServerProcess } from './serverProcess';

/** Only one that hangs takes so long, however busy the machine is. */
const START_LIMIT_MS = 300_000;

/** What a process of n8n can be: the one with the editor, or a worker of queue mode. */
const roles = {
	main: { args: ['start'], readyLine: 'Editor is now accessible' },
	worker: { args: ['worker'], readyLine: 'n8n worker is now ready' },
};

export interface StartOptions {
	/** Path of the packed package; nothing is installed when missing. */
	tarball?: string;
	/** Which n8n; the current one when missing. */
	version?: N8nVersion;
	/** Folder that holds n8n's database and files; a new temporary one when missing. */
	userFolder?: string;
	/** Port of the editor; a free one when missing. */
	port?: number;
	/** Further settings of n8n, such as `N8N_LOG_LEVEL`. */
	env?: Record<string, string>;
	/** A program and its arguments that n8n is started through. */
	through?: string[];
	/** Ends n8n, or the work before its start, when it is aborted. */
	signal?: AbortSignal;
}

/**
 * Starts an n8n on loopback with the package installed as a user's community package is; installs n8n itself
 * if that was not done yet (about four minutes).
 * @throws Error with npm's or n8n's last lines
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const { launch, folder, port } = await prepare('main', options);
	return await started(new N8nServer(launch, folder, port), options.signal);
}

/**
 * Starts a worker of queue mode, as `startN8n` starts the rest. It serves no page.
 * @param options `env` names the queue and the database of the main process
 */
export async function startWorker(options: StartOptions): Promise<N8nWorker> {
	const { launch, folder } = await prepare('worker', options);
	return await started(new N8nWorker(launch, folder), options.signal);
}

/** A process of n8n with a folder of its own, which it keeps when it is started again. */
export class N8nWorker extends ServerProcess {
	constructor(
		launch: Launch,
		/** Holds its database and files. */
		readonly userFolder: string,
	) {
		super(launch);
	}

	/** Stops n8n and deletes its folder. */
	async remove(): Promise<void> {
		await this.stop();
		await rm(this.userFolder, { recursive: true, force: true });
	}
}

/** A real n8n in a process of its own. It keeps its address and its folder when it is started again. */
export class N8nServer extends N8nWorker {
	/** Origin of the editor and of the REST interface, without a trailing slash. */
	readonly url: string;

	constructor(launch: Launch, userFolder: string, port: number) {
		super(launch, userFolder);
		this.url = `http://127.0.0.1:${port}`;
	}

	/** Starts n8n and resolves when it takes requests; throws with its last lines when it does not. */
	override async start(): Promise<void> {
		await super.start();
		const { status } = await fetch(`${this.url}/healthz/readiness`);
		if (status === 200) return;
		await this.kill();
		throw new Error(`n8n is not ready, its readiness check gave ${status}`);
	}
}

async function prepare(role: keyof typeof roles, options: StartOptions) {
	const { tarball, version = CURRENT_N8N, userFolder, env, through = [], signal } = options;
	const installation = await installN8n({
		version,
		log: (line) => process.stderr.write(`${line}\n`),
		signal,
	});
	const folder = userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-identomat-')));
	if (tarball) await installPackage(tarball, join(folder, '.n8n', 'nodes'), signal);
	const [port = 0, brokerPort = 0] = await freePorts([options.port ?? 0, 0]);
	const { args, readyLine } = roles[role];
	const launch: Launch = {
		name: `n8n (${role})`,
		command: [...through, installation.node, installation.n8n, ...args],
		env: {
			...plainEnvironment(),
			...settings(folder, port, brokerPort),
			...installation.env,
			...env,
		},
		readyLine,
		limitMs: START_LIMIT_MS,
	};
	return { launch, folder, port };
}

async function started<T extends ServerProcess>(
	server: T,
	signal: AbortSignal | undefined,
): Promise<T> {
	signal?.throwIfAborted();
	signal?.addEventListener('abort', () => void server.stop());
	await server.start();
	return server;
}

const PACKAGE_ONLY = ['--omit=peer', '--ignore-scripts', '--no-package-lock'];

/** Does nothing if this very tarball is installed already. */
async function installPackage(
	tarball: string,
	folder: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const hash = createHash('sha512')
		.update(await readFile(tarball))
		.digest('hex');
	const marker = join(folder, 'installed-tarball.sha512');
	if (existsSync(marker) && (await readFile(marker, 'utf8')) === hash) return;
	await mkdir(folder, { recursive: true });
	await rm(marker, { force: true });
	await runCommand('npm', ['install', tarball, '--prefix', folder, ...PACKAGE_ONLY], {
		cwd: folder,
		env: plainEnvironment(),
		signal,
	});
	await writeFile(marker, hash);
}

function settings(userFolder: string, port: number, brokerPort: number): Record<string, string> {
	return {
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_ENCRYPTION_KEY: 'an-invented-encryption-key',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		NO_COLOR: '1',
	};
}
