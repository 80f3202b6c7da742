import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';

import { plainEnvironment, runCommand } from '../../dev/n8n/command';

const PROJECT = join(__dirname, '..', '..');

/** `npm start` in a process group of its own, which is what a terminal sends Ctrl-C to. */
export class StartTerminal {
	output = '';
	private readonly process: ChildProcess;
	private readonly events = new EventEmitter();

	constructor(folder: string) {
		const env = { ...plainEnvironment(), IDENTOMAT_START_FOLDER: folder };
		this.process = spawn('npm', ['start'], { cwd: PROJECT, env, detached: true });
		for (const stream of [this.process.stdout, this.process.stderr]) {
			stream?.setEncoding('utf8').on('data', (text: string) => {
				this.output += text;
				this.events.emit('change');
			});
		}
		this.process.once('close', () => this.events.emit('change'));
	}

	/** Resolves when the text has been written; throws when the command ends without it. */
	async shows(text: string): Promise<void> {
		while (!this.output.includes(text)) {
			if (!this.isRunning()) throw new Error(`It ended:\n${this.output}`);
			await once(this.events, 'change');
		}
	}

	/** Presses Ctrl-C, and resolves with the exit status. */
	async end(): Promise<number | null> {
		if (this.isRunning()) process.kill(-this.group, 'SIGINT');
		return await this.exit();
	}

	async exit(): Promise<number | null> {
		while (this.isRunning()) await once(this.events, 'change');
		return this.process.exitCode;
	}

	/** The id of that one of its processes whose command line ends so. */
	async processOf(command: string): Promise<number> {
		const options = { cwd: PROJECT, env: plainEnvironment() };
		const list = await runCommand('ps', ['-A', '-o', 'pid=,pgid=,args='], options);
		const line = new RegExp(`^ *(\\d+) +${this.group} .*${command}$`, 'm').exec(list);
		return Number(line?.[1]);
	}

	private get group(): number {
		return this.process.pid ?? 0;
	}

	private isRunning(): boolean {
		return this.process.exitCode === null && this.process.signalCode === null;
	}
}
