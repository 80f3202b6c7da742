import { sleep } from 'n8n-workflow';

/** How an attempt ended, as far as it matters for another one. */
export interface AttemptEnd {
	/** HTTP status, where there was an answer. */
	status?: number;
	/** Node's error code, where there was none. */
	code?: string;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
}

/** How often a request is repeated at most. */
export const MAX_RETRIES = 3;

const LONGEST_WAIT_MS = 30_000;
const SHORTEST_WAIT_MS = 500;

/** Errors before the request was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];
/** Errors after which nobody knows whether the request was carried out. */
const BROKEN_OFF = ['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_BAD_RESPONSE'];
/** Statuses of a server that may have carried the request out, and will answer again. */
const PASSING = [502, 503, 504];

/**
 * Whether another attempt may go better.
 * @param isSafe whether it does no harm when the request was carried out already; otherwise only what
 * surely was not carried out is repeated
 */
export function isWorthRetrying({ status = 0, code = '' }: AttemptEnd, isSafe: boolean): boolean {
	if (status === 429 || NOT_SENT.includes(code)) return true;
	return isSafe && (PASSING.includes(status) || BROKEN_OFF.includes(code));
}

/**
 * Milliseconds to wait before a repeat: what the server asked for, else twice as long each time, with
 * jitter so that the requests of a batch do not come back all at once.
 * @param repeat 0 before the first repeat
 * @param random from 0 to 1
 */
export function waitBeforeRetry(repeat: number, retryAfterMs?: number, random = Math.random()) {
	const backoff = SHORTEST_WAIT_MS * 2 ** repeat * (1 + random);
	return Math.min(retryAfterMs ?? backoff, LONGEST_WAIT_MS);
}

/**
 * A signal that is aborted with another one. Each request and each pause listens to one of its own:
 * Node 20 warns of a leak when more than ten listen to the same.
 */
export function ownSignal(signal: AbortSignal | undefined): AbortSignal | undefined {
	return signal && AbortSignal.any([signal]);
}

/** Resolves after a time, or as soon as the signal is aborted. */
export async function pause(milliseconds: number, ending?: AbortSignal): Promise<void> {
	const signal = ownSignal(ending);
	if (signal?.aborted) return;
	const over = new AbortController();
	const aborted = new Promise<void>((resolve) => {
		signal?.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
	});
	await Promise.race([sleep(milliseconds, signal).catch(() => undefined), aborted]);
	over.abort();
}
