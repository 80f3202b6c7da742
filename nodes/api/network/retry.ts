import {
	isConnectionCode,
	reasonOfConnection,
	reasonOfStatus,
	type ConnectionCode,
} from '../errors/codes';
import type { FailureReason } from '../errors/classify';

/**
 * Decides what is worth another attempt. `backoff.ts` defines the wait before it. After "too many" (429),
 * `runQueue.ts` also holds the other requests back, and `rateLimiter.ts` lets fewer start at the same
 * time.
 */

/** How an attempt ended, as far as it matters for another one. */
export interface AttemptEnd {
	/** HTTP status, if there was a response. */
	status?: number;
	/** Node's or axios' error code, if there was no response. */
	code?: string;
	/** Whether the request may have been processed although there was no response. */
	mayHaveSucceeded?: boolean;
	/** How long to wait according to the server, in milliseconds. */
	retryAfterMs?: number;
}

/** Maximum number of retries of a request. */
export const MAX_RETRIES = 3;

/** After these another attempt may succeed: networks and servers recover within seconds. */
const TRANSIENT_REASONS: FailureReason[] = [
	'rateLimited',
	'serviceUnavailable',
	'unreachable',
	'timedOut',
	'connectionLost',
];

/** Why a request is retried, as the user reads it. */
export type RetryReason = `status ${number}` | ConnectionCode;

/** The next step for a request after an attempt has ended. */
export type Decision =
	/** A retry would be of no use, or might do harm. */
	| 'give back'
	/** A retry might help, but no retry or no time is left. */
	| 'spent'
	| { waitMs: number; reason: RetryReason };

/** What is known of a request whose attempt has ended. */
export interface RetryInput {
	/** Why another attempt may succeed, if it may. */
	reason?: RetryReason;
	/** How often it was retried already. */
	retries: number;
	maxRetries: number;
	/** How long a retry would have to wait. */
	waitMs: number;
	/** How long it may take until the last attempt starts. */
	timeLeftMs: number;
}

/** Whether the server accepts no further requests at present. */
export function isRateLimited({ status, retryAfterMs }: AttemptEnd): boolean {
	return status === 429 || (status === 503 && retryAfterMs !== undefined);
}

/** Decides the next step for a request after an attempt has ended. */
export function decideRetry(situation: RetryInput): Decision {
	const { reason, retries, maxRetries, waitMs, timeLeftMs } = situation;
	if (!reason) return 'give back';
	return retries >= maxRetries || waitMs > timeLeftMs ? 'spent' : { waitMs, reason };
}

/**
 * Why another attempt may succeed, if it may.
 * @param readOnly whether a repeated request does no harm. Otherwise a request is retried only if it
 * certainly was not processed.
 */
export function reasonToRetry(end: AttemptEnd, readOnly: boolean): RetryReason | undefined {
	const { status, code = '' } = end;
	const reason = status === undefined ? reasonOfConnection(code) : reasonOfStatus(status);
	if (!reason || !TRANSIENT_REASONS.includes(reason)) return undefined;
	const mayHaveSucceeded = end.mayHaveSucceeded ?? reason === 'serviceUnavailable';
	if (mayHaveSucceeded && !readOnly) return undefined;
	if (status !== undefined) return `status ${status}`;
	return isConnectionCode(code) ? code : undefined;
}
