import type { FoundLimit } from '../../nodes/api/network/rateLimiter';
import { AccountQueue } from '../../nodes/api/network/accountQueue';
import { mapConcurrently } from '../../nodes/api/network/mapConcurrently';
import type { AttemptEnd } from '../../nodes/api/network/retry';
import { RunQueue, type SharedQueue } from '../../nodes/api/network/runQueue';
import { randomNumbers } from '../randomNumbers';
import type { Account } from './simulatedAccounts';
import { VirtualClock } from './virtualClock';

/** A run of the node that sends requests to the account. */
export interface SimulatedRun {
	requests: number;
	startAtMs?: number;
	maxConcurrency?: number;
	isUrgent?: boolean;
	maxRetries?: number;
	/** The process that it belongs to: each finds the account's limit for itself. 0 if left out. */
	process?: number;
	/** When the stop button is pressed. */
	stopAtMs?: number;
}

export interface SimulationSettings {
	latencyMs?: number;
	/** How much of the latency is over when a request arrives at the account; nothing if left out. */
	travelMs?: number;
	/** How the nth request that was accepted ends, from 1; well if it returns nothing. */
	faultOf?: (nth: number) => AttemptEnd | undefined;
}

/** What came of one request. */
export interface SimulatedRequest {
	run: number;
	end: AttemptEnd;
	refusals: number;
	/** How many requests of other runs started before its first attempt, since it was there. */
	turnsWaited: number;
	/** How long it waited for its first attempt. */
	waitedMs: number;
}

/** How a simulation went. */
export interface Course {
	requests: SimulatedRequest[];
	/** How often the account was asked, and the part of it that was refused. */
	attempts: number;
	refusedShare: number;
	/** Of one request. */
	maxRefusals: number;
	ms: number;
	/** What each process found. */
	found: Array<FoundLimit | undefined>;
	/** Whether nothing waits and nothing is in flight at the end. */
	isIdle: boolean;
}

/** A refusal takes no longer than this. */
const REFUSAL_MS = 10;

/** Sends the requests of runs to an account through its queue, on a virtual clock. */
export async function simulate(
	account: Account,
	runs: SimulatedRun[],
	settings: SimulationSettings = {},
): Promise<Course> {
	const { random } = Math;
	Math.random = randomNumbers(1);
	try {
		return await new Simulation(account, settings).run(runs);
	} finally {
		Math.random = random;
	}
}

class Simulation {
	private readonly clock = new VirtualClock();
	private readonly queues: Array<SharedQueue<AttemptEnd>> = [];
	private readonly requests: SimulatedRequest[] = [];
	private attempts = 0;
	private accepted = 0;
	private refused = 0;

	constructor(
		private readonly account: Account,
		private readonly settings: SimulationSettings,
	) {}

	async run(runs: SimulatedRun[]): Promise<Course> {
		const all = runs.map(async (run, index) => await this.sendAll(run, index));
		await this.clock.run(Promise.all(all));
		return {
			requests: this.requests,
			attempts: this.attempts,
			refusedShare: this.refused / this.attempts,
			maxRefusals: Math.max(...this.requests.map(({ refusals }) => refusals)),
			ms: this.clock.now(),
			found: this.queues.map(({ limit }) => limit.found),
			isIdle: this.queues.every(({ isIdle }) => isIdle),
		};
	}

	private async sendAll(run: SimulatedRun, index: number): Promise<void> {
		const { process = 0, maxConcurrency = 50, isUrgent = false, startAtMs = 0, stopAtMs } = run;
		const shared = (this.queues[process] ??= new AccountQueue(this.clock));
		const queue = new RunQueue(shared, { maxConcurrency, isUrgent });
		let isStopped = false;
		if (startAtMs > 0) await this.clock.sleep(startAtMs);
		if (stopAtMs !== undefined) {
			void this.clock.sleep(stopAtMs).then(() => {
				isStopped = true;
				queue.stop();
			});
		}
		const requests = Array.from({ length: run.requests }, () => index);
		await mapConcurrently(requests, maxConcurrency, async () => {
			const request = { run: index, end: {}, refusals: 0, turnsWaited: NaN, waitedMs: NaN };
			const before = this.attempts;
			const sentAt = this.clock.now();
			request.end = await queue.send({
				attempt: async () => {
					if (isStopped) return { code: 'stopped' };
					if (Number.isNaN(request.waitedMs)) {
						request.turnsWaited = this.attempts - before;
						request.waitedMs = this.clock.now() - sentAt;
					}
					return await this.attempt(request);
				},
				attemptEnd: (end) => end,
				bodyEnd: async () => {},
				readOnly: true,
				maxRetries: run.maxRetries,
				timeoutMs: 60_000,
				onRetry: () => {},
			});
			this.requests.push(request);
		});
	}

	private async attempt(request: { refusals: number }): Promise<AttemptEnd> {
		const { latencyMs = 100, travelMs = 0, faultOf } = this.settings;
		this.attempts++;
		if (travelMs > 0) await this.clock.sleep(travelMs);
		const refusal = this.account.refusal(this.clock.now());
		if (refusal) {
			this.refused++;
			request.refusals++;
			await this.clock.sleep(Math.min(REFUSAL_MS, latencyMs));
			return refusal;
		}
		const fault = faultOf?.(++this.accepted);
		await this.clock.sleep((latencyMs - travelMs) * (0.8 + 0.4 * Math.random()));
		this.account.left?.();
		return fault ?? { status: 200 };
	}
}
