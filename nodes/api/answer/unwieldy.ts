/** Nothing that people or programs write is nested deeper; what reads it may not be able to. */
const DEEPEST = 500;
/** Nothing in this API has so many fields in one object; to look at each again and again takes seconds. */
const WIDEST = 10_000;

/** Whether a JSON value is nested so deeply, or has so many fields, that it cannot be handled in time. */
export function isUnwieldy(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (depth >= DEEPEST) return true;
	const inner = Array.isArray(value) ? value : Object.values(value);
	if (inner !== value && inner.length > WIDEST) return true;
	return inner.some((part) => isUnwieldy(part, depth + 1));
}
