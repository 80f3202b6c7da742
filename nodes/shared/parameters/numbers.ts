import { emptyFieldError, notANumberError } from '../../api/errors/inputErrors';
import { cleanText, isEmpty } from './texts';

/** The range of a number, both ends included. */
export interface NumberRange {
	min: number;
	max?: number;
	/** Whether it must be whole. */
	isWhole?: boolean;
}

/**
 * A number, also as a decimal text.
 * @param field its name in the panel, such as `'Limit'`
 * @throws {UserError} if empty, outside the range, or not a number
 */
export function readNumber(value: unknown, field: string, range: NumberRange): number {
	if (isEmpty(value)) throw emptyFieldError(field);
	const number = numberIn(value);
	const { min, max = Infinity, isWhole = false } = range;
	const isInRange = Number.isFinite(number) && number >= min && number <= max;
	if (isInRange && (!isWhole || Number.isInteger(number))) return number;
	throw notANumberError(field, range);
}

/** A number, also as a decimal text, or NaN for everything else. */
export function numberIn(value: unknown): number {
	if (typeof value === 'number') return value;
	const text = typeof value === 'string' ? cleanText(value) : '';
	return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : NaN;
}
