import type { Outcome } from '../api/results/outcomes';

/**
 * The sessions that a trigger watches, and when each is asked and told. Nothing here knows n8n: state,
 * answers and the time go in, a new state and events come out. Times are seconds since 1970.
 */

/**
 * One watched session as it is kept: `[session id, first seen, last asked (0: never), mark]`. The
 * mark is the letter of the outcome last told (or of a final one), then the number of refusals in a
 * row. A row takes about 70 bytes.
 */
export type WatchedRow = [string, number, number, string];

interface Watched {
	id: string;
	since: number;
	asked: number;
	/** The outcome last told; a final one also when it was not to be told. */
	last?: Outcome;
	/** Refusals in a row. */
	refusals: number;
}

export interface WatchRules {
	/** The outcomes to tell. */
	outcomes: readonly Outcome[];
	/** How long a session is watched. */
	stopWatchingAfterSeconds: number;
	/** Whether a session that Identomat keeps refusing is told as well. */
	includeUnavailable: boolean;
}

/** What asking for a session gave; `failed` is a passing fault that says nothing of the session. */
export type SessionAnswer = { outcome: Outcome } | { refused: string } | { failed: true };

export type WatchEvent =
	| { sessionId: string; outcome: Outcome }
	| { sessionId: string; unavailable: string };

const MINUTE = 60;
/** A session younger than this is asked at every poll. */
const YOUNG = 10 * MINUTE;
const LONGEST_PAUSE = 60 * MINUTE;
/** A refused session is asked again this often. */
const RETRIES = 3;

const letters = { approved: 'a', rejected: 'r', manual_check: 'm', disagreed: 'd' } as const;
const outcomesByLetter: Record<string, Outcome> = Object.fromEntries(
	Object.entries(letters).map(([outcome, letter]) => [letter, outcome as Outcome]),
);
const FINAL: readonly Outcome[] = ['approved', 'rejected', 'disagreed'];

function decode([id, since, asked, mark]: WatchedRow): Watched {
	return {
		id,
		since,
		asked,
		last: outcomesByLetter[mark.charAt(0)],
		refusals: Number(mark.replace(/^\D/, '')),
	};
}

function encode({ id, since, asked, last, refusals }: Watched): WatchedRow {
	const letter = last && last in letters ? letters[last as keyof typeof letters] : '';
	return [id, since, asked, `${letter}${refusals || ''}`];
}

/** The source's sessions: those already watched as they are, the others as new; none besides. */
function watchedOf(state: WatchedRow[], ids: string[], now: number): Watched[] {
	const known = new Map(state.map((row) => [row[0], row]));
	return [...new Set(ids)].map((id) => decode(known.get(id) ?? [id, now, 0, '']));
}

function isDecided({ last }: Watched): boolean {
	return last !== undefined && FINAL.includes(last);
}

/** Whether nothing more will be asked of a session, as long as the source lists it. */
function isOver(session: Watched, now: number, rules: WatchRules): boolean {
	const isGivenUp = session.refusals > RETRIES;
	const isExpired = now - session.since > rules.stopWatchingAfterSeconds;
	return isDecided(session) || isGivenUp || isExpired;
}

/** When a session is to be asked next: the pause is a tenth of the time it had been watched. */
function dueAt({ since, asked }: Watched, now: number): number {
	if (asked === 0) return since;
	if (now - since < YOUNG) return asked;
	return asked + Math.min((asked - since) / 10, LONGEST_PAUSE);
}

/**
 * The sessions to ask now, longest due first: what an earlier poll did not reach comes before the
 * others.
 */
export function dueSessions(
	state: WatchedRow[],
	ids: string[],
	now: number,
	rules: WatchRules,
): string[] {
	return watchedOf(state, ids, now)
		.filter((session) => !isOver(session, now, rules) && dueAt(session, now) <= now)
		.sort((a, b) => dueAt(a, now) - dueAt(b, now) || a.asked - b.asked)
		.map(({ id }) => id);
}

interface Step {
	session: Watched;
	event?: WatchEvent;
}

function afterOutcome(session: Watched, outcome: Outcome, rules: WatchRules): Step {
	const isNew = outcome !== session.last;
	const isTold = isNew && rules.outcomes.includes(outcome);
	const last = isTold || FINAL.includes(outcome) ? outcome : session.last;
	return {
		session: { ...session, last, refusals: 0 },
		event: isTold ? { sessionId: session.id, outcome } : undefined,
	};
}

function afterRefusal(session: Watched, reason: string, rules: WatchRules): Step {
	const refusals = session.refusals + 1;
	const isTold = rules.includeUnavailable && refusals === RETRIES + 1;
	return {
		session: { ...session, refusals },
		event: isTold ? { sessionId: session.id, unavailable: reason } : undefined,
	};
}

function step(
	session: Watched,
	answer: SessionAnswer | undefined,
	now: number,
	rules: WatchRules,
): Step {
	// Another poll, overlapping this one, may have told the decision meanwhile.
	if (!answer || isDecided(session)) return { session };
	const asked = { ...session, asked: Math.max(session.asked, now) };
	if ('failed' in answer) return { session: asked };
	return 'refused' in answer
		? afterRefusal(asked, answer.refused, rules)
		: afterOutcome(asked, answer.outcome, rules);
}

/**
 * The sessions that the source lists, as far as another poll, overlapping this one, did not learn
 * better: what it found new stays, and what it saw leave the source stays away.
 * @param ids what the source listed at this poll
 * @param before the state when this poll began
 * @param current the state as it is now
 */
export function mergedIds(ids: string[], before: WatchedRow[], current: WatchedRow[]): string[] {
	const old = new Set(before.map(([id]) => id));
	const known = new Set(current.map(([id]) => id));
	const learned = [...known].filter((id) => !old.has(id));
	return [...ids.filter((id) => known.has(id) || !old.has(id)), ...learned];
}

/**
 * Takes in what the asked sessions answered.
 * @param state as it is now, not as it was when the sessions were chosen: polls may overlap
 * @param ids what the source lists; sessions that left it leave the state
 * @returns the new state, and what is to be told
 */
export function watch(
	state: WatchedRow[],
	ids: string[],
	answers: ReadonlyMap<string, SessionAnswer>,
	now: number,
	rules: WatchRules,
): { state: WatchedRow[]; events: WatchEvent[] } {
	const steps = watchedOf(state, ids, now).map((session) =>
		step(session, answers.get(session.id), now, rules),
	);
	return {
		state: steps.map(({ session }) => encode(session)),
		events: steps.flatMap(({ event }) => event ?? []),
	};
}
