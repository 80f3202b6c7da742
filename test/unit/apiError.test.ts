import type { INode } from 'n8n-workflow';

import { toNodeApiError, type ErrorContext } from '../../nodes/api/errors/apiError';
import type { Failure } from '../../nodes/api/errors/failure';

const node: INode = {
	id: '1',
	name: 'Identomat',
	type: 'identomat',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** An operation about a session, */
const ofSession: ErrorContext = { fields: [{ name: 'sessionId', displayName: 'Session ID' }] };
/** one that begins such, with a field in a collection, */
const beginning: ErrorContext = {
	fields: [
		{ name: 'configId', displayName: 'Configuration ID' },
		{
			name: 'additionalFields',
			displayName: 'Additional Fields',
			options: [
				{
					name: 'parentSessionId',
					displayName: 'Parent Session ID',
					type: 'string',
					default: '',
				},
			],
		},
	],
};
/** and one that knows better what a refusal means. */
const ofFile: ErrorContext = {
	...ofSession,
	errorOverride: { headline: 'There is no such file', advice: 'Choose another file.' },
};

function errorOf(failure: Partial<Failure>, asked?: ErrorContext) {
	const full: Failure = { kind: 'refused', message: 'what was said', status: 200, ...failure };
	return toNodeApiError(node, full, asked, 3);
}

const UNKNOWN = 'Identomat does not know this session';
const WRONG_KEY = 'Identomat does not know the company key';
const NO_SIGNATURE = 'Identomat does not accept the signature of the request';
const WRONG_FIELDS = 'Identomat does not take what was filled in';
const NO_BALANCE = 'The Identomat account has no balance or no plan for this';
const LIMITED = 'Identomat takes no more requests just now';
const OUT_OF_SERVICE = 'Identomat cannot answer just now';
const REFUSED = 'Identomat refused the request';

it.each<[Partial<Failure>, ErrorContext | undefined, string]>([
	[{ code: 'argumentError' }, ofSession, UNKNOWN],
	[{ code: 'argumentError', status: 400 }, ofSession, UNKNOWN],
	[{ code: 'invalidAccess' }, ofSession, UNKNOWN],
	[{ code: 'argumentError', message: 'argumentError: session_token x' }, ofFile, UNKNOWN],
	[{ code: 'notFound', message: 'notFound: session_token x' }, ofSession, UNKNOWN],
	[{ code: 'argumentError' }, ofFile, 'There is no such file'],
	[{ code: 'face_not_found' }, ofFile, 'There is no such file'],
	[{ code: 'notFound' }, ofSession, 'Identomat does not have what was asked for'],
	[{ code: 'argumentError' }, beginning, WRONG_FIELDS],
	[{ code: 'wrongParameters' }, beginning, WRONG_FIELDS],
	[
		{ code: 'argumentError', message: 'argumentError: config_id x is not known' },
		beginning,
		"Identomat does not take 'Configuration ID'",
	],
	[
		{ code: 'wrongParameters', message: 'wrongParameters: parent_session_id' },
		beginning,
		"Identomat does not take 'Parent Session ID'",
	],
	[
		{ code: 'invalidAccess', status: 403 },
		ofSession,
		'Identomat does not let this account have what was asked for',
	],
	[
		{ code: 'invalidAccess' },
		undefined,
		'Identomat does not let this account have what was asked for',
	],
	[{ code: 'argumentError', message: 'argumentError: company_key is wrong' }, ofSession, WRONG_KEY],
	[{ code: 'COMPANY_KEY_INVALID', message: 'COMPANY_KEY_INVALID' }, beginning, WRONG_KEY],
	[{ code: 'companyMissing' }, ofSession, WRONG_KEY],
	[{ code: 'argumentError', status: 401 }, ofSession, WRONG_KEY],
	[
		{ code: 'argumentError', message: 'argumentError: the signature is wrong' },
		ofSession,
		NO_SIGNATURE,
	],
	[{ code: 'invalidAccess', message: 'the request is not signed' }, ofSession, NO_SIGNATURE],
	[{ code: 'paymentNeeded' }, ofSession, NO_BALANCE],
	[{ status: 402 }, ofSession, NO_BALANCE],
	[{ status: 403 }, ofSession, 'Identomat does not let this account do this'],
	[{ status: 404 }, ofSession, 'Identomat has nothing at this address'],
	[{ status: 413 }, ofFile, 'The file is too large for Identomat'],
	[{ status: 429, code: 'slow_down' }, ofSession, LIMITED],
	[{ status: 503, code: 'maintenance' }, ofSession, OUT_OF_SERVICE],
	[{ status: 500, code: 'argumentError' }, ofSession, OUT_OF_SERVICE],
	[{ code: 'maintenance' }, ofSession, REFUSED],
	[
		{ kind: 'unexpected', message: 'Identomat answered with a web page' },
		ofFile,
		'Identomat answered with a web page',
	],
	[{ kind: 'unanswered', message: 'Identomat was silent' }, ofFile, 'Identomat was silent'],
])('the headline of %j', (failure, asked, headline) => {
	expect(errorOf(failure, asked).message).toBe(headline);
});

it.each<[Partial<Failure>, ErrorContext | undefined, string]>([
	[
		{ code: 'argumentError', message: 'argumentError: session_token x is not known' },
		ofSession,
		'Identomat said "argumentError: session_token x is not known". session_token is the field \'Session ID\'. Check the session ID, which has 40 lower-case characters and digits. A session that was deleted or belongs to another company is not known; if no session is, check the company key in the credential.',
	],
	[{ code: 'argumentError' }, ofFile, 'Identomat said "what was said". Choose another file.'],
	[
		{ code: 'face_not_found' },
		undefined,
		'Identomat said "what was said". Check the fields of this node, and \'Extra Fields\'.',
	],
	[
		{ status: 503, message: 'Identomat answered with status 503', hasDefaultMessage: true },
		undefined,
		'Identomat answered with status 503. The fault is at Identomat or on the way to it. Run the node again later.',
	],
	[
		{ kind: 'unexpected', status: 404 },
		undefined,
		"Check the session ID, and the 'Widget URL' and 'External API URL' in the credential.",
	],
	[
		{ kind: 'unexpected' },
		ofFile,
		"Run the node again. If it stays like this, check the 'Widget URL' and 'External API URL' in the credential.",
	],
	[{ kind: 'unanswered', advice: 'Do just this.' }, ofFile, 'Do just this.'],
])('what stands below it for %j', (failure, asked, description) => {
	expect(errorOf(failure, asked).description).toBe(description);
});

it('tells n8n of the item and of the status', () => {
	expect(errorOf({ status: 429 })).toMatchObject({ httpCode: '429', context: { itemIndex: 3 } });
	expect(errorOf({ kind: 'unanswered', status: undefined }).httpCode).toBeNull();
});
