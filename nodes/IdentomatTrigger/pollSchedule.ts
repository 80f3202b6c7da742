import type { Outcome } from '../api/results/outcomes';
import type { Watched } from './watchedRow';

/** When a watched session is asked next. Times are seconds since 1970. */
export interface PauseRules {
	/** The outcomes to tell. */
	outcomes: readonly Outcome[];
	/** The longest pause between two questions about an open session. */
	longestPauseSeconds: number;
	/** How long a session is watched. */
	stopWatchingAfterSeconds: number;
	/** How long after it was told a decided session that is still listed is told again; 0: never. */
	tellAgainAfterSeconds: number;
}

const MINUTE = 60;
/** A session younger than this is asked at every poll. */
const YOUNG = 10 * MINUTE;
const LONGEST_PAUSE_AFTER_REFUSALS = 60 * MINUTE;
const LONGEST_PAUSE_AFTER_FAULTS = 10 * MINUTE;
/** A session that was not asked in the last day of its time is asked once more after it. */
const LAST_DAY = 24 * 60 * MINUTE;

/** How much earlier than a pause ends a poll may come, since n8n's clock does not tick evenly. */
export const JITTER = 10;

/** Whether the time is over for which a session is watched. */
export function isExpired({ firstSeenAt }: Watched, now: number, rules: PauseRules): boolean {
	return now - firstSeenAt > rules.stopWatchingAfterSeconds;
}

/**
 * Whether an undecided session will be asked: while its time lasts, and once afterwards where it could
 * not be read, or was not asked for long, since n8n did not run.
 */
export function isUnderWatch(session: Watched, now: number, rules: PauseRules): boolean {
	if (!isExpired(session, now, rules)) return true;
	const { firstSeenAt, lastCheckedAt, refusals, faults } = session;
	const { stopWatchingAfterSeconds: length } = rules;
	const end = firstSeenAt + length;
	const isNeglected = end - lastCheckedAt > Math.min(LAST_DAY, length / 2);
	return lastCheckedAt <= end && (isNeglected || refusals > 0 || faults > 0);
}

function pauseAfterRefusals(refusals: number): number {
	if (refusals === 0) return 0;
	return Math.min(MINUTE * 2 ** (refusals - 1), LONGEST_PAUSE_AFTER_REFUSALS);
}

/** None after the first, which the next poll mends as a rule. */
function pauseAfterFaults(faults: number): number {
	if (faults <= 1) return 0;
	return Math.min(MINUTE * 2 ** (faults - 1), LONGEST_PAUSE_AFTER_FAULTS);
}

/** The pause of a session that can be read: a tenth of the time it had been watched. */
function pauseByAge(
	{ firstSeenAt, lastCheckedAt }: Watched,
	now: number,
	rules: PauseRules,
): number {
	return now - firstSeenAt < YOUNG
		? 0
		: Math.min((lastCheckedAt - firstSeenAt) / 10, rules.longestPauseSeconds);
}

/** When a session is to be asked next; Infinity for never. */
export function dueAt(session: Watched, now: number, rules: PauseRules): number {
	const { lastCheckedAt, firstSeenAt, refusals, faults, decided } = session;
	const pause = Math.max(pauseAfterRefusals(refusals), pauseAfterFaults(faults));
	const isTroubled = refusals > 0 || faults > 0;
	if (decided) {
		const isToTell = rules.tellAgainAfterSeconds > 0 && rules.outcomes.includes(decided);
		return isToTell ? lastCheckedAt + (isTroubled ? pause : rules.tellAgainAfterSeconds) : Infinity;
	}
	if (!isUnderWatch(session, now, rules)) return Infinity;
	if (lastCheckedAt === 0) return firstSeenAt;
	return lastCheckedAt + (isTroubled ? pause : pauseByAge(session, now, rules));
}
