/** Nothing that people or programs write is nested deeper; what reads it may not be able to. */
const MAX_DEPTH = 500;
/** Nothing in this API has so many fields in one object; to look at each again and again takes seconds. */
const MAX_FIELDS = 10_000;

/** Whether a JSON value is nested so deeply, or has so many fields, that it cannot be handled in time. */
export function exceedsLimits(value: unknown, depth = 0): boolean {
	if (typeof value !== 'object' || value === null) return false;
	if (depth >= MAX_DEPTH) return true;
	const inner = Array.isArray(value) ? value : Object.values(value);
	if (inner !== value && inner.length > MAX_FIELDS) return true;
	return inner.some((part) => exceedsLimits(part, depth + 1));
}
