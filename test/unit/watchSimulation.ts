import {
	applyResults,
	judge,
	type CheckResult,
	type WatchEvent,
} from '../../nodes/IdentomatTrigger/emittedOutcomes';
import type { WatchRules } from '../../nodes/IdentomatTrigger/schedule';
import type { WatchedRow } from '../../nodes/IdentomatTrigger/watchedSession';

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const START = 1_795_000_000;

/** What a user has who changed no option. */
export const defaultRules: WatchRules = {
	outcomes: ['approved', 'rejected', 'manual_check', 'disagreed', 'unknown'],
	maxPauseSeconds: 15 * MINUTE,
	watchSeconds: 7 * DAY,
	emitAgainAfterSeconds: 0,
	includeUnavailable: false,
};

/** What a poll makes of its rows when the checks gave these results. */
export function applyChecks(
	rows: WatchedRow[],
	results: ReadonlyMap<string, CheckResult>,
	now: number,
	rules: WatchRules,
	/** The rows when the sessions were checked, if another poll changed them since. */
	checkedRows = rows,
): { rows: WatchedRow[]; events: WatchEvent[] } {
	const judgments = checkedRows.flatMap((row) => {
		const result = results.get(row[0]);
		return result ? [[row[0], judge(row, result, now, rules)] as const] : [];
	});
	return applyResults(rows, new Map(judgments), now, rules);
}
