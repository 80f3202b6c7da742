import {
	classify,
	isFileNotFound,
	scopeOf,
	type FailureReason,
	type FailureScope,
} from '../../nodes/api/errors/classify';
import type { Failure } from '../../nodes/api/errors/failure';

const refusal = (failure: Partial<Failure>): Failure => ({
	kind: 'refused',
	message: 'Identomat rejected the request',
	status: 200,
	...failure,
});

describe('a refusal', () => {
	it.each<[FailureReason, Partial<Failure>]>([
		// Codes of the reference, and those that were observed.
		['invalidArgument', { code: 'argumentError' }],
		['invalidArgument', { code: 'argumentError', status: 400 }],
		['accessDenied', { code: 'invalidAccess' }],
		['notFound', { code: 'notFound' }],
		['notFound', { code: 'notFound', status: 404 }],
		['invalidCompanyKey', { code: 'companyMissing' }],
		['invalidCompanyKey', { code: 'COMPANY_KEY_INVALID' }],
		['paymentRequired', { code: 'paymentNeeded' }],
		['paymentRequired', { code: 'paymentNeeded', status: 403 }],
		['invalidParameters', { code: 'wrongParameters' }],
		['sessionNotFound', { code: 'SESSION_NOT_FOUND' }],
		// The same in other spellings, and others of their families.
		['sessionNotFound', { apiMessage: 'SESSION_NOT_FOUND' }],
		['sessionNotFound', { code: 'session_not_found' }],
		['sessionNotFound', { code: 'sessionNotFound' }],
		['sessionNotFound', { code: 'SESSION_EXPIRED' }],
		['sessionNotFound', { code: 'SESSION_TOKEN_INVALID' }],
		['sessionNotFound', { code: 'TOKEN_EXPIRED' }],
		['sessionNotFound', { code: 'INVALID_SESSION' }],
		['notFound', { code: 'NOT_FOUND' }],
		['sessionNotFound', { code: 'NO_SUCH_SESSION' }],
		['sessionNotFound', { code: 'sessionDoesNotExist' }],
		['notFound', { code: 'FILE_NOT_FOUND' }],
		['notFound', { code: 'record-does-not-exist' }],
		['invalidArgument', { code: 'ARGUMENT_ERROR' }],
		['invalidArgument', { code: 'ARGUMENT_INVALID' }],
		['accessDenied', { code: 'ACCESS_DENIED' }],
		['accessDenied', { code: 'INVALID_ACCESS' }],
		['accessDenied', { code: 'permission-denied' }],
		['invalidParameters', { code: 'missingParameter' }],
		['invalidCompanyKey', { code: 'COMPANY_NOT_FOUND' }],
		['invalidCompanyKey', { code: 'INVALID_COMPANY_KEY', status: 400 }],
		['invalidCompanyKey', { code: 'API_KEY_EXPIRED' }],
		['invalidSignature', { code: 'SIGNATURE_INVALID' }],
		['paymentRequired', { code: 'PAYMENT_REQUIRED' }],
		['paymentRequired', { code: 'INSUFFICIENT_BALANCE' }],
		['paymentRequired', { code: 'PLAN_EXPIRED' }],
		['invalidParameters', { code: 'WRONG_PARAMETERS' }],
		['invalidParameters', { code: 'FLAGS_INVALID' }],
		['wrongAddress', { code: 'ENDPOINT_NOT_FOUND', status: 404 }],
		// Words that name a key or a signature, whatever the code.
		['invalidCompanyKey', { code: 'argumentError', apiMessage: 'argumentError: company_key' }],
		['invalidCompanyKey', { code: 'invalidAccess', apiMessage: 'invalidAccess: no such api key' }],
		['invalidSignature', { code: 'argumentError', apiMessage: 'the signature is wrong' }],
		['invalidSignature', { code: 'invalidAccess', apiMessage: 'the request is not signed' }],
		['invalidSignature', { status: 401, apiMessage: 'wrong secret key' }],
		// Statuses.
		['invalidCompanyKey', { code: 'argumentError', status: 401 }],
		['paymentRequired', { status: 402 }],
		['forbidden', { status: 403 }],
		['forbidden', { code: 'invalidAccess', status: 403 }],
		[
			'forbidden',
			{ status: 403, code: 'invalidAccess', apiMessage: 'invalidAccess: blocked by us' },
		],
		['blockedByProxy', { status: 403, apiMessage: '{"reason":"Blocked by Zscaler"}' }],
		['blockedByProxy', { status: 403, apiMessage: 'RBAC: access denied' }],
		['blockedByProxy', { status: 403, apiMessage: 'error code: 1020' }],
		['blockedByProxy', { status: 401, apiMessage: 'Authorize at the firewall' }],
		['blockedByProxy', { status: 407, apiMessage: 'Proxy Authentication Required' }],
		['requestTooLarge', { status: 413 }],
		['rateLimited', { status: 429, code: 'COMPANY_KEY_INVALID' }],
		['serverError', { status: 500, code: 'argumentError' }],
		['serverError', { status: 501 }],
		['serviceUnavailable', { status: 502 }],
		['serviceUnavailable', { status: 503, code: 'notFound' }],
		['serviceUnavailable', { status: 504 }],
		['wrongAddress', { status: 404 }],
		['wrongAddress', { status: 404, code: '404' }],
		// What says nothing that this package knows.
		['rejected', { code: 'maintenance' }],
		['rejected', { code: 'Internal error' }],
		['rejected', { code: 'Session not found' }],
		['rejected', { code: 'constructor' }],
		['rejected', { code: `${'A_'.repeat(40)}NOT_FOUND` }],
		['rejected', { status: 400 }],
		['rejected', { code: 'argumentError', status: 408 }],
		['rejected', { code: 'notFound', status: 423 }],
		['rejected', { code: 'argumentError', status: undefined }],
	])('is %s: %j', (reason, failure) => {
		expect(classify(refusal(failure))).toBe(reason);
	});
});

it.each<[FailureReason, Partial<Failure>]>([
	['invalidResponse', { kind: 'invalidResponse', status: 200 }],
	['invalidResponse', { kind: 'invalidResponse', status: 307 }],
	['blockedByProxy', { kind: 'invalidResponse', status: 401 }],
	['blockedByProxy', { kind: 'invalidResponse', status: 403 }],
	['blockedByProxy', { kind: 'invalidResponse', status: 407 }],
	['wrongAddress', { kind: 'invalidResponse', code: 'notFound', status: 404 }],
	['requestTooLarge', { kind: 'invalidResponse', status: 413 }],
	['rateLimited', { kind: 'invalidResponse', status: 429 }],
	['serviceUnavailable', { kind: 'invalidResponse', status: 502 }],
	['unreachable', { kind: 'noResponse', code: 'ECONNREFUSED' }],
	['unreachable', { kind: 'noResponse', code: 'ETIMEDOUT' }],
	['connectionLost', { kind: 'noResponse', code: 'EHOSTUNREACH', mayHaveSucceeded: true }],
	['connectionLost', { kind: 'noResponse', code: 'ECONNRESET', mayHaveSucceeded: true }],
	['timedOut', { kind: 'noResponse', code: 'ETIMEDOUT', mayHaveSucceeded: true }],
	['insecureConnection', { kind: 'noResponse', code: 'CERT_HAS_EXPIRED' }],
	['canceled', { kind: 'noResponse', code: 'ERR_CANCELED', mayHaveSucceeded: true }],
	['noResponse', { kind: 'noResponse', code: 'constructor' }],
	['notSent', { kind: 'notSent' }],
])('a failure that is not a refusal is %s: %j', (reason, failure) => {
	expect(classify({ ...refusal({ status: undefined }), ...failure })).toBe(reason);
});

it.each<[FailureScope, Partial<Failure>]>([
	['resource', { code: 'argumentError' }],
	['resource', { code: 'invalidAccess' }],
	['resource', { code: 'notFound', status: 404 }],
	['resource', { code: 'SESSION_NOT_FOUND' }],
	['account', { code: 'companyMissing' }],
	['account', { code: 'paymentNeeded' }],
	['account', { status: 403 }],
	['account', { status: 429 }],
	['request', { code: 'wrongParameters' }],
	['request', { code: 'maintenance' }],
	['service', { status: 503 }],
	['service', { status: 404 }],
	['service', { kind: 'invalidResponse' }],
	['service', { kind: 'noResponse' }],
	['service', { kind: 'notSent' }],
])('a failure of the %s: %j', (scope, failure) => {
	expect(scopeOf(refusal(failure))).toBe(scope);
});

it.each<[boolean, Partial<Failure>]>([
	[true, { code: 'argumentError' }],
	[true, { code: 'notFound' }],
	[true, { code: 'notFound', status: 404 }],
	[true, { code: 'FILE_NOT_FOUND' }],
	[false, { code: 'argumentError', apiMessage: 'argumentError: company_key' }],
	[false, { code: 'argumentError', status: 400 }],
	[false, { code: 'SESSION_NOT_FOUND' }],
	[false, { code: 'FILE_INVALID' }],
	[false, { code: 'notFound', status: 500 }],
	[false, { code: 'notFound', status: undefined }],
	[false, { code: 'invalidAccess' }],
	[false, { status: 404 }],
])('whether one file does not exist is %s: %j', (expected, failure) => {
	expect(isFileNotFound(refusal(failure))).toBe(expected);
});
