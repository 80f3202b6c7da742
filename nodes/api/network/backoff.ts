const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;

/**
 * Milliseconds to wait before a retry: the time that the server gave, or else twice as long each time,
 * with jitter so that the requests of a batch are not all repeated at the same time.
 * @param retries 0 before the first retry
 * @param random from 0 to 1
 */
export function waitBeforeRetry(
	retries: number,
	retryAfterMs?: number,
	random = Math.random(),
): number {
	const backoff = MIN_WAIT_MS * 2 ** retries * (1 + random);
	return Math.min(Math.max(retryAfterMs ?? backoff, MIN_WAIT_MS), MAX_WAIT_MS);
}
