/** What a value that was read from JSON is. */

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value holds nothing: no text, nothing in its parts. */
export function isEmpty(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(isEmpty);
	if (isObject(value)) return Object.values(value).every(isEmpty);
	return value === null || value === undefined || (typeof value === 'string' && !value.trim());
}

/** Nobody writes JSON that is nested deeper, and n8n could not store what is nested much deeper. */
const MAX_DEPTH = 500;

/** Whether a value is nested so deeply that whoever gets it may fail on it. */
export function isTooDeep(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	return depth >= MAX_DEPTH || Object.values(value).some((part) => isTooDeep(part, depth + 1));
}
