import type { Failure as N8nFailure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/**
 * Something that went wrong between us and Identomat.
 * - `refused`: Identomat said no; `code` is its word for it, where it gave one
 * - `unexpected`: an answer that is not what the endpoint promises (a web page, a cut-off body, …)
 * - `unanswered`: no answer at all
 * - `unsent`: nothing was asked, because of a check of ours or because the run was over
 */
export interface Failure {
	kind: 'refused' | 'unexpected' | 'unanswered' | 'unsent';
	/** What happened, in the API's own words where it gave any; never holds request data. */
	message: string;
	code?: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
	/** What to do, where that is known better than code and status tell. */
	advice?: string;
	/** Whether its turn came when it was too late to send it. */
	isTooLate?: boolean;
	/** Whether the request may have been carried out all the same: nobody knows. */
	mayBeDone?: boolean;
	/** Whether it was told without a right signature, although answers are signed: it may be forged. */
	isUnsigned?: boolean;
	/** Whether the answer was good, but for its signature. */
	isForged?: boolean;
}

/** Data, or why there is none. */
export type Answer<T> = { data: T } | { failure: Failure };

/** A failure where only an error can tell it: in the middle of a body that is on its way to storage. */
export class FailedError extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** What to do about each code that the API is known to give. Evidence: reference, but for argumentError (observed). */
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
	429: 'Identomat takes no more requests just now. Run the node again later, or ask Identomat for a higher limit.',
};

const hintsByKind: Record<Failure['kind'], string> = {
	refused: 'Check the fields of this node.',
	unexpected:
		'Run the node again. If it stays like this, check the Widget URL and External API URL in the credential.',
	unanswered:
		'Check the Widget URL and External API URL in the credential, and that this n8n may connect to them.',
	unsent: 'Run the node again.',
};

/** Whether the API is known to give this code. */
export function isKnownCode(code: string): code is KnownCode {
	return Object.hasOwn(hintsByCode, code);
}

const knownWords = new Set(Object.keys(hintsByCode).map((code) => code.toLowerCase()));

/** Whether a text is a code of the API in any spelling, such as `INVALID_ACCESS`. */
export function isKnownWord(text: string): boolean {
	return (
		text.length < 40 &&
		knownWords.has(
			text
				.trim()
				.toLowerCase()
				.replace(/[-_\s]/g, ''),
		)
	);
}

/** What a refusal names when the company key is the wrong one, or the secret key. Evidence: inferred. */
const NAMES_KEY = /(company|api)[\s_-]?key/i;
const NAMES_SIGNATURE = /signature|secret[\s_-]?key/i;

/** A refusal that is about the credential, not about what was asked. */
function namesKey({ kind, message }: Failure): boolean {
	return kind === 'refused' && (NAMES_KEY.test(message) || NAMES_SIGNATURE.test(message));
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

/** The codes that speak of the one session that was asked for. Evidence: reference, argumentError observed. */
const CODES_OF_ONE_SESSION = ['argumentError', 'notFound', 'invalidAccess'];
/** The statuses that such a code comes with; any other is the word of a gateway, or about the account. */
const STATUSES_OF_ONE_SESSION = [200, 400, 404, 410, 422];

/**
 * Whether a failure speaks of the one session that was asked for, and of nothing else: Identomat
 * refused it by a code that does. A status alone, a code that is not known, a text: all these may come
 * from a gateway or meet every session.
 */
export function concernsOneSession(failure: Failure): boolean {
	const { kind, code = '', status = 0 } = failure;
	const speaksOfIt =
		CODES_OF_ONE_SESSION.includes(code) && STATUSES_OF_ONE_SESSION.includes(status);
	return kind === 'refused' && speaksOfIt && !namesKey(failure);
}

/** Whether Identomat complains of the request's form: a field that it misses, or does not understand. */
export function complainsOfRequest(failure: Failure): boolean {
	const { code, status = 0 } = failure;
	const isSaid = code === 'wrongParameters' || code === 'argumentError';
	return isSaid && [200, 400, 422].includes(status) && !namesKey(failure);
}

/** Whether Identomat refused the company key. */
export function refusesKey(failure: Failure): boolean {
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
