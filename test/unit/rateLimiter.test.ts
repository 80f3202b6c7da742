import { RateLimiter, type StartedRequest } from '../../nodes/api/network/rateLimiter';

function start(limit: RateLimiter, count: number, now: number): StartedRequest[] {
	return Array.from({ length: count }, () => limit.started(now));
}

/** How many requests may be in flight. Nothing is in flight before. */
function allowed(limit: RateLimiter, now: number): number {
	const started: StartedRequest[] = [];
	while (limit.waitFor(0, now) === 0 && started.length < 200) started.push(limit.started(now));
	for (const request of started) limit.ended(request, 'unknown', now);
	return started.length;
}

/** Round trips of 100 ms with as many requests as are allowed, at most `most`; all are accepted. */
function succeed(limit: RateLimiter, rounds: number, from: number, most = 200): number {
	let now = from;
	for (let round = 0; round < rounds; round++) {
		const started = start(limit, Math.min(most, allowed(limit, now)), now);
		now += 100;
		for (const request of started) limit.ended(request, 'accepted', now);
	}
	return now;
}

it('allows five requests at first', () => {
	expect(allowed(new RateLimiter(), 0)).toBe(5);
});

it('grows by half or more with each round trip and stops at 100', () => {
	const limit = new RateLimiter();
	const seen = Array.from({ length: 10 }, (_, round) => {
		succeed(limit, 1, round * 100);
		return allowed(limit, (round + 1) * 100);
	});
	expect(seen.slice(0, 6)).toEqual([8, 13, 20, 31, 47, 71]);
	expect(seen.slice(6)).toEqual([100, 100, 100, 100]);
	expect(limit.found).toBeUndefined();
});

it('grows beyond 100 for a run whose own maximum is higher', () => {
	const limit = new RateLimiter();
	limit.allow(150);
	succeed(limit, 8, 0);
	expect(allowed(limit, 1000)).toBe(150);
});

it('does not grow from single requests, which say nothing about many', () => {
	const limit = new RateLimiter();
	succeed(limit, 500, 0, 1);
	expect(allowed(limit, 60_000)).toBe(5);
});

it.each([
	['halves', false, 2],
	['quarters, if the server says how long to wait,', true, 1],
] as const)('%s once per round trip when requests are refused', (_, hasRetryAfter, expected) => {
	const limit = new RateLimiter();
	const [last, ...others] = start(limit, 5, 0).reverse();
	limit.ended(last as StartedRequest, 'rateLimited', 10, hasRetryAfter);
	for (const other of others) limit.ended(other, 'rateLimited', 11, hasRetryAfter);
	expect(allowed(limit, 12)).toBe(expected);
	expect(limit.found).toEqual({ concurrency: 4 });
});

it('spaces requests when a single one is refused: the account limits requests per second', () => {
	const limit = new RateLimiter();
	succeed(limit, 20, 0, 1);
	const [alone] = start(limit, 1, 2000);
	limit.ended(alone as StartedRequest, 'rateLimited', 2010);
	expect(limit.found).toEqual({ perSecond: expect.any(Number) });
	start(limit, 1, 3000);
	expect(limit.waitFor(0, 3000)).toBeGreaterThan(0);
	expect(limit.waitFor(0, 3000)).toBeLessThan(1000);
});

it('starts nothing while all requests are paused, and adds up the pauses', () => {
	const limit = new RateLimiter();
	limit.holdUntil(100, 0);
	limit.holdUntil(50, 20);
	expect(limit.waitFor(0, 40)).toBe(60);
	expect(limit.waitFor(0, 100)).toBe(0);
	limit.holdUntil(230, 200);
	expect(limit.heldMs).toBe(130);
});

it('does not slow down after a single response that took a minute', () => {
	const limit = new RateLimiter();
	const [refused, ...others] = start(limit, 5, 0).reverse();
	limit.ended(refused as StartedRequest, 'rateLimited', 10);
	for (const request of others) limit.ended(request, 'accepted', 100);
	const long = limit.started(100);
	const now = succeed(limit, 5, 100, 1);
	limit.ended(long, 'accepted', now + 60_000);
	limit.started(now + 60_000);
	expect(limit.waitFor(0, now + 60_000)).toBe(0);
});
