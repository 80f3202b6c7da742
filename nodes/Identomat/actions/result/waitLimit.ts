import { UserError } from 'n8n-workflow';

/** Seconds by unit. */
const SECONDS = { minutes: 60, hours: 60 * 60, days: 24 * 60 * 60 };

export type LimitUnit = keyof typeof SECONDS;

export const LIMIT_UNITS = Object.keys(SECONDS) as LimitUnit[];

/** n8n looks once a minute for executions whose time has come. */
const SHORTEST_SECONDS = 2 * SECONDS.minutes;
/** Longer than any session lives; n8n keeps dates a thousand years ahead for purposes of its own. */
const LONGEST_SECONDS = 3650 * SECONDS.days;

/**
 * How long to wait at most, in seconds.
 * @throws {UserError} for an amount that is no number, or for less than two minutes or more than ten years
 */
export function limitSeconds(amount: unknown, unit: LimitUnit): number {
	const isText = typeof amount === 'string' && amount.trim() !== '';
	const number = typeof amount === 'number' || isText ? Number(amount) : NaN;
	const seconds = number * SECONDS[unit];
	if (!Number.isFinite(seconds) || seconds <= 0) {
		throw new UserError("'Wait at Most' must be a number above 0", {
			description: 'Fill in for how many minutes, hours or days the node waits at most.',
		});
	}
	if (seconds < SHORTEST_SECONDS) {
		throw new UserError("'Wait at Most' must be two minutes or more", {
			description:
				'n8n looks only once a minute for waiting executions whose time has come, so a shorter limit would not be kept.',
		});
	}
	if (seconds > LONGEST_SECONDS) {
		throw new UserError("'Wait at Most' must be ten years or less", {
			description: 'No session is open for so long. Choose a shorter limit.',
		});
	}
	return seconds;
}
