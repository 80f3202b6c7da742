/** Reads JSON, and says what a value in it is. */
import { isObject } from '../results/values';

export type JsonObject = Record<string, unknown>;

/** Whether a value holds nothing: no text, nothing in its parts. */
export function holdsNothing(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(holdsNothing);
	if (isObject(value)) return Object.values(value).every(holdsNothing);
	return value === null || value === undefined || (typeof value === 'string' && !value.trim());
}

/** Nobody writes JSON that is nested deeper, and n8n could not store what is nested much deeper. */
const MAX_DEPTH = 500;

/** Whether a value is nested so deeply that code that reads it may fail. */
export function isTooDeep(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return depth >= MAX_DEPTH || Object.values(value).some((part) => isTooDeep(part, depth + 1));
}

/** A run of digits, or an exponent, that may be more than a JavaScript number holds. */
const MAY_BE_INEXACT = /\d[\d.]{15}|\d[eE][+-]?\d{2}/;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * The value of a JSON text. A number that JavaScript cannot hold exactly as written (a record's id above
 * 2^53, a long decimal) becomes a text.
 * @throws {SyntaxError} if it is not JSON
 */
export function parseJson(text: string): unknown {
	const value: unknown = JSON.parse(text);
	const isList = typeof value === 'object' && value !== null;
	return isList && MAY_BE_INEXACT.test(text) ? JSON.parse(withQuotedNumbers(text)) : value;
}

/** A JSON text with its inexact numbers in quotes. Done by hand, since a text in it may be of any length. */
function withQuotedNumbers(json: string): string {
	const parts: string[] = [];
	for (let at = 0; at < json.length; ) {
		const quote = json.indexOf('"', at);
		const textStart = quote === -1 ? json.length : quote;
		const textEnd = endOfText(json, textStart);
		parts.push(
			json.slice(at, textStart).replace(NUMBER, quotedIfInexact),
			json.slice(textStart, textEnd),
		);
		at = textEnd;
	}
	return parts.join('');
}

/** The end of a text in JSON, after its closing quote. */
function endOfText(json: string, start: number): number {
	let quote = json.indexOf('"', start + 1);
	while (quote !== -1 && isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
	return quote === -1 ? json.length : quote + 1;
}

function isEscaped(json: string, at: number): boolean {
	let backslashes = 0;
	while (json[at - 1 - backslashes] === '\\') backslashes += 1;
	return backslashes % 2 === 1;
}

function quotedIfInexact(written: string): string {
	const number = Number(written);
	const isSafe = !Number.isInteger(number) || Number.isSafeInteger(number);
	const isExact = isSafe && plainDecimal(written) === plainDecimal(String(number));
	return isExact ? written : `"${written}"`;
}

/** A number in one spelling: its digits, and by how many places they are moved. */
function plainDecimal(number: string): string {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] =
		/^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
	const digits = `${whole}${fraction}`.replace(/^0+/, '');
	const significant = digits.replace(/0+$/, '');
	if (!significant) return '0';
	const places = Number(exponent) - fraction.length + digits.length - significant.length;
	return `${sign}${significant}e${places}`;
}
