import {
	isConnectionCode,
	reasonOfConnection,
	reasonOfStatus,
	type ConnectionCode,
} from '../errors/codes';
import type { FailureReason } from '../errors/classify';

/**
 * What is worth another attempt. After how long says `backoff.ts`. What "too many" (429) means besides:
 * `runQueue.ts` holds the others back, `rateLimiter.ts` lets fewer out at a time.
 */

/** How an attempt ended, as far as it matters for another one. */
export interface AttemptEnd {
	/** HTTP status, where there was an answer. */
	status?: number;
	/** Node's or axios' error code, where there was none. */
	code?: string;
	/** Whether the request may have been carried out though there was no answer. */
	mayHaveSucceeded?: boolean;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
}

/** How often a request is retried at most. */
export const MAX_RETRIES = 3;

/** After these another attempt may go better: networks and servers come back within seconds. */
const TRANSIENT_REASONS: FailureReason[] = [
	'rateLimited',
	'serviceUnavailable',
	'unreachable',
	'timedOut',
	'connectionLost',
];

/** Why a request is retried, as the user reads it. */
export type RetryReason = `status ${number}` | ConnectionCode;

/** What becomes of a request when an attempt has ended. */
export type Decision =
	/** A retry would be of no use, or might do harm. */
	| 'give back'
	/** A retry might help, but there is none left, or no time for it. */
	| 'spent'
	| { waitMs: number; reason: RetryReason };

/** What is known of a request whose attempt has ended. */
export interface RetryInput {
	/** Why another attempt may go better, if it may. */
	reason?: RetryReason;
	/** How often it was retried already. */
	retries: number;
	maxRetries: number;
	/** How long a retry would have to wait. */
	waitMs: number;
	/** How long it may take until the last attempt starts. */
	timeLeftMs: number;
}

/** Whether the server takes no more at present, from anybody. */
export function isRateLimited({ status, retryAfterMs }: AttemptEnd): boolean {
	return status === 429 || (status === 503 && retryAfterMs !== undefined);
}

/** Decides what becomes of a request when an attempt has ended. */
export function decideRetry(situation: RetryInput): Decision {
	const { reason, retries, maxRetries, waitMs, timeLeftMs } = situation;
	if (!reason) return 'give back';
	return retries >= maxRetries || waitMs > timeLeftMs ? 'spent' : { waitMs, reason };
}

/**
 * Why another attempt may go better, if it may.
 * @param readOnly whether it does no harm when the request was carried out already; otherwise only what
 * surely was not carried out is retried
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
