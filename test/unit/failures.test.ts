import type { INode } from 'n8n-workflow';

import {
	concernsOneSession,
	isNothingThere,
	toNodeApiError,
	type Failure,
} from '../../nodes/api/failures';

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
		'Identomat takes no more requests just now. Run the node again later, or ask Identomat for a higher limit.',
	],
	[{ status: 503 }, 'The fault is at Identomat or on the way to it. Run the node again later.'],
	[{ code: 'face_not_found', status: 200 }, 'Check the fields of this node.'],
	[
		{ kind: 'unexpected', status: 200 },
		'Run the node again. If it stays like this, check the Widget URL and External API URL in the credential.',
	],
	[
		{ kind: 'unanswered' },
		'Check the Widget URL and External API URL in the credential, and that this n8n may connect to them.',
	],
	[{ kind: 'unanswered', advice: 'Do just this.' }, 'Do just this.'],
])('the advice for %j', (failure, description) => {
	const full: Failure = { kind: 'refused', message: 'what happened', ...failure };
	const error = toNodeApiError(node, full, 3);
	expect(error).toMatchObject({ message: full.message, description, context: { itemIndex: 3 } });
	expect(error.httpCode).toBe(full.status === undefined ? null : String(full.status));
});
