import {
	isWorthRetrying,
	MAX_RETRIES,
	pause,
	waitBeforeRetry,
} from '../../nodes/api/network/retry';

it.each<[end: { status?: number; code?: string }, safe: boolean, unsafe: boolean]>([
	[{ status: 429 }, true, true],
	[{ code: 'ECONNREFUSED' }, true, true],
	[{ code: 'ENOTFOUND' }, true, true],
	[{ code: 'EAI_AGAIN' }, true, true],
	[{ status: 502 }, true, false],
	[{ status: 503 }, true, false],
	[{ status: 504 }, true, false],
	[{ code: 'ECONNRESET' }, true, false],
	[{ code: 'ECONNABORTED' }, true, false],
	[{ code: 'ETIMEDOUT' }, true, false],
	[{ code: 'EPIPE' }, true, false],
	[{ code: 'ERR_BAD_RESPONSE' }, true, false],
	[{ status: 200 }, false, false],
	[{ status: 307 }, false, false],
	[{ status: 400 }, false, false],
	[{ status: 408 }, false, false],
	[{ status: 500 }, false, false],
	[{ code: 'ERR_CANCELED' }, false, false],
	[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, false, false],
	[{}, false, false],
])('after %j a reading request is repeated: %s, any other: %s', (end, safe, unsafe) => {
	expect(isWorthRetrying(end, true)).toBe(safe);
	expect(isWorthRetrying(end, false)).toBe(unsafe);
});

describe('the wait before a repeat', () => {
	it.each([
		[0, 500, 1000],
		[1, 1000, 2000],
		[2, 2000, 4000],
		[10, 30_000, 30_000],
	])('doubles and varies: before repeat %d it is from %d to %d ms', (repeat, shortest, longest) => {
		expect(waitBeforeRetry(repeat, undefined, 0)).toBe(shortest);
		expect(waitBeforeRetry(repeat, undefined, 1)).toBe(longest);
		const waits = Array.from({ length: 20 }, () => waitBeforeRetry(repeat));
		expect(Math.min(...waits)).toBeGreaterThanOrEqual(shortest);
		expect(Math.max(...waits)).toBeLessThanOrEqual(longest);
		expect(new Set(waits).size).toBe(shortest === longest ? 1 : 20);
	});

	it.each([
		[0, 0],
		[1, 1],
		[29_999, 29_999],
		[30_001, 30_000],
		[Infinity, 30_000],
	])('is what the server asked for, up to 30 s: %d ms make %d ms', (asked, expected) => {
		for (let repeat = 0; repeat < MAX_RETRIES; repeat++) {
			expect(waitBeforeRetry(repeat, asked)).toBe(expected);
		}
	});
});

describe('a pause', () => {
	it('lasts as long as it should', async () => {
		const startedAt = Date.now();
		await pause(50, new AbortController().signal);
		expect(Date.now() - startedAt).toBeGreaterThanOrEqual(49);
	});

	it.each([
		['before it began', (controller: AbortController) => controller.abort()],
		['during it', (controller: AbortController) => queueMicrotask(() => controller.abort())],
	])('is over at once when the run was stopped %s', async (_, stop) => {
		const controller = new AbortController();
		stop(controller);
		const startedAt = Date.now();
		await pause(20_000, controller.signal);
		expect(Date.now() - startedAt).toBeLessThan(1000);
	});
});
