import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';

import { plainEnvironment, runCommand } from './command';
import type { N8nInstallation, N8nVersion } from './install';
import { CURRENT_N8N, installN8n } from './install';

const START_LIMIT_MS = 120_000;
const READY_LINE = 'Editor is now accessible';

export interface StartOptions {
	/** Path of the packed package. */
	tarball: string;
	/** Which n8n; the current one when missing. */
	version?: N8nVersion;
	/** Folder that holds n8n's database and files; a new temporary one when missing. */
	userFolder?: string;
	/** Port of the editor; a free one when missing. */
	port?: number;
	/** Further settings of n8n, such as `N8N_LOG_LEVEL`. */
	env?: Record<string, string>;
	/** Ends n8n, or the work before its start, when it is aborted. */
	signal?: AbortSignal;
}

/**
 * Starts an n8n on loopback with the package installed as a user's community package is; installs n8n itself
 * where that was not done yet (about four minutes).
 * @throws Error with npm's or n8n's last lines
 */
export async function startN8n(options: StartOptions): Promise<N8nServer> {
	const { tarball, version = CURRENT_N8N, userFolder, env, signal } = options;
	const installation = await installN8n({
		version,
		log: (line) => process.stderr.write(`${line}\n`),
		signal,
	});
	const folder = userFolder ?? (await mkdtemp(join(tmpdir(), 'n8n-identomat-')));
	await installPackage(tarball, join(folder, '.n8n', 'nodes'), signal);
	const [freePort, brokerPort] = await freePorts();
	const port = options.port ?? freePort;
	const server = new N8nServer(installation, folder, port, {
		...plainEnvironment(),
		...settings(folder, port, brokerPort),
		...installation.env,
		...env,
	});
	signal?.throwIfAborted();
	signal?.addEventListener('abort', () => void server.stop());
	await server.start();
	return server;
}

/** A real n8n in a process of its own. It keeps its address and its folder when it is started again. */
export class N8nServer {
	/** Origin of the editor and of the REST interface, without a trailing slash. */
	readonly url: string;
	private process?: ChildProcess;
	private readonly output: string[] = [];
	private readonly writes = new EventEmitter();

	constructor(
		private readonly installation: N8nInstallation,
		private readonly userFolder: string,
		port: number,
		private readonly env: NodeJS.ProcessEnv,
	) {
		this.url = `http://127.0.0.1:${port}`;
	}

	/** The id of its process; another one after each start. */
	get pid(): number | undefined {
		return this.process?.pid;
	}

	/** All that n8n wrote to stdout and stderr since the first start. */
	log(): string {
		return this.output.join('');
	}

	/** Resolves with the first match in the log, once there is one. */
	async logged(pattern: RegExp): Promise<RegExpExecArray> {
		for (;;) {
			const match = pattern.exec(this.log());
			if (match) return match;
			await once(this.writes, 'text');
		}
	}

	/** Starts n8n and resolves when it takes requests; throws with its last lines when it does not. */
	async start(): Promise<void> {
		const { node, n8n } = this.installation;
		const child = spawn(node, [n8n, 'start'], { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
		this.process = child;
		// n8n that hangs is ended: its exit is the one way a start fails.
		const timer = setTimeout(() => child.kill('SIGKILL'), START_LIMIT_MS);
		const beginning = this.output.length;
		await new Promise<void>((resolve, reject) => {
			const collect = (text: string) => {
				this.output.push(text);
				this.writes.emit('text');
				if (this.output.slice(beginning).join('').includes(READY_LINE)) resolve();
			};
			child.stdout?.setEncoding('utf8').on('data', collect);
			child.stderr?.setEncoding('utf8').on('data', collect);
			child.once('exit', () => reject(new Error(`n8n did not start:\n${this.log().slice(-4000)}`)));
		}).finally(() => clearTimeout(timer));
		const { status } = await fetch(`${this.url}/healthz/readiness`);
		if (status === 200) return;
		await this.kill();
		throw new Error(`n8n is not ready, its readiness check gave ${status}`);
	}

	/** Ends n8n the gentle way, and resolves when its process is gone. */
	async stop(): Promise<void> {
		await this.end('SIGTERM');
	}

	/** Ends n8n as a crash would, and resolves when its process is gone. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Resolves when its process is gone, for whatever reason. */
	async ended(): Promise<void> {
		const child = this.process;
		if (child && isRunning(child)) await once(child, 'exit');
	}

	/** Stops n8n and deletes its folder. */
	async remove(): Promise<void> {
		await this.stop();
		await rm(this.userFolder, { recursive: true, force: true });
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		this.process?.kill(signal);
		await this.ended();
	}
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode === null && signalCode === null;
}

/** Does nothing where this very tarball is installed already. */
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
	await runCommand(
		'npm',
		[
			'install',
			tarball,
			'--prefix',
			folder,
			'--omit=peer',
			'--ignore-scripts',
			'--no-package-lock',
		],
		{ cwd: folder, env: plainEnvironment(), signal },
	);
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

/** Two ports that nothing listens on; both are held until both are known, so that they differ. */
async function freePorts(): Promise<[number, number]> {
	const servers = [createServer(), createServer()] as const;
	const listen = async (server: (typeof servers)[number]) => {
		await once(server.listen(0, '127.0.0.1'), 'listening');
		return (server.address() as AddressInfo).port;
	};
	const ports: [number, number] = [await listen(servers[0]), await listen(servers[1])];
	await Promise.all(servers.map(async (server) => await once(server.close(), 'close')));
	return ports;
}
