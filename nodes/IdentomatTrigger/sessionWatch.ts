import type { Outcome } from '../api/results/outcomes';
import { dueAt, isExpired, isUnderWatch, JITTER, type PauseRules } from './pollSchedule';
import {
	decode,
	digestOf,
	encode,
	hasLeft,
	isDecision,
	type Watched,
	type WatchedRow,
} from './watchedRow';

/**
 * The sessions that a trigger watches, and when each is asked and told. Nothing here knows n8n: state,
 * answers and the time go in, a new state and events come out. Times are seconds since 1970. Rows are
 * never changed, only replaced: a row that is the same object says that nothing happened.
 */

export interface WatchRules extends PauseRules {
	/** Whether a session that comes to no outcome is told as well. */
	includeUnavailable: boolean;
}

/**
 * What asking for a session gave: its outcome, with the API's own word where that is unknown; or in
 * words that Identomat refused just this session, or why it could not be asked.
 */
export type SessionAnswer =
	| { outcome: Outcome; word?: string }
	| { refused: string }
	| { failed: string };

export type WatchEvent =
	| { sessionId: string; outcome: Outcome }
	| { sessionId: string; unavailable: string };

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
/** A session is unavailable after so many refusals in a row, over so long. */
const REFUSALS_OF_UNAVAILABLE = 4;
const REFUSED_FOR_OF_UNAVAILABLE = HOUR;

/**
 * The sessions to ask now, longest due first: what an earlier poll did not reach comes before the
 * others.
 */
export function dueSessions(state: WatchedRow[], now: number, rules: WatchRules): WatchedRow[] {
	const due: Array<{ row: WatchedRow; at: number }> = [];
	for (const row of state) {
		const at = hasLeft(row) ? Infinity : dueAt(decode(row), now, rules);
		if (at <= now + JITTER) due.push({ row, at });
	}
	return due.sort((a, b) => a.at - b.at || a.row[2] - b.row[2]).map(({ row }) => row);
}

interface Step {
	session: Watched;
	event?: WatchEvent;
}

function afterOutcome(
	session: Watched,
	{ outcome, word = '' }: { outcome: Outcome; word?: string },
	rules: WatchRules,
): Step {
	const isToTell = rules.outcomes.includes(outcome);
	const answered = { ...session, refusals: 0, refusedFor: 0, faults: 0 };
	const event = { sessionId: session.id, outcome };
	if (isDecision(outcome)) {
		return { session: { ...answered, decided: outcome }, event: isToTell ? event : undefined };
	}
	if (outcome === 'manual_check' && isToTell && !session.isManualCheckTold) {
		return { session: { ...answered, isManualCheckTold: true }, event };
	}
	const digest = outcome === 'unknown' ? digestOf(word) : '';
	if (digest && isToTell && !session.words.includes(digest)) {
		return { session: { ...answered, words: [...session.words, digest] }, event };
	}
	return { session: answered };
}

function afterRefusal(session: Watched, reason: string, rules: WatchRules): Step {
	const refused = { ...session, refusals: session.refusals + 1, faults: 0 };
	const isUnavailable =
		refused.refusals >= REFUSALS_OF_UNAVAILABLE && refused.refusedFor >= REFUSED_FOR_OF_UNAVAILABLE;
	const isNewOutcome = isUnavailable && !session.lastNotice && !session.decided;
	if (!isNewOutcome || !rules.includeUnavailable) return { session: refused };
	return {
		session: { ...refused, lastNotice: 'unavailable' },
		event: { sessionId: session.id, unavailable: reason },
	};
}

/** The session as one that was asked now. */
function asAsked(session: Watched, now: number): Watched {
	const { lastCheckedAt, refusals, refusedFor } = session;
	const since = refusals > 0 && lastCheckedAt > 0 ? Math.max(0, now - lastCheckedAt) : 0;
	// A poll that began earlier may end later.
	return {
		...session,
		lastCheckedAt: Math.max(lastCheckedAt, now),
		refusedFor: refusedFor + since,
	};
}

function afterFault(session: Watched): Watched {
	return { ...session, faults: session.faults + 1 };
}

function afterAnswer(
	session: Watched,
	answer: SessionAnswer,
	now: number,
	rules: WatchRules,
): Step {
	// Another poll, overlapping this one, may have told the decision meanwhile.
	if (session.decided && dueAt(session, now, rules) > now + JITTER) return { session };
	const asked = asAsked(session, now);
	if ('failed' in answer) return { session: afterFault(asked) };
	return 'refused' in answer
		? afterRefusal(asked, answer.refused, rules)
		: afterOutcome(asked, answer, rules);
}

/** What an answer says besides an outcome: why there is none. */
function wordsOf(answer: SessionAnswer | undefined): string | undefined {
	if (!answer || 'outcome' in answer) return undefined;
	return 'failed' in answer ? answer.failed : answer.refused;
}

/** Tells, once, that the watching ended without a decision. */
function afterExpiry(session: Watched, words: string | undefined, rules: WatchRules): Step {
	const days = rules.stopWatchingAfterSeconds / DAY;
	const watched = `${Number(days.toFixed(2))} ${days === 1 ? 'day' : 'days'} of watching`;
	const isUnreadable = session.refusals + session.faults > 0;
	const what = isUnreadable ? 'Its result could not be read' : 'Not decided';
	const last = words === undefined ? '' : `; the last answer: ${words}`;
	return {
		session: { ...session, lastNotice: 'expired' },
		event: { sessionId: session.id, unavailable: `${what} within ${watched}${last}` },
	};
}

function isExpiryNews(session: Watched, now: number, rules: WatchRules): boolean {
	const { lastNotice, refusals } = session;
	const isSaid = lastNotice === 'expired' || (lastNotice === 'unavailable' && refusals > 0);
	const isOver = !session.decided && isExpired(session, now, rules);
	return rules.includeUnavailable && isOver && !isSaid && !isUnderWatch(session, now, rules);
}

function step(
	row: WatchedRow,
	answer: SessionAnswer | undefined,
	now: number,
	rules: WatchRules,
): { row: WatchedRow; event?: WatchEvent } {
	const isOld = now - row[1] > rules.stopWatchingAfterSeconds && !hasLeft(row);
	if (!answer && !isOld) return { row };
	const before = decode(row);
	const { session, event } = answer
		? afterAnswer(before, answer, now, rules)
		: { session: before, event: undefined };
	const isEnd = !event && !hasLeft(row) && isExpiryNews(session, now, rules);
	const end = isEnd ? afterExpiry(session, wordsOf(answer), rules) : { session, event };
	return end.session === before ? { row } : { row: encode(end.session), event: end.event };
}

/** Whether an answer would be told of the session that a row keeps. */
export function isNewOutcome(
	row: WatchedRow,
	answer: SessionAnswer,
	now: number,
	rules: WatchRules,
): boolean {
	return step(row, answer, now, rules).event !== undefined;
}

/**
 * Takes in what the asked sessions answered.
 * @param state as it is now, not as it was when the sessions were chosen: polls may overlap
 * @returns the new state, and what is to be told, in the order of the source
 */
export function applyResults(
	state: WatchedRow[],
	answers: ReadonlyMap<string, SessionAnswer>,
	now: number,
	rules: WatchRules,
): { state: WatchedRow[]; events: WatchEvent[] } {
	const events: WatchEvent[] = [];
	const rows = state.map((row) => {
		const { row: next, event } = step(row, answers.get(row[0]), now, rules);
		if (event) events.push(event);
		return next;
	});
	return { state: rows, events };
}

/**
 * The state after a poll that failed as a whole: what was asked moves back in the queue, and nothing
 * is held against the sessions.
 */
export function reschedule(
	state: WatchedRow[],
	asked: { has(id: string): boolean },
	now: number,
	rules: WatchRules,
): WatchedRow[] {
	return state.map((row) => {
		if (!asked.has(row[0])) return row;
		const { session } = afterAnswer(decode(row), { failed: '' }, now, rules);
		return encode(session);
	});
}
