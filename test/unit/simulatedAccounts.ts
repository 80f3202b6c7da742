import { Concurrency, type FoundLimit } from '../../nodes/api/network/concurrency';
import { RequestQueue, type Clock } from '../../nodes/api/network/requestQueue';
import type { AttemptEnd } from '../../nodes/api/network/retry';
import { mapConcurrently } from '../../nodes/api/network/mapConcurrently';

/** A clock on which an hour takes no time: it jumps to the next thing that waits. */
export class VirtualClock implements Clock {
	private time = 0;
	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const sleeper = { at: this.time + Math.max(0, milliseconds), wake: resolve };
			this.sleepers.push(sleeper);
			signal?.addEventListener('abort', () => {
				const index = this.sleepers.indexOf(sleeper);
				if (index >= 0) this.sleepers.splice(index, 1);
				resolve();
			});
		});
	}

	/** Runs until the work is done. */
	async run<T>(work: Promise<T>): Promise<T> {
		let isDone = false;
		const end = () => (isDone = true);
		void work.then(end, end);
		for (;;) {
			await new Promise((resolve) => setImmediate(resolve));
			if (isDone) return await work;
			const at = Math.min(...this.sleepers.map((sleeper) => sleeper.at));
			if (at === Infinity) throw new Error('Everything waits for nothing');
			this.time = at;
			const due = this.sleepers.filter((sleeper) => sleeper.at <= at);
			for (const sleeper of due) {
				this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
				sleeper.wake();
			}
		}
	}
}

/** What an account does with a request that arrives; it is told when the request ends. */
export interface Account {
	/** Undefined where it is taken, else what it is told. */
	refusal(now: number): AttemptEnd | undefined;
	/** One that was taken is answered. */
	left?(): void;
	/** The shortest time in which so many requests can be answered. */
	idealMs(requests: number, latencyMs: number, ceiling: number): number;
}

const tooMany = (retryAfterMs?: number): AttemptEnd => ({ status: 429, retryAfterMs });

/** Takes so many at a time; the number may depend on the requests taken before. */
export function atOnce(most: number | ((taken: number) => number), retryAfterMs?: number): Account {
	let underWay = 0;
	let taken = 0;
	const limit = () => (typeof most === 'number' ? most : most(taken));
	return {
		refusal: () => {
			if (underWay >= limit()) return tooMany(retryAfterMs);
			underWay++;
			taken++;
			return undefined;
		},
		left: () => underWay--,
		idealMs: (requests, latencyMs, ceiling) => {
			let ideal = 0;
			for (let one = 0; one < requests; one++) {
				ideal += latencyMs / Math.min(typeof most === 'number' ? most : most(one), ceiling);
			}
			return ideal;
		},
	};
}

/** Takes so many in any second. */
export function perSecond(most: number, retryAfterMs?: number): Account {
	const taken: number[] = [];
	return {
		refusal: (now) => {
			while (taken[0] !== undefined && taken[0] <= now - 1000) taken.shift();
			if (taken.length >= most) return tooMany(retryAfterMs);
			taken.push(now);
			return undefined;
		},
		idealMs: (requests, latencyMs, ceiling) => {
			const seconds = Math.floor((requests - 1) / most);
			return Math.max(seconds * 1000 + latencyMs, Math.ceil(requests / ceiling) * latencyMs);
		},
	};
}

/** Takes what both take. */
export function both(one: Account, other: Account): Account {
	return {
		refusal: (now) => {
			const refusal = one.refusal(now);
			if (refusal) return refusal;
			const otherRefusal = other.refusal(now);
			if (otherRefusal) one.left?.();
			return otherRefusal;
		},
		left: () => {
			one.left?.();
			other.left?.();
		},
		idealMs: (...facts) => Math.max(one.idealMs(...facts), other.idealMs(...facts)),
	};
}

/** Refuses the first requests, whatever they are. */
export function refusingFirst(count: number, account: Account): Account {
	let asked = 0;
	return { ...account, refusal: (now) => (++asked <= count ? tooMany() : account.refusal(now)) };
}

/** What is simulated. */
export interface Setup {
	requests: number;
	latencyMs: number;
	ceiling: number;
	/** How the nth request that was taken ends, from 1, where it is not answered well. */
	faultOf(nth: number): AttemptEnd | undefined;
	/** When the stop button is pressed. */
	stopAtMs?: number;
}

/** How a run went. */
export interface Course {
	/** How each request ended. */
	ends: AttemptEnd[];
	/** How often the account was asked, and the part of it that was refused. */
	asked: number;
	refusedShare: number;
	/** Of one request. */
	mostRefusals: number;
	ms: number;
	timeOverIdeal: number;
	found?: FoundLimit;
}

/** Numbers from 0 to 1 after Park and Miller, the same in every run. */
function randomNumbers(): () => number {
	let state = 1;
	return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A refusal takes no longer than this. */
const REFUSAL_MS = 10;

/** Sends requests to an account through the queue, as a run of the node does. */
export async function simulate(account: Account, setup: Partial<Setup> = {}): Promise<Course> {
	const { requests = 240, latencyMs = 100, ceiling = 50, stopAtMs } = setup;
	const random = randomNumbers();
	jest.spyOn(Math, 'random').mockImplementation(random);
	const clock = new VirtualClock();
	const concurrency = new Concurrency(ceiling);
	const queue = new RequestQueue<AttemptEnd>(concurrency, clock);
	const counts = { asked: 0, taken: 0, refused: 0, mostRefusals: 0 };
	let isStopped = false;

	const attempt = async (request: { refusals: number }): Promise<AttemptEnd> => {
		if (isStopped) return { code: 'stopped' };
		counts.asked++;
		const refusal = account.refusal(clock.now());
		if (refusal) {
			counts.refused++;
			counts.mostRefusals = Math.max(counts.mostRefusals, ++request.refusals);
			await clock.sleep(Math.min(REFUSAL_MS, latencyMs));
			return refusal;
		}
		const fault = setup.faultOf?.(++counts.taken);
		await clock.sleep(latencyMs * (0.8 + 0.4 * random()));
		account.left?.();
		return fault ?? { status: 200 };
	};
	const send = async (request: { refusals: number }) =>
		await queue.send({
			attempt: async () => await attempt(request),
			endOf: (end) => end,
			bodyEnd: async () => {},
			isSafe: true,
			timeoutMs: 60_000,
			onRetry: () => {},
		});
	if (stopAtMs !== undefined) {
		void clock.sleep(stopAtMs).then(() => {
			isStopped = true;
			queue.stop();
		});
	}
	const items = Array.from({ length: requests }, () => ({ refusals: 0 }));
	const ends = await clock.run(mapConcurrently(items, ceiling, send));
	const { asked, refused, mostRefusals } = counts;
	return {
		ends,
		asked,
		refusedShare: refused / asked,
		mostRefusals,
		ms: clock.now(),
		timeOverIdeal: clock.now() / account.idealMs(requests, latencyMs, ceiling),
		found: concurrency.found,
	};
}
