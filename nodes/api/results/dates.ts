import { textOf, type Text } from './values';

/**
 * The day that an ISO date or time begins with, if there is such a day: `YYYY-MM-DD`. A year below 1000 is
 * no year of a document: some systems write the year 1 for an empty date.
 */
export function isoDay(value?: string | null): string | undefined {
	const [day, year, month, date] = /^([1-9]\d{3})-(\d{2})-(\d{2})(?![\d-])/.exec(value ?? '') ?? [];
	// A day that its month does not have becomes one of the next month.
	const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)));
	const isReal = real.getUTCMonth() === Number(month) - 1 && real.getUTCDate() === Number(date);
	return isReal ? day : undefined;
}

/**
 * The API's own date, month first (`11/25/1979`), or else the day of its `…_time` twin as written: never
 * shifted by a time zone, and the twin comes second because it can be a day off.
 */
export function dateOf(date: unknown, time: unknown): Text {
	const monthFirst = textOf(date);
	return isoDay(isoOf(monthFirst)) ?? isoDay(monthFirst) ?? isoDay(textOf(time)) ?? null;
}

function isoOf(monthFirst: Text): string | undefined {
	const [, month = '', day = '', year] =
		/^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +\d{1,2}:\d{2}.*)?$/.exec(monthFirst ?? '') ?? [];
	return year && `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
