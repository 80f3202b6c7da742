import type { IPollFunctions } from 'n8n-workflow';

/** The first poll runs while the user waits for the workflow to be activated. */
const LONGEST_POLL_MS = 20_000;
/** Left for storing the state and handing over the items. */
const RESERVE_MS = 1_000;

/** When a poll has to start no further request, as milliseconds since 1970. */
export function pollDeadline(context: IPollFunctions): number {
	// Younger than the oldest n8n that this package runs on.
	const budget = context.getPollBudgetMs?.() ?? LONGEST_POLL_MS;
	return Date.now() + Math.min(budget, LONGEST_POLL_MS) - RESERVE_MS;
}

/** Whole seconds until a deadline, at least one. */
export function secondsUntil(deadline: number): number {
	return Math.max(1, Math.ceil((deadline - Date.now()) / 1000));
}
