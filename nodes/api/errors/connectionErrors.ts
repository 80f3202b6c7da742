import { UserError } from 'n8n-workflow';

import { isObject } from '../results/values';
import type { FailureReason } from './classify';
import { reasonOfConnection, type ConnectionCode } from './codes';
import { FailureError, type Failure } from './failure';

/** Why a connection could not be made, after "Could not connect to …". */
const WHY: Partial<Record<ConnectionCode, string>> = {
	ECONNREFUSED: 'connection refused',
	ENOTFOUND: 'unknown host name',
	EAI_AGAIN: 'DNS lookup timed out',
	EHOSTUNREACH: 'no route to this address',
	ENETUNREACH: 'no route to this address',
	ETIMEDOUT: 'connection timed out',
	EPROTO: "the server doesn't use HTTPS there",
	DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed SSL certificate',
	SELF_SIGNED_CERT_IN_CHAIN: 'self-signed SSL certificate',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'SSL certificate cannot be verified',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'SSL certificate cannot be verified',
	ERR_TLS_CERT_ALTNAME_INVALID: 'SSL certificate is for another host',
	CERT_HAS_EXPIRED: 'SSL certificate has expired',
};

/** The reasons that a request was not even sent, unless the system call says otherwise. */
const BEFORE_SENDING: FailureReason[] = ['unreachable', 'insecureConnection'];

/**
 * The system calls before anything is sent. If one of them fails, the request was not processed, whatever
 * the code. An established connection can end with the same codes (EHOSTUNREACH, ETIMEDOUT) from `read` or
 * `write`.
 */
const CALLS_BEFORE_SENDING = ['connect', 'getaddrinfo'];

/**
 * An error and its causes, outermost first. If several addresses of a host were tried, the first attempt
 * counts as a cause.
 */
function causesOf(error: unknown): Array<Record<string, unknown>> {
	const causes: Array<Record<string, unknown>> = [];
	for (let cause = error; isObject(cause) && !causes.includes(cause); cause = causeOf(cause)) {
		causes.push(cause);
	}
	return causes;
}

function causeOf({ cause, errors }: Record<string, unknown>): unknown {
	return cause ?? (Array.isArray(errors) ? (errors as unknown[])[0] : undefined);
}

/** The first text under one of these names that is not an HTTP status. */
function textIn(causes: Array<Record<string, unknown>>, ...names: string[]): string | undefined {
	return causes
		.flatMap((cause) => names.map((name) => cause[name]))
		.find((value): value is string => typeof value === 'string' && !/^\d+$/.test(value));
}

/**
 * Why a request got no response, without any part of the request itself: n8n's own errors carry the
 * request, and with it the company key.
 * @param serverName the server that was to be reached, as the message names it
 */
export function connectionFailure(error: unknown, serverName: string): Failure {
	if (error instanceof FailureError) return error.failure;
	const causes = causesOf(error);
	const own = causes.find((cause) => cause instanceof UserError);
	if (own instanceof UserError) {
		const { message, description } = own;
		return { kind: 'notSent', message, advice: description ?? undefined };
	}
	// Up to n8n 2.31 (at least) its own error keeps no cause, and has the code as `httpCode`.
	return brokenRequest(textIn(causes, 'code', 'httpCode'), textIn(causes, 'syscall'), serverName);
}

/** The failure of a request whose connection broke. */
function brokenRequest(
	code: string | undefined,
	systemCall: string | undefined,
	serverName: string,
): Failure {
	const reason = reasonOfConnection(code);
	const wasNotSent = systemCall
		? CALLS_BEFORE_SENDING.includes(systemCall)
		: BEFORE_SENDING.includes(reason);
	if (wasNotSent) {
		const why = WHY[code as ConnectionCode];
		const message = `Could not connect to ${serverName}${why ? `: ${why}` : ''}`;
		return { kind: 'noResponse', code, message };
	}
	const message = messageAfterSending(reason, code, serverName);
	return { kind: 'noResponse', code, message, mayHaveSucceeded: true };
}

function messageAfterSending(
	reason: FailureReason,
	code: string | undefined,
	serverName: string,
): string {
	switch (reason) {
		case 'timedOut':
			return `${serverName} did not respond in time`;
		case 'canceled':
			return 'Request canceled: the execution was stopped or timed out';
		case 'noResponse':
			return `${serverName} gave no usable response${code ? `: ${code}` : ''}`;
		default:
			return `${serverName} closed the connection before responding fully`;
	}
}

/** Why a request is not sent, after "Request skipped: ". */
const SKIP_REASONS = {
	deadlineExceeded: 'deadline exceeded',
	executionStopped: 'the execution was stopped or timed out',
	otherItem: 'another item stopped the run',
};

export type SkipReason = keyof typeof SKIP_REASONS;

/** The failure of a request whose turn came too late to send it. */
export function skippedRequest(reason: SkipReason): Failure {
	const message = `Request skipped: ${SKIP_REASONS[reason]}`;
	return { kind: 'notSent', message, deadlineExceeded: true };
}
