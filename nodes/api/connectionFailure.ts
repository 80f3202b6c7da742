import { UserError } from 'n8n-workflow';

import type { Failure } from './failures';

/** What Node's and axios' error codes mean to a person. */
const messagesByCode: Record<string, string> = {
	ECONNREFUSED: 'nothing listens at that address',
	ECONNRESET: 'the connection broke off before the whole answer was there',
	ECONNABORTED: 'no answer within the timeout',
	ETIMEDOUT: 'no answer within the timeout',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the host name could not be looked up',
	ERR_BAD_RESPONSE: 'the connection broke off before the whole answer was there',
	ERR_CANCELED: 'the execution was stopped',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its SSL certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its SSL certificate is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its SSL certificate cannot be checked',
	CERT_HAS_EXPIRED: 'its SSL certificate has expired',
};

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
 */
export function connectionFailure(error: unknown, host: string): Failure {
	const causes = causesOf(error);
	const refusal = causes.find((cause) => cause instanceof UserError);
	if (refusal) return { kind: 'unreachable', message: String(refusal.message) };
	const code = causes.map((cause) => cause.code).find((value) => typeof value === 'string');
	const isAborted = causes.some((cause) => cause.message === 'aborted');
	const known = messagesByCode[isAborted ? 'ECONNRESET' : String(code)];
	const why = known ?? (code === undefined ? 'the request could not be sent' : String(code));
	return {
		kind: 'unreachable',
		code: code as string,
		message: `Identomat could not be reached at ${host}: ${why}`,
	};
}
