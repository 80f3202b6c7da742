import {
	invalidLimitError,
	tooLongLimitError,
	tooShortLimitError,
} from '../../../../api/errors/waitErrors';
import { numberIn } from '../../../../shared/parameters/numbers';

/** Seconds by unit. */
const SECONDS = { minutes: 60, hours: 60 * 60, days: 24 * 60 * 60 };

export type LimitUnit = keyof typeof SECONDS;

export const LIMIT_UNITS = Object.keys(SECONDS) as LimitUnit[];

/** n8n checks once a minute for executions that are due. */
const MIN_SECONDS = 2 * SECONDS.minutes;
/** Longer than any session lives. n8n uses dates a thousand years ahead for purposes of its own. */
const MAX_SECONDS = 3650 * SECONDS.days;

/**
 * How long to wait at most, in seconds.
 * @throws {UserError} if the amount is not a number, less than two minutes or more than ten years
 */
export function limitSeconds(amount: unknown, unit: LimitUnit): number {
	const seconds = numberIn(amount) * SECONDS[unit];
	if (!Number.isFinite(seconds) || seconds <= 0) throw invalidLimitError();
	if (seconds < MIN_SECONDS) throw tooShortLimitError();
	if (seconds > MAX_SECONDS) throw tooLongLimitError();
	return seconds;
}
