import { classify, scopeOf } from '../api/errors/classify';
import type { Result } from '../api/errors/failure';

/** After this many refusals or limits in a row without a good response, further requests are pointless. */
const MAX_IN_A_ROW = { refusals: 20, limits: 5 };

/** After this many failures in a row, the queue continues at another place. */
const MAX_FAILURES_AT_A_PLACE = 10;
/** Multiples of it, without their whole part, are spread evenly between 0 and 1. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * The sessions to check, in their order. If many in a row fail, it continues at a place that depends on
 * the time: n8n may keep nothing of a poll that fails, and the next poll, with the same order, must not
 * check only the same sessions again. It is over when further requests are pointless.
 */
export class CheckQueue {
	private ids: string[];
	private position = 0;
	private failures = 0;
	private places: number;
	private readonly circuitBreaker = new CircuitBreaker();

	/** @param now in seconds since 1970 */
	constructor(ids: string[], now: number) {
		this.ids = ids;
		this.places = Math.floor(now / 60);
	}

	/** Whether Identomat refuses the account, or accepts no further requests. */
	get isOver(): boolean {
		return this.circuitBreaker.isOpen;
	}

	/** The next session to check, or undefined after the last one and when further requests are pointless. */
	next(): string | undefined {
		if (this.isOver) return undefined;
		if (this.failures >= MAX_FAILURES_AT_A_PLACE) this.changePlace();
		return this.ids[this.position++];
	}

	/** @param startedAt when the request began, in milliseconds of the monotonic clock */
	record(result: Result<unknown>, startedAt: number): void {
		this.failures = result.ok ? 0 : this.failures + 1;
		this.circuitBreaker.record(result, startedAt);
	}

	private changePlace(): void {
		const remaining = this.ids.slice(this.position);
		const place = Math.floor(((this.places++ * GOLDEN_RATIO) % 1) * remaining.length);
		this.ids = [...remaining.slice(place), ...remaining.slice(0, place)];
		this.position = 0;
		this.failures = 0;
	}
}

/**
 * Opens when further requests are pointless, because Identomat refuses the account or accepts no further
 * requests.
 */
class CircuitBreaker {
	private refusals = 0;
	private limits = 0;
	private limitedAt = -Infinity;

	get isOpen(): boolean {
		return this.refusals >= MAX_IN_A_ROW.refusals || this.limits >= MAX_IN_A_ROW.limits;
	}

	/**
	 * @param startedAt when the request began. Requests in progress at the same time count as meeting a
	 * limit once.
	 */
	record(result: Result<unknown>, startedAt: number): void {
		const failure = result.ok ? undefined : result.failure;
		if (!failure || scopeOf(failure) !== 'account') {
			this.refusals = 0;
			if (!failure) this.limits = 0;
		} else if (classify(failure) !== 'rateLimited') this.refusals++;
		else if (startedAt > this.limitedAt) {
			this.limits++;
			this.limitedAt = performance.now();
		}
	}
}

/**
 * Works through a queue, several sessions at the same time. It starts with a few, and uses full
 * concurrency after the first good response: the queue can only change its place for sessions that were
 * not taken from it yet.
 * @param check whether the session got a good response
 */
export async function workThrough(
	queue: CheckQueue,
	maxConcurrency: number,
	check: (sessionId: string) => Promise<boolean>,
): Promise<void> {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	const work = async () => {
		for (let id = queue.next(); id !== undefined; id = queue.next()) {
			if (await check(id)) open();
		}
	};
	const first = Math.min(maxConcurrency, MAX_FAILURES_AT_A_PLACE);
	const others = Array.from(
		{ length: maxConcurrency - first },
		async () => await opened.then(work),
	);
	const begun = Promise.all(Array.from({ length: first }, work));
	await Promise.all([begun.finally(open), ...others]);
}
