import {
	batches,
	crowds,
	processes,
	timeOverIdeal,
	turnsWaited,
	type Case,
} from '../../dev/simulate/cases';
import {
	atATime,
	perSecond,
	refusingFirst,
	type Account,
} from '../../dev/simulate/simulatedAccounts';
import { simulate, type SimulatedRun } from '../../dev/simulate/simulation';

const failuresOf = (requests: Array<{ end: { status?: number } }>) =>
	requests.filter(({ end }) => end.status !== 200);

/** Every request succeeds, and refusals and time stay within the case's aims. */
async function expectAims(one: Case): Promise<void> {
	const runs = one.newRuns();
	const course = await simulate(one.newAccount(), runs, one.settings);
	const { aim } = one;
	expect(course.requests).toHaveLength(runs.reduce((sum, run) => sum + run.requests, 0));
	expect(failuresOf(course.requests)).toEqual([]);
	expect(100 * course.refusedShare).toBeLessThanOrEqual(aim.refused);
	expect(timeOverIdeal(one, course)).toBeLessThanOrEqual(aim.time);
	expect(turnsWaited(one, course) ?? 0).toBeLessThanOrEqual(aim.turns ?? 0);
	expect(course.maxRefusals).toBeLessThanOrEqual(aim.refusals ?? 3);
	expect(course.isIdle).toBe(true);
}

it.each(batches)(
	'an account that accepts $account answers all of $runs, soon and with few refusals ($settings)',
	expectAims,
);

it.each(crowds)('$runs share an account that accepts $account, and none fails', expectAims);

it.each(processes)('$runs share an account that accepts $account, and none fails', expectAims);

it('does not lower the limit for resets, and retries them', async () => {
	const { requests, found } = await simulate(atATime(Infinity), [{ requests: 500 }], {
		faultOf: (nth) => (nth % 50 === 0 ? { code: 'ECONNRESET', mayHaveSucceeded: true } : undefined),
	});
	expect(failuresOf(requests)).toEqual([]);
	expect(found).toEqual([undefined]);
});

it('does not slow down for status 500, which is no limit', async () => {
	const { requests, ms } = await simulate(atATime(Infinity), [{ requests: 500 }], {
		faultOf: (nth) => (nth % 10 === 0 ? { status: 500 } : undefined),
	});
	expect(failuresOf(requests)).toHaveLength(50);
	expect(ms).toBeLessThan(1_500);
});

it.each([1, 8, 30])("finds an account's limit of %d at a time", async (cap) => {
	const { found } = await simulate(atATime(cap), [{ requests: 240 }]);
	expect(found).toEqual([{ concurrency: cap }]);
});

it("finds an account's limit of 5 per second", async () => {
	const { found } = await simulate(perSecond(5), [{ requests: 2000 }]);
	const [{ perSecond: rate }] = found as [{ perSecond: number }];
	expect(rate).toBeGreaterThan(4);
	expect(rate).toBeLessThan(6);
});

describe('while an account accepts nothing', () => {
	const nothing = (retryAfterMs?: number) => atATime(0, retryAfterMs);

	it.each<[string, number | undefined, requests: number, withinMs: number]>([
		['without saying for how long', undefined, 8, 10_000],
		['without saying for how long', undefined, 1000, 120_000],
		['and says "30 s"', 30_000, 1000, 91_000],
	])('%s (%s ms), all of %d requests fail soon', async (_, retryAfterMs, requests, withinMs) => {
		const course = await simulate(nothing(retryAfterMs), [{ requests }]);
		expect(course.requests.map(({ end }) => end)).toEqual(
			Array(requests).fill({ status: 429, retryAfterMs }),
		);
		expect(course.ms).toBeLessThan(withinMs);
		expect(course.attempts).toBeLessThan(50);
		expect(course.isIdle).toBe(true);
	});

	it('200 runs of one request fail together, not one after the other', async () => {
		const runs = Array.from({ length: 200 }, () => ({ requests: 1 }));
		const { requests, ms, attempts } = await simulate(nothing(), runs);
		expect(failuresOf(requests)).toHaveLength(200);
		expect(ms).toBeLessThan(15_000);
		expect(attempts).toBeLessThan(30);
	});

	it('a run that gives up early after one retry ends no other run', async () => {
		const account = refusingFirst(7, atATime(8));
		const impatient = Array.from({ length: 3 }, () => ({ requests: 1, maxRetries: 1 }));
		const { requests } = await simulate(account, [...impatient, { requests: 20 }]);
		expect(failuresOf(requests.filter(({ run }) => run === 3))).toEqual([]);
	});
});

it('delays a run for at most five minutes', async () => {
	// One request gets through between two refusals, so that none is refused for good.
	let asked = 0;
	const account: Account = {
		refusal: () => (++asked % 2 ? { status: 429, retryAfterMs: 10_000 } : undefined),
		idealMs: () => 1,
	};
	const { requests, ms } = await simulate(account, [{ requests: 100 }]);
	expect(ms).toBeLessThan(330_000);
	expect(failuresOf(requests).length).toBeGreaterThan(50);
});

describe('an account that accepts nothing after it has accepted 40 requests', () => {
	/** Refuses between the two times, once it has accepted 40. */
	function pausing(untilMs: number): Account {
		const account = atATime(8);
		let accepted = 0;
		return {
			...account,
			refusal: (now) =>
				accepted >= 40 && now < untilMs
					? { status: 429 }
					: (account.refusal(now) ?? void accepted++),
		};
	}

	it('loses no request if another process used it up for 20 seconds', async () => {
		const { requests } = await simulate(pausing(20_000), [{ requests: 200 }]);
		expect(failuresOf(requests)).toEqual([]);
	});

	it('fails waiting requests within a minute if that lasts', async () => {
		const { requests, ms } = await simulate(pausing(Infinity), [{ requests: 200 }]);
		expect(failuresOf(requests)).toHaveLength(160);
		expect(ms).toBeLessThan(60_000);
	});
});

it('sends requests again once an account accepts some', async () => {
	const { requests } = await simulate(refusingFirst(8, atATime(8)), [{ requests: 200 }]);
	expect(requests.at(-1)?.end).toEqual({ status: 200 });
});

describe('a run', () => {
	it.each([50, 350, 1250])(
		'that is stopped after %d ms sends nothing more, and others continue',
		async (stopAtMs) => {
			const runs = [{ requests: 500, stopAtMs }, { requests: 20 }];
			const { requests, isIdle } = await simulate(perSecond(5), runs);
			const ends = (run: number) => requests.filter((one) => one.run === run);
			expect(ends(0).filter(({ end }) => end.code === 'stopped').length).toBeGreaterThan(400);
			expect(failuresOf(ends(1))).toEqual([]);
			expect(isIdle).toBe(true);
		},
	);

	it('has no more requests in flight than its own maximum', async () => {
		let inFlight = 0;
		let most = 0;
		const account: Account = {
			refusal: () => {
				most = Math.max(most, ++inFlight);
				return undefined;
			},
			left: () => inFlight--,
			idealMs: () => 1,
		};
		await simulate(account, [{ requests: 100, maxConcurrency: 3 }]);
		expect(most).toBe(3);
	});

	it('starts with the limit that another run found', async () => {
		const runs: SimulatedRun[] = [{ requests: 240 }, { requests: 240, startAtMs: 60_000 }];
		const { requests } = await simulate(atATime(8), runs);
		const refusals = (run: number) =>
			requests.filter((one) => one.run === run).reduce((sum, one) => sum + one.refusals, 0);
		expect(refusals(0)).toBeGreaterThan(2);
		expect(refusals(1)).toBeLessThanOrEqual(1);
	});

	it('that a person waits for goes before batches', async () => {
		const batches = Array.from({ length: 30 }, () => ({ requests: 10 }));
		const urgent = { requests: 1, startAtMs: 2_000, isUrgent: true };
		const { requests } = await simulate(atATime(4), [...batches, urgent]);
		expect(requests.find(({ run }) => run === 30)?.turnsWaited).toBe(0);
	});

	it('gets every fifth turn beside any number of urgent ones', async () => {
		const urgent = { requests: 1000, isUrgent: true };
		const { requests } = await simulate(atATime(4), [urgent, { requests: 20 }]);
		const waited = requests.filter(({ run }) => run === 1).map(({ turnsWaited: turns }) => turns);
		// Those that started before the other run came do not count.
		expect(Math.max(...waited)).toBeLessThanOrEqual(5 * 20 + 5);
	});
});
