import type { Outcome } from '../api/results/outcomes';
import { isDue, isExpired, isWatched, type WatchRules } from './schedule';
import {
	digestOf,
	fromRow,
	hasLeft,
	isDecision,
	toRow,
	type WatchedRow,
	type WatchedSession,
} from './watchedSession';

/**
 * Which outcomes are emitted, and when the trigger stays silent about a session that it knows. Nothing
 * here depends on n8n: rows, results and the time go in, rows and events come out. Times are seconds since
 * 1970.
 */

/**
 * The result of checking a session: its outcome, with the API's own word for it, or in words that
 * Identomat refused only this session, or why it could not be checked.
 */
export type CheckResult =
	| { outcome: Outcome; word?: string }
	| { refused: string }
	| { failed: string };

/** What is emitted about a session. */
export type WatchEvent =
	| { sessionId: string; outcome: Outcome }
	| { sessionId: string; unavailable: string };

/** The effect of a result on a session. */
export interface Judgment {
	/** The row that was judged. */
	before: WatchedRow;
	result: CheckResult;
	row: WatchedRow;
	event?: WatchEvent;
}

interface Change {
	session: WatchedSession;
	event?: WatchEvent;
}

const HOUR = 60 * 60;
const DAY = 24 * HOUR;
/** A session is unavailable after at least this many refusals in a row, over at least this time. */
const MIN_REFUSALS = 4;
const MIN_REFUSED_SECONDS = HOUR;

/** Whether an outcome of an undecided session was not emitted yet. */
function isNewOutcome(session: WatchedSession, outcome: Outcome, word: string): boolean {
	if (outcome === 'manual_check') return !session.isManualCheckEmitted;
	return outcome === 'unknown' && !session.emittedWords.includes(digestOf(word));
}

function withEmitted(session: WatchedSession, outcome: Outcome, word: string): WatchedSession {
	if (outcome === 'manual_check') return { ...session, isManualCheckEmitted: true };
	return { ...session, emittedWords: [...session.emittedWords, digestOf(word)] };
}

function afterOutcome(
	session: WatchedSession,
	{ outcome, word = '' }: { outcome: Outcome; word?: string },
	rules: WatchRules,
): Change {
	const isChosen = rules.outcomes.includes(outcome);
	const answered = { ...session, refusals: 0, refusedSeconds: 0, failures: 0 };
	const event = { sessionId: session.id, outcome };
	if (isDecision(outcome)) {
		return { session: { ...answered, decision: outcome }, event: isChosen ? event : undefined };
	}
	if (!isChosen || !isNewOutcome(session, outcome, word)) return { session: answered };
	return { session: withEmitted(answered, outcome, word), event };
}

function afterRefusal(session: WatchedSession, reason: string, rules: WatchRules): Change {
	const refused = { ...session, refusals: session.refusals + 1, failures: 0 };
	const isUnavailable =
		refused.refusals >= MIN_REFUSALS && refused.refusedSeconds >= MIN_REFUSED_SECONDS;
	const isNew = isUnavailable && !session.lastNotice && !session.decision;
	if (!isNew || !rules.includeUnavailable) return { session: refused };
	return {
		session: { ...refused, lastNotice: 'unavailable' },
		event: { sessionId: session.id, unavailable: reason },
	};
}

/** The session as one that was checked now. */
function withCheck(session: WatchedSession, now: number): WatchedSession {
	const { lastCheckedAt, refusals, refusedSeconds } = session;
	const elapsed = refusals > 0 && lastCheckedAt > 0 ? Math.max(0, now - lastCheckedAt) : 0;
	return {
		...session,
		// A poll that began earlier may end later.
		lastCheckedAt: Math.max(lastCheckedAt, now),
		refusedSeconds: refusedSeconds + elapsed,
	};
}

function afterCheck(
	session: WatchedSession,
	result: CheckResult,
	now: number,
	rules: WatchRules,
): Change {
	// Another poll, overlapping this one, may have emitted the decision meanwhile.
	if (session.decision && !isDue(session, now, rules)) return { session };
	const checked = withCheck(session, now);
	if ('failed' in result) return { session: { ...checked, failures: checked.failures + 1 } };
	return 'refused' in result
		? afterRefusal(checked, result.refused, rules)
		: afterOutcome(checked, result, rules);
}

/** Why a result holds no outcome. */
function reasonIn(result: CheckResult | undefined): string | undefined {
	if (!result || 'outcome' in result) return undefined;
	return 'failed' in result ? result.failed : result.refused;
}

/** Emits that the watching ended without a decision. */
function afterExpiry(
	session: WatchedSession,
	reason: string | undefined,
	rules: WatchRules,
): Change {
	const days = rules.watchSeconds / DAY;
	const watched = `${Number(days.toFixed(2))} ${days === 1 ? 'day' : 'days'} of watching`;
	const isUnreadable = session.refusals + session.failures > 0;
	const what = isUnreadable ? 'Its result could not be read' : 'Not decided';
	const last = reason === undefined ? '' : `; the last answer: ${reason}`;
	return {
		session: { ...session, lastNotice: 'expired' },
		event: { sessionId: session.id, unavailable: `${what} within ${watched}${last}` },
	};
}

function isExpiryNew(session: WatchedSession, now: number, rules: WatchRules): boolean {
	const { lastNotice, refusals, decision, leftAt } = session;
	if (!rules.includeUnavailable || decision || leftAt !== undefined) return false;
	if (lastNotice === 'expired' || (lastNotice === 'unavailable' && refusals > 0)) return false;
	return isExpired(session, now, rules) && !isWatched(session, now, rules);
}

/** Applies the result of a check to the session in a row, and decides what is emitted about it. */
export function judge(
	row: WatchedRow,
	result: CheckResult,
	now: number,
	rules: WatchRules,
): Judgment {
	const step = afterCheck(fromRow(row), result, now, rules);
	const { session, event } =
		!step.event && isExpiryNew(step.session, now, rules)
			? afterExpiry(step.session, reasonIn(result), rules)
			: step;
	return { before: row, result, row: toRow(session), event };
}

/** As `judge`, for a session that was not checked: emits only that the watching ended. */
function judgeUnchecked(row: WatchedRow, now: number, rules: WatchRules) {
	if (now - row[1] <= rules.watchSeconds || hasLeft(row)) return { row };
	const session = fromRow(row);
	if (!isExpiryNew(session, now, rules)) return { row };
	const step = afterExpiry(session, undefined, rules);
	return { row: toRow(step.session), event: step.event };
}

/**
 * Applies the results of checks.
 * @param rows the current rows. If another, overlapping poll changed a row after it was judged, its result
 * is judged again.
 * @returns the new rows, and the events to emit, in the order of the source
 */
export function applyResults(
	rows: WatchedRow[],
	judgments: ReadonlyMap<string, Judgment>,
	now: number,
	rules: WatchRules,
): { rows: WatchedRow[]; events: WatchEvent[] } {
	const events: WatchEvent[] = [];
	const next = rows.map((before) => {
		const judgment = judgments.get(before[0]);
		if (!judgment) return collect(judgeUnchecked(before, now, rules));
		const isCurrent = judgment.before === before;
		return collect(isCurrent ? judgment : judge(before, judgment.result, now, rules));
	});
	return { rows: next, events };

	function collect({ row, event }: { row: WatchedRow; event?: WatchEvent }): WatchedRow {
		if (event) events.push(event);
		return row;
	}
}
