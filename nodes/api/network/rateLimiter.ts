import { Spacing } from './spacing';

/** How an attempt ended, as far as it says something about the account's limit. */
export type AttemptOutcome =
	| 'accepted'
	/** Status 429, or 503 with a `Retry-After`. */
	| 'rateLimited'
	/** Anything else, which says nothing: a fault, a reset, a canceled request. */
	| 'unknown';

/** A request that has started and not ended. */
export interface StartedRequest {
	/** When, in milliseconds. */
	at: number;
	/** How many of the account were in flight then, this one included. */
	inFlight: number;
}

/** The limit that requests have met. */
export type FoundLimit = { concurrency: number } | { perSecond: number };

/** How many requests an account begins with. */
const INITIAL_CONCURRENCY = 5;
/** How many requests an account may have in flight, unless a run sets a higher maximum. */
const MAX_CONCURRENCY = 100;
/** How much a success adds at first: the number in flight doubles with each round trip. */
const INITIAL_GROWTH = 1;
/** The part of the refused number up to which the limit grows fast. */
const SAFE_SHARE = 0.8;
/** Successes before a number that was refused is tried again: doubled each time it is refused again. */
const MIN_PROBE_THRESHOLD = 16;
const MAX_PROBE_THRESHOLD = 256;
/** Weight of the newest response in the mean round-trip time. */
const NEWEST_WEIGHT = 0.2;
/** A response time counts as at most this many times the mean. */
const MAX_OUTLIER = 2;
/** Requests get through if a success is no older than this, or than two round trips. */
const FLOWING_MS = 1_000;
/** From this round trip on, requests are spread over it: responses that arrive together would release as many together. */
const LONG_ROUND_TRIP_MS = 1_000;
const SPREAD = 0.7;

/**
 * Finds out how many requests an account accepts at a time, from how requests end. It has no timers: the
 * caller passes the time, in milliseconds from any origin, and the time never runs backwards.
 *
 * The limit starts at five and grows with each success until the first refusal ("too many", status 429),
 * which halves it. From then on it grows by one per round of successes, and a number that was refused is
 * tried again more and more rarely. If far fewer are refused than were accepted before, or even a single
 * one, the account limits requests per second: then requests are spaced.
 */
export class RateLimiter {
	private limit = INITIAL_CONCURRENCY;
	private maxConcurrency = MAX_CONCURRENCY;
	private isStarting = true;
	private inFlight = 0;
	private readonly spacing = new Spacing();
	/** The number in flight that was refused last, and the highest that was accepted. */
	private refusedAt = Infinity;
	private acceptedAt = 0;
	private probeThreshold = MIN_PROBE_THRESHOLD;
	/** Successes since the limit last changed. */
	private successes = 0;
	private loweredAt = -Infinity;
	private roundTripMs = 0;
	private lastSuccessAt = -Infinity;
	/** When the latest of the accepted requests had started. */
	private lastAcceptedStart = -Infinity;
	private lastStartAt = -Infinity;
	private heldUntil = -Infinity;
	private totalHeldMs = 0;

	/** Lets the limit grow up to that number, for a run whose own maximum is higher than the usual. */
	allow(maxConcurrency: number): void {
		this.maxConcurrency = Math.max(this.maxConcurrency, maxConcurrency);
	}

	/** The limit, if requests have met it. */
	get found(): FoundLimit | undefined {
		if (this.spacing.isOn) return { perSecond: 1000 / this.spacing.intervalMs };
		if (this.refusedAt === Infinity) return undefined;
		return { concurrency: Math.max(1, this.refusedAt - 1) };
	}

	/** Whether nothing is in flight. */
	get isIdle(): boolean {
		return this.inFlight === 0;
	}

	/** Whether requests get through at present: one did in that time, or in two round trips. */
	isFlowing(now: number, withinMs = FLOWING_MS): boolean {
		return now - this.lastSuccessAt < Math.max(withinMs, 2 * this.roundTripMs);
	}

	/** Whether a request has succeeded since then. */
	hasSucceededSince(time: number): boolean {
		return this.lastSuccessAt > time;
	}

	/** Whether a request was accepted since then. If requests are spaced, it must have started since then. */
	hasAcceptedSince(time: number): boolean {
		return (this.spacing.isOn ? this.lastAcceptedStart : this.lastSuccessAt) > time;
	}

	/** Holds all requests back until then. */
	holdUntil(time: number, now: number): void {
		this.totalHeldMs -= this.heldFor(now);
		this.heldUntil = Math.max(this.heldUntil, time);
		this.totalHeldMs += this.heldFor(now);
	}

	/** How long all requests are still held back, in milliseconds; 0 if they are not. */
	heldFor(now: number): number {
		return Math.max(0, this.heldUntil - now);
	}

	/** How long requests were held back in all, in milliseconds, including the rest of the current hold. */
	get heldMs(): number {
		return this.totalHeldMs;
	}

	/**
	 * Milliseconds until a request may start: 0 for now, Infinity if another one has to end first.
	 * @param refusals how often this request was refused. From the second time on it starts only while at
	 * most half of the limit is in flight or, if requests are spaced, after twice the space
	 */
	waitFor(refusals: number, now: number): number {
		const isCareful = refusals > 1;
		if (this.heldFor(now) > 0) return this.heldFor(now);
		const isHalved = isCareful && !this.spacing.isOn;
		const allowed = Math.max(1, Math.floor(isHalved ? this.limit / 2 : this.limit));
		if (this.inFlight >= allowed) return Infinity;
		const space = Math.max(
			this.spacing.spaceMs,
			isCareful ? 2 * this.spacing.intervalMs : this.spreadMs,
		);
		return Math.max(0, this.lastStartAt + space - now);
	}

	private get spreadMs(): number {
		const isLong = this.roundTripMs >= LONG_ROUND_TRIP_MS && !this.isStarting;
		return isLong ? (SPREAD * this.roundTripMs) / this.limit : 0;
	}

	/** Records that a request starts. */
	started(now: number): StartedRequest {
		this.inFlight++;
		this.lastStartAt = now;
		this.spacing.started(now);
		return { at: now, inFlight: this.inFlight };
	}

	/**
	 * Records that a request has ended.
	 * @param hasRetryAfter whether the server said how long to wait, which indicates a limit per second
	 */
	ended(
		request: StartedRequest,
		outcome: AttemptOutcome,
		now: number,
		hasRetryAfter = false,
	): void {
		this.inFlight--;
		// A request that started before the limit was lowered says nothing about the new one.
		const isNew = request.at >= this.loweredAt;
		if (outcome === 'accepted') this.accept(request, now, isNew);
		if (outcome === 'rateLimited' && isNew) this.lower(request, now, hasRetryAfter);
	}

	private accept({ at, inFlight }: StartedRequest, now: number, isNew: boolean): void {
		const mean = this.roundTripMs;
		// One large file among small responses must not slow down later requests.
		const newest = mean ? Math.min(now - at, MAX_OUTLIER * mean) : now - at;
		this.roundTripMs += (mean ? NEWEST_WEIGHT : 1) * (newest - mean);
		this.lastSuccessAt = now;
		this.lastAcceptedStart = Math.max(this.lastAcceptedStart, at);
		this.acceptedAt = Math.max(this.acceptedAt, inFlight);
		this.spacing.accepted(now, isNew, this.roundTripMs / this.maxConcurrency);
		// Single requests say nothing about many: the limit grows only while it is used.
		if (!this.spacing.isOn && 2 * inFlight >= Math.floor(this.limit)) this.grow();
	}

	private grow(): void {
		this.successes++;
		if (this.isStarting) this.raiseTo(this.limit + INITIAL_GROWTH);
		else if (this.successes >= this.successesBeforeGrowth) this.raiseTo(this.limit + 1);
	}

	/** Few below the number that is known to be accepted, many at the number that was refused. */
	private get successesBeforeGrowth(): number {
		const next = this.limit + 1;
		if (next < SAFE_SHARE * this.refusedAt) return this.limit / 4;
		return next < this.refusedAt ? this.limit : Math.max(this.limit, this.probeThreshold);
	}

	private raiseTo(limit: number): void {
		// More than was refused before: the account's limit may have risen.
		if (Math.floor(limit) > this.refusedAt)
			this.probeThreshold = Math.max(1, this.probeThreshold / 4);
		this.limit = Math.min(limit, this.maxConcurrency);
		this.successes = 0;
	}

	private lower({ inFlight }: StartedRequest, now: number, hasRetryAfter: boolean): void {
		const isFarLess = inFlight < 2 || inFlight * 2 <= this.acceptedAt;
		const isRate = this.spacing.isOn || isFarLess;
		this.spacing.refused(now, isRate);
		if (isRate) this.limit = this.maxConcurrency;
		else this.limit = Math.max(1, Math.min(this.limit, inFlight) / (hasRetryAfter ? 4 : 2));
		const isSame = inFlight < 1.3 * this.refusedAt && this.refusedAt < 1.3 * inFlight;
		this.probeThreshold = isSame
			? Math.min(2 * this.probeThreshold, MAX_PROBE_THRESHOLD)
			: MIN_PROBE_THRESHOLD;
		this.isStarting = false;
		this.refusedAt = inFlight;
		this.acceptedAt = Math.min(this.acceptedAt, inFlight - 1);
		this.loweredAt = now;
		this.successes = 0;
	}
}
