import { UserError } from 'n8n-workflow';

import { FailedError, type Failure } from '../failures';

/** What Node's and axios' error codes mean, where the request surely was not carried out. */
const obstacles = new Map([
	['ECONNREFUSED', 'nothing listens at that address'],
	['ENOTFOUND', 'the host name is not known'],
	['EAI_AGAIN', 'the host name could not be looked up'],
	['EHOSTUNREACH', 'there is no way to that address'],
	['ENETUNREACH', 'there is no way to that address'],
	['EPROTO', 'the server does not speak HTTPS there'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'its SSL certificate is self-signed'],
	['SELF_SIGNED_CERT_IN_CHAIN', 'its SSL certificate is self-signed'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its SSL certificate cannot be checked'],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its SSL certificate cannot be checked'],
	['ERR_TLS_CERT_ALTNAME_INVALID', 'its SSL certificate is for another host name'],
	['CERT_HAS_EXPIRED', 'its SSL certificate has expired'],
]);

/** How a request ended of which nobody knows whether it was carried out, and what to do. */
interface OpenEnd {
	what: string;
	advice: string;
}

const CHECK_ADDRESS =
	'If it stays like this, check the address, and that this n8n may connect to it.';
const BROKEN_OFF: OpenEnd = {
	what: 'broke off the connection before the whole answer was there',
	advice: `Run the node again later. ${CHECK_ADDRESS}`,
};
const SILENT: OpenEnd = {
	what: 'was silent for longer than the timeout',
	advice: `Run the node again later, with a longer Timeout where it has that option. ${CHECK_ADDRESS}`,
};
const STOPPED: OpenEnd = {
	what: 'had not answered when the execution was stopped or its time was up',
	advice: 'Run the node again.',
};

const openEnds = new Map([
	['ECONNRESET', BROKEN_OFF],
	['EPIPE', BROKEN_OFF],
	['ERR_BAD_RESPONSE', BROKEN_OFF],
	['ECONNABORTED', SILENT],
	['ETIMEDOUT', SILENT],
	['ERR_CANCELED', STOPPED],
]);

const CERTIFICATE_ADVICE =
	'Check the address. For an on-premise installation with a certificate of its own, turn on "Ignore SSL Issues (Insecure)" in the credential.';

/** An error and its causes, outermost first. */
function causesOf(error: unknown): Array<Record<string, unknown>> {
	const causes: Array<Record<string, unknown>> = [];
	for (let cause = error; isObject(cause) && !causes.includes(cause); cause = cause.cause) {
		causes.push(cause);
	}
	return causes;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/**
 * What kept a request from being answered, told without anything of the request itself: n8n's own
 * errors carry the request, and with it the company key.
 * @param who was to be reached, as the message names it
 */
export function connectionFailure(error: unknown, who: string): Failure {
	if (error instanceof FailedError) return error.failure;
	const causes = causesOf(error);
	const refusal = causes.find((cause) => cause instanceof UserError);
	if (refusal instanceof UserError) {
		const { message, description } = refusal;
		return { kind: 'unsent', message, advice: description ?? undefined };
	}
	// Up to n8n 2.31 (at least) its own error keeps no cause, and has the code as `httpCode`.
	const code = causes
		.flatMap((cause) => [cause.code, cause.httpCode])
		.find((value): value is string => typeof value === 'string' && !/^\d+$/.test(value));
	const obstacle = obstacles.get(code ?? '');
	if (obstacle) {
		return {
			kind: 'unanswered',
			code,
			message: `${who} could not be reached: ${obstacle}`,
			advice: obstacle.includes('certificate') ? CERTIFICATE_ADVICE : undefined,
		};
	}
	const { what, advice } = openEndOf(code);
	return { kind: 'unanswered', code, message: `${who} ${what}`, advice, mayBeDone: true };
}

function openEndOf(code?: string): OpenEnd {
	const what = ['gave no usable answer', code].filter(Boolean).join(': ');
	return openEnds.get(code ?? '') ?? { what, advice: BROKEN_OFF.advice };
}
