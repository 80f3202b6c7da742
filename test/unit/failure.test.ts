import { concernsOneSession, isFileNotFound, type Failure } from '../../nodes/api/errors/failure';

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
	expect(isFileNotFound({ kind: 'refused', message: 'no file', ...failure })).toBe(expected);
});

it.each<[Partial<Failure>, boolean]>([
	[{ code: 'argumentError', status: 200 }, true],
	[{ code: 'invalidAccess', status: 200 }, true],
	[{ code: 'notFound', status: 200 }, true],
	[{ code: 'notFound', status: 404 }, true],
	[{ code: 'argumentError', status: 400 }, true],
	[{ code: 'argumentError', status: 200, message: 'argumentError: company_key' }, false],
	[{ code: 'invalidAccess', status: 200, message: 'invalidAccess: no such api key' }, false],
	[{ code: 'invalidAccess', status: 401 }, false],
	[{ code: 'invalidAccess', status: 403 }, false],
	[{ code: 'argumentError', status: 408 }, false],
	[{ code: 'notFound', status: 423 }, false],
	[{ code: 'notFound', status: 503 }, false],
	[{ code: 'COMPANY_KEY_INVALID', status: 200 }, false],
	[{ code: 'companyMissing', status: 200 }, false],
	[{ code: 'paymentNeeded', status: 200 }, false],
	[{ code: 'wrongParameters', status: 200 }, false],
	[{ code: 'maintenance', status: 200 }, false],
	[{ code: 'Internal error', status: 200 }, false],
	[{ code: '404', status: 404 }, false],
	[{ status: 400 }, false],
	[{ status: 404 }, false],
	[{ status: 408 }, false],
	[{ status: 423 }, false],
	[{ code: 'argumentError' }, false],
	[{ kind: 'unexpected', code: 'notFound', status: 404 }, false],
	[{ kind: 'unanswered' }, false],
	[{ kind: 'unsent' }, false],
])('whether %j speaks of one session: %s', (failure, expected) => {
	expect(concernsOneSession({ kind: 'refused', message: 'no', ...failure })).toBe(expected);
});
