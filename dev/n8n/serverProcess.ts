import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** How a process is started and ended. */
export interface Launch {
	/** What it is called in messages. */
	name: string;
	/** The program and its arguments. */
	command: string[];
	/** The whole environment. */
	env: NodeJS.ProcessEnv;
	/** What it writes when it is at work. */
	readyLine: string;
	/** How long it may take until then. */
	limitMs: number;
	/** What ends it gracefully; SIGTERM when missing. */
	stopSignal?: NodeJS.Signals;
}

/** A process that serves others, and can be ended and started again. */
export class ServerProcess {
	private process?: ChildProcess;
	private readonly output: string[] = [];
	private readonly writes = new EventEmitter();

	constructor(private readonly launch: Launch) {}

	/** The id of its process, another one after each start; undefined while there is none. */
	get pid(): number | undefined {
		return this.process && isRunning(this.process) ? this.process.pid : undefined;
	}

	/** All that it wrote to stdout and stderr since the first start. */
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

	/** Resolves with the first match in what it writes from now on. */
	async logs(pattern: RegExp): Promise<RegExpExecArray> {
		const from = this.log().length;
		for (;;) {
			await once(this.writes, 'text');
			const match = pattern.exec(this.log().slice(from));
			if (match) return match;
		}
	}

	/** Changes its environment from the next start on. */
	configure(env: Record<string, string>): void {
		Object.assign(this.launch.env, env);
	}

	/** Resolves when it is at work; throws with its last lines when it does not get there. */
	async start(): Promise<void> {
		const { name, command, env, readyLine, limitMs } = this.launch;
		const [program = '', ...args] = command;
		const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
		this.process = child;
		// One that hangs is ended: its exit is the one way a start fails.
		const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
		const beginning = this.output.length;
		let isReady = false;
		await new Promise<void>((resolve, reject) => {
			const collect = (text: string) => {
				this.output.push(text);
				this.writes.emit('text');
				isReady ||= this.output.slice(beginning).join('').includes(readyLine);
				if (isReady) resolve();
			};
			child.stdout.setEncoding('utf8').on('data', collect);
			child.stderr.setEncoding('utf8').on('data', collect);
			child.once('error', reject);
			child.once('exit', () =>
				reject(new Error(`${name} did not start:\n${this.log().slice(-4000)}`)),
			);
		}).finally(() => clearTimeout(timer));
	}

	/** Ends it gracefully, and resolves when its process has ended. */
	async stop(): Promise<void> {
		await this.end(this.launch.stopSignal ?? 'SIGTERM');
	}

	/** Ends it as a crash would, and resolves when its process has ended. */
	async kill(): Promise<void> {
		await this.end('SIGKILL');
	}

	/** Resolves when its process has ended, for whatever reason. */
	async ended(): Promise<void> {
		const child = this.process;
		if (child && isRunning(child)) await once(child, 'exit');
	}

	private async end(signal: NodeJS.Signals): Promise<void> {
		this.process?.kill(signal);
		// One that was halted would not take the signal.
		this.process?.kill('SIGCONT');
		await this.ended();
	}
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode === null && signalCode === null;
}
