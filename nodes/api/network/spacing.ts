/** The factor by which spaces shrink when no request was refused for a while. It grows with each step. */
const MIN_SPEEDUP = 1.1;
const MAX_SPEEDUP = 2;
/** Spaces are this much longer than the measured ones. */
const SAFETY_FACTOR = 1.05;
/** Successes before spaces shrink: at first, and at most. Doubled each time shrinking led to a refusal. */
const MIN_PROBE_THRESHOLD = 4;
const MAX_PROBE_THRESHOLD = 256;
/** After this time spaces shrink even with fewer successes. */
const MAX_UNCHANGED_MS = 20_000;
/** Limits on requests per second are kept by the second: shorter times say little. */
const SECOND_MS = 1_000;
const MIN_SPACE_MS = 10;
/** Other processes that use up the account must not slow this one down for good. */
const MAX_SPACE_MS = 2_000;
/** The maximum up to which refusals in a row double a space. */
const MAX_DOUBLED_MS = 500;

/**
 * The time between the starts of two requests if an account limits requests per second: that can be less
 * than one request at a time. Pure: the caller passes the time.
 */
export class Spacing {
	/** Between two starts. 0 if requests are not spaced. */
	private baseMs = 0;
	/** The factor by which spaces shrank last, and shrink next. */
	private speedup = MIN_SPEEDUP;
	private nextSpeedup = MIN_SPEEDUP;
	private probeThreshold = MIN_PROBE_THRESHOLD;
	private refusedMs = 0;
	private refusalsInARow = 0;
	private changedAt = -Infinity;
	/** Successes since the last change, and since `countedFrom`. */
	private successes = 0;
	private counted = 0;
	private countedFrom?: number;

	/** Whether requests are spaced. */
	get isOn(): boolean {
		return this.baseMs > 0;
	}

	/** Milliseconds between two starts, doubled with each refusal in a row. */
	get spaceMs(): number {
		const doubled = this.baseMs * 2 ** Math.max(0, this.refusalsInARow - 1);
		return Math.max(this.baseMs, Math.min(doubled, MAX_DOUBLED_MS));
	}

	/** Milliseconds between two starts, without that doubling. */
	get intervalMs(): number {
		return this.baseMs;
	}

	/** Records that a request starts. */
	started(now: number): void {
		this.countedFrom ??= now;
	}

	/**
	 * Records that a request was accepted.
	 * @param isNew whether it started after the last refusal
	 * @param minSpaceMs requests that are closer together than this are not spaced
	 */
	accepted(now: number, isNew: boolean, minSpaceMs: number): void {
		this.counted++;
		this.successes++;
		// The earlier refusals used up what the account allows, so the requests accepted since then show
		// its rate.
		if (this.isOn && this.refusalsInARow > 2 && isNew) this.measure(now);
		this.refusalsInARow = 0;
		if (this.isOn) this.shrink(now);
		if (this.baseMs < minSpaceMs) this.baseMs = 0;
	}

	/** Records a refusal. @param isRate whether requests are spaced from now on */
	refused(now: number, isRate: boolean): void {
		this.refusalsInARow++;
		this.successes = 0;
		this.changedAt = now;
		if (!isRate) return;
		if (!this.isOn) this.measure(now);
		else if (this.refusalsInARow === 1) this.stepBack();
		this.speedup = MIN_SPEEDUP;
		this.nextSpeedup = MIN_SPEEDUP;
	}

	/** Returns to the spaces before they last shrank. */
	private stepBack(): void {
		const longer = this.baseMs * SAFETY_FACTOR * this.speedup;
		this.baseMs = Math.max(this.baseMs, Math.min(longer, SECOND_MS));
		const isSame = this.baseMs < 1.3 * this.refusedMs && this.refusedMs < 1.3 * this.baseMs;
		this.probeThreshold = isSame
			? Math.min(2 * this.probeThreshold, MAX_PROBE_THRESHOLD)
			: MIN_PROBE_THRESHOLD;
		this.refusedMs = this.baseMs;
	}

	private measure(now: number): void {
		const elapsed = now - (this.countedFrom ?? now);
		const measured = this.counted > 0 ? (SAFETY_FACTOR * elapsed) / this.counted : 0;
		this.baseMs = Math.min(measured || MIN_SPACE_MS, MAX_SPACE_MS);
		this.probeThreshold = MIN_PROBE_THRESHOLD;
		this.refusedMs = 0;
		if (elapsed < SECOND_MS) return;
		this.countedFrom = now;
		this.counted = 0;
	}

	private shrink(now: number): void {
		const unchangedMs = now - this.changedAt;
		const isProbeDue = this.successes >= this.probeThreshold || unchangedMs > MAX_UNCHANGED_MS;
		if (!isProbeDue || unchangedMs < SECOND_MS) return;
		this.changedAt = now;
		this.successes = 0;
		this.baseMs /= this.nextSpeedup;
		this.speedup = this.nextSpeedup;
		// No limit is near: it may be far away.
		this.nextSpeedup = Math.min(this.speedup ** 2, MAX_SPEEDUP);
	}
}
