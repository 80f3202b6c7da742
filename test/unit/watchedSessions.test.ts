import type { CheckResult, WatchEvent } from '../../nodes/IdentomatTrigger/emittedOutcomes';
import { reschedule } from '../../nodes/IdentomatTrigger/pollFailure';
import { dueSessions, type WatchRules } from '../../nodes/IdentomatTrigger/schedule';
import type { WatchedRow } from '../../nodes/IdentomatTrigger/watchedSession';
import { syncWithSource } from '../../nodes/IdentomatTrigger/watchStore';
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

/** Polls one session over a span of time; gives what was emitted and when it was checked. */
function live({ answer, minutes, every = 1, rules: own = rules, state = [], fails }: Life) {
	const emitted: Array<[minute: number, event: WatchEvent]> = [];
	const checkedAt: number[] = [];
	for (let minute = 0; minute < minutes; minute += every) {
		const now = START + minute * MINUTE;
		state = syncWithSource(state, state, [ID], now);
		const due = dueSessions(state, now, own);
		if (due.length > 0) checkedAt.push(minute);
		const answers = new Map(due.map(([id]) => [id, answer(minute)]));
		if (fails?.(minute)) {
			state = reschedule(state, answers, now, own);
			continue;
		}
		const step = applyChecks(state, answers, now, own);
		state = step.rows;
		emitted.push(...step.events.map((event): [number, WatchEvent] => [minute, event]));
	}
	return { state, emitted, checkedAt };
}

const outcome = (name: string) => ({ sessionId: ID, outcome: name });

describe('emitted outcomes', () => {
	it('a manual check when it appears and the decision later, each once', () => {
		const answer = (minute: number): CheckResult => {
			if (minute < 2) return open();
			if (minute === 3) return open();
			return { outcome: minute < 5 ? 'manual_check' : 'rejected' };
		};
		expect(live({ answer, minutes: 20 }).emitted).toEqual([
			[2, outcome('manual_check')],
			[5, outcome('rejected')],
		]);
	});

	it('no decision that is not among the chosen outcomes', () => {
		const onlyApproved: WatchRules = { ...rules, outcomes: ['approved'] };
		const answer = (): CheckResult => ({ outcome: 'rejected' });
		const { emitted, checkedAt } = live({ answer, minutes: 9, rules: onlyApproved });
		expect([emitted, checkedAt]).toEqual([[], [0]]);
	});

	it('a manual check and an unknown word once they are chosen', () => {
		const onlyApproved: WatchRules = { ...rules, outcomes: ['approved'] };
		for (const answer of [(): CheckResult => ({ outcome: 'manual_check' }), () => unknown('a')]) {
			const before = live({ answer, minutes: 2, rules: onlyApproved });
			expect(before.emitted).toEqual([]);
			expect(live({ answer, minutes: 3, state: before.state }).emitted).toHaveLength(1);
		}
	});

	it('an unknown word once, another one too, and the decision after it', () => {
		const words = ['in limbo', 'In-Limbo', 'parked', 'in_limbo', 'parked'];
		const answer = (minute: number): CheckResult =>
			minute < words.length ? unknown(words[minute] ?? '') : { outcome: 'approved' };
		expect(live({ answer, minutes: 9 }).emitted).toEqual([
			[0, outcome('unknown')],
			[2, outcome('unknown')],
			[5, outcome('approved')],
		]);
	});
});

describe('a session that Identomat refuses', () => {
	it('is checked after pauses of one minute, doubled each time up to an hour', () => {
		const { checkedAt, emitted } = live({ answer: refused, minutes: 6 * 60 });
		expect(checkedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303]);
		expect(emitted).toEqual([]);
	});

	it('has these pauses whatever the longest pause is', () => {
		const brief = { ...rules, maxPauseSeconds: MINUTE };
		const { checkedAt } = live({ answer: refused, minutes: 3 * 60, rules: brief });
		expect(checkedAt).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
	});

	it('is emitted as unavailable once, after an hour of it', () => {
		const { emitted } = live({ answer: refused, minutes: 2 * 24 * 60, rules: include });
		expect(emitted).toEqual([[63, UNAVAILABLE]]);
	});

	it.each([
		[20, 60],
		[30, 90],
		[60, 180],
	])('is emitted after four refusals and an hour with polls every %d minutes', (every, at) => {
		const { emitted } = live({ answer: refused, minutes: 24 * 60, every, rules: include });
		expect(emitted).toEqual([[at, UNAVAILABLE]]);
	});

	it.each(['approved', 'manual_check', 'unknown'] as const)(
		'is emitted as %s when decided',
		(name) => {
			const answer = (minute: number): CheckResult =>
				minute < 130 ? refused() : { outcome: name, word: 'parked' };
			const { emitted } = live({ answer, minutes: 300, rules: include });
			expect(emitted).toEqual([
				[63, UNAVAILABLE],
				[183, outcome(name)],
			]);
		},
	);

	it('counts refusals again from zero after a response, and emits nothing twice', () => {
		const answer = (minute: number): CheckResult =>
			minute % 10 === 0 ? { outcome: 'manual_check' } : refused();
		const { emitted } = live({ answer, minutes: 600, every: 5, rules: include });
		expect(emitted).toEqual([[0, outcome('manual_check')]]);
	});

	it('continues counting after a check without a response', () => {
		const answer = (minute: number) => (minute === 3 ? failed() : refused());
		const { emitted } = live({ answer, minutes: 24 * 60, rules: include });
		expect(emitted).toEqual([[expect.any(Number), UNAVAILABLE]]);
		expect(emitted[0]?.[0]).toBeLessThan(140);
	});
});

describe('a session that cannot be read', () => {
	it('is checked after growing pauses of at most ten minutes, and emitted once it can be read', () => {
		const answer = (minute: number): CheckResult =>
			minute < 60 ? failed() : { outcome: 'approved' };
		const { checkedAt, emitted } = live({ answer, minutes: 90, rules: include });
		expect(checkedAt).toEqual([0, 1, 3, 7, 15, 25, 35, 45, 55, 65]);
		expect(emitted).toEqual([[65, outcome('approved')]]);
	});

	it('has the same pauses if the polls fail, and counts no refusals', () => {
		const life = { answer: refused, fails: () => true, minutes: 120, rules: include };
		const { checkedAt, emitted, state } = live(life);
		expect(checkedAt.slice(0, 7)).toEqual([0, 1, 3, 7, 15, 25, 35]);
		expect(emitted).toEqual([]);
		const after = live({ answer: refused, minutes: 62, rules: include, state });
		expect(after.emitted).toEqual([]);
	});
});

describe('the end of watching', () => {
	const days = (count: number) => count * 24 * 60;

	it('is emitted once with Include Unavailable, without further checks', () => {
		const { emitted, checkedAt } = live({
			answer: open,
			minutes: days(9),
			every: 5,
			rules: include,
		});
		const reason = 'Not decided within 7 days of watching';
		expect(emitted).toEqual([[days(7) + 5, { sessionId: ID, unavailable: reason }]]);
		expect(Math.max(...checkedAt)).toBeLessThanOrEqual(days(7));
		expect(live({ answer: open, minutes: days(9), every: 5 }).emitted).toEqual([]);
	});

	it('is emitted for a session in manual check', () => {
		const oneDay = { ...include, watchSeconds: DAY };
		const answer = (): CheckResult => ({ outcome: 'manual_check' });
		expect(live({ answer, minutes: days(2), every: 5, rules: oneDay }).emitted).toEqual([
			[0, outcome('manual_check')],
			[days(1) + 5, { sessionId: ID, unavailable: 'Not decided within 1 day of watching' }],
		]);
	});

	it('of a session that could not be read comes after a last check, with its result', () => {
		const { emitted, checkedAt } = live({
			answer: failed,
			minutes: days(8),
			every: 5,
			rules: include,
		});
		const reason =
			'Its result could not be read within 7 days of watching; the last answer: Service Unavailable';
		expect(emitted).toEqual([[expect.any(Number), { sessionId: ID, unavailable: reason }]]);
		expect(checkedAt.at(-1)).toBe(emitted[0]?.[0]);
	});

	it('is not emitted for a session that was emitted as unavailable and still is', () => {
		const { emitted } = live({ answer: refused, minutes: days(9), every: 5, rules: include });
		expect(emitted).toEqual([[expect.any(Number), UNAVAILABLE]]);
		expect(emitted[0]?.[0]).toBeLessThan(120);
	});

	it.each<[string, WatchedRow]>([
		['never checked', [ID, START - 8 * DAY, 0]],
		['not checked for days, since n8n did not run', [ID, START - 8 * DAY, START - 4 * DAY]],
	])('a session that was %s is checked once more', (_, row) => {
		const decided = live({
			answer: () => ({ outcome: 'approved' }),
			minutes: 5,
			state: [row],
			rules: include,
		});
		expect(decided.emitted).toEqual([[0, outcome('approved')]]);
		const undecided = live({ answer: open, minutes: 60, state: [row], rules: include });
		expect([undecided.checkedAt, undecided.emitted.length]).toEqual([[0], 1]);
	});

	it('is undone if the user extends the time', () => {
		const { state } = live({ answer: open, minutes: days(8), every: 5, rules: include });
		const longer = { ...include, watchSeconds: 30 * DAY };
		const answer = (): CheckResult => ({ outcome: 'approved' });
		const [row] = state as [WatchedRow];
		const moved: WatchedRow = [row[0], row[1] - 8 * DAY, row[2] - 8 * DAY, row[3]];
		expect(live({ answer, minutes: 5, state: [moved], rules: longer }).emitted).toHaveLength(1);
	});
});

describe('emitting again', () => {
	const again = { ...rules, emitAgainAfterSeconds: 30 * MINUTE };
	const approved = (): CheckResult => ({ outcome: 'approved' });

	it('continues at the set interval while a decided session is listed', () => {
		const { emitted } = live({ answer: approved, minutes: 100, rules: again });
		expect(emitted.map(([minute]) => minute)).toEqual([0, 30, 60, 90]);
	});

	it('waits for a response, and then is immediate', () => {
		const answer = (minute: number) => (minute >= 30 && minute < 33 ? failed() : approved());
		const { emitted } = live({ answer, minutes: 40, rules: again });
		expect(emitted.map(([minute]) => minute)).toEqual([0, 33]);
	});

	it('skips open sessions and outcomes that are not chosen', () => {
		const manual = (): CheckResult => ({ outcome: 'manual_check' });
		expect(live({ answer: manual, minutes: 100, rules: again }).emitted).toHaveLength(1);
		const onlyRejected: WatchRules = { ...again, outcomes: ['rejected'] };
		const { emitted, checkedAt } = live({ answer: approved, minutes: 100, rules: onlyRejected });
		expect([emitted, checkedAt]).toEqual([[], [0]]);
	});

	it('happens once if two polls overlap', () => {
		const state: WatchedRow[] = [[ID, START - DAY, START - HOUR, { outcome: 'approved' }]];
		const answers = new Map([[ID, approved()]]);
		const first = applyChecks(state, answers, START, again);
		const second = applyChecks(first.rows, answers, START, again);
		expect([first.events.length, second.events.length]).toEqual([1, 0]);
	});
});

describe('stored rows', () => {
	it('exclude outcomes that an overlapping poll has emitted', () => {
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
	])('keep a session that is %s, which is not checked', (_, row) => {
		expect(dueSessions([row], START, rules)).toEqual([]);
		expect(applyChecks([row], new Map(), START, rules).rows[0]).toBe(row);
	});

	it('count a failed check, so that it does not go before all others', () => {
		const state: WatchedRow[] = [
			['one', START, 0],
			['two', START, 0],
		];
		const next = applyChecks(state, new Map([['one', failed()]]), START, rules).rows;
		expect(dueSessions(next, START, rules).map(([id]) => id)).toEqual(['two', 'one']);
	});

	it('keep the time of the last check if a poll that began earlier ends later', () => {
		const checked: WatchedRow = [ID, START, START + MINUTE];
		const { rows: state } = applyChecks([checked], new Map([[ID, open()]]), START, rules);
		expect(state).toEqual([checked]);
	});

	it('lose no outcome if another poll saw the ID leave the source', () => {
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

describe('how often an open session is checked', () => {
	it('is at every poll in its first ten minutes, however soon the next poll is', () => {
		const { checkedAt, state } = live({ answer: open, minutes: 10 });
		expect(checkedAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(dueSessions(state, START + 9 * MINUTE + 1, rules)).toHaveLength(1);
	});

	it.each([
		[15, 15],
		[60, 60],
		[1, 1],
	])('is after a tenth of the time watched, at most %d minutes', (longest, expected) => {
		const own = { ...rules, maxPauseSeconds: longest * MINUTE };
		const { checkedAt } = live({ answer: open, minutes: 3 * 24 * 60, rules: own });
		const pauses = checkedAt.slice(1).map((minute, index) => minute - (checkedAt[index] ?? 0));
		checkedAt.slice(1).forEach((_, index) => {
			const seconds = Math.min(longest * MINUTE, ((checkedAt[index] ?? 0) * MINUTE) / 10);
			// A poll may come ten seconds early.
			expect(pauses[index]).toBe(Math.max(1, Math.ceil((seconds - 10) / MINUTE)));
		});
		expect(Math.max(...pauses)).toBe(expected);
	});

	it('is every minute with an interval of one, even if a poll is some seconds early', () => {
		const own = { ...rules, maxPauseSeconds: MINUTE };
		const state: WatchedRow[] = [[ID, START - DAY, START]];
		expect(dueSessions(state, START + 52, own)).toHaveLength(1);
	});

	it('puts sessions that a poll did not reach before the others', () => {
		const state = syncWithSource([], [], ['one', 'two', 'three'], START);
		const next = applyChecks(state, new Map([['one', open()]]), START, rules).rows;
		const due = dueSessions(next, START + MINUTE, rules).map(([id]) => id);
		expect(due).toEqual(['two', 'three', 'one']);
	});
});
