import type { Failure } from './failure';

/**
 * Why a request did not give what it was for. Each failure has exactly one reason, and everything that is
 * decided about a failure is decided by it: retries, wording, n8n's cause, what the trigger does.
 */
export type FailureReason =
	// The account
	/** The company key is wrong, missing or expired. */
	| 'invalidCompanyKey'
	/** Identomat does not accept the signature of the request. */
	| 'invalidSignature'
	/** The account may not use this at all. */
	| 'forbidden'
	| 'paymentRequired'
	| 'rateLimited'
	// The one session, file, person or record that was requested
	| 'sessionNotFound'
	| 'notFound'
	/** `argumentError`: Identomat's word for an unknown session, a missing file and a wrong field alike. */
	| 'invalidArgument'
	/** It belongs to another company, or the account may not use this. */
	| 'accessDenied'
	// The request
	| 'invalidParameters'
	| 'requestTooLarge'
	/** Refused for a reason that this package does not know. */
	| 'rejected'
	// The service, or something on the way to it
	/** Out of service for a while: 502, 503, 504. */
	| 'serviceUnavailable'
	/** Any other status from 500. */
	| 'serverError'
	/** A proxy or a firewall on the way refused the request: Identomat never saw it. */
	| 'blockedByProxy'
	/** There is no such endpoint at the address. */
	| 'wrongAddress'
	/** A response that is not what the endpoint promises. */
	| 'invalidResponse'
	// The connection
	/** It could not be made. */
	| 'unreachable'
	/** The server was silent for too long. */
	| 'timedOut'
	/** It ended before the response was complete. */
	| 'connectionLost'
	/** HTTPS could not be spoken, or the certificate is not trusted. */
	| 'insecureConnection'
	/** The execution was stopped, or its time was up. */
	| 'canceled'
	/** It broke in a way that this package does not know. */
	| 'noResponse'
	// This node
	| 'notSent';

/** Whom a failure is about. Only a failure of the `resource` says nothing about other requests. */
export type FailureScope = 'account' | 'resource' | 'request' | 'service';

const SCOPES: Record<FailureReason, FailureScope> = {
	invalidCompanyKey: 'account',
	invalidSignature: 'account',
	forbidden: 'account',
	paymentRequired: 'account',
	rateLimited: 'account',
	sessionNotFound: 'resource',
	notFound: 'resource',
	invalidArgument: 'resource',
	accessDenied: 'resource',
	invalidParameters: 'request',
	requestTooLarge: 'request',
	rejected: 'request',
	serviceUnavailable: 'service',
	serverError: 'service',
	blockedByProxy: 'service',
	wrongAddress: 'service',
	invalidResponse: 'service',
	unreachable: 'service',
	timedOut: 'service',
	connectionLost: 'service',
	insecureConnection: 'service',
	canceled: 'service',
	noResponse: 'service',
	notSent: 'service',
};

// --- The tables: Identomat's codes, HTTP statuses, codes of the connection

/** The codes that Identomat is known to give. */
const CODES = {
	/** Evidence: observed. */
	argumentError: 'invalidArgument',
	/** Evidence: observed. */
	COMPANY_KEY_INVALID: 'invalidCompanyKey',
	/** Evidence: observed. */
	SESSION_NOT_FOUND: 'sessionNotFound',
	/** The others. Evidence: reference. */
	invalidAccess: 'accessDenied',
	notFound: 'notFound',
	companyMissing: 'invalidCompanyKey',
	paymentNeeded: 'paymentRequired',
	wrongParameters: 'invalidParameters',
} as const satisfies Record<string, FailureReason>;

export type KnownCode = keyof typeof CODES;

/** What a status means, whatever comes with it. */
const STATUSES: Record<number, FailureReason> = {
	401: 'invalidCompanyKey',
	402: 'paymentRequired',
	403: 'forbidden',
	407: 'blockedByProxy',
	413: 'requestTooLarge',
	429: 'rateLimited',
	502: 'serviceUnavailable',
	503: 'serviceUnavailable',
	504: 'serviceUnavailable',
};

/** With these a code speaks of what was requested; with any other it is the word of a gateway. */
const STATUSES_WITH_CODE = [200, 400, 404, 410, 422];

/** What a code of Node or axios means. */
const CONNECTION_CODES = {
	ECONNREFUSED: 'unreachable',
	ENOTFOUND: 'unreachable',
	EAI_AGAIN: 'unreachable',
	EHOSTUNREACH: 'unreachable',
	ENETUNREACH: 'unreachable',
	ETIMEDOUT: 'timedOut',
	ECONNABORTED: 'timedOut',
	ECONNRESET: 'connectionLost',
	EPIPE: 'connectionLost',
	ERR_BAD_RESPONSE: 'connectionLost',
	ERR_CANCELED: 'canceled',
	EPROTO: 'insecureConnection',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'insecureConnection',
	SELF_SIGNED_CERT_IN_CHAIN: 'insecureConnection',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'insecureConnection',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'insecureConnection',
	ERR_TLS_CERT_ALTNAME_INVALID: 'insecureConnection',
	CERT_HAS_EXPIRED: 'insecureConnection',
} as const satisfies Record<string, FailureReason>;

/** A connection code that this package knows. */
export type ConnectionCode = keyof typeof CONNECTION_CODES;

/**
 * Codes of the same families as the known ones (`SESSION_EXPIRED`, `INVALID_COMPANY_KEY`,
 * `FILE_NOT_FOUND`): what is wrong, before or after a word for how it is wrong. Evidence: inferred.
 */
const WORD_FOR_WRONG =
	/^(?:INVALID|WRONG|UNKNOWN|MISSING|EXPIRED|INSUFFICIENT|NO)_|_(?:NOT_FOUND|INVALID|WRONG|UNKNOWN|MISSING|EXPIRED|DELETED|DENIED|NEEDED|REQUIRED|INSUFFICIENT|EXCEEDED)$/;
const FAMILIES: Array<[what: RegExp, FailureReason]> = [
	[/^(COMPANY|((COMPANY|API)_)?KEY)$/, 'invalidCompanyKey'],
	[/^(SIGNATURE|SECRET_KEY)$/, 'invalidSignature'],
	[/^((SESSION_)?(ID|TOKEN|LINK)|SESSION)$/, 'sessionNotFound'],
	[/^ACCESS$/, 'accessDenied'],
	[/^ARGUMENTS?$/, 'invalidArgument'],
	[/^(PAYMENT|BALANCE|FUNDS|CREDITS?|PLAN|SUBSCRIPTION)$/, 'paymentRequired'],
	[/^(ENDPOINT|ROUTE|PATH|PAGE|URL|HOST|SERVICE|METHOD|API)$/, 'wrongAddress'],
];
const MAX_CODE_LENGTH = 60;

/** What Identomat writes if the company key or the signature is wrong. Evidence: inferred. */
const NAMES_KEY = /(company|api)[\s_-]?key/i;
const NAMES_SIGNATURE = /signature|(not|un)[\s_-]?signed|secret[\s_-]?key/i;

// --- Reading them

/** Whether Identomat is known to give this code, spelled like this. */
export function isKnownCode(code: string): code is KnownCode {
	return Object.hasOwn(CODES, code);
}

const knownWords = new Set(Object.keys(CODES).map(folded));

function folded(text: string): string {
	return text.toLowerCase().replace(/[-_\s]/g, '');
}

/** Whether a text is a known code in any spelling, such as `INVALID_ACCESS`. */
export function isKnownCodeWord(text: string): boolean {
	return text.length <= MAX_CODE_LENGTH && knownWords.has(folded(text));
}

/** `notFound`, `not-found` and `NOT_FOUND` alike; undefined for what is not written like a code. */
function upperSnake(code: string): string | undefined {
	if (code.length > MAX_CODE_LENGTH || !/^[a-z][a-z\d]*([-_][a-z\d]+)*$/i.test(code))
		return undefined;
	const words = code.replace(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll('-', '_');
	return words.toUpperCase();
}

const reasonsByName = new Map<string | undefined, FailureReason>(
	Object.entries(CODES).map(([code, reason]) => [upperSnake(code), reason]),
);

/** What a code of Identomat means; undefined for one that is neither known nor of a known family. */
export function reasonOfCode(code: string): FailureReason | undefined {
	if (isKnownCode(code)) return CODES[code];
	const name = upperSnake(code);
	if (name === undefined) return undefined;
	const known = reasonsByName.get(name);
	if (known) return known;
	const what = name.replace(WORD_FOR_WRONG, '');
	if (what === name) return undefined;
	const family = FAMILIES.find(([pattern]) => pattern.test(what));
	if (family) return family[1];
	if (name.endsWith('_NOT_FOUND')) return 'notFound';
	return /^(INVALID|WRONG)_|_(INVALID|WRONG)$/.test(name) ? 'invalidParameters' : undefined;
}

/** What a status means, whatever comes with it; undefined for one that says nothing by itself. */
export function reasonOfStatus(status: number): FailureReason | undefined {
	return STATUSES[status] ?? (status >= 500 ? 'serverError' : undefined);
}

/** What a code of Node or axios means. */
export function reasonOfConnection(code = ''): FailureReason {
	return isConnectionCode(code) ? CONNECTION_CODES[code] : 'noResponse';
}

/** Whether this package knows what the code of Node or axios means. */
export function isConnectionCode(code: string): code is ConnectionCode {
	return Object.hasOwn(CONNECTION_CODES, code);
}

/** The one reason of a failure. */
export function classify(failure: Omit<Failure, 'message'>): FailureReason {
	switch (failure.kind) {
		case 'notSent':
			return 'notSent';
		case 'noResponse':
			return reasonOfBrokenConnection(failure);
		case 'invalidResponse':
			return reasonOfForeignResponse(failure);
		case 'refused':
			return reasonOfRefusal(failure);
	}
}

/** The same code can come before the request was sent and after it. */
function reasonOfBrokenConnection({ code, mayHaveSucceeded }: Omit<Failure, 'message'>) {
	const reason = reasonOfConnection(code);
	if (mayHaveSucceeded && reason === 'unreachable') return 'connectionLost';
	const isLate = reason === 'timedOut' || reason === 'connectionLost';
	return isLate && !mayHaveSucceeded ? 'unreachable' : reason;
}

/** Of a response that is not Identomat's own, such as a web page: it knows nothing of a company key. */
function reasonOfForeignResponse({ status = 0 }: Pick<Failure, 'status'>): FailureReason {
	if ([401, 402, 403].includes(status)) return 'blockedByProxy';
	return reasonOfStatus(status) ?? (status === 404 ? 'wrongAddress' : 'invalidResponse');
}

function reasonOfRefusal({ code = '', status = 0, apiMessage = '' }: Omit<Failure, 'message'>) {
	if (status === 429) return 'rateLimited';
	const words = `${code} ${apiMessage}`;
	if (NAMES_SIGNATURE.test(words)) return 'invalidSignature';
	const byCode = reasonOfCode(code || apiMessage);
	if (byCode === 'invalidCompanyKey' || NAMES_KEY.test(words)) return 'invalidCompanyKey';
	if (byCode === 'paymentRequired' && status < 500) return byCode;
	const byStatus = reasonOfStatus(status);
	if (byStatus) return byStatus;
	if (byCode && STATUSES_WITH_CODE.includes(status)) return byCode;
	return status === 404 ? 'wrongAddress' : 'rejected';
}

/** Whom a failure is about. */
export function scopeOf(failure: Omit<Failure, 'message'>): FailureScope {
	return SCOPES[classify(failure)];
}

/** Whether the credential's keys were refused. */
export function refusesKey(failure: Omit<Failure, 'message'>): boolean {
	return ['invalidCompanyKey', 'invalidSignature', 'forbidden'].includes(classify(failure));
}

/**
 * Whether just this one file does not exist, rather than that the call did not work: with any other
 * status than these, the same words may come from a server on the way.
 */
export function isFileNotFound(failure: Omit<Failure, 'message'>): boolean {
	const isNamed = ['invalidArgument', 'notFound'].includes(classify(failure));
	return isNamed && (failure.status === 200 || failure.status === 404);
}
