import {
	birthDateRangeError,
	notADateError,
	notAGenderError,
	notANameError,
} from '../../api/errors/inputErrors';
import { isoDay } from '../../api/results/dates';
import { cleanText, isEmpty } from './texts';

/** JavaScript's texts for missing values. A person may be called Null or Nan, and nobody Undefined. */
const MISSING_WORD = /^(?:undefined|null|NaN|true|false)+$/;
const NEVER_IN_NAMES = /^(?:[Uu]ndefined|UNDEFINED|NaN)$/;
/** An object, a list, a date, or an expression that was not evaluated. */
const NOT_A_NAME = /\[object |[{}]|^[[=$]|^\d{4}-\d\d-\d\d/i;

/**
 * A name, or a part of one, or undefined if empty.
 * @param field its name in the panel, such as `'First Name'`
 * @throws {UserError} if it is not a name: without a letter, an object or a list (also as JSON), or a
 * template of missing values. `Null` with a capital letter is a name
 */
export function readName(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const name = typeof value === 'string' ? cleanText(value) : '';
	const words = name.match(/[\p{L}\p{M}]+/gu) ?? [];
	const isLeftover =
		words.every((word) => MISSING_WORD.test(word)) ||
		words.some((word) => NEVER_IN_NAMES.test(word)) ||
		NOT_A_NAME.test(name);
	if (/\p{L}/u.test(name) && !isLeftover) return name;
	throw notANameError(field, name || value);
}

/** Nobody who is verified was born earlier. Years of other calendars are mostly below or above. */
const EARLIEST_BIRTH = '1900-01-01';
const AHEAD_OF_UTC_MS = 14 * 60 * 60 * 1000;

/** A moment with a time zone of its own, such as n8n's `DateTime`. */
interface ZonedDate {
	toISO(): string | null;
	startOf?(unit: 'day'): ZonedDate;
}

/**
 * The day that somebody was born, `YYYY-MM-DD`, or undefined if empty.
 * @param field its name in the panel, such as `'Birth Date'`
 * @param now in milliseconds since 1970
 * @throws {UserError} if it is not a day since 1900: a moment with another time than midnight is not one,
 * since it is another day in another time zone
 */
export function readBirthDate(value: unknown, field: string, now = Date.now()): string | undefined {
	if (isEmpty(value)) return undefined;
	const text = writtenDate(value);
	const day = isMidnight(text) ? isoDay(text) : undefined;
	if (day === undefined) throw notADateError(field, text || value);
	const latest = new Date(now + AHEAD_OF_UTC_MS).toISOString().slice(0, 10);
	if (day >= EARLIEST_BIRTH && day <= latest) return day;
	throw birthDateRangeError(field, day);
}

/** The date as it is written. A `Date` in UTC, or empty for a value that is not a date. */
function writtenDate(value: unknown): string {
	if (typeof value === 'string') return cleanText(value);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
	return (isZonedDate(value) && zonedText(value)) || '';
}

/** Only the day of a moment that begins it: where clocks change at midnight, a day can begin at one. */
function zonedText(date: ZonedDate): string | null {
	const text = date.toISO();
	const isStart = date.startOf !== undefined && date.startOf('day').toISO() === text;
	return isStart && text !== null ? text.slice(0, 'YYYY-MM-DD'.length) : text;
}

function isZonedDate(value: unknown): value is ZonedDate {
	return typeof (value as Partial<ZonedDate> | null)?.toISO === 'function';
}

/** Whether a written date has no time, or midnight in its own time zone. */
function isMidnight(text: string): boolean {
	return /^[\d-]{10}(?:[T ]00:00(?::00(?:\.0+)?)?\s*(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i.test(text);
}

const GENDERS = new Map([
	['f', 'female'],
	['female', 'female'],
	['m', 'male'],
	['male', 'male'],
]);

/**
 * `female` or `male`, also from the letter that documents have, or undefined if empty.
 * @param field its name in the panel, such as `'Gender'`
 * @throws {UserError} for everything else
 */
export function readGender(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const text = typeof value === 'string' ? cleanText(value) : JSON.stringify(value);
	const gender = GENDERS.get(text.toLowerCase());
	if (gender !== undefined) return gender;
	throw notAGenderError(field, text);
}
