import { scopeOf } from '../api/errors/classify';
import type { Failure } from '../api/errors/failure';
import { judge } from './emittedOutcomes';
import type { WatchRules } from './schedule';
import type { WatchedRow } from './watchedSession';

/**
 * From this number on, sessions refused with the same code indicate a refusal of the account, not of each
 * session.
 */
const MIN_SAME_REFUSALS = 3;
/** How the check of one session ended. */
export interface CheckEnd {
	failure?: Failure;
	/** Whether this session was refused before, at a poll that got good responses for others. */
	wasRefused: boolean;
}

/**
 * The failure with which a poll ends: when no session got a good response, and either Identomat refused
 * the account, or no failure is about one session, or several were refused with the same code.
 * @returns undefined when the poll succeeds
 */
export function failureOfPoll(ends: CheckEnd[]): Failure | undefined {
	if (ends.some(({ failure }) => !failure)) return undefined;
	const failures = ends.flatMap(({ failure }) => failure ?? []);
	const ofAccount = failures.find((failure) => scopeOf(failure) === 'account');
	if (ofAccount) return ofAccount;
	if (!failures.some((failure) => scopeOf(failure) === 'resource')) return failures[0];
	return sameRefusal(ends);
}

function sameRefusal(ends: CheckEnd[]): Failure | undefined {
	const refusals = ends.flatMap(({ failure, wasRefused }) =>
		failure && !wasRefused && scopeOf(failure) === 'resource' ? [failure] : [],
	);
	return refusals.find(
		({ code }) => refusals.filter((other) => other.code === code).length >= MIN_SAME_REFUSALS,
	);
}

/**
 * The rows after a poll that failed as a whole: the sessions that were checked move back in the queue, and
 * no refusals or failures are counted.
 */
export function reschedule(
	rows: WatchedRow[],
	checked: { has(sessionId: string): boolean },
	now: number,
	rules: WatchRules,
): WatchedRow[] {
	return rows.map((row) => {
		if (!checked.has(row[0])) return row;
		return judge(row, { failed: '' }, now, { ...rules, includeUnavailable: false }).row;
	});
}

/** A row after a failed poll, and the row as n8n had it before, if it was not new. */
interface FailedChange {
	stored?: string;
	row: WatchedRow;
}

/** How many triggers whose last poll failed are remembered. */
const MAX_FAILED_POLLS = 100;

/**
 * The changes by the last failed polls, by node. With durable cursors n8n keeps nothing of them in the
 * static data. Without these, a session that always fails would be checked at every poll, and make each of
 * them fail.
 */
const failedPolls = new Map<string, Map<string, FailedChange>>();

/**
 * Remembers in this process how a failed poll changed its rows.
 * @param stored the rows as n8n had them when the poll began
 */
export function rememberFailedPoll(
	nodeKey: string,
	stored: WatchedRow[],
	rows: WatchedRow[],
): void {
	const storedById = new Map(stored.map((row) => [row[0], row]));
	const changes = new Map<string, FailedChange>();
	for (const row of rows) {
		const before = storedById.get(row[0]);
		if (before !== row) changes.set(row[0], { stored: before && JSON.stringify(before), row });
	}
	failedPolls.delete(nodeKey);
	failedPolls.set(nodeKey, changes);
	const [oldest = ''] = failedPolls.keys();
	if (failedPolls.size > MAX_FAILED_POLLS) failedPolls.delete(oldest);
}

/** Forgets the last failed poll after one has succeeded: n8n keeps the rows of a successful poll. */
export function forgetFailedPoll(nodeKey: string): void {
	failedPolls.delete(nodeKey);
}

/**
 * The rows with the changes by the last failed poll, if n8n has dropped them.
 * @param ids the session ids in the source
 */
export function recoverFailedPoll(
	nodeKey: string,
	rows: WatchedRow[],
	ids: string[],
): WatchedRow[] {
	const changes = failedPolls.get(nodeKey);
	if (!changes) return rows;
	const known = new Set(rows.map(([id]) => id));
	const recovered = rows.map((row) => {
		const change = changes.get(row[0]);
		return change && change.stored === JSON.stringify(row) ? change.row : row;
	});
	const fresh = ids.flatMap((id) => {
		const change = known.has(id) ? undefined : changes.get(id);
		return change && change.stored === undefined ? [change.row] : [];
	});
	return [...recovered, ...fresh];
}
