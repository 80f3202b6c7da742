import { UserError } from 'n8n-workflow';

import { connectionFailure } from '../../nodes/api/errors/connectionErrors';

const failureOf = (code?: string, syscall?: string) =>
	connectionFailure(Object.assign(new Error('what Node says'), { code, syscall }), 'Identomat');

it.each([
	['ECONNREFUSED', 'connection refused'],
	['ENOTFOUND', 'unknown host name'],
	['EAI_AGAIN', 'DNS lookup timed out'],
	['EHOSTUNREACH', 'no route to this address'],
	['ENETUNREACH', 'no route to this address'],
	['EPROTO', "the server doesn't use HTTPS there"],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed SSL certificate'],
	['CERT_HAS_EXPIRED', 'SSL certificate has expired'],
])('after %s the request was not processed', (code, why) => {
	const failure = failureOf(code);
	expect(failure).toMatchObject({ code, message: `Could not connect to Identomat: ${why}` });
	expect(failure.mayHaveSucceeded).toBeUndefined();
});

it.each([
	['ECONNRESET', 'closed the connection before responding fully'],
	['EPIPE', 'closed the connection before responding fully'],
	['ERR_BAD_RESPONSE', 'closed the connection before responding fully'],
	['ECONNABORTED', 'did not respond in time'],
	['ETIMEDOUT', 'did not respond in time'],
	['HPE_INVALID_CONSTANT', 'gave no usable response: HPE_INVALID_CONSTANT'],
	[undefined, 'gave no usable response'],
])('after %s the request may have been processed', (code, what) => {
	expect(failureOf(code)).toMatchObject({ message: `Identomat ${what}`, mayHaveSucceeded: true });
});

it.each([
	['ETIMEDOUT', 'connect', 'Could not connect to Identomat: connection timed out'],
	['ECONNRESET', 'connect', 'Could not connect to Identomat'],
	['EADDRNOTAVAIL', 'connect', 'Could not connect to Identomat'],
	['EHOSTUNREACH', 'connect', 'Could not connect to Identomat: no route to this address'],
	['ENOTFOUND', 'getaddrinfo', 'Could not connect to Identomat: unknown host name'],
])('after %s from %s the request was not sent', (code, syscall, message) => {
	const failure = failureOf(code, syscall);
	expect(failure).toMatchObject({ code, message });
	expect(failure.mayHaveSucceeded).toBeUndefined();
});

it.each([
	['EHOSTUNREACH', 'read'],
	['ENETUNREACH', 'write'],
	['ECONNRESET', 'read'],
	['EPIPE', 'write'],
])(
	'after %s from %s on an open connection the request may have been processed',
	(code, syscall) => {
		expect(failureOf(code, syscall)).toMatchObject({
			code,
			message: 'Identomat closed the connection before responding fully',
			mayHaveSucceeded: true,
		});
	},
);

it('after a stop the request may have been processed', () => {
	expect(failureOf('ERR_CANCELED')).toEqual({
		kind: 'noResponse',
		code: 'ERR_CANCELED',
		message: 'Request canceled: the execution was stopped or timed out',
		mayHaveSucceeded: true,
	});
});

it('if several addresses of a host failed, the request was not sent', () => {
	const first = Object.assign(new Error('connect'), { code: 'ETIMEDOUT', syscall: 'connect' });
	const error = Object.assign(new AggregateError([first]), { code: 'ETIMEDOUT' });
	const failure = connectionFailure(new Error('outer', { cause: error }), 'Identomat');
	expect(failure).toMatchObject({ code: 'ETIMEDOUT' });
	expect(failure.mayHaveSucceeded).toBeUndefined();
});

it('finds the code anywhere among the causes of an error', () => {
	const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
	const error = new Error('outer', { cause: new Error('middle', { cause }) });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ code: 'ECONNREFUSED' });
});

it("finds the code in n8n's HTTP code if there is no cause", () => {
	const error = Object.assign(new Error('what n8n says'), { httpCode: 'ECONNREFUSED' });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ code: 'ECONNREFUSED' });
	const refused = Object.assign(new Error('what n8n says'), { httpCode: '502' });
	expect(connectionFailure(refused, 'Identomat').code).toBeUndefined();
});

it('accepts causes that form a circle', () => {
	const error = new Error('outer');
	error.cause = new Error('inner', { cause: error });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ kind: 'noResponse' });
});

it('keeps the message of an error that the user can fix', () => {
	const refusal = new UserError('The field is empty', { description: 'Fill it in.' });
	expect(connectionFailure(new Error('outer', { cause: refusal }), 'Identomat')).toEqual({
		kind: 'notSent',
		message: 'The field is empty',
		advice: 'Fill it in.',
	});
});
