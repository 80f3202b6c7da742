import type { IDataObject } from 'n8n-workflow';

/**
 * Readers of values without a guaranteed type. A value of another type becomes null or empty, and nothing
 * throws. A thousand results are read in the time in which a schema reads twenty.
 */
export type Text = string | null;

export type Fields = Readonly<Record<string, unknown>>;

/** A text without the spaces around it, a number as text, or null for what is empty or neither. */
export function textOf(value: unknown): Text {
	if (typeof value === 'string') return value.trim() || null;
	return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** A number, also if it is written as a decimal text, or null for everything else. */
export function numberOf(value: unknown): number | null {
	const isWritten = typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value.trim());
	const number = isWritten ? Number(value) : value;
	return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A share from 0 to 1, or null for everything else: a number of another scale would pass any threshold. */
export function shareOf(value: unknown): number | null {
	const number = numberOf(value);
	return number !== null && number >= 0 && number <= 1 ? number : null;
}

export function flagOf(value: unknown): boolean | null {
	return typeof value === 'boolean' ? value : null;
}

/** A name, word or code without its spelling: lower case, no spaces, dashes or underscores. */
export function normalize(text: string): string {
	return text.toLowerCase().replace(/[-_\s]/g, '');
}

/** Whether a value is an object with fields: neither null nor a list. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object. Empty if it is not an object. */
export function fieldsOf(value: unknown): Fields {
	return isObject(value) ? value : {};
}

/** The objects of a list. A single object counts as a list of one. */
export function objectsOf(value: unknown): Fields[] {
	return (Array.isArray(value) ? value : [value]).filter(isObject);
}
