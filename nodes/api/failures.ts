import type { INode, JsonObject } from 'n8n-workflow';
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

const hintsByStatus: Record<number, string> = {
	401: 'Check the company key in the credential.',
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

/** Fields in which an error object names its code. Evidence: inferred. */
const CODE_FIELDS = ['error', 'code', 'status', 'type'];
/** Fields in which an error object explains itself. Evidence: inferred. */
const TEXT_FIELDS = ['message', 'description', 'detail', 'details', 'text', 'reason'];
/** Fields that say how a call went; an object with nothing else carries no data. */
const ENVELOPE_FIELDS = [...CODE_FIELDS, ...TEXT_FIELDS, 'statusCode', 'success', 'ok'];
/** What the code fields hold when all went well. */
const FINE =
	/^(|ok|okay|success|successful|succeeded|done|deleted|removed|completed|[123]\d\d|0)$/i;

function isKnownCode(code: string): code is KnownCode {
	return Object.hasOwn(hintsByCode, code);
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
	if (typeof value === 'string' && value.trim()) return value.trim();
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join('; ') || undefined;
	if (isObject(value)) return firstText(value, TEXT_FIELDS) ?? JSON.stringify(value);
	return undefined;
}

function firstText(object: Record<string, unknown>, fields: string[]): string | undefined {
	return fields.map((field) => textOf(object[field])).find(Boolean);
}

function refused(code: string | undefined, text: string | undefined): Failure {
	const parts = code === text ? [code] : [code, text];
	const message = parts.filter(Boolean).join(': ');
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

/** `{"error": …}`: whatever the error field holds, its presence says that it failed. */
function errorField(object: Record<string, unknown>): Failure | undefined {
	const { error } = object;
	if (!error) return undefined;
	if (isObject(error)) return failureIn(error) ?? refused(undefined, textOf(error));
	const said = textOf(error);
	const named = ['code', 'type', 'status'].map((field) => textOf(object[field])).find(Boolean);
	const [code, text] = named && isKnownCode(named) ? [named, said] : [said, undefined];
	return refused(code, text ?? firstText(object, TEXT_FIELDS));
}

/**
 * `{"code": …}`, `{"status": …}`, `{"type": …}`: good answers have such fields too, so a code counts
 * where it is a known one, or where the object holds nothing besides.
 */
function namedCode(object: Record<string, unknown>): Failure | undefined {
	const isBare = Object.keys(object).every((key) => ENVELOPE_FIELDS.includes(key));
	const code = ['code', 'status', 'type', 'statusCode']
		.map((field) => textOf(object[field]))
		.find((value) => value && (isKnownCode(value) || (isBare && !FINE.test(value))));
	if (code) return refused(code, firstText(object, TEXT_FIELDS));
	if (isBare && (object.success === false || object.ok === false)) {
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

/** Whether a failure says that just this one file does not exist, rather than that the call failed. */
export function isNothingThere({ code, message, status }: Failure): boolean {
	const saysSo = code === 'argumentError' || code === 'notFound';
	return saysSo && !/company|api.?key/i.test(message) && (status === 200 || status === 404);
}

function hintFor({ kind, code, status }: Failure): string {
	if (code && isKnownCode(code)) return hintsByCode[code];
	if (status !== undefined && hintsByStatus[status]) return hintsByStatus[status];
	if (status !== undefined && status >= 500) {
		return 'The fault is at Identomat or on the way to it. Run the node again later.';
	}
	return hintsByKind[kind];
}

/** The one error a user sees: what happened as the message, what to do as the description. */
export function toNodeApiError(node: INode, failure: Failure, itemIndex: number): NodeApiError {
	const { message, status } = failure;
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		description: hintFor(failure),
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
	});
}
