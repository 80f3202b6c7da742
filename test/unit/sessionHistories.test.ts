import fc from 'fast-check';

import type { Outcome } from '../../nodes/api/results/outcomes';
import type { CheckResult, WatchEvent } from '../../nodes/IdentomatTrigger/emittedOutcomes';
import { reschedule } from '../../nodes/IdentomatTrigger/pollFailure';
import { dueSessions, type WatchRules } from '../../nodes/IdentomatTrigger/schedule';
import type { WatchedRow } from '../../nodes/IdentomatTrigger/watchedSession';
import { syncWithSource } from '../../nodes/IdentomatTrigger/watchStore';
import { applyChecks, DAY, defaultRules, HOUR, MINUTE, START } from './watchSimulation';

const SESSIONS = 4;
const IDS = Array.from({ length: SESSIONS }, (_, index) => String(index).padStart(40, 's'));
/** A word of Identomat's that nobody knows; of two, the older one may be forgotten when a row is full. */
const WORD = 'parked';

const rules: WatchRules = {
	...defaultRules,
	watchSeconds: 30 * DAY,
	includeUnavailable: true,
};

type Valued<T> = T extends fc.Arbitrary<infer V> ? V : never;

/** How a session stands from turn to turn until it is decided, and when and how it is. */
const life = fc.record({
	words: fc.array(fc.constantFrom('in_progress', 'manual_check', WORD), { maxLength: 6 }),
	decidedAt: fc.nat(60),
	decision: fc.constantFrom<Outcome>('approved', 'rejected', 'disagreed'),
});
const everySession = <T>(one: fc.Arbitrary<T>) =>
	fc.array(one, { minLength: SESSIONS, maxLength: SESSIONS });
const reply = fc.constantFrom('answered', 'answered', 'answered', 'refused', 'failed', 'unreached');
/** What happens at a poll. */
const turn = fc.record({
	wait: fc.integer({ min: 1, max: 20 * MINUTE }),
	/** How the clock jumps besides. */
	jump: fc.constantFrom(0, 0, 0, 0, 0, -HOUR, -HOUR, HOUR),
	replies: everySession(reply),
	/** Which ids the source loses by mistake. */
	lost: everySession(fc.constantFrom(false, false, false, true)),
	/** The poll is lost: it fails as a whole, or n8n ends before anything of it is kept. */
	end: fc.constantFrom('good', 'good', 'good', 'good', 'failed', 'lost'),
	/** Another poll, with the same answers, begins before this one ends. */
	overlaps: fc.boolean(),
	/** After a crash n8n finds what it stored last: with the last poll that emitted something. */
	rewinds: fc.constantFrom(false, false, false, true),
});
type Turn = Valued<typeof turn>;
type Life = Valued<typeof life>;

/** Calm polls at the end, so that whatever was put off comes. */
const CALM: Turn[] = Array.from({ length: 80 }, () => ({
	wait: HOUR,
	jump: 0,
	replies: IDS.map(() => 'answered'),
	lost: IDS.map(() => false),
	end: 'good',
	overlaps: false,
	rewinds: false,
}));

interface Played {
	/** What was emitted, of which session and word: `0 approved`, `2 unknown parked`. */
	emitted: string[];
	/** What answers showed while the session was listed, in a poll that was not lost. */
	shown: Set<string>;
	largestRow: number;
}

function play(lives: Life[], turns: Turn[], own: WatchRules): Played {
	const emitted: string[] = [];
	const shown = new Set<string>();
	let state: WatchedRow[] = [];
	let stored: WatchedRow[] = [];
	let largestRow = 0;
	let now = START;
	let isSetBack = false;
	const answerOf = (index: number, at: number): CheckResult => {
		const { words, decidedAt, decision } = lives[index]!;
		if (at >= decidedAt) return { outcome: decision };
		const word = words[at % Math.max(1, words.length)] ?? 'in_progress';
		return word === WORD ? { outcome: 'unknown', word } : { outcome: word as Outcome };
	};
	const nameOf = (index: number, answer: CheckResult) =>
		'outcome' in answer ? [index, answer.outcome, answer.word].filter(isThere).join(' ') : '';
	const tell = (events: WatchEvent[], answers: Map<string, CheckResult>) => {
		for (const event of events) {
			const index = IDS.indexOf(event.sessionId);
			const answer = answers.get(event.sessionId);
			const name = 'unavailable' in event ? `${index} unavailable` : nameOf(index, answer!);
			emitted.push(name);
		}
	};
	[...turns, ...CALM].forEach(({ wait, jump, replies, lost, end, overlaps, rewinds }, at) => {
		now += wait + jump;
		// Once, a whole day.
		if (jump < 0 && !isSetBack) now -= DAY;
		isSetBack ||= jump < 0;
		if (rewinds) state = stored;
		const before = state;
		const listed = IDS.filter((_, index) => !lost[index]);
		const kept = syncWithSource(state, before, listed, now);
		const answers = new Map<string, CheckResult>();
		for (const [id] of dueSessions(kept, now, own)) {
			const index = IDS.indexOf(id);
			if (replies[index] === 'refused') answers.set(id, { refused: 'notFound' });
			if (replies[index] === 'failed') answers.set(id, { failed: 'down' });
			if (replies[index] === 'answered') answers.set(id, answerOf(index, at));
		}
		if (end === 'lost') return;
		state = kept;
		if (end === 'failed') {
			state = reschedule(state, answers, now, own);
			return;
		}
		for (const [id, answer] of answers) {
			const name = nameOf(IDS.indexOf(id), answer);
			if (name && !name.endsWith('in_progress')) shown.add(name);
		}
		for (let polls = overlaps ? 2 : 1; polls > 0; polls--) {
			state = syncWithSource(state, before, listed, now);
			const step = applyChecks(state, answers, now, own, kept);
			state = step.rows;
			tell(step.events, answers);
			if (step.events.length > 0) stored = state;
		}
		for (const row of state) largestRow = Math.max(largestRow, JSON.stringify(row).length);
	});
	return { emitted, shown, largestRow };
}

function isThere(value: unknown): boolean {
	return value !== undefined;
}

const lives = everySession(life);
const turns = (kind: fc.Arbitrary<Turn>) => fc.array(kind, { maxLength: 60 });
const calmer = turn.map((one): Turn => ({ ...one, rewinds: false }));
/** With durable cursors n8n keeps nothing of a poll that fails. */
const durable = calmer.map((one): Turn => ({ ...one, end: one.end === 'good' ? 'good' : 'lost' }));

it.each([
	['n8n keeps failed polls in memory', calmer],
	['n8n keeps nothing of failed polls', durable],
])(
	'emits each outcome of a listed session once, in rows of at most 120 bytes, when %s',
	(_, kind) => {
		fc.assert(
			fc.property(lives, turns(kind), (all, some) => {
				const { emitted, shown, largestRow } = play(all, some, rules);
				const outcomes = emitted.filter((name) => !name.endsWith('unavailable'));
				expect([...outcomes].sort()).toEqual([...shown].sort());
				all.forEach(({ decision }, index) => expect(emitted).toContain(`${index} ${decision}`));
				expect(new Set(emitted).size).toBe(emitted.length);
				expect(largestRow).toBeLessThanOrEqual(120);
			}),
			{ numRuns: 700, seed: 1 },
		);
	},
);

it('emits each outcome at least once when crashes rewind the state', () => {
	fc.assert(
		fc.property(lives, turns(turn), (all, some) => {
			const { emitted, shown } = play(all, some, rules);
			const outcomes = emitted.filter((name) => !name.endsWith('unavailable'));
			expect(new Set(outcomes)).toEqual(shown);
			all.forEach(({ decision }, index) => expect(emitted).toContain(`${index} ${decision}`));
		}),
		{ numRuns: 500, seed: 2 },
	);
});

it('repeats only decisions with Trigger Again After', () => {
	const again = { ...rules, emitAgainAfterSeconds: 2 * HOUR };
	fc.assert(
		fc.property(lives, turns(calmer), (all, some) => {
			const { emitted } = play(all, some, again);
			all.forEach(({ decision }, index) => {
				const times = emitted.filter((name) => name === `${index} ${decision}`);
				expect(times.length).toBeGreaterThan(5);
			});
			const isDecided = (name: string) => /approved|rejected|disagreed/.test(name);
			const others = emitted.filter((name) => !isDecided(name));
			expect(new Set(others).size).toBe(others.length);
		}),
		{ numRuns: 200, seed: 3 },
	);
});
