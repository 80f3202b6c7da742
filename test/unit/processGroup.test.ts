import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { plainEnvironment } from '../../dev/n8n/command';

const MODULE = join(__dirname, '..', 'processGroup.mjs');
/** Starts a process of its own, says its id, and does not end by itself. */
const STARTER = 'sleep 600 & echo "started $!"; wait';

/** Runs a shell script as the test commands run jest. */
function run(script: string) {
	const code = `
		import { runInGroup } from ${JSON.stringify(MODULE)};
		const status = await runInGroup('sh', ['-c', ${JSON.stringify(script)}], { cleanUp: () => console.log('cleaned up') });
		console.log('status', status);`;
	const child = spawn('node', ['--input-type=module', '-e', code], { env: plainEnvironment() });
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	const shows = async (pattern: RegExp): Promise<RegExpExecArray> => {
		for (;;) {
			const match = pattern.exec(output);
			if (match) return match;
			await once(child.stdout, 'data');
		}
	};
	const ended = once(child, 'close') as Promise<[number | null]>;
	return { child, shows, ended, output: () => output };
}

function isAlive(processId: string | undefined): boolean {
	const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], {
		encoding: 'utf8',
	});
	return /^[^Z]/.test(stdout.trim());
}

describe('a command of the tests', () => {
	it('returns its exit status', async () => {
		const { ended, output } = run('exit 3');
		expect(await ended).toEqual([0, null]);
		expect(output()).toBe('status 3\n');
	});

	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)('ends with all that it started on %s, and says so', async (signal, status) => {
		const { child, shows, ended, output } = run(STARTER);
		const [, id] = await shows(/started (\d+)/);
		expect(isAlive(id)).toBe(true);
		child.kill(signal);
		// npm passes on what the terminal sends, too.
		child.kill(signal);
		expect(await ended).toEqual([status, null]);
		expect(isAlive(id)).toBe(false);
		expect(output()).toMatch(/\nEnding what was started …\ncleaned up\nEverything has ended\.\n$/);
	});
});
