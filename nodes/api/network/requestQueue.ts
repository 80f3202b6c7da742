import type { Concurrency, StartedRequest, AttemptOutcome } from './concurrency';
import { waitBeforeRetry } from './backoff';
import { decideRetry, isRateLimited, MAX_RETRIES, reasonToRetry } from './retry';
import type { AttemptEnd, Decision, RetryReason } from './retry';

/** Time that never runs backwards. */
export interface Clock {
	/** Milliseconds since any beginning. */
	now(): number;
	/** Resolves after that time, or as soon as the signal is aborted. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** One request, as the queue sees it. */
export interface Sending<T> {
	/** Sends it once. */
	attempt(): Promise<T>;
	endOf(answer: T): AttemptEnd;
	/** Resolves when nothing of the answer is under way any more. */
	bodyEnd(answer: T): Promise<void>;
	isSafe: boolean;
	maxRetries?: number;
	/** How long the server may stay silent. */
	timeoutMs: number;
	/** Is told of each retry before it goes out. */
	onRetry(reason: RetryReason, waitMs: number): void;
}

/** How far a request has come. */
interface Course {
	/** When it first went out. */
	since: number;
	latestStart: number;
	retries: number;
	/** How often it was told "too many". */
	refusals: number;
	/** See `Waiting`. */
	signAfter?: number;
}

/** A request that waits for its turn. */
interface Waiting {
	refusals: number;
	notBefore: number;
	/** Another one that is taken after this time is a sign that this one need not wait any longer. */
	signAfter?: number;
	/** Lets it go; without a departure it is not to be sent. */
	go(departure?: StartedRequest): void;
}

/** How long others are to go first after the second "too many". */
const OTHERS_FIRST_MS = 500;
/** What is held back for longer, when waiting has been in vain, is not waited for. */
const SHORT_HOLD_MS = 1_000;
/** Waits and starts of attempts of one request stay within this many of its timeouts. */
const MAX_TIMEOUTS_FOR_RETRIES = 4;
/** How long "too many" holds back a run in all. */
const MAX_HOLD_MS = 5 * 60_000;

/**
 * Lets the requests of one run out, as many at a time as Identomat takes, and retries those that may go
 * better. Those that were told "too many" go first, so that none of them is refused again and again.
 * @template T what an attempt ends with
 */
export class RequestQueue<T> {
	private readonly waiting: Waiting[] = [];
	private alarm?: { at: number; ended: AbortController };
	private isStopped = false;
	private heldMs = 0;
	/** What a request was told last whose retries were spent on "too many", until one gets through. */
	private lastWord?: T;

	constructor(
		private readonly concurrency: Concurrency,
		private readonly clock: Clock,
	) {}

	/** Ends all waiting: nothing goes out any more. */
	stop(): void {
		this.isStopped = true;
		this.sendAllBack();
	}

	/** Sends a request until it is answered or a retry is of no use. */
	async send(sending: Sending<T>): Promise<T> {
		let departure = await this.turn();
		if (!departure) return this.lastWord ?? (await sending.attempt());
		const latestStart = departure.at + MAX_TIMEOUTS_FOR_RETRIES * sending.timeoutMs;
		const course: Course = { since: departure.at, latestStart, retries: 0, refusals: 0 };
		for (;;) {
			const answer = await sending.attempt();
			const decision = this.decide(sending, course, answer);
			this.leave(departure, sending, answer);
			if (typeof decision === 'string') return answer;
			const { waitMs, reason } = decision;
			departure = await this.turn(course, this.clock.now() + waitMs);
			if (!departure) return answer;
			if (departure.at > latestStart) {
				this.ended(departure, 'other');
				return answer;
			}
			course.retries++;
			sending.onRetry(reason, waitMs);
		}
	}

	private decide(sending: Sending<T>, course: Course, answer: T): Decision {
		const { isSafe, maxRetries = MAX_RETRIES } = sending;
		const { since, retries, latestStart } = course;
		const end = sending.endOf(answer);
		const reason = reasonToRetry(end, isSafe);
		const isLimit = isRateLimited(end);
		if (!reason && !isLimit) return 'give back';
		const now = this.clock.now();
		const waitMs = waitBeforeRetry(retries, end.retryAfterMs);
		if (isLimit) this.noteLimit(end, course, now, waitMs);
		const decision = decideRetry({
			reason,
			retries,
			maxRetries: isLimit && this.isVain ? 0 : maxRetries,
			waitMs,
			timeLeftMs: latestStart - now,
		});
		// Who retries nothing decides by itself when to ask no more.
		const hasWaited = maxRetries > 0 && decision === 'spent';
		const isLasting = isLimit && hasWaited && !this.concurrency.hasAnsweredSince(since);
		if (isLasting) this.giveUp(answer);
		return decision;
	}

	/** Whether waiting for a limit's end has been of no use, or has taken too long. */
	private get isVain(): boolean {
		return this.lastWord !== undefined || this.heldMs > MAX_HOLD_MS;
	}

	/** "Too many" holds all back where the server says how long, or where nobody gets through. */
	private noteLimit(end: AttemptEnd, course: Course, now: number, waitMs: number): void {
		const { concurrency } = this;
		const isVague = end.retryAfterMs === undefined;
		course.refusals++;
		course.signAfter = isVague ? signAfter(course.refusals, now) : undefined;
		if (isVague && concurrency.isFlowing(now)) return;
		this.heldMs -= concurrency.heldFor(now);
		concurrency.holdUntil(now + waitMs);
		this.heldMs += concurrency.heldFor(now);
	}

	/** The limit lasts: who waits for it hears the same, since waiting has been of no use. */
	private giveUp(lastWord: T): void {
		this.lastWord = lastWord;
		this.sendAllBack();
	}

	private leave(departure: StartedRequest, sending: Sending<T>, answer: T): void {
		const end = sending.endOf(answer);
		if (isRateLimited(end)) {
			this.ended(departure, 'too many', end.retryAfterMs !== undefined);
			return;
		}
		const { status = 0 } = end;
		const taken = status > 0 && status < 500 ? 'good' : 'other';
		void sending.bodyEnd(answer).then(() => this.ended(departure, taken));
	}

	private ended(departure: StartedRequest, taken: AttemptOutcome, hasRetryAfter = false): void {
		if (taken === 'good') this.lastWord = undefined;
		this.concurrency.answered(departure, taken, this.clock.now(), hasRetryAfter);
		this.look();
	}

	/** Resolves when a request may go out, or without a departure when it is not to be sent. */
	private async turn(course?: Course, notBefore = -Infinity): Promise<StartedRequest | undefined> {
		const held = this.concurrency.heldFor(this.clock.now());
		const isVain = this.lastWord !== undefined && held > SHORT_HOLD_MS;
		if (this.isStopped || isVain) return undefined;
		return await new Promise((go) => {
			const { refusals = 0, signAfter } = course ?? {};
			this.waiting.push({ refusals, notBefore, signAfter, go });
			this.look();
		});
	}

	/** Lets out what may go now, and looks again when the next one may. */
	private look(): void {
		for (;;) {
			const now = this.clock.now();
			const next = this.nextAt(now);
			const wait = next && this.concurrency.waitFor(next.refusals, now);
			if (!next || wait) {
				this.lookAgainAt(
					wait ? now + wait : Math.min(...this.waiting.map(({ notBefore }) => notBefore)),
				);
				return;
			}
			this.waiting.splice(this.waiting.indexOf(next), 1);
			next.go(this.concurrency.started(now));
		}
	}

	/** Whose turn it is: who was told "too many" most often, else who came first. */
	private nextAt(now: number): Waiting | undefined {
		const ready = this.waiting.filter(
			({ notBefore, signAfter: time = Infinity }) =>
				notBefore <= now || this.concurrency.hasTakenSince(time),
		);
		const most = Math.max(...ready.map(({ refusals }) => refusals));
		return ready.find(({ refusals }) => refusals === most);
	}

	private lookAgainAt(time: number): void {
		if (this.alarm?.at === time) return;
		this.alarm?.ended.abort();
		this.alarm = undefined;
		// Without an end of its own, the wait ends with an answer.
		if (time === Infinity) return;
		const alarm = { at: time, ended: new AbortController() };
		this.alarm = alarm;
		const look = () => {
			if (this.alarm !== alarm) return;
			this.alarm = undefined;
			this.look();
		};
		void this.clock.sleep(time - this.clock.now(), alarm.ended.signal).then(look);
	}

	private sendAllBack(): void {
		for (const { go } of this.waiting.splice(0)) go();
		this.lookAgainAt(Infinity);
	}
}

/** After the third "too many" no sign counts: there may be no further retry. */
function signAfter(refusals: number, now: number): number | undefined {
	return refusals < 3 ? now + (refusals - 1) * OTHERS_FIRST_MS : undefined;
}
