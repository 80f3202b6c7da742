import { leftoverTextError, notATextError } from '../../api/errors/inputErrors';

/** Blanks, control and format characters, and letters that show nothing, such as the Hangul fillers. */
const INVISIBLE = String.raw`\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`;
const AROUND = new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'gu');

/** Nothing but JavaScript's texts for values that a template did not find. */
const ONLY_MISSING = /^[\s\p{P}]*(?:(?:undefined|null|NaN)[\s\p{P}]*)+$/u;
/** A text with an object in it, or with an expression that was not evaluated. */
const NOT_EVALUATED = /\[object \w+\]|\{\{\s*\$/i;

/** A text without blanks and invisible characters around it. */
export function cleanText(text: string): string {
	return text.replace(AROUND, '');
}

/** Whether there is no value, or only a text without visible characters. */
export function isEmpty(value: unknown): value is undefined | null | string {
	return (value ?? null) === null || (typeof value === 'string' && cleanText(value) === '');
}

/**
 * A text without invisible characters around it, or undefined if empty. A number counts as its digits.
 * @param field its name in the panel, such as `'Session ID'`
 * @throws {UserError} for an object, a list, a switch, a number whose last digits are lost, and for a
 * template's text of a missing value
 */
export function readText(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	const isNumber = typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
	if (typeof value !== 'string' && !isNumber) throw notATextError(field, value);
	const text = cleanText(String(value));
	if (!ONLY_MISSING.test(text) && !NOT_EVALUATED.test(text)) return text;
	throw leftoverTextError(field, text);
}
