import { UserError } from 'n8n-workflow';

import type { Failure } from './failures';

/** What Node's and axios' error codes mean to a person. */
const messagesByCode: Record<string, string> = {
	ECONNREFUSED: 'nothing listens at that address',
	ECONNRESET: 'the connection broke off before the whole answer was there',
	ETIMEDOUT: 'no connection within the timeout',
	ENOTFOUND: 'the host name is not known',
	EAI_AGAIN: 'the host name could not be looked up',
	ERR_BAD_RESPONSE: 'the connection broke off before the whole answer was there',
	EHOSTUNREACH: 'there is no way to that address',
	ENETUNREACH: 'there is no way to that address',
	EPROTO: 'the server does not speak HTTPS there',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its SSL certificate is self-signed',
	SELF_SIGNED_CERT_IN_CHAIN: 'its SSL certificate is self-signed',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its SSL certificate cannot be checked',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its SSL certificate cannot be checked',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its SSL certificate is for another host name',
	CERT_HAS_EXPIRED: 'its SSL certificate has expired',
};

/** Of a request that went out: how it ended without an answer, and what to do. */
const notAnswered: Record<string, { what: string; advice?: string }> = {
	ECONNABORTED: {
		what: 'sent nothing within the timeout',
		advice: 'Run the node again later, or with a longer timeout.',
	},
	ERR_CANCELED: {
		what: 'had not answered when the execution was stopped or its time was up',
	},
};

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
	const causes = causesOf(error);
	const refusal = causes.find((cause) => cause instanceof UserError);
	if (refusal instanceof UserError) {
		const { message, description } = refusal;
		return { kind: 'unreachable', message, advice: description ?? undefined };
	}
	const code = causes.map((cause) => cause.code).find((value) => typeof value === 'string');
	const end = notAnswered[String(code)];
	if (end) {
		const caution = `${who} may have carried the request out all the same.`;
		const advice = [end.advice, caution].filter(Boolean).join(' ');
		return { kind: 'unreachable', code: code as string, message: `${who} ${end.what}`, advice };
	}
	const isAborted = causes.some((cause) => cause.message === 'aborted');
	const known = messagesByCode[isAborted ? 'ECONNRESET' : String(code)];
	const why = known ?? (code === undefined ? 'the request could not be sent' : String(code));
	return {
		kind: 'unreachable',
		code: code as string,
		message: `${who} could not be reached: ${why}`,
		advice: why.includes('certificate') ? CERTIFICATE_ADVICE : undefined,
	};
}
