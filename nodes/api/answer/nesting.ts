/** Nothing that people or programs write is nested deeper; what reads it may not be able to. */
const DEEPEST = 500;

/** Whether a JSON value is nested so deeply that n8n could not handle it. */
export function isTooDeep(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (depth >= DEEPEST) return true;
	const inner = Array.isArray(value) ? value : Object.values(value);
	return inner.some((part) => isTooDeep(part, depth + 1));
}
