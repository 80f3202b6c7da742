import type { Failure as N8nFailure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/**
 * Something that went wrong between us and Identomat.
 * - `refused`: Identomat said no; `code` is its word for it, where it gave one
 * - `unexpected`: an answer that is not what the endpoint promises (a web page, a cut-off body, …)
 * - `unreachable`: no answer at all
 */
export interface Failure {
	kind: 'refused' | 'unexpected' | 'unreachable';
	/** What happened, in the API's own words where it gave any; never holds request data. */
	message: string;
	code?: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
	/** What to do, where that is known better than code and status tell. */
	advice?: string;
	/** Whether nobody knows if the request was carried out all the same. */
	isUnsettled?: boolean;
}

/** What to do about each code that the API is known to give. Source: reference, but for argumentError (observed). */
const hintsByCode = {
	argumentError:
		'Check the fields of this node. A session ID has 40 lower-case characters and digits, and a deleted session is no longer known.',
	invalidAccess:
		'The session belongs to another company or no longer exists, or the company key of the credential is wrong.',
	notFound:
		'Identomat has nothing of this kind under this ID. Check the ID, and that the step was part of the session.',
	companyMissing: 'Identomat does not know the company key. Check the credential.',
	paymentNeeded:
		'The account has no balance or no plan for this. Ask your Identomat manager, then run the node again.',
	wrongParameters:
		'A field is missing or has a value Identomat does not take. Check the fields of this node, and Extra Fields.',
} as const;

type KnownCode = keyof typeof hintsByCode;

const CHECK_KEY = 'Check the company key in the credential.';
const CHECK_SECRET_KEY = 'Check the Secret Key in the credential.';

const hintsByStatus: Record<number, string> = {
	401: CHECK_KEY,
	402: hintsByCode.paymentNeeded,
	403: 'Check the company key in the credential, and that the account may use this.',
	404: 'Check the session ID, and the Widget URL and External API URL in the credential.',
	413: 'The file is too large for Identomat. Send a smaller one.',
	429: 'Too many requests at once. Lower Max Concurrency in the options, or run the node again later.',
};

const hintsByKind: Record<Failure['kind'], string> = {
	refused: 'Check the fields of this node.',
	unexpected:
		'Run the node again. If it stays like this, check the Widget URL and External API URL in the credential.',
	unreachable:
		'Check the Widget URL and External API URL in the credential, and that this n8n may connect to them.',
};

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

function isKnownCode(code: string): code is KnownCode {
	return Object.hasOwn(hintsByCode, code);
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

/** What a refusal names when the company key is the wrong one, or the secret key. Evidence: inferred. */
const NAMES_KEY = /(company|api)[\s_-]?key/i;
const NAMES_SIGNATURE = /signature|secret[\s_-]?key/i;

/** An `argumentError` that is about the credential, not about what was asked. */
function namesKey({ code, message }: Failure): boolean {
	const isNamed = NAMES_KEY.test(message) || NAMES_SIGNATURE.test(message);
	return code === 'argumentError' && isNamed;
}

/** Whether a failure says that just this one file does not exist, rather than that the call failed. */
export function isNothingThere(failure: Failure): boolean {
	const { code, status } = failure;
	const saysSo = code === 'argumentError' || code === 'notFound';
	return saysSo && !namesKey(failure) && (status === 200 || status === 404);
}

/** @param adviceWhenRefused what to do where just what was asked for is refused, better than the code tells */
function hintFor(failure: Failure, adviceWhenRefused?: string): string {
	const { kind, code, status, advice } = failure;
	if (advice) return advice;
	if (kind === 'refused' && NAMES_SIGNATURE.test(failure.message)) return CHECK_SECRET_KEY;
	if (status === 401 || (kind === 'refused' && NAMES_KEY.test(failure.message))) return CHECK_KEY;
	if (adviceWhenRefused && concernsRequest(failure)) return adviceWhenRefused;
	if (code && isKnownCode(code)) return hintsByCode[code];
	if (status !== undefined && hintsByStatus[status]) return hintsByStatus[status];
	if (status !== undefined && status >= 500) {
		return 'The fault is at Identomat or on the way to it. Run the node again later.';
	}
	return hintsByKind[kind];
}

/** Whether just what was asked for is refused, by a code that may mean much. */
function concernsRequest({ kind, code = '', status = 200 }: Failure): boolean {
	const isVague = !isKnownCode(code) || code === 'argumentError' || code === 'notFound';
	// A 404 without a code may come from another server than Identomat's.
	const isAnswered = [200, 400, 422].includes(status) || (status === 404 && code !== '');
	return kind === 'refused' && isVague && isAnswered;
}

function refusesKey(failure: Failure): boolean {
	const { code, status } = failure;
	return status === 401 || status === 403 || code === 'companyMissing' || namesKey(failure);
}

/** Whether Identomat refused the account: its key, its balance, or the number of its requests. */
export function refusesAccount(failure: Failure): boolean {
	const { code, status = 0 } = failure;
	return refusesKey(failure) || [402, 429].includes(status) || code === 'paymentNeeded';
}

/**
 * Whether a failure is not about the one session or person that was asked for, but would meet every
 * other request as well: the account, the connection, the server.
 */
export function concernsAll(failure: Failure): boolean {
	const { kind, status = 0 } = failure;
	return kind !== 'refused' || refusesAccount(failure) || status >= 500;
}

/** The cause by which n8n decides when a trigger polls again, where it knows such causes (2.37). */
function causeForN8n(failure: Failure): N8nFailure | undefined {
	const { status, retryAfterMs } = failure;
	if (status === 429) return { cause: 'rate-limited', retryAfterMs };
	if (refusesKey(failure)) return { cause: 'credential-invalid' };
	return concernsAll(failure) ? { cause: 'temporarily-unavailable', retryAfterMs } : undefined;
}

/** The one error a user sees: what happened as the message, what to do as the description. */
export function toNodeApiError(
	node: INode,
	failure: Failure,
	itemIndex?: number,
	adviceWhenRefused?: string,
): NodeApiError {
	const { message, status } = failure;
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		description: hintFor(failure, adviceWhenRefused),
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
		failure: causeForN8n(failure),
	});
}
