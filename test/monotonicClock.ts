/**
 * The monotonic clock of a test can be put forward. Eleven minutes pass after each test: by then the node
 * has forgotten the limit that it found for an account, so that no test begins where another one ended.
 */
const LONGER_THAN_REMEMBERED_MS = 11 * 60_000;
const realNow = performance.now.bind(performance);
let passedMs = 0;

performance.now = () => realNow() + passedMs;

/** Puts the clock forward. */
export function passTime(milliseconds: number): void {
	passedMs += milliseconds;
}

afterEach(() => passTime(LONGER_THAN_REMEMBERED_MS));
