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
	/** Whether Identomat refused without a word, so that the message is ours. */
	hasDefaultMessage?: boolean;
	code?: string;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** How long the server asked to wait, in milliseconds. */
	retryAfterMs?: number;
	/** What to do, where that is known better than code and status tell. */
	advice?: string;
	/** Whether its turn came when it was too late to send it. */
	deadlineExceeded?: boolean;
	/** Whether the request may have been carried out all the same: nobody knows. */
	mayHaveSucceeded?: boolean;
	/** Whether it was told without a right signature, although answers are signed: it may be forged. */
	isUnsigned?: boolean;
	/** Whether the answer was good, but for its signature. */
	hasInvalidSignature?: boolean;
}

/** Data, or why there is none. */
export type Result<T> = { ok: true; data: T } | { ok: false; failure: Failure };

/** A failure where only an error can tell it: in the middle of a body that is on its way to storage. */
export class FailureError extends Error {
	constructor(readonly failure: Failure) {
		super(failure.message);
	}
}

/** The codes that the API is known to give. Evidence: reference, but for argumentError (observed). */
const KNOWN_CODES = [
	'argumentError',
	'invalidAccess',
	'notFound',
	'companyMissing',
	'paymentNeeded',
	'wrongParameters',
] as const;

export type KnownCode = (typeof KNOWN_CODES)[number];

/** Whether the API is known to give this code. */
export function isKnownCode(code: string): code is KnownCode {
	return KNOWN_CODES.some((known) => known === code);
}

const knownWords = new Set<string>(KNOWN_CODES.map((code) => code.toLowerCase()));

/** Whether a text is a code of the API in any spelling, such as `INVALID_ACCESS`. */
export function isKnownCodeWord(text: string): boolean {
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
const NAMES_SIGNATURE = /signature|(not|un)[\s_-]?signed|secret[\s_-]?key/i;

/** A refusal that speaks of the request's signature. */
export function refusesSignature({ kind, message }: Failure): boolean {
	return kind === 'refused' && NAMES_SIGNATURE.test(message);
}

/** A refusal that is about the credential, not about what was asked. */
function namesKey(failure: Failure): boolean {
	const { kind, message } = failure;
	return refusesSignature(failure) || (kind === 'refused' && NAMES_KEY.test(message));
}

/** Whether Identomat says that the company key is the wrong one. */
export function refusesCompanyKey(failure: Failure): boolean {
	const { code, status, message, kind } = failure;
	if (refusesSignature(failure)) return false;
	const isNamed = kind === 'refused' && NAMES_KEY.test(message);
	return status === 401 || code === 'companyMissing' || isNamed;
}

/** Whether a failure says that just this one file does not exist, rather than that the call failed. */
export function isFileNotFound(failure: Failure): boolean {
	const { code, status } = failure;
	const saysSo = code === 'argumentError' || code === 'notFound';
	return saysSo && !namesKey(failure) && (status === 200 || status === 404);
}

/** Whether just what was asked for is refused, by a code that may mean much. */
export function concernsRequest({ kind, code = '', status = 200 }: Failure): boolean {
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
