import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { noOutcomeError } from '../api/errors/inputErrors';
import { MAX_READ_CONCURRENCY } from '../api/network/mapConcurrently';
import { formatResult } from '../api/results/simplifiedResult';
import { readChoices } from '../shared/parameters/choices';
import { readNumber, type NumberRange } from '../shared/parameters/numbers';
import { ParameterReader } from '../shared/parameters/parameterReader';
import { isEmpty } from '../shared/parameters/texts';
import { readResultFormat, resultFormatFields } from '../shared/resultFormat';
import type { WatchRules } from './schedule';
import { triggerOptions } from './triggerOptions';

/** The outcomes that can be chosen. */
const OUTCOMES = ['approved', 'rejected', 'manual_check', 'disagreed', 'unknown'] as const;

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 60 * MINUTE_SECONDS;

function option(context: IPollFunctions, name: string): unknown {
	return context.getNodeParameter(`options.${name}`, '');
}

/** A number of the options, or the default if it is not set. */
function readNumberOption(
	context: IPollFunctions,
	{
		name,
		label,
		byDefault,
		...range
	}: NumberRange & { name: string; label: string; byDefault: number },
): number {
	const value = option(context, name);
	return isEmpty(value) ? byDefault : readNumber(value, label, range);
}

/**
 * Maximum number of sessions to check at the same time.
 * @throws {UserError} if it is not a whole number from 1
 */
export function readMaxConcurrency(context: IPollFunctions): number {
	return readNumberOption(context, {
		name: 'maxConcurrency',
		label: "'Max Concurrency'",
		byDefault: MAX_READ_CONCURRENCY,
		min: 1,
		isWhole: true,
	});
}

/**
 * The user's settings for watching.
 * @throws {UserError} naming the invalid field, or if no outcome is chosen
 */
export function readWatchRules(context: IPollFunctions): WatchRules {
	const getParameter = (name: string) => context.getNodeParameter(name, null);
	const parameters = new ParameterReader(getParameter, [triggerOptions]);
	const outcomes = readChoices(context.getNodeParameter('outcomes'), "'Outcomes'", OUTCOMES);
	if (outcomes.length === 0) throw noOutcomeError();
	const maxPauseMinutes = readNumberOption(context, {
		name: 'longestPauseMinutes',
		label: "'Max Polling Interval (Minutes)'",
		byDefault: 15,
		min: 1,
	});
	const watchDays = readNumberOption(context, {
		name: 'stopWatchingAfterDays',
		label: "'Stop Watching After (Days)'",
		byDefault: 7,
		min: 0,
	});
	const emitAgainAfterMinutes = readNumberOption(context, {
		name: 'tellAgainAfterMinutes',
		label: "'Trigger Again After (Minutes)'",
		byDefault: 0,
		min: 0,
	});
	return {
		outcomes,
		includeUnavailable: parameters.boolean('options.includeUnavailable', false),
		maxPauseSeconds: maxPauseMinutes * MINUTE_SECONDS,
		watchSeconds: watchDays * DAY_SECONDS,
		emitAgainAfterSeconds: emitAgainAfterMinutes * MINUTE_SECONDS,
	};
}

/**
 * The function that formats the result of a session for the output.
 * @throws {UserError} if 'Simplify' or 'Fields' is invalid
 */
export function resultFormatter(context: IPollFunctions) {
	const getParameter = (name: string) => context.getNodeParameter(name, null);
	const format = readResultFormat(new ParameterReader(getParameter, resultFormatFields));
	return (sessionId: string, result: IDataObject) => formatResult(format, sessionId, result);
}
