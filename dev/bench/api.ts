import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { SessionInit } from '../sandbox';

/** What the API is to hold, and how long it waits before its answers. */
export interface Load {
	sessions: number;
	init?: Partial<SessionInit>;
	/** Each session has its own latency, the same in every run. */
	latencyMs: [min: number, max: number];
	/** How many requests it accepts at a time; others get status 429. Any number when missing. */
	maxConcurrency?: number;
}

/** The requests that the API received. */
export interface Traffic {
	/** Requests with the right key that were answered with status 200. */
	answered: number;
	/** Requests that were answered with status 429. */
	refused: number;
	/** From the arrival of the first request to the last answer. */
	seconds: number;
}

export interface Addresses {
	widgetUrl: string;
	/** The same behind TLS, with a self-signed certificate. */
	widgetTlsUrl: string;
	externalApiUrl: string;
	companyKey: string;
}

export type ApiCommand = Load | 'traffic';

/** The sandbox in a process of its own. */
export class Api {
	private constructor(
		private readonly process: ChildProcess,
		readonly addresses: Addresses,
	) {}

	static async start(): Promise<Api> {
		const child = fork(join(__dirname, 'loadedSandbox.ts'));
		return new Api(child, (await answerOf(child)) as Addresses);
	}

	/** Forgets all that was and makes sessions; returns their ids. */
	async prepare(load: Load): Promise<string[]> {
		return (await this.request(load)) as string[];
	}

	/**
	 * Does the work and returns the requests that arrived meanwhile.
	 * @throws Error when other than this many requests were answered well
	 */
	async trafficOf(work: () => Promise<void>, requests: number): Promise<Traffic> {
		const traffic = await this.anyTrafficOf(work);
		if (traffic.answered === requests) return traffic;
		throw new Error(`${traffic.answered} requests were answered instead of ${requests}`);
	}

	/** The same, however many were answered well. */
	async anyTrafficOf(work: () => Promise<void>): Promise<Traffic> {
		await this.request('traffic');
		await work();
		return (await this.request('traffic')) as Traffic;
	}

	async stop(): Promise<void> {
		const exit = once(this.process, 'exit');
		this.process.disconnect();
		await exit;
	}

	private async request(question: ApiCommand): Promise<unknown> {
		const answer = answerOf(this.process);
		this.process.send(question);
		return await answer;
	}
}

async function answerOf(child: ChildProcess): Promise<unknown> {
	const ended = new AbortController();
	const exit = once(child, 'exit', { signal: ended.signal }).then(() => {
		throw new Error('The API server has ended');
	});
	const message = once(child, 'message', { signal: ended.signal });
	try {
		const [value] = (await Promise.race([message, exit])) as [unknown];
		return value;
	} finally {
		ended.abort();
		await Promise.allSettled([message, exit]);
	}
}
