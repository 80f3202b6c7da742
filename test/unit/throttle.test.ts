import { Throttle } from '../../nodes/api/network/throttle';

let throttle: Throttle;

beforeEach(() => {
	jest.useFakeTimers();
	throttle = new Throttle();
});

afterEach(() => jest.useRealTimers());

/** Whether a promise resolves within a time that passes at once. */
async function resolvesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
	let isResolved = false;
	void promise.then(() => (isResolved = true));
	await jest.advanceTimersByTimeAsync(milliseconds);
	return isResolved;
}

describe('a pause', () => {
	it('holds requests back until it is over', async () => {
		throttle.pauseAll(1000);
		const entered = throttle.enter();
		expect(await resolvesWithin(999, entered)).toBe(false);
		expect(await resolvesWithin(1, entered)).toBe(true);
	});

	it('is not cut short by a shorter one', async () => {
		throttle.pauseAll(1000);
		throttle.pauseAll(100);
		const unpaused = throttle.untilUnpaused();
		expect(await resolvesWithin(999, unpaused)).toBe(false);
		expect(await resolvesWithin(1, unpaused)).toBe(true);
	});

	it('can be lengthened while requests wait for its end', async () => {
		throttle.pauseAll(1000);
		const unpaused = throttle.untilUnpaused();
		await jest.advanceTimersByTimeAsync(500);
		throttle.pauseAll(1000);
		expect(await resolvesWithin(999, unpaused)).toBe(false);
		expect(await resolvesWithin(1, unpaused)).toBe(true);
	});

	it('is over at once when the run is stopped', async () => {
		const stop = new AbortController();
		throttle = new Throttle(stop.signal);
		throttle.pauseAll(1000);
		const unpaused = throttle.untilUnpaused();
		stop.abort();
		expect(await resolvesWithin(0, unpaused)).toBe(true);
	});
});

describe('requests go out', () => {
	it('all at once as long as there was no pause', async () => {
		expect(await throttle.enter()).toBeUndefined();
		expect(await throttle.enter()).toBeUndefined();
	});

	it('one at a time after a pause, each when the one before has ended its turn', async () => {
		throttle.pauseAll(0);
		const leave = await throttle.enter();
		const second = throttle.enter();
		expect(await resolvesWithin(5000, second)).toBe(false);
		leave?.();
		expect(await resolvesWithin(0, second)).toBe(true);
	});

	it('all at once again ten seconds after it', async () => {
		throttle.pauseAll(1000);
		await jest.advanceTimersByTimeAsync(10_999);
		expect(await throttle.enter()).toBeInstanceOf(Function);
		await jest.advanceTimersByTimeAsync(1);
		expect(await throttle.enter()).toBeUndefined();
	});
});
