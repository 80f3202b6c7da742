import { spawn } from 'node:child_process';

/** Where a command runs and with what. */
export interface CommandOptions {
	cwd: string;
	/** The whole environment. */
	env: NodeJS.ProcessEnv;
	/** Ends the command when it is aborted. */
	signal?: AbortSignal;
}

/**
 * The environment of this process without what npm and jest put there for themselves: a nested npm would take
 * `npm_config_local_prefix` for its own, and n8n the options of the test runner.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
	const own =
		/^(npm_(package|lifecycle|config_local_prefix|config_ignore_scripts)|NODE_OPTIONS$|NODE_ENV$|JEST_)/;
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/**
 * Runs a command to its end and returns what it wrote to stdout.
 * @throws Error with the last lines of its output when it ends with another status than 0; an AbortError when
 * its signal ended it
 */
export async function runCommand(
	command: string,
	args: string[],
	options: CommandOptions,
): Promise<string> {
	const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
	const stdout: string[] = [];
	const everything: string[] = [];
	child.stdout.setEncoding('utf8').on('data', (text: string) => {
		stdout.push(text);
		everything.push(text);
	});
	child.stderr.setEncoding('utf8').on('data', (text: string) => everything.push(text));
	const status = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (status === 0) return stdout.join('');
	const tail = everything.join('').split('\n').slice(-40).join('\n');
	throw new Error(`${command} ${args.join(' ')} ended with status ${status}:\n${tail}`);
}
