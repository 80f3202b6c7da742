/** The monotonic clock of a test can be put forward. */
const realNow = performance.now.bind(performance);
let passedMs = 0;

performance.now = () => realNow() + passedMs;

/** Puts the clock forward. */
export function passTime(milliseconds: number): void {
	passedMs += milliseconds;
}
