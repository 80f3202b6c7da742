import fc from 'fast-check';

import type { Outcome } from '../../nodes/api/results/outcomes';
import {
	dueSessions,
	mergedIds,
	watch,
	type SessionAnswer,
	type WatchedRow,
	type WatchEvent,
	type WatchRules,
} from '../../nodes/IdentomatTrigger/sessionWatch';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = 1_795_000_000;

const rules: WatchRules = {
	outcomes: ['approved', 'rejected', 'manual_check', 'disagreed'],
	stopWatchingAfterSeconds: 7 * DAY,
	includeUnavailable: false,
};

const idOf = (index: number) => String(index).padStart(40, 's');

/** One poll that reaches every due session; `answerOf` plays Identomat. */
function poll(
	state: WatchedRow[],
	ids: string[],
	now: number,
	answerOf: (id: string) => SessionAnswer,
	withRules = rules,
) {
	const due = dueSessions(state, ids, now, withRules);
	const answers = new Map(due.map((id) => [id, answerOf(id)]));
	return { due, ...watch(state, ids, answers, now, withRules) };
}

/** Polls every minute of a span; gives what was told and how often a session was asked. */
function pollFor(minutes: number, answerOf: (minute: number) => SessionAnswer, withRules = rules) {
	let state: WatchedRow[] = [];
	const told: WatchEvent[] = [];
	const askedAt: number[] = [];
	for (let minute = 0; minute < minutes; minute++) {
		const step = poll(state, [idOf(1)], START + minute * MINUTE, () => answerOf(minute), withRules);
		state = step.state;
		told.push(...step.events);
		if (step.due.length > 0) askedAt.push(minute);
	}
	return { state, told, askedAt };
}

const open = (): SessionAnswer => ({ outcome: 'in_progress' });

describe('what is told', () => {
	it('tells manual check when it appears and the decision later, each once', () => {
		const life = (minute: number): Outcome => {
			if (minute < 2) return 'in_progress';
			return minute < 5 ? 'manual_check' : 'rejected';
		};
		const { told } = pollFor(20, (minute) => ({ outcome: life(minute) }));
		expect(told).toEqual([
			{ sessionId: idOf(1), outcome: 'manual_check' },
			{ sessionId: idOf(1), outcome: 'rejected' },
		]);
	});

	it('asks no more for a session that is decided, also when its outcome is not among those to tell', () => {
		const onlyApproved = { ...rules, outcomes: ['approved' as const] };
		const { told, askedAt } = pollFor(9, () => ({ outcome: 'rejected' }), onlyApproved);
		expect(told).toEqual([]);
		expect(askedAt).toEqual([0]);
	});

	it('tells a manual check that only later came among the outcomes to tell', () => {
		const withoutManual = { ...rules, outcomes: ['approved' as const] };
		const answer = (): SessionAnswer => ({ outcome: 'manual_check' });
		const before = poll([], [idOf(1)], START, answer, withoutManual);
		expect(before.events).toEqual([]);
		expect(poll(before.state, [idOf(1)], START + MINUTE, answer).events).toHaveLength(1);
	});

	it('retries a refused session three times, then asks no more and tells why if asked to', () => {
		const include = { ...rules, includeUnavailable: true };
		const refused = (): SessionAnswer => ({ refused: 'notFound: no such session' });
		const { told, askedAt } = pollFor(60, refused, include);
		expect(askedAt).toEqual([0, 1, 2, 3]);
		expect(told).toEqual([{ sessionId: idOf(1), unavailable: 'notFound: no such session' }]);
		expect(pollFor(60, refused).told).toEqual([]);
	});

	it('starts counting refusals anew after an answer', () => {
		const { told, askedAt } = pollFor(9, (minute) =>
			minute % 3 === 0 ? open() : { refused: 'invalidAccess' },
		);
		expect(askedAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
		expect(told).toEqual([]);
	});

	it('does not count a passing fault as a refusal, and tells the outcome afterwards', () => {
		const { told } = pollFor(8, (minute) =>
			minute < 7 ? { failed: true } : { outcome: 'approved' },
		);
		expect(told).toEqual([{ sessionId: idOf(1), outcome: 'approved' }]);
	});

	it('forgets a session that left the source, and keeps a decided one that did not', () => {
		const decided = poll([], [idOf(1), idOf(2)], START, () => ({ outcome: 'approved' }));
		const left = poll(decided.state, [idOf(2)], START + MINUTE, open);
		expect(left.due).toEqual([]);
		expect(left.state.map(([id]) => id)).toEqual([idOf(2)]);
	});

	it('does not tell twice what an overlapping poll has told meanwhile', () => {
		const answers = new Map([[idOf(1), { outcome: 'approved' } as const]]);
		const first = watch([], [idOf(1)], answers, START, rules);
		const second = watch(first.state, [idOf(1)], answers, START, rules);
		expect([first.events.length, second.events.length]).toEqual([1, 0]);
	});
});

describe('what is kept', () => {
	it('a manual check that was told stays known through refusals', () => {
		const told: WatchEvent[] = [];
		let state: WatchedRow[] = [];
		const answers: SessionAnswer[] = [
			{ outcome: 'manual_check' },
			{ refused: 'notFound' },
			{ refused: 'notFound' },
			{ outcome: 'manual_check' },
		];
		const marks = answers.map((answer, minute) => {
			const step = poll(state, [idOf(1)], START + minute * MINUTE, () => answer);
			state = step.state;
			told.push(...step.events);
			return state[0]?.[3];
		});
		expect(marks).toEqual(['m', 'm1', 'm2', 'm']);
		expect(told).toHaveLength(1);
	});

	it.each<[string, WatchedRow]>([
		['final', [idOf(1), START - DAY, START - HOUR, 'a']],
		['given up', [idOf(1), START - DAY, START - HOUR, '4']],
		['given up in manual check', [idOf(1), START - DAY, START - HOUR, 'm4']],
		['expired', [idOf(1), START - 8 * DAY, START - DAY, '']],
	])('what is %s stays as it is, and is not asked', (_, row) => {
		expect(poll([row], [idOf(1)], START, open)).toEqual({ due: [], state: [row], events: [] });
	});

	it('a passing fault counts as asked, so that it does not come before all others', () => {
		const ids = [idOf(1), idOf(2)];
		const answers = new Map([[idOf(1), { failed: true } as const]]);
		const { state } = watch([], ids, answers, START, rules);
		expect(state[0]).toEqual([idOf(1), START, START, '']);
		expect(dueSessions(state, ids, START, rules)).toEqual([idOf(2), idOf(1)]);
	});

	it('a poll that began earlier and ends later does not set back when a session was asked', () => {
		const asked: WatchedRow = [idOf(1), START, START + MINUTE, ''];
		const { state } = watch([asked], [idOf(1)], new Map([[idOf(1), open()]]), START, rules);
		expect(state).toEqual([asked]);
	});
});

describe('the sessions of a poll that another one overlapped', () => {
	const rowsOf = (...ids: string[]) => ids.map((id): WatchedRow => [id, START, START, '']);

	it.each([
		['nothing else happened', 'ab', 'ab', 'ab', 'ab'],
		['its own source brought a new one', 'abn', 'ab', 'ab', 'abn'],
		['its own source lost one', 'a', 'ab', 'ab', 'a'],
		['the other learned one', 'ab', 'ab', 'abn', 'abn'],
		['both learned the same one', 'abn', 'ab', 'abn', 'abn'],
		['the other saw one leave', 'ab', 'ab', 'a', 'a'],
		['the other was the first that ever learned', 'ab', '', 'ab', 'ab'],
	])('when %s', (_, ids, before, current, expected) => {
		const merged = mergedIds([...ids], rowsOf(...before), rowsOf(...current));
		expect([...new Set(merged)].join('')).toBe(expected);
	});
});

describe('how often a session is asked', () => {
	it('is at every poll in its first ten minutes, however soon the poll comes', () => {
		expect(pollFor(10, open).askedAt).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		const { state } = poll([], [idOf(1)], START, open);
		expect(dueSessions(state, [idOf(1)], START + 1, rules)).toEqual([idOf(1)]);
	});

	it('then leaves a pause of a tenth of the time watched, an hour at most', () => {
		const { askedAt } = pollFor(3 * 24 * 60, open);
		const pauses = askedAt.slice(1).map((minute, index) => {
			const before = askedAt[index] ?? 0;
			return { before, pause: minute - before };
		});
		for (const { before, pause } of pauses) {
			expect(pause).toBe(Math.max(1, Math.min(60, Math.ceil(before / 10))));
		}
		expect(Math.max(...pauses.map(({ pause }) => pause))).toBe(60);
	});

	it('ends when the session has been watched as long as the user said', () => {
		const oneDay = { ...rules, stopWatchingAfterSeconds: DAY };
		const { askedAt, state } = pollFor(3 * 24 * 60, open, oneDay);
		expect(Math.max(...askedAt)).toBeLessThanOrEqual(24 * 60);
		expect(state).toHaveLength(1);
	});

	it('puts what a poll did not reach before what it did', () => {
		const ids = [idOf(1), idOf(2), idOf(3)];
		const reached = new Map([[idOf(1), open()]]);
		const { state } = watch([], ids, reached, START, rules);
		expect(dueSessions(state, ids, START + MINUTE, rules)).toEqual([idOf(2), idOf(3), idOf(1)]);
	});
});

it('keeps a session in less than 80 bytes', () => {
	const ids = Array.from({ length: 1000 }, (_, index) => idOf(index));
	const { state } = poll([], ids, START, () => ({ outcome: 'manual_check' }));
	expect(JSON.stringify(state).length / ids.length).toBeLessThan(80);
});

describe('over random histories', () => {
	const SESSIONS = 4;
	const ids = Array.from({ length: SESSIONS }, (_, index) => idOf(index));
	const outcome = fc.constantFrom<Outcome>('approved', 'rejected', 'disagreed');

	/** When a session goes to manual check and when it is decided, in polls; and how. */
	const life = fc.record({
		manualAt: fc.option(fc.nat(30), { nil: undefined }),
		decidedAt: fc.nat(60),
		decision: outcome,
	});
	/** What happens at a poll: which sessions fail or are not reached, a rewind, an overlap. */
	const tick = fc.record({
		wait: fc.integer({ min: 1, max: 20 * MINUTE }),
		faults: fc.array(
			fc.constantFrom<'answer' | 'failed' | 'unreached'>('answer', 'answer', 'failed', 'unreached'),
			{
				minLength: SESSIONS,
				maxLength: SESSIONS,
			},
		),
		overlaps: fc.boolean(),
		rewinds: fc.boolean(),
	});

	type Valued<T> = T extends fc.Arbitrary<infer V> ? V : never;
	type Life = Valued<typeof life>;
	type Tick = Valued<typeof tick>;

	function play(lives: Life[], ticks: Tick[], mayRewind: boolean) {
		const told: WatchEvent[] = [];
		let state: WatchedRow[] = [];
		let stored: WatchedRow[] = [];
		let now = START;
		const answerOf = (id: string, turn: number): SessionAnswer => {
			const { manualAt, decidedAt, decision } = lives[ids.indexOf(id)]!;
			if (turn >= decidedAt) return { outcome: decision };
			const isManual = manualAt !== undefined && turn >= manualAt;
			return { outcome: isManual ? 'manual_check' : 'in_progress' };
		};
		const calm = Array.from({ length: 80 }, () => ({
			wait: HOUR,
			faults: ids.map(() => 'answer' as const),
			overlaps: false,
			rewinds: false,
		}));
		[...ticks, ...calm].forEach(({ wait, faults, overlaps, rewinds }, turn) => {
			now += wait;
			if (rewinds && mayRewind) state = stored;
			const answers = new Map<string, SessionAnswer>();
			for (const id of dueSessions(state, ids, now, rules)) {
				const fault = faults[ids.indexOf(id)];
				if (fault === 'failed') answers.set(id, { failed: true });
				if (fault === 'answer') answers.set(id, answerOf(id, turn));
			}
			for (let polls = overlaps ? 2 : 1; polls > 0; polls--) {
				const step = watch(state, ids, answers, now, rules);
				state = step.state;
				told.push(...step.events);
				// n8n stores the state only with a poll that tells something.
				if (step.events.length > 0) stored = state;
			}
		});
		return told;
	}

	const decisionsTold = (told: WatchEvent[], id: string) =>
		told.filter(
			(event) => event.sessionId === id && 'outcome' in event && event.outcome !== 'manual_check',
		);

	it('every decision is told, and told once when nothing was rewound', () => {
		fc.assert(
			fc.property(
				fc.array(life, { minLength: SESSIONS, maxLength: SESSIONS }),
				fc.array(tick, { maxLength: 60 }),
				(lives, ticks) => {
					const told = play(lives, ticks, false);
					ids.forEach((id, index) => {
						expect(decisionsTold(told, id)).toEqual([
							{ sessionId: id, outcome: lives[index]?.decision },
						]);
					});
				},
			),
			{ numRuns: 300 },
		);
	});

	it('every decision is told also when crashes rewind the state', () => {
		fc.assert(
			fc.property(
				fc.array(life, { minLength: SESSIONS, maxLength: SESSIONS }),
				fc.array(tick, { maxLength: 60 }),
				(lives, ticks) => {
					const told = play(lives, ticks, true);
					ids.forEach((id, index) => {
						const decisions = decisionsTold(told, id);
						expect(decisions.length).toBeGreaterThan(0);
						expect(new Set(decisions.map((event) => 'outcome' in event && event.outcome))).toEqual(
							new Set([lives[index]?.decision]),
						);
					});
				},
			),
			{ numRuns: 300 },
		);
	});
});
