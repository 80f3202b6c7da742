import { isKnownCode, type Failure } from '../failures';

/** Fields besides `error` in which an error object names its code. Evidence: inferred. */
const CODE_FIELDS = ['code', 'status', 'type'];
/** Fields in which an error object explains itself. Evidence: inferred. */
const TEXT_FIELDS = ['message', 'description', 'detail', 'details', 'text', 'reason'];
/** Fields that say how a call went; an object with nothing else carries no data. */
const ENVELOPE_FIELDS = ['error', ...CODE_FIELDS, ...TEXT_FIELDS, 'statusCode', 'success', 'ok'];
/** Enough to understand what happened, and never a whole file. */
const MAX_MESSAGE_LENGTH = 300;
/** What the code fields hold when all went well. */
const FINE =
	/^(|ok|okay|success|successful|succeeded|done|deleted|removed|completed|[123]\d\d|0)$/i;

/** Whether a code says that all went well. */
export function meansFine(code: string): boolean {
	return FINE.test(code);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value says in words: itself, its texts, or what an object explains; undefined for nothing. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string' && value.trim()) return value.trim();
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join('; ') || undefined;
	if (!isObject(value) || Object.keys(value).length === 0) return undefined;
	return firstText(value, TEXT_FIELDS) ?? JSON.stringify(value);
}

function firstText(object: Record<string, unknown>, fields: string[]): string | undefined {
	return fields.map((field) => textOf(object[field])).find(Boolean);
}

/** Whether an object holds nothing besides how the call went. */
function isBare(object: Record<string, unknown>): boolean {
	return Object.entries(object).every(
		([key, value]) => ENVELOPE_FIELDS.includes(key) || (key === 'data' && value === null),
	);
}

/** A refusal by Identomat, in its own words. */
export function refused(code: string | undefined, text: string | undefined): Failure {
	const parts = code === text ? [code] : [code, text];
	const message = parts.filter(Boolean).join(': ').slice(0, MAX_MESSAGE_LENGTH);
	return { kind: 'refused', code, message: message || 'Identomat refused the request' };
}

/** An object whose key is the code: `{"argumentError": "…"}`. */
function codeAsKey(object: Record<string, unknown>): Failure | undefined {
	const code = Object.keys(object).find(isKnownCode);
	if (!code) return undefined;
	const value = object[code];
	const isOnly = Object.keys(object).length === 1;
	if (!isOnly && (value === null || value === false)) return undefined;
	return refused(code, textOf(value) ?? firstText(object, TEXT_FIELDS));
}

/** `{"error": …}`: its presence says that it failed, unless it is empty and there is data beside it. */
function errorField(object: Record<string, unknown>): Failure | undefined {
	const { error } = object;
	if (!error) return undefined;
	const said = textOf(error);
	if (!said && error !== true && !isBare(object)) return undefined;
	if (isObject(error)) return codeAsKey(error) ?? explained(error);
	const named = firstText(object, CODE_FIELDS);
	const [code, text] = !said || (named && isKnownCode(named)) ? [named, said] : [said, undefined];
	return refused(code, text ?? firstText(object, TEXT_FIELDS));
}

/** An object that is known to be an error, by its code and its text, or whole where it has neither. */
function explained(error: Record<string, unknown>): Failure {
	const code = firstText(error, CODE_FIELDS);
	return refused(code, firstText(error, TEXT_FIELDS) ?? (code ? undefined : textOf(error)));
}

/**
 * `{"code": …}`, `{"status": …}`, `{"type": …}`: good answers have such fields too, so a code counts
 * where it is a known one, or where the object holds nothing besides.
 */
function namedCode(object: Record<string, unknown>): Failure | undefined {
	const bare = isBare(object);
	const code = [...CODE_FIELDS, 'statusCode']
		.map((field) => textOf(object[field]))
		.find((value) => value && (isKnownCode(value) || (bare && !meansFine(value))));
	if (code) return refused(code, firstText(object, TEXT_FIELDS));
	if (bare && (object.success === false || object.ok === false)) {
		return refused(undefined, firstText(object, TEXT_FIELDS));
	}
	return undefined;
}

/**
 * The error that a JSON value of the API is, or undefined when it is data: a string is a code, an
 * object can have the code as its key or name it in a field.
 *
 * A good answer about a bad document (`{"reject_reason": …, "status": "FIELDS_MISMATCH", …}`) is data.
 */
export function failureIn(value: unknown): Failure | undefined {
	if (typeof value === 'string') return refused(value.trim() || undefined, undefined);
	if (!isObject(value)) return undefined;
	return codeAsKey(value) ?? errorField(value) ?? namedCode(value);
}
