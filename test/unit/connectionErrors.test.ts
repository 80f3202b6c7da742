import { UserError } from 'n8n-workflow';

import { connectionFailure } from '../../nodes/api/errors/connectionErrors';

const failureOf = (code?: string, syscall?: string) =>
	connectionFailure(Object.assign(new Error('what Node says'), { code, syscall }), 'Identomat');

it.each([
	['ECONNREFUSED', 'nothing listens at that address'],
	['ENOTFOUND', 'the host name is not known'],
	['EAI_AGAIN', 'the host name could not be looked up'],
	['EHOSTUNREACH', 'there is no way to that address'],
	['ENETUNREACH', 'there is no way to that address'],
	['EPROTO', 'the server does not speak HTTPS there'],
	['DEPTH_ZERO_SELF_SIGNED_CERT', 'its SSL certificate is self-signed'],
	['CERT_HAS_EXPIRED', 'its SSL certificate has expired'],
])('after %s nothing was carried out', (code, why) => {
	const failure = failureOf(code);
	expect(failure).toMatchObject({ code, message: `Identomat could not be reached: ${why}` });
	expect(failure.mayHaveSucceeded).toBeUndefined();
});

it.each([
	['ECONNRESET', 'broke off the connection before the whole answer was there'],
	['EPIPE', 'broke off the connection before the whole answer was there'],
	['ERR_BAD_RESPONSE', 'broke off the connection before the whole answer was there'],
	['ECONNABORTED', 'was silent for longer than the timeout'],
	['ETIMEDOUT', 'was silent for longer than the timeout'],
	['ERR_CANCELED', 'had not answered when the execution was stopped or its time was up'],
	['HPE_INVALID_CONSTANT', 'gave no usable answer: HPE_INVALID_CONSTANT'],
	[undefined, 'gave no usable answer'],
])('after %s nobody knows whether the request was carried out', (code, what) => {
	expect(failureOf(code)).toMatchObject({ message: `Identomat ${what}`, mayHaveSucceeded: true });
});

it.each([
	['ETIMEDOUT', 'connect', 'Identomat could not be reached: the connection could not be made'],
	['ECONNRESET', 'connect', 'Identomat could not be reached: the connection could not be made'],
	['EADDRNOTAVAIL', 'connect', 'Identomat could not be reached: the connection could not be made'],
	['EHOSTUNREACH', 'connect', 'Identomat could not be reached: there is no way to that address'],
	['ENOTFOUND', 'getaddrinfo', 'Identomat could not be reached: the host name is not known'],
])('after %s from %s nothing was sent', (code, syscall, message) => {
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
	'after %s from %s a connection that was made has ended: it may be carried out',
	(code, syscall) => {
		expect(failureOf(code, syscall)).toMatchObject({
			code,
			message: 'Identomat broke off the connection before the whole answer was there',
			mayHaveSucceeded: true,
		});
	},
);

it('where several addresses of a host were tried, the first tells that nothing was sent', () => {
	const first = Object.assign(new Error('connect'), { code: 'ETIMEDOUT', syscall: 'connect' });
	const error = Object.assign(new AggregateError([first]), { code: 'ETIMEDOUT' });
	const failure = connectionFailure(new Error('outer', { cause: error }), 'Identomat');
	expect(failure).toMatchObject({ code: 'ETIMEDOUT' });
	expect(failure.mayHaveSucceeded).toBeUndefined();
});

it('the code may stand anywhere among the causes of an error', () => {
	const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
	const error = new Error('outer', { cause: new Error('middle', { cause }) });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ code: 'ECONNREFUSED' });
});

it('where n8n keeps no cause, the code stands as the HTTP code of its error', () => {
	const error = Object.assign(new Error('what n8n says'), { httpCode: 'ECONNREFUSED' });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ code: 'ECONNREFUSED' });
	const refused = Object.assign(new Error('what n8n says'), { httpCode: '502' });
	expect(connectionFailure(refused, 'Identomat').code).toBeUndefined();
});

it('causes that form a circle have an end', () => {
	const error = new Error('outer');
	error.cause = new Error('inner', { cause: error });
	expect(connectionFailure(error, 'Identomat')).toMatchObject({ kind: 'unanswered' });
});

it('what the user can mend is told in its own words', () => {
	const refusal = new UserError('The field is empty', { description: 'Fill it in.' });
	expect(connectionFailure(new Error('outer', { cause: refusal }), 'Identomat')).toEqual({
		kind: 'unsent',
		message: 'The field is empty',
		advice: 'Fill it in.',
	});
});
