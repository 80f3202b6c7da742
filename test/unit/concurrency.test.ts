import { Concurrency } from '../../nodes/api/network/concurrency';
import {
	atOnce,
	both,
	perSecond,
	refusingFirst,
	simulate,
	type Account,
	type Course,
	type Setup,
} from './simulatedAccounts';

interface Aim {
	/** Percent of the requests that are refused. */
	refused: number;
	/** Of the ideal time. */
	time: number;
}

interface Case {
	name: string;
	account: () => Account;
	setup?: Partial<Setup>;
	aim: Aim;
}

const ofCap: Aim = { refused: 10, time: 1.6 };
const ofRate: Aim = { refused: 20, time: 1.5 };
/** Of a long run: what was refused until the rate was known no longer counts. */
const ofLongRun: Aim = { refused: 3, time: 1.3 };
/** Where the account's own wait of a second is as long as the rest of the run. */
const ofShortRun: Aim = { refused: 20, time: 1.7 };

const second = 1000;
const slow: Partial<Setup> = { latencyMs: 5000 };
const fast: Partial<Setup> = { latencyMs: 5 };
const long: Partial<Setup> = { requests: 5000 };

const cases: Case[] = [
	...[fast, {}, slow].flatMap((setup) =>
		[1, 8, 30].map((most) => ({
			name: `${most} at a time`,
			account: () => atOnce(most),
			setup,
			aim: ofCap,
		})),
	),
	...[5, 40, 200].flatMap((most) => {
		const toldToWait = most < 200 ? ofRate : ofShortRun;
		const longAim = most < 200 ? ofLongRun : { ...ofLongRun, time: 1.8 };
		return [
			{ name: `${most} per second`, account: () => perSecond(most), aim: ofRate },
			{ name: `${most} per second`, account: () => perSecond(most), setup: long, aim: longAim },
			{
				name: `${most} per second, Retry-After`,
				account: () => perSecond(most, second),
				aim: toldToWait,
			},
			{
				name: `${most} per second, Retry-After`,
				account: () => perSecond(most, second),
				setup: long,
				aim: longAim,
			},
		];
	}),
	{ name: '5 per second', account: () => perSecond(5), setup: fast, aim: ofRate },
	{
		name: '5 per second, Retry-After',
		account: () => perSecond(5, second),
		setup: fast,
		aim: ofRate,
	},
	{
		name: '40 per second',
		account: () => perSecond(40),
		setup: slow,
		aim: { ...ofRate, time: 1.7 },
	},
	{
		name: '8 at a time and 40 per second',
		account: () => both(atOnce(8), perSecond(40)),
		aim: ofRate,
	},
	{
		name: '30 at a time, then 8',
		account: () => atOnce((taken) => (taken < 120 ? 30 : 8)),
		aim: ofCap,
	},
	{
		name: '8 at a time, then 30',
		account: () => atOnce((taken) => (taken < 120 ? 8 : 30)),
		aim: ofCap,
	},
	{
		name: '8 at a time, the very first refused',
		account: () => refusingFirst(1, atOnce(8)),
		aim: { ...ofCap, time: 2 },
	},
	{
		name: 'no limit',
		account: () => atOnce(Infinity),
		setup: { requests: 500 },
		aim: { refused: 0, time: 1.35 },
	},
	{
		name: 'no limit, every 10th a status 500',
		account: () => atOnce(Infinity),
		setup: { requests: 500, faultOf: (nth) => (nth % 10 === 0 ? { status: 500 } : undefined) },
		aim: { refused: 0, time: 1.45 },
	},
];

const rows: string[] = [];

function note({ name, setup, aim }: Case, { refusedShare, mostRefusals, timeOverIdeal }: Course) {
	const { requests = 240, latencyMs = 100 } = setup ?? {};
	const cells = [
		name,
		String(requests),
		`${latencyMs} ms`,
		`${(100 * refusedShare).toFixed(1)} %`,
		String(mostRefusals),
		timeOverIdeal.toFixed(2),
		`${aim.refused} %, ${aim.time}`,
	];
	rows.push(`| ${cells.join(' | ')} |`);
}

afterAll(() => {
	const head =
		'| Account | Requests | Latency | Refused | At most of one | Time ÷ ideal | Aims |\n|---|---|---|---|---|---|---|';
	process.stdout.write(`\n${head}\n${rows.join('\n')}\n`);
});

it.each(cases)('$name: all get through, soon and with few refusals ($setup)', async (one) => {
	const course = await simulate(one.account(), one.setup);
	note(one, course);
	const { requests = 240, faultOf } = one.setup ?? {};
	expect(course.ends).toHaveLength(requests);
	const failed = course.ends.filter(({ status }) => status !== 200);
	expect(failed).toHaveLength(faultOf ? requests / 10 : 0);
	expect(course.mostRefusals).toBeLessThanOrEqual(3);
	expect(100 * course.refusedShare).toBeLessThanOrEqual(one.aim.refused);
	expect(course.timeOverIdeal).toBeLessThanOrEqual(one.aim.time);
});

it('resets do not lower the number, and are retried', async () => {
	const { ends, found } = await simulate(atOnce(Infinity), {
		requests: 500,
		faultOf: (nth) => (nth % 50 === 0 ? { code: 'ECONNRESET', mayHaveSucceeded: true } : undefined),
	});
	expect(ends.filter(({ status }) => status === 200)).toHaveLength(500);
	expect(found).toBeUndefined();
});

describe('what was found', () => {
	it.each([1, 8, 30])('at a limit of %d at a time is about that', async (most) => {
		expect((await simulate(atOnce(most))).found).toEqual({ atOnce: most });
	});

	it('at a limit of 5 per second is about that', async () => {
		const { found } = await simulate(perSecond(5), long);
		expect(found).toEqual({ perSecond: expect.any(Number) });
		const { perSecond: rate } = found as { perSecond: number };
		expect(rate).toBeGreaterThan(4);
		expect(rate).toBeLessThan(6);
	});
});

describe('where the limit lasts', () => {
	const nothing = (retryAfterMs?: number): Account => ({
		...atOnce(0, retryAfterMs),
		idealMs: () => 1,
	});

	it.each<[string, number | undefined, requests: number, withinMs: number]>([
		['without a word of how long', undefined, 8, 10_000],
		['without a word of how long', undefined, 1000, 120_000],
		['and the server says 30 s', 30_000, 1000, 91_000],
	])('%s (%s ms), all of %d requests fail soon', async (_, retryAfterMs, requests, withinMs) => {
		const { ends, ms, asked } = await simulate(nothing(retryAfterMs), { requests });
		expect(ends).toEqual(Array(requests).fill({ status: 429, retryAfterMs }));
		expect(ms).toBeLessThan(withinMs);
		expect(asked).toBeLessThan(50);
	});

	it('a run is held back for five minutes at most', async () => {
		// One request gets through between two refusals, so that none is refused for good.
		let asked = 0;
		const account: Account = {
			refusal: () => (++asked % 2 ? { status: 429, retryAfterMs: 10_000 } : undefined),
			idealMs: () => 1,
		};
		const { ends, ms } = await simulate(account, { requests: 100 });
		expect(ms).toBeLessThan(320_000);
		expect(ends.filter(({ status }) => status === 429).length).toBeGreaterThan(50);
	});

	it('and ends, the requests to come get through again', async () => {
		const { ends } = await simulate(refusingFirst(8, atOnce(8)), { requests: 200 });
		expect(ends.at(-1)).toEqual({ status: 200 });
	});
});

it.each([50, 350, 1250])('stopped after %d ms nothing more goes out', async (stopAtMs) => {
	const stopped = await simulate(perSecond(5), { requests: 500, latencyMs: 100, stopAtMs });
	expect(stopped.ms).toBeLessThanOrEqual(stopAtMs + 120);
	expect(stopped.ends.filter(({ status }) => status === undefined).length).toBeGreaterThan(400);
});

describe('how many may be under way', () => {
	const start = (concurrency: Concurrency, count: number, now: number) =>
		Array.from({ length: count }, () => concurrency.started(now));

	it('is five at first, or the ceiling', () => {
		for (const [ceiling, expected] of [
			[50, 5],
			[3, 3],
		] as const) {
			const concurrency = new Concurrency(ceiling);
			start(concurrency, expected - 1, 0);
			expect(concurrency.waitFor(0, 0)).toBe(0);
			start(concurrency, 1, 0);
			expect(concurrency.waitFor(0, 0)).toBe(Infinity);
		}
	});

	it('is halved once per round trip, and quartered where the server says how long to wait', () => {
		for (const [hasRetryAfter, expected] of [
			[false, 2],
			[true, 1],
		] as const) {
			const concurrency = new Concurrency(50);
			const departures = start(concurrency, 5, 0);
			const [last, ...others] = departures.reverse();
			expect(last && concurrency.answered(last, 'too many', 10, hasRetryAfter)).toBe(expected);
			for (const other of others) {
				expect(concurrency.answered(other, 'too many', 11, hasRetryAfter)).toBe(expected);
			}
		}
	});

	it('stays where the ceiling is', () => {
		const concurrency = new Concurrency(10);
		for (let round = 0; round < 100; round++) {
			const [departure] = start(concurrency, 1, round);
			expect(departure && concurrency.answered(departure, 'good', round + 1)).toBeLessThanOrEqual(
				10,
			);
		}
	});

	it('is none while all are held back', () => {
		const concurrency = new Concurrency(10);
		concurrency.holdUntil(100);
		concurrency.holdUntil(50);
		expect(concurrency.waitFor(0, 40)).toBe(60);
		expect(concurrency.waitFor(0, 100)).toBe(0);
	});
});
