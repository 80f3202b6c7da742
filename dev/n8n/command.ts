import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

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
 * @throws Error with what it wrote to stderr, if it ends with another status than 0; an AbortError if its
 * signal ended it
 */
export async function runCommand(
	command: string,
	args: string[],
	options: CommandOptions,
): Promise<string> {
	const { stdout } = await promisify(execFile)(command, args, { ...options, maxBuffer: Infinity });
	return stdout;
}
