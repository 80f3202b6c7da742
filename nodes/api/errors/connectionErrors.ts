import { UserError } from 'n8n-workflow';

import { FailureError, type Failure } from './failure';

/** What a code of Node or axios means for the request that failed with it. */
interface NetworkError {
	/** What the user reads after the name of the server, or after "could not be reached: ". */
	what: string;
	advice?: string;
	/** Whether the request surely was not sent, unless the system call that failed says otherwise. */
	wasNotSent?: boolean;
	/** Whether another attempt may go better. */
	retryHelps?: boolean;
}

const CHECK_ADDRESS =
	'If it stays like this, check the address, and that this n8n may connect to it.';
const CERTIFICATE_ADVICE =
	"Check the address. For an on-premise installation with a certificate of its own, turn on 'Ignore SSL Issues (Insecure)' in the credential.";

const brokenOff: NetworkError = {
	what: 'broke off the connection before the whole answer was there',
	advice: `Run the node again later. ${CHECK_ADDRESS}`,
	retryHelps: true,
};
const silent: NetworkError = {
	what: 'was silent for longer than the timeout',
	advice: `Run the node again later, with a longer Timeout where it has that option. ${CHECK_ADDRESS}`,
	retryHelps: true,
};

/** Routes come back: a network is restarted, a tunnel is opened again. */
const noWay: NetworkError = {
	what: 'there is no way to that address',
	wasNotSent: true,
	retryHelps: true,
};

/** Of a code that usually comes later, when connecting already failed with it. */
const noConnection: NetworkError = { what: 'the connection could not be made', wasNotSent: true };

function certificate(what: string): NetworkError {
	return { what, advice: CERTIFICATE_ADVICE, wasNotSent: true };
}

/**
 * All that is known of the codes. Networks and name servers that fail may come back within seconds, so a
 * retry helps; certificates do not mend themselves.
 */
const networkErrors = {
	ECONNREFUSED: { what: 'nothing listens at that address', wasNotSent: true, retryHelps: true },
	ENOTFOUND: { what: 'the host name is not known', wasNotSent: true, retryHelps: true },
	EAI_AGAIN: { what: 'the host name could not be looked up', wasNotSent: true, retryHelps: true },
	EHOSTUNREACH: noWay,
	ENETUNREACH: noWay,
	ETIMEDOUT: silent,
	ECONNABORTED: silent,
	ECONNRESET: brokenOff,
	EPIPE: brokenOff,
	ERR_BAD_RESPONSE: brokenOff,
	ERR_CANCELED: {
		what: 'had not answered when the execution was stopped or its time was up',
		advice: 'Run the node again.',
	},
	EPROTO: { what: 'the server does not speak HTTPS there', wasNotSent: true },
	DEPTH_ZERO_SELF_SIGNED_CERT: certificate('its SSL certificate is self-signed'),
	SELF_SIGNED_CERT_IN_CHAIN: certificate('its SSL certificate is self-signed'),
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate('its SSL certificate cannot be checked'),
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate('its SSL certificate cannot be checked'),
	ERR_TLS_CERT_ALTNAME_INVALID: certificate('its SSL certificate is for another host name'),
	CERT_HAS_EXPIRED: certificate('its SSL certificate has expired'),
} satisfies Record<string, NetworkError>;

/** A code that this package knows. */
export type NetworkCode = keyof typeof networkErrors;

function troubleOf(code = ''): NetworkError | undefined {
	return Object.hasOwn(networkErrors, code) ? networkErrors[code as NetworkCode] : undefined;
}

/** Whether another attempt may go better after this code. */
export function retryHelps(code: string): code is NetworkCode {
	return troubleOf(code)?.retryHelps ?? false;
}

/**
 * The system calls before anything is sent. Whatever code they fail with, the request was not carried out;
 * and a connection that was made can end with the same codes (EHOSTUNREACH, ETIMEDOUT) from `read` or `write`.
 */
const CALLS_BEFORE_SENDING = ['connect', 'getaddrinfo'];

/**
 * An error and its causes, outermost first. Where several addresses of a host were tried, the first
 * attempt counts as a cause.
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

/** The first text under one of those names that is no HTTP status. */
function textIn(causes: Array<Record<string, unknown>>, ...names: string[]): string | undefined {
	return causes
		.flatMap((cause) => names.map((name) => cause[name]))
		.find((value): value is string => typeof value === 'string' && !/^\d+$/.test(value));
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

/**
 * What kept a request from being answered, told without anything of the request itself: n8n's own
 * errors carry the request, and with it the company key.
 * @param serverName was to be reached, as the message names it
 */
export function connectionFailure(error: unknown, serverName: string): Failure {
	if (error instanceof FailureError) return error.failure;
	const causes = causesOf(error);
	const own = causes.find((cause) => cause instanceof UserError);
	if (own instanceof UserError) {
		const { message, description } = own;
		return { kind: 'unsent', message, advice: description ?? undefined };
	}
	// Up to n8n 2.31 (at least) its own error keeps no cause, and has the code as `httpCode`.
	return brokenRequest(textIn(causes, 'code', 'httpCode'), textIn(causes, 'syscall'), serverName);
}

/** What became of a request whose connection failed. */
function brokenRequest(
	code: string | undefined,
	systemCall: string | undefined,
	serverName: string,
) {
	const trouble = troubleOf(code) ?? unknownTrouble(code);
	const wasNotSent = systemCall ? CALLS_BEFORE_SENDING.includes(systemCall) : trouble.wasNotSent;
	const failure = { kind: 'unanswered' as const, code };
	if (wasNotSent) {
		const { what, advice } = trouble.wasNotSent ? trouble : noConnection;
		return { ...failure, message: `${serverName} could not be reached: ${what}`, advice };
	}
	const { what, advice } = trouble.wasNotSent ? brokenOff : trouble;
	return { ...failure, message: `${serverName} ${what}`, advice, mayHaveSucceeded: true };
}

function unknownTrouble(code?: string): NetworkError {
	const what = ['gave no usable answer', code].filter(Boolean).join(': ');
	return { what, advice: brokenOff.advice };
}
