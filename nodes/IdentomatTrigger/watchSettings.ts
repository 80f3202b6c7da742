import type { IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { readMaxConcurrency, MAX_READ_CONCURRENCY } from '../api/network/mapConcurrently';
import type { Outcome } from '../api/results/outcomes';
import type { WatchRules } from './sessionWatch';

interface Options {
	maxConcurrency?: unknown;
	longestPauseMinutes?: unknown;
	stopWatchingAfterDays?: unknown;
	includeUnavailable?: boolean;
	tellAgainAfterMinutes?: unknown;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;

function optionsOf(context: IPollFunctions): Options {
	return context.getNodeParameter('options', {}) as Options;
}

/** The number that the user set, if it is one and not negative, else the default. */
function numberOf(setting: unknown, byDefault: number): number {
	const isSet = setting !== undefined && setting !== null && setting !== '';
	const number = isSet ? Number(setting) : NaN;
	return number >= 0 ? number : byDefault;
}

/** How many sessions are asked about at the same time at most. */
export function ceilingOf(context: IPollFunctions): number {
	return readMaxConcurrency(optionsOf(context).maxConcurrency, MAX_READ_CONCURRENCY);
}

/**
 * What the user set about watching.
 * @throws {UserError} when there is no outcome to tell
 */
export function rulesOf(context: IPollFunctions): WatchRules {
	const options = optionsOf(context);
	const outcomes = context.getNodeParameter('outcomes') as Outcome[];
	if (outcomes.length === 0) {
		throw new UserError("'Outcomes' is empty", {
			description: 'Choose at least one outcome that starts the workflow.',
		});
	}
	return {
		outcomes,
		includeUnavailable: options.includeUnavailable ?? false,
		longestPauseSeconds: numberOf(options.longestPauseMinutes, 15) * MINUTE_SECONDS,
		stopWatchingAfterSeconds: numberOf(options.stopWatchingAfterDays, 7) * DAY_SECONDS,
		tellAgainAfterSeconds: numberOf(options.tellAgainAfterMinutes, 0) * MINUTE_SECONDS,
	};
}
