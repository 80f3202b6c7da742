import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
/** n8n takes some seconds to end the gentle way. */
const GRACE_MS = 10_000;
const KILL_MS = 2_000;
const ASK_EVERY_MS = 100;

/**
 * Runs a command in a process group of its own, with what it prints going to the terminal. Ctrl-C and SIGTERM end
 * this process only when all of the group has ended, with a last word.
 * @param options `env`: the whole environment; `stdout`: `ignore` leaves out what it writes there; `cleanUp`: what
 * is to be done before such an end
 * @returns the exit status; null where a signal ended the command
 */
export async function runInGroup(command, args, { env, stdout = 'inherit', cleanUp } = {}) {
	const stdio = ['ignore', stdout, 'inherit'];
	const child = spawn(command, args, { env, stdio, detached: true });
	let isEnding = false;
	const end = async (signal) => {
		if (isEnding) return;
		isEnding = true;
		console.log('\nEnding what was started …');
		await endGroup(child.pid);
		cleanUp?.();
		console.log('Everything has ended.');
		process.exit(SIGNALS[signal]);
	};
	for (const signal of Object.keys(SIGNALS)) process.on(signal, end);
	const [status] = await once(child, 'close');
	// The end of the process comes with that of the group.
	if (isEnding) await new Promise(() => {});
	for (const signal of Object.keys(SIGNALS)) process.off(signal, end);
	return status;
}

async function endGroup(id) {
	signalGroup(id, 'SIGTERM');
	if (await isGone(id, GRACE_MS)) return;
	signalGroup(id, 'SIGKILL');
	await isGone(id, KILL_MS);
}

/** Waits until no process of the group is at work any more, or the time is over. */
async function isGone(id, limitMs) {
	const until = Date.now() + limitMs;
	while (signalGroup(id, 0) && !isDead(id)) {
		if (Date.now() > until) return false;
		await setTimeout(ASK_EVERY_MS);
	}
	return true;
}

/** @returns whether there is still a process in the group */
function signalGroup(id, signal) {
	try {
		return process.kill(-id, signal);
	} catch {
		return false;
	}
}

/** Whether all that is left of the group has ended, and only its parent has not asked how. */
function isDead(id) {
	const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat='], { encoding: 'utf8' });
	const states = (stdout ?? '').matchAll(new RegExp(`^ *${id} +(.)`, 'gm'));
	return [...states].every(([, state]) => state === 'Z') && Boolean(stdout);
}
