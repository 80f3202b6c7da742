import type { Outcome } from '../api/results/outcomes';
import { fromRow, hasLeft, type WatchedRow, type WatchedSession } from './watchedSession';

/** The user's settings for watching. */
export interface WatchRules {
	/** The outcomes to emit. */
	outcomes: readonly Outcome[];
	/** The longest pause between two checks of an open session. */
	maxPauseSeconds: number;
	/** How long a session is watched. */
	watchSeconds: number;
	/** After how many seconds a decided session that is still listed is emitted again. 0 means never. */
	emitAgainAfterSeconds: number;
	/** Whether a session without an outcome is emitted as well. */
	includeUnavailable: boolean;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A session younger than this is checked at every poll. */
const YOUNG_SECONDS = 10 * MINUTE;
const MAX_PAUSE_AFTER_REFUSALS = HOUR;
const MAX_PAUSE_AFTER_FAILURES = 10 * MINUTE;
/** How much earlier than the end of a pause a poll may come, since n8n's polls are not exactly regular. */
const JITTER_SECONDS = 10;

/** Whether the time is over for which a session is watched. */
export function isExpired(
	{ firstSeenAt }: WatchedSession,
	now: number,
	rules: WatchRules,
): boolean {
	return now - firstSeenAt > rules.watchSeconds;
}

/**
 * Whether an undecided session will be checked. It is checked while its time lasts, and once afterwards if
 * its result could not be read, or if it was not checked for a long time because n8n did not run.
 */
export function isWatched(session: WatchedSession, now: number, rules: WatchRules): boolean {
	if (!isExpired(session, now, rules)) return true;
	const { firstSeenAt, lastCheckedAt, refusals, failures } = session;
	const endsAt = firstSeenAt + rules.watchSeconds;
	const isNeglected = endsAt - lastCheckedAt > Math.min(DAY, rules.watchSeconds / 2);
	return lastCheckedAt <= endsAt && (isNeglected || refusals > 0 || failures > 0);
}

function pauseAfterRefusals(refusals: number): number {
	if (refusals === 0) return 0;
	return Math.min(MINUTE * 2 ** (refusals - 1), MAX_PAUSE_AFTER_REFUSALS);
}

/** No pause after the first failure: the next poll usually succeeds. */
function pauseAfterFailures(failures: number): number {
	if (failures <= 1) return 0;
	return Math.min(MINUTE * 2 ** (failures - 1), MAX_PAUSE_AFTER_FAILURES);
}

/** The pause of a session that can be read: a tenth of the time it had been watched. */
function pauseByAge(session: WatchedSession, now: number, rules: WatchRules): number {
	const { firstSeenAt, lastCheckedAt } = session;
	if (now - firstSeenAt < YOUNG_SECONDS) return 0;
	return Math.min((lastCheckedAt - firstSeenAt) / 10, rules.maxPauseSeconds);
}

/** When a session is to be checked next, or Infinity for never. */
function nextCheckAt(session: WatchedSession, now: number, rules: WatchRules): number {
	const { lastCheckedAt, firstSeenAt, refusals, failures, decision } = session;
	const isFailing = refusals > 0 || failures > 0;
	const retryPause = Math.max(pauseAfterRefusals(refusals), pauseAfterFailures(failures));
	if (decision) {
		const isRepeated = rules.emitAgainAfterSeconds > 0 && rules.outcomes.includes(decision);
		if (!isRepeated) return Infinity;
		return lastCheckedAt + (isFailing ? retryPause : rules.emitAgainAfterSeconds);
	}
	if (!isWatched(session, now, rules)) return Infinity;
	if (lastCheckedAt === 0) return firstSeenAt;
	return lastCheckedAt + (isFailing ? retryPause : pauseByAge(session, now, rules));
}

/** Whether a session is to be checked now. */
export function isDue(session: WatchedSession, now: number, rules: WatchRules): boolean {
	return nextCheckAt(session, now, rules) <= now + JITTER_SECONDS;
}

/**
 * The sessions to check now, longest due first: sessions that an earlier poll did not reach come before
 * the others.
 */
export function dueSessions(rows: WatchedRow[], now: number, rules: WatchRules): WatchedRow[] {
	const due: Array<{ row: WatchedRow; at: number }> = [];
	for (const row of rows) {
		if (hasLeft(row)) continue;
		const at = nextCheckAt(fromRow(row), now, rules);
		if (at <= now + JITTER_SECONDS) due.push({ row, at });
	}
	return due.sort((a, b) => a.at - b.at || a.row[2] - b.row[2]).map(({ row }) => row);
}
