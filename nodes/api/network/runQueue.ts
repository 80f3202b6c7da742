import type { AttemptOutcome, FoundLimit } from './rateLimiter';
import type { AccountQueue, QueuedRun, Turn } from './accountQueue';
import { waitBeforeRetry } from './backoff';
import { decideRetry, isRateLimited, MAX_RETRIES, reasonToRetry } from './retry';
import type { AttemptEnd, Decision, RetryReason } from './retry';

/** One request, as the queue sees it. */
export interface QueuedRequest<T> {
	/** Sends it once. */
	attempt(): Promise<T>;
	/** How an attempt ended. */
	attemptEnd(response: T): AttemptEnd;
	/** Resolves when the transfer of the response is over. */
	bodyEnd(response: T): Promise<void>;
	/** Whether it may be repeated even if it was processed. */
	readOnly: boolean;
	maxRetries?: number;
	/** How long the server may stay silent, in milliseconds. */
	timeoutMs: number;
	/** Called before each retry. */
	onRetry(reason: RetryReason, waitMs: number): void;
}

/** How a run shares the queue of its account. */
export interface RunSettings {
	/** Maximum number of its requests in flight. */
	maxConcurrency: number;
	/** Whether a person waits for its requests: they start before those of batches. */
	isUrgent: boolean;
}

/** The queue of an account that runs share. */
export type SharedQueue<T> = AccountQueue<RunQueue<T>>;

/** How far a request has come. */
interface Progress {
	/** When its last attempt has to start, not counting the turns of other requests. */
	latestStart: number;
	retries: number;
	/** How often it was refused with "too many". */
	refusals: number;
	retrySignAfter?: number;
}

/** How long other requests go first after the second "too many". */
const OTHERS_FIRST_MS = 500;
/** A run that has given up does not wait for a hold that is longer than this. */
const SHORT_HOLD_MS = 1_000;
/** Waits and starts of attempts of one request stay within this many of its timeouts. */
const MAX_TIMEOUTS_FOR_RETRIES = 4;
/** How long "too many" holds back a run in all. */
const MAX_HOLD_MS = 5 * 60_000;
/** How long after a success another process may use up the account before the limit counts as lasting. */
const MAX_STARVED_MS = 30_000;
/** How often a request may be refused with "too many" while others get through: that is not a lasting limit. */
const MAX_REFUSALS = 16;

/**
 * The requests of one run in the queue of their account: each is sent when its turn has come, and retried
 * if that may help. A stop, a lasting limit and the retries concern this run only.
 * @template T what an attempt ends with
 */
export class RunQueue<T> implements QueuedRun {
	readonly maxConcurrency: number;
	readonly isUrgent: boolean;
	readonly waiting: QueuedRun['waiting'] = [];
	inFlight = 0;
	lastTurn = 0;
	private isStopped = false;
	private wasRefused = false;
	/** How long the account had held requests back when the run began. */
	private heldBefore?: number;
	/** The response to the request on which the run gave up, until another one succeeds. */
	private lastRefusal?: { response: T; at: number };

	constructor(
		private readonly account: SharedQueue<T>,
		settings: RunSettings,
	) {
		this.maxConcurrency = settings.maxConcurrency;
		this.isUrgent = settings.isUrgent;
	}

	/** The limit of the account, if this run has met it. */
	get foundLimit(): FoundLimit | undefined {
		return this.wasRefused ? this.account.limit.found : undefined;
	}

	/** Starts no further request. */
	stop(): void {
		this.isStopped = true;
		this.account.leave(this);
	}

	/** Sends a request until there is a response or a retry does not help. */
	async send(request: QueuedRequest<T>): Promise<T> {
		this.heldBefore ??= this.account.limit.heldMs;
		let turn = await this.acquire();
		if (!turn) return this.lastRefusal?.response ?? (await request.attempt());
		const latestStart = turn.at + MAX_TIMEOUTS_FOR_RETRIES * request.timeoutMs;
		const progress: Progress = { latestStart, retries: 0, refusals: 0 };
		for (;;) {
			const response = await request.attempt();
			const decision = this.decide(request, progress, response);
			this.release(turn, request, response);
			if (typeof decision === 'string') return response;
			const { waitMs, reason } = decision;
			const notBefore = this.now + waitMs;
			turn = await this.acquire(progress, notBefore);
			if (!turn) return response;
			// Waiting for a turn behind other requests is not a failed attempt.
			progress.latestStart += Math.max(0, turn.at - notBefore);
			request.onRetry(reason, waitMs);
		}
	}

	private get now(): number {
		return this.account.clock.now();
	}

	private async acquire(progress?: Progress, notBefore = -Infinity): Promise<Turn | undefined> {
		const isHeld = this.account.limit.heldFor(this.now) > SHORT_HOLD_MS;
		if (this.isStopped || (this.hasGivenUp && isHeld)) return undefined;
		const { refusals = 0, retrySignAfter } = progress ?? {};
		return await this.account.acquire(this, { refusals, notBefore, retrySignAfter });
	}

	private decide(request: QueuedRequest<T>, progress: Progress, response: T): Decision {
		const end = request.attemptEnd(response);
		const reason = reasonToRetry(end, request.readOnly);
		const isLimited = isRateLimited(end);
		if (!reason && !isLimited) return 'give back';
		// Frequent refusals mean that many runs share the account, not that longer waits are needed.
		const waits = progress.retries + Math.min(progress.refusals, MAX_RETRIES);
		const waitMs = waitBeforeRetry(waits, end.retryAfterMs);
		const { maxRetries = MAX_RETRIES } = request;
		const timeLeftMs = progress.latestStart - this.now;
		if (!isLimited) {
			return decideRetry({ reason, retries: progress.retries++, maxRetries, waitMs, timeLeftMs });
		}
		this.noteRefusal(end, progress, waitMs);
		const decision = decideRetry({
			reason,
			retries: progress.refusals - 1,
			maxRetries: this.maxRefusals(maxRetries),
			waitMs,
			timeLeftMs,
		});
		// The caller of a request without retries decides itself when to stop.
		if (decision === 'spent' && maxRetries > 0 && this.isLimitLasting)
			this.giveUp(response, progress);
		return decision;
	}

	/** "Too many" counts as a failed attempt only if the limit lasts: else the request waits its turn. */
	private maxRefusals(maxRetries: number): number {
		if (maxRetries === 0 || this.hasGivenUp || this.isHeldTooLong) return 0;
		return this.isLimitLasting ? maxRetries : MAX_REFUSALS;
	}

	/** Whether no request of this process gets through, or this run was held back for too long. */
	private get isLimitLasting(): boolean {
		return this.isHeldTooLong || !this.account.limit.isFlowing(this.now, MAX_STARVED_MS);
	}

	private get isHeldTooLong(): boolean {
		return this.account.limit.heldMs - (this.heldBefore ?? 0) > MAX_HOLD_MS;
	}

	/** "Too many" holds all requests back if the server says how long, or if no request gets through. */
	private noteRefusal(end: AttemptEnd, progress: Progress, waitMs: number): void {
		const { limit } = this.account;
		const isVague = end.retryAfterMs === undefined;
		this.wasRefused = true;
		progress.refusals++;
		progress.retrySignAfter = isVague ? retrySignAfter(progress.refusals, this.now) : undefined;
		if (!isVague || !limit.isFlowing(this.now)) limit.holdUntil(this.now + waitMs, this.now);
	}

	private get hasGivenUp(): boolean {
		const { lastRefusal } = this;
		return lastRefusal !== undefined && !this.account.limit.hasSucceededSince(lastRefusal.at);
	}

	/** The limit lasts: the waiting requests end with the same response, since waiting has not helped. */
	private giveUp(response: T, { refusals }: Progress): void {
		this.endWaiting(response);
		if (refusals <= MAX_RETRIES) return;
		// So many refusals in a row mean that the account accepts no requests at all.
		for (const run of this.account.waitingRuns) run.endWaiting(response);
	}

	private endWaiting(response: T): void {
		this.lastRefusal = { response, at: this.now };
		this.account.leave(this);
	}

	private release(turn: Turn, request: QueuedRequest<T>, response: T): void {
		const end = request.attemptEnd(response);
		if (isRateLimited(end)) {
			this.account.release(this, turn, 'rateLimited', end.retryAfterMs !== undefined);
			return;
		}
		const { status = 0 } = end;
		const outcome: AttemptOutcome = status > 0 && status < 500 ? 'accepted' : 'unknown';
		void request.bodyEnd(response).then(() => this.account.release(this, turn, outcome));
	}
}

/** From the third "too many" on, no sign counts: the next retry may be the last one. */
function retrySignAfter(refusals: number, now: number): number | undefined {
	return refusals < 3 ? now + (refusals - 1) * OTHERS_FIRST_MS : undefined;
}
