import { failureIn } from '../../nodes/api/response/errorShapes';
import type { Failure } from '../../nodes/api/errors/failure';

const CODES = [
	'argumentError',
	'invalidAccess',
	'notFound',
	'companyMissing',
	'paymentNeeded',
	'wrongParameters',
];

describe.each(CODES)('the code %s', (code) => {
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
	])('is found %s', (_, value, message) => {
		expect(failureIn(value)).toMatchObject({ kind: 'refused', code, apiMessage: message });
	});
});

it.each<[unknown, Partial<Failure>]>([
	['  face_not_found ', { code: 'face_not_found', apiMessage: 'face_not_found' }],
	['', { apiMessage: undefined }],
	[{ error: 'E1' }, { code: 'E1', apiMessage: 'E1' }],
	[
		{ error: 'E1', message: 'E1' },
		{ code: 'E1', apiMessage: 'E1' },
	],
	[
		{ error: true, code: 'E1', message: 'text' },
		{ code: 'E1', apiMessage: 'E1: text' },
	],
	[{ error: true, message: 'text', sessionId: 'x' }, { apiMessage: 'text' }],
	[{ error: true }, { apiMessage: undefined }],
	[{ error: { code: 'E1', requestId: 7 } }, { code: 'E1', apiMessage: 'E1' }],
	[{ error: { code: 'E1', message: 'text', requestId: 7 } }, { apiMessage: 'E1: text' }],
	[{ error: { requestId: 7 } }, { apiMessage: '{"requestId":7}' }],
	[{ error: ['one', { message: 'two' }] }, { apiMessage: 'one; two' }],
	[
		{ error: 404, message: 'text' },
		{ code: '404', apiMessage: '404: text' },
	],
	[{ code: 17 }, { code: '17', apiMessage: '17' }],
	[{ status: 'error', reason: 'text', data: null }, { apiMessage: 'error: text' }],
	[
		{ error: 'Not Found', status: 404 },
		{ code: 'Not Found', apiMessage: 'Not Found' },
	],
	[{ statusCode: 400, message: 'text' }, { apiMessage: '400: text' }],
	[{ success: false, message: 'text' }, { apiMessage: 'text' }],
	[{ ok: false }, { apiMessage: undefined }],
	[{ Success: 'false', name: 'x' }, { apiMessage: undefined }],
	[{ status: 'failed', attempts: 3 }, { code: 'failed' }],
	[{ errorMessage: 'text', name: 'x' }, { apiMessage: 'text' }],
	[{ status_code: '503', name: 'x' }, { code: '503' }],
	[{ INVALID_ACCESS: 'text' }, { apiMessage: 'INVALID_ACCESS: text' }],
	[{ SESSION_EXPIRED: 'text' }, { code: 'SESSION_EXPIRED', apiMessage: 'SESSION_EXPIRED: text' }],
	[{ FILE_NOT_FOUND: true, message: 'text' }, { apiMessage: 'FILE_NOT_FOUND: text' }],
	[{ error: { API_KEY_EXPIRED: 'text' } }, { code: 'API_KEY_EXPIRED' }],
	[{ data: { error: 'E1' } }, { code: 'E1' }],
	[{ message: 'SESSION_NOT_FOUND' }, { code: 'SESSION_NOT_FOUND' }],
	[{ reason: 'sessionNotFound', timestamp: 1 }, { code: 'sessionNotFound' }],
])('reads %j as an error', (value, expected) => {
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
	[{ status: 'finished', attempts: 3 }],
	[{ type: 'P', status: 'valid', document_number: 'x' }],
	[{ type: 'full', time: 'now', error: null }],
	[{ id: 'x', status: 'active' }],
	[{ error: '', name: 'x' }],
	[{ error: false, name: 'x' }],
	[{ error: {}, name: 'x' }],
	[{ error: [], name: 'x' }],
	[{ notFound: null, name: 'x' }],
	[{ invalidAccess: false, name: 'x' }],
	[{ FACE_NOT_FOUND: true, document_number: 'x' }],
	[{ DOCUMENT_EXPIRED: true, name: 'x' }],
	[{ status: 'ok' }],
	[{ status: 'Deleted', message: 'gone' }],
	[{ code: 200, message: 'ok' }],
	[{ code: 0 }],
	[{ success: true }],
	[{ message: 'Session deleted' }],
	[{ data: null }],
])('reads %j as data, not as an error', (value) => {
	expect(failureIn(value)).toBeUndefined();
});

it('cuts a message at 300 characters', () => {
	expect(failureIn('x'.repeat(5000))?.apiMessage).toBe('x'.repeat(300));
});
