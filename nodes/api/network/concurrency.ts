import { Spacing } from './spacing';

/** How a request that had gone out ended, as far as it tells of a limit. */
export type AttemptOutcome =
	/** Identomat took it. */
	| 'good'
	/** Identomat takes no more: status 429, or 503 with a `Retry-After`. */
	| 'too many'
	/** Anything else, from which nothing can be learned: a fault, a reset, a request that was stopped. */
	| 'other';

/** A request that went out. */
export interface StartedRequest {
	/** When, in milliseconds. */
	at: number;
	/** How many were under way then, this one included. */
	inFlight: number;
}

/** The limit that a run has met. */
export type FoundLimit = { atOnce: number } | { perSecond: number };

/** How many requests a run begins with. */
const FIRST = 5;
/** What a good answer adds at first: 1.9 times as many are under way after each round trip. */
const START_GROWTH = 0.9;
/** The part of the number that was refused up to which one may grow fast. */
const KNOWN = 0.8;
/** Good answers that come before a try with as many as were refused; doubled where it was in vain. */
const FIRST_CAUTION = 16;
const MOST_CAUTION = 256;
/** Weight of the newest answer in the mean time of a round trip. */
const NEWEST = 0.2;
/** Requests get through when a good answer is not older than this, or than two round trips. */
const FLOWING_MS = 1_000;
/** From this round trip on requests are spread over it: answers that come all at once would send as many at once. */
const LONG_ROUND_TRIP_MS = 1_000;
const SPREAD = 0.7;

/**
 * Finds out how many requests Identomat takes at a time, from how those that went out ended. It knows no
 * timers: whoever uses it tells the time, in milliseconds from any beginning that never runs backwards.
 *
 * It begins with five and grows with each good answer until the first "too many". That halves the number;
 * then it grows by one per round of good answers, and what has been refused before is tried more and more
 * seldom. Where far fewer are refused than were taken before, or even a single one, the account limits
 * requests per second: then they go out with spaces.
 */
export class Concurrency {
	private limit: number;
	private isStarting = true;
	private inFlight = 0;
	private readonly spacing = new Spacing();
	/** The number under way at which a request was refused last, and the most at which one was taken. */
	private refusedAt = Infinity;
	private takenAt = 0;
	private probeThreshold = FIRST_CAUTION;
	/** Good answers since the number last changed. */
	private successes = 0;
	private loweredAt = -Infinity;
	private roundTripMs = 0;
	private lastGoodAt = -Infinity;
	/** When the latest of those that were taken had gone out. */
	private lastTakenAt = -Infinity;
	private lastDepartureAt = -Infinity;
	private heldUntil = -Infinity;

	/** @param maxConcurrency how many may be under way at most */
	constructor(private readonly maxConcurrency: number) {
		this.limit = Math.min(FIRST, maxConcurrency);
	}

	/** What the run has found, where it has met a limit. */
	get found(): FoundLimit | undefined {
		if (this.spacing.isOn) return { perSecond: 1000 / this.spacing.knownMs };
		return this.refusedAt === Infinity ? undefined : { atOnce: Math.max(1, this.refusedAt - 1) };
	}

	/** Whether requests get through at present. */
	isFlowing(now: number): boolean {
		return now - this.lastGoodAt < Math.max(FLOWING_MS, 2 * this.roundTripMs);
	}

	/** Whether a good answer has come since then. */
	hasAnsweredSince(time: number): boolean {
		return this.lastGoodAt > time;
	}

	/** Whether one was taken since then; where they are spaced, one that had gone out since then. */
	hasTakenSince(time: number): boolean {
		return (this.spacing.isOn ? this.lastTakenAt : this.lastGoodAt) > time;
	}

	/** Holds all requests back until then. */
	holdUntil(time: number): void {
		this.heldUntil = Math.max(this.heldUntil, time);
	}

	/** How long all requests are still held back; 0 when they are not. */
	heldFor(now: number): number {
		return Math.max(0, this.heldUntil - now);
	}

	/**
	 * Milliseconds until a request may go out: 0 at once, Infinity when another one has to end first.
	 * @param refusals how often this one was told "too many"; from the second time on it goes out alone, or,
	 * where requests are spaced, with twice the space
	 */
	waitFor(refusals: number, now: number): number {
		const isCareful = refusals > 1;
		if (this.heldFor(now) > 0) return this.heldFor(now);
		const most = isCareful && !this.spacing.isOn ? 1 : Math.floor(this.limit);
		if (this.inFlight >= most) return Infinity;
		const space = Math.max(
			this.spacing.spaceMs,
			isCareful ? 2 * this.spacing.knownMs : this.spreadMs,
		);
		return Math.max(0, this.lastDepartureAt + space - now);
	}

	private get spreadMs(): number {
		const isLong = this.roundTripMs >= LONG_ROUND_TRIP_MS && !this.isStarting;
		return isLong ? (SPREAD * this.roundTripMs) / this.limit : 0;
	}

	/** A request goes out. */
	started(now: number): StartedRequest {
		this.inFlight++;
		this.lastDepartureAt = now;
		this.spacing.started(now);
		return { at: now, inFlight: this.inFlight };
	}

	/**
	 * A request has ended.
	 * @param hasRetryAfter whether the server said how long to wait: that speaks of a rate
	 * @returns how many may be under way from now on
	 */
	answered(
		departure: StartedRequest,
		taken: AttemptOutcome,
		now: number,
		hasRetryAfter = false,
	): number {
		this.inFlight--;
		// What went out before the number was lowered tells nothing of the new one.
		const isNew = departure.at >= this.loweredAt;
		if (taken === 'good') this.good(departure, now, isNew);
		if (taken === 'too many' && isNew) this.lower(departure, now, hasRetryAfter);
		return Math.floor(this.limit);
	}

	private good({ at, inFlight }: StartedRequest, now: number, isNew: boolean): void {
		this.roundTripMs += (this.roundTripMs ? NEWEST : 1) * (now - at - this.roundTripMs);
		this.lastGoodAt = now;
		this.lastTakenAt = Math.max(this.lastTakenAt, at);
		this.takenAt = Math.max(this.takenAt, inFlight);
		// Spaces so short are none: that many are never under way.
		this.spacing.taken(now, isNew, this.roundTripMs / this.maxConcurrency);
		if (!this.spacing.isOn) this.grow();
	}

	private grow(): void {
		this.successes++;
		if (this.isStarting) this.raiseTo(this.limit + START_GROWTH);
		else if (this.successes >= this.neededForMore) this.raiseTo(this.limit + 1);
	}

	/** Good answers that one more under way takes: few where it is known to be taken. */
	private get neededForMore(): number {
		const more = this.limit + 1;
		if (more < KNOWN * this.refusedAt) return this.limit / 4;
		return more < this.refusedAt ? this.limit : Math.max(this.limit, this.probeThreshold);
	}

	private raiseTo(limit: number): void {
		// It is more than was refused before: the limit may be gone.
		if (limit > this.refusedAt) this.probeThreshold = Math.max(1, this.probeThreshold / 4);
		this.limit = Math.min(limit, this.maxConcurrency);
		this.successes = 0;
	}

	private lower({ inFlight }: StartedRequest, now: number, hasRetryAfter: boolean): void {
		const isFarLess = inFlight < 2 || inFlight * 2 <= this.takenAt;
		const isRate = this.spacing.isOn || isFarLess;
		this.spacing.refused(now, isRate);
		if (isRate) this.limit = this.maxConcurrency;
		else this.limit = Math.max(1, Math.min(this.limit, inFlight) / (hasRetryAfter ? 4 : 2));
		const isSame = inFlight < 1.3 * this.refusedAt && this.refusedAt < 1.3 * inFlight;
		this.probeThreshold = isSame ? Math.min(2 * this.probeThreshold, MOST_CAUTION) : FIRST_CAUTION;
		this.isStarting = false;
		this.refusedAt = inFlight;
		this.loweredAt = now;
		this.successes = 0;
	}
}
