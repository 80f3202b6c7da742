import type { CheckResult, WatchEvent } from '../../nodes/IdentomatTrigger/emittedOutcomes';
import { reschedule } from '../../nodes/IdentomatTrigger/pollFailure';
import { dueSessions, type WatchRules } from '../../nodes/IdentomatTrigger/schedule';
import type { WatchedRow } from '../../nodes/IdentomatTrigger/watchedSession';
import { syncWithSource } from '../../nodes/IdentomatTrigger/watchState';
import { applyChecks, DAY, defaultRules as rules, HOUR, MINUTE, START } from './watchSimulation';

const include: WatchRules = { ...rules, includeUnavailable: true };

const ID = 's'.repeat(40);

const open = (): CheckResult => ({ outcome: 'in_progress' });
const refused = (): CheckResult => ({ refused: 'notFound: no such session' });
const failed = (): CheckResult => ({ failed: 'Service Unavailable' });
const unknown = (word: string): CheckResult => ({ outcome: 'unknown', word });
const UNAVAILABLE = { sessionId: ID, unavailable: 'notFound: no such session' };

interface Life {
	/** What Identomat answers at a minute. */
	answer: (minute: number) => CheckResult;
	minutes: number;
	/** How many minutes lie between two polls. */
	every?: number;
	rules?: WatchRules;
	state?: WatchedRow[];
	/** Whether the polls fail as a whole, so that nobody hears of answers. */
	fails?: (minute: number) => boolean;
}

/** Polls one session over a span of time; tells what was told and when it was asked. */
function live({ answer, minutes, every = 1, rules: own = rules, state = [], fails }: Life) {
	const told: Array<[minute: number, event: WatchEvent]> = [];
	const askedAt: number[] = [];
	for (let minute = 0; minute < minutes; minute += every) {
		const now = START + minute * MINUTE;
		state = syncWithSource(state, state, [ID], now);
		const due = dueSessions(state, now, own);
		if (due.length > 0) askedAt.push(minute);
		const answers = new Map(due.map(([id]) => [id, answer(minute)]));
		if (fails?.(minute)) {
			state = reschedule(state, answers, now, own);
			continue;
		}
		const step = applyChecks(state, answers, now, own);
		state = step.rows;
		told.push(...step.events.map((event): [number, WatchEvent] => [minute, event]));
	}
	return { state, told, askedAt };
}

const outcome = (name: string) => ({ sessionId: ID, outcome: name });

describe('what is told', () => {
	it('manual check when it appears and the decision later, each once', () => {
		const answer = (minute: number): CheckResult => {
			if (minute < 2) return open();
			if (minute === 3) return open();
			return { outcome: minute < 5 ? 'manual_check' : 'rejected' };
		};
		expect(live({ answer, minutes: 20 }).told).toEqual([
			[2, outcome('manual_check')],
			[5, outcome('rejected')],
		]);
	});

	it('nothing of a decision that is not among the outcomes to tell, and it is final', () => {
		const onlyApproved: WatchRules = { ...rules, outcomes: ['approved'] };
		const answer = (): CheckResult => ({ outcome: 'rejected' });
		const { told, askedAt } = live({ answer, minutes: 9, rules: onlyApproved });
		expect([told, askedAt]).toEqual([[], [0]]);
	});

	it('a manual check and an unknown word that only later came among the outcomes to tell', () => {
		const onlyApproved: WatchRules = { ...rules, outcomes: ['approved'] };
		for (const answer of [(): CheckResult => ({ outcome: 'manual_check' }), () => unknown('a')]) {
			const before = live({ answer, minutes: 2, rules: onlyApproved });
			expect(before.told).toEqual([]);
			expect(live({ answer, minutes: 3, state: before.state }).told).toHaveLength(1);
		}
	});

	it('an unknown word once, another one too, and the decision after it', () => {
		const words = ['in limbo', 'In-Limbo', 'parked', 'in_limbo', 'parked'];
		const answer = (minute: number): CheckResult =>
			minute < words.length ? unknown(words[minute] ?? '') : { outcome: 'approved' };
		expect(live({ answer, minutes: 9 }).told).toEqual([
			[0, outcome('unknown')],
			[2, outcome('unknown')],
			[5, outcome('approved')],
		]);
	});
});

describe('a session that Identomat refuses', () => {
	it('is asked after pauses of one minute, doubled each time up to an hour', () => {
		const { askedAt, told } = live({ answer: refused, minutes: 6 * 60 });
		expect(askedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
		expect(told).toEqual([]);
	});

	it('has these pauses whatever the longest pause is', () => {
		const brief = { ...rules, maxPauseSeconds: MINUTE };
		const { askedAt } = live({ answer: refused, minutes: 3 * 60, rules: brief });
		expect(askedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
	});

	it('is told as unavailable once, after an hour of it', () => {
		const { told } = live({ answer: refused, minutes: 2 * 24 * 60, rules: include });
		expect(told).toEqual([[63, UNAVAILABLE]]);
	});

	it.each([
		[20, 60],
		[30, 90],
		[60, 180],
	])('is told after four refusals and an hour with polls every %d minutes', (every, at) => {
		const { told } = live({ answer: refused, minutes: 24 * 60, every, rules: include });
		expect(told).toEqual([[at, UNAVAILABLE]]);
	});

	it.each(['approved', 'manual_check', 'unknown'] as const)('is told as %s when it is', (name) => {
		const answer = (minute: number): CheckResult =>
			minute < 130 ? refused() : { outcome: name, word: 'parked' };
		const { told } = live({ answer, minutes: 300, rules: include });
		expect(told).toEqual([
			[63, UNAVAILABLE],
			[183, outcome(name)],
		]);
	});

	it('is counted anew after an answer, and what was told stays told', () => {
		const answer = (minute: number): CheckResult =>
			minute % 10 === 0 ? { outcome: 'manual_check' } : refused();
		const { told } = live({ answer, minutes: 600, every: 5, rules: include });
		expect(told).toEqual([[0, outcome('manual_check')]]);
	});

	it('does not begin anew when it cannot be asked in between', () => {
		const answer = (minute: number) => (minute === 3 ? failed() : refused());
		const { told } = live({ answer, minutes: 24 * 60, rules: include });
		expect(told).toEqual([[expect.any(Number), UNAVAILABLE]]);
		expect(told[0]?.[0]).toBeLessThan(140);
	});
});

describe('a session that cannot be asked', () => {
	it('is asked after growing pauses of ten minutes at most, and is told when it can', () => {
		const answer = (minute: number): CheckResult =>
			minute < 60 ? failed() : { outcome: 'approved' };
		const { askedAt, told } = live({ answer, minutes: 90, rules: include });
		expect(askedAt).toEqual([0, 1, 3, 7, 15, 25, 35, 45, 55, 65]);
		expect(told).toEqual([[65, outcome('approved')]]);
	});

	it('has the same pauses when the polls fail, and no refusal is held against it then', () => {
		const life = { answer: refused, fails: () => true, minutes: 120, rules: include };
		const { askedAt, told, state } = live(life);
		expect(askedAt.slice(0, 7)).toEqual([0, 1, 3, 7, 15, 25, 35]);
		expect(told).toEqual([]);
		const after = live({ answer: refused, minutes: 62, rules: include, state });
		expect(after.told).toEqual([]);
	});
});

describe('the end of the watching', () => {
	const days = (count: number) => count * 24 * 60;

	it('is told once, if that is wanted, and no question follows', () => {
		const { told, askedAt } = live({ answer: open, minutes: days(9), every: 5, rules: include });
		const reason = 'Not decided within 7 days of watching';
		expect(told).toEqual([[days(7) + 5, { sessionId: ID, unavailable: reason }]]);
		expect(Math.max(...askedAt)).toBeLessThanOrEqual(days(7));
		expect(live({ answer: open, minutes: days(9), every: 5 }).told).toEqual([]);
	});

	it('is told of a session in manual check, too', () => {
		const oneDay = { ...include, watchSeconds: DAY };
		const answer = (): CheckResult => ({ outcome: 'manual_check' });
		expect(live({ answer, minutes: days(2), every: 5, rules: oneDay }).told).toEqual([
			[0, outcome('manual_check')],
			[days(1) + 5, { sessionId: ID, unavailable: 'Not decided within 1 day of watching' }],
		]);
	});

	it('of a session that could not be read comes after a last question, with its answer', () => {
		const { told, askedAt } = live({ answer: failed, minutes: days(8), every: 5, rules: include });
		const reason =
			'Its result could not be read within 7 days of watching; the last answer: Service Unavailable';
		expect(told).toEqual([[expect.any(Number), { sessionId: ID, unavailable: reason }]]);
		expect(askedAt.at(-1)).toBe(told[0]?.[0]);
	});

	it('is not told of a session that was told as unavailable and still is', () => {
		const { told } = live({ answer: refused, minutes: days(9), every: 5, rules: include });
		expect(told).toEqual([[expect.any(Number), UNAVAILABLE]]);
		expect(told[0]?.[0]).toBeLessThan(120);
	});

	it.each<[string, WatchedRow]>([
		['never asked', [ID, START - 8 * DAY, 0]],
		['not asked for days, since n8n did not run', [ID, START - 8 * DAY, START - 4 * DAY]],
	])('a session that was %s is asked once more', (_, row) => {
		const decided = live({
			answer: () => ({ outcome: 'approved' }),
			minutes: 5,
			state: [row],
			rules: include,
		});
		expect(decided.told).toEqual([[0, outcome('approved')]]);
		const undecided = live({ answer: open, minutes: 60, state: [row], rules: include });
		expect([undecided.askedAt, undecided.told.length]).toEqual([[0], 1]);
	});

	it('ends when the user lengthens the time', () => {
		const { state } = live({ answer: open, minutes: days(8), every: 5, rules: include });
		const longer = { ...include, watchSeconds: 30 * DAY };
		const answer = (): CheckResult => ({ outcome: 'approved' });
		const [row] = state as [WatchedRow];
		const moved: WatchedRow = [row[0], row[1] - 8 * DAY, row[2] - 8 * DAY, row[3]];
		expect(live({ answer, minutes: 5, state: [moved], rules: longer }).told).toHaveLength(1);
	});
});

describe('telling again', () => {
	const again = { ...rules, emitAgainAfterSeconds: 30 * MINUTE };
	const approved = (): CheckResult => ({ outcome: 'approved' });

	it('comes as long as a decided session is listed, at the distance that the user set', () => {
		const { told } = live({ answer: approved, minutes: 100, rules: again });
		expect(told.map(([minute]) => minute)).toEqual([0, 30, 60, 90]);
	});

	it('waits for an answer, and then comes at once', () => {
		const answer = (minute: number) => (minute >= 30 && minute < 33 ? failed() : approved());
		const { told } = live({ answer, minutes: 40, rules: again });
		expect(told.map(([minute]) => minute)).toEqual([0, 33]);
	});

	it('is not for what is open, nor for what was not to be told', () => {
		const manual = (): CheckResult => ({ outcome: 'manual_check' });
		expect(live({ answer: manual, minutes: 100, rules: again }).told).toHaveLength(1);
		const onlyRejected: WatchRules = { ...again, outcomes: ['rejected'] };
		const { told, askedAt } = live({ answer: approved, minutes: 100, rules: onlyRejected });
		expect([told, askedAt]).toEqual([[], [0]]);
	});

	it('comes once when two polls overlap', () => {
		const state: WatchedRow[] = [[ID, START - DAY, START - HOUR, { outcome: 'approved' }]];
		const answers = new Map([[ID, approved()]]);
		const first = applyChecks(state, answers, START, again);
		const second = applyChecks(first.rows, answers, START, again);
		expect([first.events.length, second.events.length]).toEqual([1, 0]);
	});
});

describe('what is kept', () => {
	it('does not tell twice what an overlapping poll has told meanwhile', () => {
		const answers = new Map([[ID, { outcome: 'approved' } as const]]);
		const first = applyChecks([[ID, START, 0]], answers, START, rules);
		const second = applyChecks(first.rows, answers, START, rules);
		expect([first.events.length, second.events.length]).toEqual([1, 0]);
		expect(reschedule(first.rows, answers, START, rules)).toEqual(first.rows);
	});

	it.each<[string, WatchedRow]>([
		['final', [ID, START - DAY, START - HOUR, { outcome: 'approved' }]],
		['expired', [ID, START - 8 * DAY, START - DAY]],
		['gone from the source', [ID, START - DAY, START - HOUR, { left: START - MINUTE }]],
	])('what is %s stays the same row, and is not asked', (_, row) => {
		expect(dueSessions([row], START, rules)).toEqual([]);
		expect(applyChecks([row], new Map(), START, rules).rows[0]).toBe(row);
	});

	it('a fault counts as asked, so that it does not come before all others', () => {
		const state: WatchedRow[] = [
			['one', START, 0],
			['two', START, 0],
		];
		const next = applyChecks(state, new Map([['one', failed()]]), START, rules).rows;
		expect(dueSessions(next, START, rules).map(([id]) => id)).toEqual(['two', 'one']);
	});

	it('a poll that began earlier and ends later does not set back when a session was asked', () => {
		const asked: WatchedRow = [ID, START, START + MINUTE];
		const { rows: state } = applyChecks([asked], new Map([[ID, open()]]), START, rules);
		expect(state).toEqual([asked]);
	});

	it('an outcome is told also when another poll saw the id leave the source meanwhile', () => {
		const left: WatchedRow = [ID, START - HOUR, START - HOUR, { left: START - MINUTE }];
		const { rows: state, events } = applyChecks(
			[left],
			new Map([[ID, { outcome: 'approved' }]]),
			START,
			rules,
		);
		expect([events, state[0]?.[3]]).toEqual([
			[outcome('approved')],
			{ outcome: 'approved', left: START - MINUTE },
		]);
	});
});

describe('how often an open session is asked', () => {
	it('is at every poll in its first ten minutes, however soon the poll comes', () => {
		const { askedAt, state } = live({ answer: open, minutes: 10 });
		expect(askedAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(dueSessions(state, START + 9 * MINUTE + 1, rules)).toHaveLength(1);
	});

	it.each([
		[15, 15],
		[60, 60],
		[1, 1],
	])('then after a tenth of the time watched, %d minutes at most', (longest, expected) => {
		const own = { ...rules, maxPauseSeconds: longest * MINUTE };
		const { askedAt } = live({ answer: open, minutes: 3 * 24 * 60, rules: own });
		const pauses = askedAt.slice(1).map((minute, index) => minute - (askedAt[index] ?? 0));
		askedAt.slice(1).forEach((_, index) => {
			const seconds = Math.min(longest * MINUTE, ((askedAt[index] ?? 0) * MINUTE) / 10);
			// A poll may come ten seconds early.
			expect(pauses[index]).toBe(Math.max(1, Math.ceil((seconds - 10) / MINUTE)));
		});
		expect(Math.max(...pauses)).toBe(expected);
	});

	it('is every minute with a pause of one, also when a poll comes some seconds early', () => {
		const own = { ...rules, maxPauseSeconds: MINUTE };
		const state: WatchedRow[] = [[ID, START - DAY, START]];
		expect(dueSessions(state, START + 52, own)).toHaveLength(1);
	});

	it('puts what a poll did not reach before what it did', () => {
		const state = syncWithSource([], [], ['one', 'two', 'three'], START);
		const next = applyChecks(state, new Map([['one', open()]]), START, rules).rows;
		const due = dueSessions(next, START + MINUTE, rules).map(([id]) => id);
		expect(due).toEqual(['two', 'three', 'one']);
	});
});
