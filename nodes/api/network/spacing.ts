/** How much closer together requests go out when none was refused for a while; more with each time. */
const CLOSER = 1.1;
const MOST_CLOSER = 2;
/** Spaces are this much longer than what was measured. */
const SPARE = 1.05;
/** Good answers that come before the first try to come closer, and at most; doubled where it was in vain. */
const FIRST_CAUTION = 4;
const MOST_CAUTION = 256;
/** Limits on requests per second are kept by the second: shorter times tell little. */
const SECOND_MS = 1_000;
const SHORTEST_MS = 10;
/** What refusals in a row can double a space to. */
const LONGEST_DOUBLED_MS = 500;

/**
 * The spaces between departures where an account limits requests per second: what it takes can then be
 * less than one request at a time. Pure: who uses it tells the time.
 */
export class Spacing {
	/** Between two departures; 0 where there are no spaces. */
	private baseMs = 0;
	/** By how much the spaces were shortened last, and are next. */
	private closer = CLOSER;
	private nextCloser = CLOSER;
	private caution = FIRST_CAUTION;
	private refusedMs = 0;
	private refusalsInARow = 0;
	private changedAt = -Infinity;
	/** Good answers since the last change, and since `countedFrom`. */
	private steady = 0;
	private counted = 0;
	private countedFrom?: number;

	/** Whether requests are spaced. */
	get isOn(): boolean {
		return this.baseMs > 0;
	}

	/** Milliseconds between two departures, twice as many with each refusal in a row. */
	get spaceMs(): number {
		const doubled = this.baseMs * 2 ** Math.max(0, this.refusalsInARow - 1);
		return Math.max(this.baseMs, Math.min(doubled, LONGEST_DOUBLED_MS));
	}

	/** Milliseconds between two departures as far as they are known. */
	get knownMs(): number {
		return this.baseMs;
	}

	/** A request goes out. */
	started(now: number): void {
		this.countedFrom ??= now;
	}

	/**
	 * A request was taken.
	 * @param isNew whether it had gone out after the last refusal
	 * @param shortestMs spaces below are none
	 */
	taken(now: number, isNew: boolean, shortestMs: number): void {
		this.counted++;
		this.steady++;
		// The refusals before used up what the account had: what has been taken until now is its rate.
		if (this.isOn && this.refusalsInARow > 2 && isNew) this.measure(now);
		this.refusalsInARow = 0;
		if (this.isOn) this.comeCloser(now);
		if (this.baseMs < shortestMs) this.baseMs = 0;
	}

	/** A request was refused that counts. @param isRate whether that is to lead to spaces */
	refused(now: number, isRate: boolean): void {
		this.refusalsInARow++;
		this.steady = 0;
		this.changedAt = now;
		if (!isRate) return;
		if (!this.isOn) this.measure(now);
		else if (this.refusalsInARow === 1) this.stepBack();
		this.closer = CLOSER;
		this.nextCloser = CLOSER;
	}

	/** The spaces from which the last step led are long enough. */
	private stepBack(): void {
		this.baseMs *= SPARE * this.closer;
		const isSame = this.baseMs < 1.3 * this.refusedMs && this.refusedMs < 1.3 * this.baseMs;
		this.caution = isSame ? Math.min(2 * this.caution, MOST_CAUTION) : FIRST_CAUTION;
		this.refusedMs = this.baseMs;
	}

	private measure(now: number): void {
		const elapsed = now - (this.countedFrom ?? now);
		this.baseMs = (this.counted > 0 && (SPARE * elapsed) / this.counted) || SHORTEST_MS;
		this.caution = FIRST_CAUTION;
		this.refusedMs = 0;
		if (elapsed < SECOND_MS) return;
		this.countedFrom = now;
		this.counted = 0;
	}

	private comeCloser(now: number): void {
		if (this.steady < this.caution || now - this.changedAt < SECOND_MS) return;
		this.changedAt = now;
		this.steady = 0;
		this.baseMs /= this.nextCloser;
		this.closer = this.nextCloser;
		// No limit is near: it may be far away.
		this.nextCloser = Math.min(this.closer ** 2, MOST_CLOSER);
	}
}
