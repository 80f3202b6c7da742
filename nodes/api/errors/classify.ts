import { reasonOfCode, reasonOfConnection, reasonOfStatus } from './codes';
import type { Failure } from './failure';

/**
 * Why a request did not succeed. Each failure has exactly one reason. It determines everything about the
 * failure: retries, wording, n8n's cause, and what the trigger does.
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
	/** The server sent nothing for too long. */
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

/** What a failure is about. Only a failure of the `resource` says nothing about other requests. */
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

/** With these a code is about what was requested. With any other status the code comes from a gateway. */
const STATUSES_WITH_CODE = [200, 400, 404, 410, 422];

/** Words in Identomat's message if the company key or the signature is wrong. Evidence: inferred. */
const NAMES_KEY = /(company|api)[\s_-]?key/i;
const NAMES_SIGNATURE = /signature|(not|un)[\s_-]?signed|secret[\s_-]?key/i;

/** Words of a proxy or a firewall that answers without a web page. */
const NAMES_GATEWAY =
	/\b(proxy|firewall|waf|zscaler|cloudflare|akamai|imperva|incapsula|squid|netskope|forti(gate|net|web|guard))\b|\bblocked by\b|^RBAC: access denied|^error code: 10\d\d/i;

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

/** The same code can occur before and after the request was sent. */
function reasonOfBrokenConnection({ code, mayHaveSucceeded }: Omit<Failure, 'message'>) {
	const reason = reasonOfConnection(code);
	if (mayHaveSucceeded && reason === 'unreachable') return 'connectionLost';
	const isLate = reason === 'timedOut' || reason === 'connectionLost';
	return isLate && !mayHaveSucceeded ? 'unreachable' : reason;
}

/**
 * The reason of a response that is not Identomat's own, such as a web page. Its server knows nothing of a
 * company key.
 */
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
	const isFromGateway = [401, 402, 403].includes(status) && NAMES_GATEWAY.test(apiMessage);
	if (isFromGateway && !byCode) return 'blockedByProxy';
	const byStatus = reasonOfStatus(status);
	if (byStatus) return byStatus;
	if (byCode && STATUSES_WITH_CODE.includes(status)) return byCode;
	return status === 404 ? 'wrongAddress' : 'rejected';
}

/** What a failure is about. */
export function scopeOf(failure: Omit<Failure, 'message'>): FailureScope {
	return SCOPES[classify(failure)];
}

/** Whether the credential's keys were refused. */
export function refusesKey(failure: Omit<Failure, 'message'>): boolean {
	return ['invalidCompanyKey', 'invalidSignature', 'forbidden'].includes(classify(failure));
}

/**
 * Whether only this file does not exist, as opposed to a call that did not work. With any other status,
 * the same words may come from a server on the way.
 */
export function isFileNotFound(failure: Omit<Failure, 'message'>): boolean {
	const isNamed = ['invalidArgument', 'notFound'].includes(classify(failure));
	return isNamed && (failure.status === 200 || failure.status === 404);
}
