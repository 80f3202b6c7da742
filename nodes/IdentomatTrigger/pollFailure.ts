import { classify, scopeOf } from '../api/errors/classify';
import type { Failure, Result } from '../api/errors/failure';
import { judge } from './emittedOutcomes';
import type { WatchRules } from './schedule';
import type { WatchedRow } from './watchedSession';

/** So many sessions, refused with the same code, speak of the account rather than of each. */
const MIN_SAME_REFUSALS = 3;
/** So often in a row without a good response, and requests for more sessions are in vain. */
const MAX_IN_A_ROW = { refusals: 20, limits: 5 };

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
 * The rows after a poll that failed as a whole: the sessions that were checked move back in the queue,
 * and nothing is held against them.
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

/** Opens when further requests are in vain, because Identomat refuses the account or takes no more. */
export class CircuitBreaker {
	private refusals = 0;
	private limits = 0;
	private limitedAt = -Infinity;

	get isOpen(): boolean {
		return this.refusals >= MAX_IN_A_ROW.refusals || this.limits >= MAX_IN_A_ROW.limits;
	}

	/** @param startedAt when the request began; those under way together meet a limit once */
	record(result: Result<unknown>, startedAt: number): void {
		const failure = result.ok ? undefined : result.failure;
		if (!failure || scopeOf(failure) !== 'account') {
			this.refusals = 0;
			if (!failure) this.limits = 0;
		} else if (classify(failure) !== 'rateLimited') this.refusals++;
		else if (startedAt > this.limitedAt) {
			this.limits++;
			this.limitedAt = performance.now();
		}
	}
}
