import type { IPollFunctions } from 'n8n-workflow';

/** The first poll runs while the user waits for the workflow to be activated. */
const LONGEST_POLL_MS = 20_000;
/** Between the last request's start and the end of the poll. */
const RESERVE_MS = 1_000;

/** How much time a poll has. */
export interface PollTime {
	/**
	 * After this time no further request may start, in milliseconds of the monotonic clock. That clock
	 * runs evenly even if somebody sets the clock of the machine.
	 */
	deadline: number;
	/** Ends the requests that are still in progress when the poll has to end. */
	signal: AbortSignal;
}

/** The time of the poll that begins now. */
export function pollTime(context: IPollFunctions): PollTime {
	// Missing in the oldest n8n version that this package supports.
	const budget = context.getPollBudgetMs?.() ?? LONGEST_POLL_MS;
	const length = Math.max(0, Math.min(budget, LONGEST_POLL_MS));
	return { deadline: performance.now() + length - RESERVE_MS, signal: AbortSignal.timeout(length) };
}

/** Milliseconds until the deadline. */
export function timeLeft(deadline: number): number {
	return deadline - performance.now();
}

/**
 * How many seconds a server may stay silent, at least one: half of what is left until the deadline,
 * so that silence about one session leaves time for the others.
 */
export function timeoutBefore(deadline: number): number {
	return Math.max(1, timeLeft(deadline) / 2000);
}
