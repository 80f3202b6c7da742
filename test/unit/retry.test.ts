import { waitBeforeRetry } from '../../nodes/api/network/backoff';
import {
	decideRetry,
	isRateLimited,
	MAX_RETRIES,
	reasonToRetry,
	type AttemptEnd,
} from '../../nodes/api/network/retry';

it.each<[end: AttemptEnd, safe: string | undefined, unsafe: string | undefined]>([
	[{ status: 429 }, 'status 429', 'status 429'],
	[{ code: 'ECONNREFUSED' }, 'ECONNREFUSED', 'ECONNREFUSED'],
	[{ code: 'EHOSTUNREACH' }, 'EHOSTUNREACH', 'EHOSTUNREACH'],
	[{ code: 'EHOSTUNREACH', mayHaveSucceeded: true }, 'EHOSTUNREACH', undefined],
	[{ code: 'ETIMEDOUT' }, 'ETIMEDOUT', 'ETIMEDOUT'],
	[{ code: 'ETIMEDOUT', mayHaveSucceeded: true }, 'ETIMEDOUT', undefined],
	[{ status: 502 }, 'status 502', undefined],
	[{ status: 503 }, 'status 503', undefined],
	[{ status: 503, retryAfterMs: 1000 }, 'status 503', undefined],
	[{ status: 504 }, 'status 504', undefined],
	[{ code: 'ECONNRESET', mayHaveSucceeded: true }, 'ECONNRESET', undefined],
	[{ status: 200 }, undefined, undefined],
	[{ status: 307 }, undefined, undefined],
	[{ status: 400 }, undefined, undefined],
	[{ status: 408 }, undefined, undefined],
	[{ status: 500 }, undefined, undefined],
	[{ code: 'ERR_CANCELED', mayHaveSucceeded: true }, undefined, undefined],
	[{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, undefined, undefined],
	[{ code: 'constructor' }, undefined, undefined],
	[{}, undefined, undefined],
])('after %j a reading request is retried for %s, any other for %s', (end, safe, unsafe) => {
	expect(reasonToRetry(end, true)).toBe(safe);
	expect(reasonToRetry(end, false)).toBe(unsafe);
});

it.each<[AttemptEnd, boolean]>([
	[{ status: 429 }, true],
	[{ status: 503, retryAfterMs: 0 }, true],
	[{ status: 503 }, false],
	[{ status: 500, retryAfterMs: 1000 }, false],
	[{ code: 'ECONNRESET' }, false],
])('%j means too many requests: %s', (end, expected) => {
	expect(isRateLimited(end)).toBe(expected);
});

describe('when an attempt has ended, the request', () => {
	const situation = {
		reason: 'status 503' as const,
		retries: 2,
		maxRetries: 3,
		waitMs: 1000,
		timeLeftMs: 1000,
	};

	it('waits and is retried', () => {
		expect(decideRetry(situation)).toEqual({ waitMs: 1000, reason: 'status 503' });
	});

	it.each([
		['no retry helps', { reason: undefined }, 'give back'],
		['the last retry is over', { retries: 3 }, 'spent'],
		['there is no time left for the wait', { timeLeftMs: 999 }, 'spent'],
	])('is returned if %s', (_, change, expected) => {
		expect(decideRetry({ ...situation, ...change })).toBe(expected);
	});
});

describe('the wait before a retry', () => {
	it.each([
		[0, 500, 1000],
		[1, 1000, 2000],
		[2, 2000, 4000],
		[10, 30_000, 30_000],
	])('doubles and varies: before retry %d it is from %d to %d ms', (retry, shortest, longest) => {
		expect(waitBeforeRetry(retry, undefined, 0)).toBe(shortest);
		expect(waitBeforeRetry(retry, undefined, 1)).toBe(longest);
		const waits = Array.from({ length: 20 }, () => waitBeforeRetry(retry));
		expect(Math.min(...waits)).toBeGreaterThanOrEqual(shortest);
		expect(Math.max(...waits)).toBeLessThanOrEqual(longest);
		expect(new Set(waits).size).toBe(shortest === longest ? 1 : 20);
	});

	it.each([
		[0, 500],
		[499, 500],
		[501, 501],
		[29_999, 29_999],
		[30_001, 30_000],
		[Infinity, 30_000],
	])(
		'is what the server requested, from half a second to 30 s: %d ms become %d ms',
		(asked, wait) => {
			for (let retries = 0; retries < MAX_RETRIES; retries++) {
				expect(waitBeforeRetry(retries, asked)).toBe(wait);
			}
		},
	);
});
