import { atATime, both, perSecond, refusingFirst, type Account } from './simulatedAccounts';
import type { Course, SimulatedRun, SimulationSettings } from './simulation';

/** What a course may be at most. */
export interface Aim {
	/** Percent of the attempts that are refused. */
	refused: number;
	/** Of the ideal time, without one round trip. */
	time: number;
	/** How many requests of others start before a run beside a batch has its turn. */
	turns?: number;
	/** How often one request is refused; 3 times if left out. */
	refusals?: number;
}

/** An account and the runs that use it at the same time. */
export interface Case {
	account: string;
	runs: string;
	newAccount: () => Account;
	newRuns: () => SimulatedRun[];
	settings: SimulationSettings & { latencyMs: number };
	aim: Aim;
}

const MAX_CONCURRENCY = 50;
const SECOND_MS = 1_000;

const requestsIn = (runs: SimulatedRun[]) => runs.reduce((sum, run) => sum + run.requests, 0);

/** A course's time without one round trip, as a multiple of the shortest time possible. */
export function timeOverIdeal(one: Case, course: Course): number {
	const { latencyMs } = one.settings;
	// In the shortest time possible the account is asked as often as there are requests, all at its limit.
	const ideal = one.newAccount().idealMs(requestsIn(one.newRuns()), latencyMs, MAX_CONCURRENCY);
	return Math.max(0, course.ms - latencyMs) / ideal;
}

/** The most turns that a run beside a batch waited; undefined if there is no such run. */
export function turnsWaited(one: Case, course: Course): number | undefined {
	if (one.aim.turns === undefined) return undefined;
	return Math.max(...course.requests.filter(({ run }) => run > 0).map((each) => each.turnsWaited));
}

const FAST = { latencyMs: 5 };
const USUAL = { latencyMs: 100 };
const SLOW = { latencyMs: 5000 };

type Sample = [account: string, newAccount: () => Account];

const caps: Sample[] = [1, 8, 30].map((cap) => [`${cap} at a time`, () => atATime(cap)]);
const rates: Sample[] = [5, 40, 200].map((rate) => [`${rate} per second`, () => perSecond(rate)]);
const ratesInWords: Sample[] = [5, 40, 200].map((rate) => [
	`${rate} per second, Retry-After`,
	() => perSecond(rate, SECOND_MS),
]);

const inOneRun = (
	[account, newAccount]: Sample,
	settings: Case['settings'],
	aim: Aim,
	requests = 240,
): Case => ({
	account,
	newAccount,
	runs: `1 run of ${requests}`,
	newRuns: () => [{ requests }],
	settings,
	aim,
});

const ofCap: Aim = { refused: 10, time: 1.6 };
const ofRate: Aim = { refused: 20, time: 1.5 };
/** If the account's own wait of a second is as long as the rest of the run. */
const ofShortRun: Aim = { refused: 20, time: 1.7 };
/** What is refused until the rate is known hardly counts. */
const ofLongRun: Aim = { refused: 3, time: 1.3 };

/** A refusal that says how long to wait costs a second each time. */
const longTimes: Record<string, number> = {
	'200 per second': 1.8,
	'40 per second, Retry-After': 1.5,
	'200 per second, Retry-After': 2,
};

/** One run alone with its account. */
export const batches: Case[] = [
	...[FAST, USUAL, SLOW].flatMap((settings) =>
		caps.map((sample) => inOneRun(sample, settings, ofCap)),
	),
	...[...rates, ...ratesInWords].flatMap((sample) => {
		const isFast = sample[0].startsWith('200');
		const longAim = { ...ofLongRun, time: longTimes[sample[0]] ?? ofLongRun.time };
		return [
			inOneRun(sample, USUAL, isFast ? ofShortRun : ofRate),
			inOneRun(sample, USUAL, longAim, 2000),
		];
	}),
	inOneRun(['5 per second', () => perSecond(5)], FAST, ofRate),
	inOneRun(['5 per second, Retry-After', () => perSecond(5, SECOND_MS)], FAST, ofRate),
	inOneRun(['40 per second', () => perSecond(40)], SLOW, ofShortRun),
	inOneRun(['8 at a time and 40 per second', () => both(atATime(8), perSecond(40))], USUAL, ofRate),
	inOneRun(
		['30 at a time, then 8', () => atATime((accepted) => (accepted < 120 ? 30 : 8))],
		USUAL,
		ofCap,
	),
	inOneRun(
		['8 at a time, then 30', () => atATime((accepted) => (accepted < 120 ? 8 : 30))],
		USUAL,
		{ ...ofCap, time: 1.7 },
	),
	inOneRun(['8 at a time, the very first refused', () => refusingFirst(1, atATime(8))], USUAL, {
		...ofCap,
		time: 2,
	}),
	inOneRun(['no limit', () => atATime(Infinity)], USUAL, { refused: 0, time: 1.35 }, 500),
];

const ofCrowd: Aim = { refused: 10, time: 1.5 };
const CROWD = { latencyMs: 300 };

const manyRuns = (count: number, requests: number): SimulatedRun[] =>
	Array.from({ length: count }, () => ({ requests }));

/** A batch, and runs of one item that arrive beside it, none before the last has ended. */
function besideBatch(account: Account): SimulatedRun[] {
	const batch = { requests: 1000 };
	const { latencyMs } = CROWD;
	const idealMs = account.idealMs(batch.requests, latencyMs, MAX_CONCURRENCY);
	const gapMs = Math.max((4 * idealMs) / batch.requests, 2 * latencyMs);
	const singles = Array.from({ length: Math.floor(idealMs / gapMs) }, (_, index) => ({
		requests: 1,
		startAtMs: latencyMs + (index + 1) * gapMs,
	}));
	return [batch, ...singles];
}

const changing: Sample[] = [
	['30 at a time, then 8', () => atATime((accepted) => (accepted < 100 ? 30 : 8))],
	['8 at a time, then 30', () => atATime((accepted) => (accepted < 100 ? 8 : 30))],
];

/** Many runs that share an account. */
export const crowds: Case[] = [...caps, ...rates, ...changing].flatMap(([account, newAccount]) => {
	const shared = { account, newAccount, settings: CROWD };
	return [
		{ ...shared, runs: '200 runs of 1', newRuns: () => manyRuns(200, 1), aim: ofCrowd },
		{ ...shared, runs: '20 runs of 50', newRuns: () => manyRuns(20, 50), aim: ofCrowd },
		{
			...shared,
			runs: '1 run of 1,000, single runs beside it',
			newRuns: () => besideBatch(newAccount()),
			aim: { ...ofCrowd, turns: 2 },
		},
	];
});

const inTwoProcesses = (runs: SimulatedRun[]) =>
	runs.map((run, index) => ({ ...run, process: index % 2 }));

/** Two processes that share an account without knowing of each other, as the workers of queue mode do. */
const twoProcesses: Case[] = [
	['8 at a time', () => atATime(8)] as Sample,
	['30 at a time', () => atATime(30)] as Sample,
	['40 per second', () => perSecond(40)] as Sample,
].flatMap(([account, newAccount]) => [
	{
		account,
		newAccount,
		runs: '2 processes with 100 runs of 1',
		newRuns: () => inTwoProcesses(manyRuns(200, 1)),
		settings: CROWD,
		aim: { refused: 10, time: 1.7 },
	},
	{
		account,
		newAccount,
		runs: '2 processes with 1 run of 500',
		newRuns: () => inTwoProcesses(manyRuns(2, 500)),
		settings: CROWD,
		aim: { refused: 10, time: 1.7 },
	},
]);

/** What is on its way leaves a place free at the account, which the other process can get. */
const TRAVELING = { ...CROWD, travelMs: 60 };
const SECOND_START_MS = 5_000;

/** One process uses up a small account when another one begins: that one is refused often, and not forever. */
const twoProcessesWithFewPlaces: Case[] = [1, 2].flatMap((cap) => {
	const shared = {
		account: `${cap} at a time`,
		newAccount: () => atATime(cap),
		settings: TRAVELING,
		aim: { refused: cap === 1 ? 45 : 30, time: 2.5, refusals: 10 },
	};
	const later = (runs: SimulatedRun[]) =>
		inTwoProcesses(runs).map((run) => ({ ...run, startAtMs: run.process * SECOND_START_MS }));
	return [
		{
			...shared,
			runs: '2 processes, the second later, with 100 runs of 1',
			newRuns: () => later(manyRuns(200, 1)),
		},
		{
			...shared,
			runs: '2 processes, the second later, with 1 run of 500',
			newRuns: () => later(manyRuns(2, 500)),
		},
		{
			...shared,
			runs: '2 processes with 1 run of 500',
			newRuns: () => inTwoProcesses(manyRuns(2, 500)),
		},
	];
});

export const processes: Case[] = [...twoProcesses, ...twoProcessesWithFewPlaces];
