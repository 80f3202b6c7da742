import { normalize } from '../results/values';
import type { FailureReason } from './classify';

/**
 * What is known about Identomat's codes, HTTP statuses and codes of the connection: the tables, and their readers.
 */

/** The codes that Identomat is known to return. */
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

/** The meaning of a status, whatever comes with it. */
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

/** The meaning of a code of Node or axios. */
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
	/^(?:INVALID|WRONG|UNKNOWN|MISSING|EXPIRED|INSUFFICIENT|NO_SUCH|NO)_|_(?:NOT_FOUND|(?:DOES_NOT|DOESNT|NOT)_EXISTS?|INVALID|WRONG|UNKNOWN|MISSING|EXPIRED|REVOKED|DELETED|DENIED|NEEDED|REQUIRED|INSUFFICIENT|EXCEEDED)$/;
const FAMILIES: Array<[what: RegExp, FailureReason]> = [
	[/^(COMPANY|((COMPANY|API)_)?KEY)$/, 'invalidCompanyKey'],
	[/^(SIGNATURE|SECRET_KEY)$/, 'invalidSignature'],
	[/^((SESSION_)?(ID|TOKEN|LINK)|SESSION)$/, 'sessionNotFound'],
	[/^(ACCESS|PERMISSIONS?)$/, 'accessDenied'],
	[/^ARGUMENTS?$/, 'invalidArgument'],
	[/^PARAM(ETER)?S?$/, 'invalidParameters'],
	[/^(PAYMENT|BALANCE|FUNDS|CREDITS?|PLAN|SUBSCRIPTION)$/, 'paymentRequired'],
	[/^(ENDPOINT|ROUTE|PATH|PAGE|URL|HOST|SERVICE|METHOD|API)$/, 'wrongAddress'],
];
const MAX_CODE_LENGTH = 60;

/** Whether Identomat is known to return this code, in this spelling. */
export function isKnownCode(code: string): code is KnownCode {
	return Object.hasOwn(CODES, code);
}

const knownWords = new Set(Object.keys(CODES).map(normalize));

/** Whether a text is a known code in any spelling, such as `INVALID_ACCESS`. */
export function isKnownCodeWord(text: string): boolean {
	return text.length <= MAX_CODE_LENGTH && knownWords.has(normalize(text));
}

/**
 * The same for `notFound`, `not-found` and `NOT_FOUND`, or undefined for a text that is not written like a
 * code.
 */
function upperSnake(code: string): string | undefined {
	if (code.length > MAX_CODE_LENGTH || !/^[a-z][a-z\d]*([-_][a-z\d]+)*$/i.test(code))
		return undefined;
	const words = code.replace(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll('-', '_');
	return words.toUpperCase();
}

const reasonsByName = new Map<string | undefined, FailureReason>(
	Object.entries(CODES).map(([code, reason]) => [upperSnake(code), reason]),
);

/** The reason of an Identomat code, or undefined for a code that is neither known nor of a known family. */
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
	if (/^NO_SUCH_|_(NOT_FOUND|EXISTS?)$/.test(name)) return 'notFound';
	return /^(INVALID|WRONG)_|_(INVALID|WRONG)$/.test(name) ? 'invalidParameters' : undefined;
}

/** Whether a name is a code in capitals, of a family that is known: `SESSION_EXPIRED`. */
export function isCodeInCapitals(name: string): boolean {
	return /^[A-Z\d]+(_[A-Z\d]+)+$/.test(name) && reasonOfCode(name) !== undefined;
}

/** The reason of a status, whatever comes with it, or undefined for a status that says nothing by itself. */
export function reasonOfStatus(status: number): FailureReason | undefined {
	return STATUSES[status] ?? (status >= 500 ? 'serverError' : undefined);
}

/** The meaning of a code of Node or axios. */
export function reasonOfConnection(code = ''): FailureReason {
	return isConnectionCode(code) ? CONNECTION_CODES[code] : 'noResponse';
}

/** Whether this package knows what the code of Node or axios means. */
export function isConnectionCode(code: string): code is ConnectionCode {
	return Object.hasOwn(CONNECTION_CODES, code);
}
