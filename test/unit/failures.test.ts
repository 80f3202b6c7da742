import type { INode } from 'n8n-workflow';

import { failureIn, isNothingThere, toNodeApiError, type Failure } from '../../nodes/api/failures';

const CODES = [
	'argumentError',
	'invalidAccess',
	'notFound',
	'companyMissing',
	'paymentNeeded',
	'wrongParameters',
];

describe.each(CODES)('the code %s is found', (code) => {
	it.each<[string, unknown, string]>([
		['as a string', code, code],
		['as a key', { [code]: 'the text' }, `${code}: the text`],
		['as a key with true', { [code]: true }, code],
		['as a key with null', { [code]: null }, code],
		['as a key with a list', { [code]: ['one', 'two'] }, `${code}: one; two`],
		['as a key with an object', { [code]: { detail: 'the text' } }, `${code}: the text`],
		['as a key beside a text', { [code]: true, message: 'the text' }, `${code}: the text`],
		['as a key among data', { [code]: 'the text', sessionId: 'x' }, `${code}: the text`],
		['in error', { error: code }, code],
		['in code', { code, sessionId: 'x' }, code],
		['in status', { status: code, description: 'the text' }, `${code}: the text`],
		['in type', { type: code, sessionId: 'x' }, code],
		['in code beside an error text', { error: 'the text', code }, `${code}: the text`],
		['in an error object', { error: { code, message: 'the text' } }, `${code}: the text`],
		['as a key of an error object', { error: { [code]: 'the text' } }, `${code}: the text`],
	])('%s', (_, value, message) => {
		expect(failureIn(value)).toEqual({ kind: 'refused', code, message });
	});
});

it.each<[unknown, Partial<Failure>]>([
	['  face_not_found ', { code: 'face_not_found', message: 'face_not_found' }],
	['', { message: 'Identomat refused the request' }],
	[{ error: 'E1' }, { code: 'E1', message: 'E1' }],
	[
		{ error: 'E1', message: 'E1' },
		{ code: 'E1', message: 'E1' },
	],
	[
		{ error: true, code: 'E1', message: 'text' },
		{ code: 'E1', message: 'E1: text' },
	],
	[{ error: true, message: 'text', sessionId: 'x' }, { message: 'text' }],
	[{ error: true }, { message: 'Identomat refused the request' }],
	[{ error: {} }, { message: 'Identomat refused the request' }],
	[{ error: { code: 'E1', requestId: 7 } }, { code: 'E1', message: 'E1' }],
	[{ error: { code: 'E1', message: 'text', requestId: 7 } }, { message: 'E1: text' }],
	[{ error: { requestId: 7 } }, { message: '{"requestId":7}' }],
	[{ error: ['one', { message: 'two' }] }, { message: 'one; two' }],
	[
		{ error: 404, message: 'text' },
		{ code: '404', message: '404: text' },
	],
	[{ code: 17 }, { code: '17', message: '17' }],
	[{ status: 'error', reason: 'text', data: null }, { message: 'error: text' }],
	[
		{ error: 'Not Found', status: 404 },
		{ code: 'Not Found', message: 'Not Found' },
	],
	[{ statusCode: 400, message: 'text' }, { message: '400: text' }],
	[{ success: false, message: 'text' }, { message: 'text' }],
	[{ ok: false }, { message: 'Identomat refused the request' }],
])('%j is an error', (value, expected) => {
	expect(failureIn(value)).toMatchObject({ kind: 'refused', ...expected });
});

it.each<[unknown]>([
	[{}],
	[[]],
	[['argumentError']],
	[null],
	[0.93],
	[true],
	[{ result: 'rejected', status: 'FIELDS_MISMATCH', reject_reason: { value: 'face_mismatch' } }],
	[{ status: 'failed', attempts: 3 }],
	[{ type: 'P', status: 'valid', document_number: 'x' }],
	[{ type: 'error', time: 'now', error: null }],
	[{ id: 'x', status: 'active' }],
	[{ error: '', name: 'x' }],
	[{ error: false, name: 'x' }],
	[{ error: {}, name: 'x' }],
	[{ error: [], name: 'x' }],
	[{ notFound: null, name: 'x' }],
	[{ invalidAccess: false, name: 'x' }],
	[{ status: 'ok' }],
	[{ status: 'Deleted', message: 'gone' }],
	[{ code: 200, message: 'ok' }],
	[{ code: 0 }],
	[{ success: true }],
	[{ message: 'Session deleted' }],
	[{ data: null }],
])('%j is no error', (value) => {
	expect(failureIn(value)).toBeUndefined();
});

it('a message is never longer than people read', () => {
	expect(failureIn('x'.repeat(5000))?.message).toBe('x'.repeat(300));
});

it.each<[Partial<Failure>, boolean]>([
	[{ code: 'argumentError', status: 200 }, true],
	[{ code: 'notFound', status: 200 }, true],
	[{ code: 'notFound', status: 404 }, true],
	[{ code: 'argumentError', status: 200, message: 'argumentError: company_key' }, false],
	[{ code: 'argumentError', status: 200, message: 'argumentError: bad API key' }, false],
	[{ code: 'argumentError', status: 400 }, false],
	[{ code: 'notFound', status: 500 }, false],
	[{ code: 'invalidAccess', status: 200 }, false],
	[{ code: 'companyMissing', status: 200 }, false],
	[{ status: 404 }, false],
	[{ code: 'notFound' }, false],
])('whether %j tells of one missing file: %s', (failure, expected) => {
	expect(isNothingThere({ kind: 'refused', message: 'no file', ...failure })).toBe(expected);
});

const node: INode = {
	id: '1',
	name: 'Identomat',
	type: 'identomat',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};
const CHECK_KEY = 'Check the company key in the credential.';
const SESSION_OF_OTHERS =
	'The session belongs to another company or no longer exists, or the company key of the credential is wrong.';
const NO_BALANCE =
	'The account has no balance or no plan for this. Ask your Identomat manager, then run the node again.';

it.each<[Partial<Failure>, string]>([
	[
		{ code: 'argumentError', status: 200 },
		'Check the fields of this node. A session ID has 40 lower-case characters and digits, and a deleted session is no longer known.',
	],
	[{ code: 'argumentError', message: 'company_key is wrong', status: 200 }, CHECK_KEY],
	[{ code: 'argumentError', status: 401 }, CHECK_KEY],
	[{ code: 'invalidAccess', status: 200 }, SESSION_OF_OTHERS],
	[{ code: 'invalidAccess', status: 403 }, SESSION_OF_OTHERS],
	[
		{ code: 'notFound', status: 200 },
		'Identomat has nothing of this kind under this ID. Check the ID, and that the step was part of the session.',
	],
	[
		{ code: 'companyMissing', status: 200 },
		'Identomat does not know the company key. Check the credential.',
	],
	[{ code: 'paymentNeeded', status: 200 }, NO_BALANCE],
	[{ status: 402 }, NO_BALANCE],
	[
		{ code: 'wrongParameters', status: 200 },
		'A field is missing or has a value Identomat does not take. Check the fields of this node, and Extra Fields.',
	],
	[{ status: 401 }, CHECK_KEY],
	[{ status: 403 }, 'Check the company key in the credential, and that the account may use this.'],
	[
		{ status: 404 },
		'Check the session ID, and the Widget URL and External API URL in the credential.',
	],
	[{ status: 413 }, 'The file is too large for Identomat. Send a smaller one.'],
	[
		{ status: 429, code: 'slow_down' },
		'Too many requests at once. Lower Max Concurrency in the options, or run the node again later.',
	],
	[{ status: 503 }, 'The fault is at Identomat or on the way to it. Run the node again later.'],
	[{ code: 'face_not_found', status: 200 }, 'Check the fields of this node.'],
	[
		{ kind: 'unexpected', status: 200 },
		'Run the node again. If it stays like this, check the Widget URL and External API URL in the credential.',
	],
	[
		{ kind: 'unreachable' },
		'Check the Widget URL and External API URL in the credential, and that this n8n may connect to them.',
	],
	[{ kind: 'unreachable', advice: 'Do just this.' }, 'Do just this.'],
])('the advice for %j', (failure, description) => {
	const full: Failure = { kind: 'refused', message: 'what happened', ...failure };
	const error = toNodeApiError(node, full, 3);
	expect(error).toMatchObject({ message: full.message, description, context: { itemIndex: 3 } });
	expect(error.httpCode).toBe(full.status === undefined ? null : String(full.status));
});
