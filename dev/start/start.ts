import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { CURRENT_N8N, installN8n } from '../n8n/install';
import { freePorts } from '../n8n/localServer';
import { withLock } from '../n8n/lock';
import type { N8nServer } from '../n8n/server';
import { startN8n } from '../n8n/server';
import { packProject } from '../n8n/tarball';
import type { Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import { runExamples } from './demonstration';
import { printLine, printProgress, step } from '../terminal';

/** n8n's database and files; git ignores it. Without it, the next start begins from scratch. */
const FOLDER = process.env.IDENTOMAT_START_FOLDER ?? join(__dirname, '..', '..', '.tmp', 'start');
const LAST_LINES = 20;
const STOPPED =
	"n8n and the sandbox have stopped. Your workflows are kept for the next 'npm start'.";

/**
 * Runs until Ctrl-C, or until n8n ends. `npm start` runs it by `exec node --import
 * tsx`: neither npm's shell nor the command `tsx` would wait at a Ctrl-C until all has ended.
 */
async function main(): Promise<void> {
	const ending = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => ending.abort());
	ending.signal.addEventListener('abort', () => printLine('\nStopping n8n and the sandbox …'));
	try {
		await mkdir(FOLDER, { recursive: true });
		const work = async () => await withSandbox(ending.signal);
		await withLock(join(FOLDER, 'lock'), 'already runs this n8n', work);
	} catch (error) {
		// What was interrupted fails, of course.
		if (ending.signal.aborted) return;
		process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
		process.exitCode = 1;
	} finally {
		if (ending.signal.aborted) printLine(STOPPED);
	}
}

async function withSandbox(signal: AbortSignal): Promise<void> {
	await installN8n({ version: CURRENT_N8N, log: printProgress, signal });
	const tarball = await step('Building and packing the package', async () => {
		return await packProject(signal);
	});
	const [port, widgetPort, externalPort] = await choosePorts();
	const sandbox = await startSandbox({ widgetPort, externalPort });
	try {
		const server = await step(`Starting n8n ${CURRENT_N8N} with the package`, async () => {
			const env = { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5' };
			return await startN8n({ tarball, userFolder: FOLDER, port, env, signal });
		});
		await runUntilEnd(server, sandbox, signal);
	} finally {
		await sandbox.close();
	}
}

/** The usual ports, and others if they are taken. */
async function choosePorts(): Promise<number[]> {
	const wanted = [5678, 8701, 8702];
	const names = ['n8n', "the sandbox's widget API", "the sandbox's external API"];
	const ports = await freePorts(wanted);
	wanted.forEach((port, index) => {
		if (ports[index] === port) return;
		printLine(`Port ${port} (${names[index]}) is taken; using ${ports[index]} instead.`);
	});
	return ports;
}

/** Shows the examples, and runs until the end. */
async function runUntilEnd(
	server: N8nServer,
	sandbox: Sandbox,
	signal: AbortSignal,
): Promise<void> {
	const ended = Promise.race([unexpectedExit(server), once(signal, 'abort')]);
	try {
		const shown = runExamples({ n8nUrl: server.url, sandbox, folder: FOLDER });
		await Promise.race([shown.then(() => openInBrowser(server.url)), ended]);
		await ended;
	} finally {
		await server.stop();
	}
}

/** Fails when n8n ends. */
async function unexpectedExit(server: N8nServer): Promise<never> {
	await server.ended();
	const lastLines = server.log().trimEnd().split('\n').slice(-LAST_LINES).join('\n');
	throw new Error(`n8n stopped unexpectedly. Its last lines:\n${lastLines}`);
}

/** Only if a person sits at the terminal. */
async function openInBrowser(url: string): Promise<void> {
	if (process.env.CI || !process.stdout.isTTY) return;
	const { default: open } = await import('open');
	await open(url);
}

void main();
