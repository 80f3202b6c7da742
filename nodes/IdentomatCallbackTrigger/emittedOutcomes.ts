import { isObject } from '../api/results/values';

/** An outcome of a session that started the workflow: what n8n stores, about 120 bytes each. */
export interface EmittedOutcome {
	sessionId: string;
	outcome: string;
	/** A date in UTC, such as `2026-01-31T09:00:00.000Z`. */
	emittedAt: string;
}

/** How many sessions are remembered: those that started the workflow last. */
const MAX_SESSIONS = 2000;

/**
 * The outcomes in a stored value. Damaged ones are left out, so that their sessions start the workflow
 * again.
 */
export function readEmitted(stored: unknown): EmittedOutcome[] {
	return Array.isArray(stored) ? stored.filter(isEmittedOutcome) : [];
}

function isEmittedOutcome(row: unknown): row is EmittedOutcome {
	if (!isObject(row)) return false;
	const { sessionId, outcome, emittedAt } = row;
	return typeof sessionId === 'string' && typeof outcome === 'string' && isDate(emittedAt);
}

const UTC_DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

function isDate(value: unknown): value is string {
	return typeof value === 'string' && UTC_DATE.test(value) && !Number.isNaN(Date.parse(value));
}

/** The newest outcome of each session, oldest first. */
export function mergeEmitted(...lists: EmittedOutcome[][]): EmittedOutcome[] {
	const newestLast = lists
		.flat()
		.sort((one, other) => compare(one.emittedAt, other.emittedAt))
		.reverse();
	const newestById = new Map<string, EmittedOutcome>();
	for (const row of newestLast) {
		if (newestById.size === MAX_SESSIONS) break;
		if (!newestById.has(row.sessionId)) newestById.set(row.sessionId, row);
	}
	return [...newestById.values()].reverse();
}

function compare(one: string, other: string): number {
	return one < other ? -1 : Number(one > other);
}

/**
 * The rows with an outcome that was emitted now. Its time is later than that of every other row, even if
 * the clock was set back: the order decides what was emitted last.
 * @param now in milliseconds
 */
export function withEmitted(
	rows: EmittedOutcome[],
	{ sessionId, outcome }: Pick<EmittedOutcome, 'sessionId' | 'outcome'>,
	now: number,
): EmittedOutcome[] {
	const latest = Math.max(...rows.map(({ emittedAt }) => Date.parse(emittedAt)));
	const emittedAt = new Date(Math.max(now, latest + 1)).toISOString();
	return mergeEmitted(rows, [{ sessionId, outcome, emittedAt }]);
}

/** Whether an outcome differs from the last one that started the workflow for this session. */
export function isNewOutcome(rows: EmittedOutcome[], sessionId: string, outcome: string): boolean {
	const last = rows.findLast((row) => row.sessionId === sessionId);
	return last?.outcome !== outcome;
}
