import { UserError } from 'n8n-workflow';

import { invalidFieldError, truncated } from '../../api/errors/inputErrors';

/** Blanks, control and format characters, and letters that show nothing, such as the Hangul fillers. */
const INVISIBLE = String.raw`\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800`;
const AROUND = new RegExp(`^[${INVISIBLE}]+|[${INVISIBLE}]+$`, 'gu');

/** JavaScript's text for a value that a template did not find. */
const LEFTOVER = /^(?:undefined|null|NaN)$|\[object \w+\]/;

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
 * @throws {UserError} for an object, a list, a switch, and for a template's text of a missing value
 */
export function readText(value: unknown, field: string): string | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'object') {
		throw new UserError(`${field} must be a text`, {
			description:
				'The expression in it gives an object or a list. Choose one field of it, such as {{ $json.sessionId }}.',
		});
	}
	const text = cleanText(String(value));
	if (typeof value !== 'string' && !(typeof value === 'number' && Number.isFinite(value))) {
		throw invalidFieldError(field, `must be a text, not ${text}`);
	}
	if (!LEFTOVER.test(text)) return text;
	throw invalidFieldError(field, `cannot be "${truncated(text)}"`);
}
