import { NodeOperationError, UserError, type INode } from 'n8n-workflow';

import type { ErrorContext } from '../../nodes/api/errors/messages';
import { loggableReason, toNodeApiError } from '../../nodes/api/errors/nodeErrors';
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
/** one about a person, with fields that the API calls by plain words, */
const ofPerson: ErrorContext = {
	fields: [
		{ name: 'name', displayName: 'Name' },
		{ name: 'birthDate', displayName: 'Birth Date' },
	],
};
/** and one that knows better what a refusal means. */
const ofFile: ErrorContext = {
	...ofSession,
	errorOverride: { headline: 'There is no such file', advice: 'Choose another file.' },
};

function errorOf(failure: Partial<Failure>, asked?: ErrorContext) {
	const full: Failure = {
		kind: 'refused',
		message: 'Identomat rejected the request',
		apiMessage: failure.kind ? undefined : 'what was said',
		status: 200,
		...failure,
	};
	return toNodeApiError(node, full, asked, 3);
}

const UNKNOWN = 'Session not found';
const WRONG_KEY = 'Invalid company key';
const NO_SIGNATURE = 'Invalid signature of the request';
const WRONG_FIELDS = 'Invalid parameters';
const NO_BALANCE = 'Insufficient balance or plan';
const LIMITED = 'Too many requests. Try again later.';
const OUT_OF_SERVICE = 'Identomat is currently unavailable';
const REFUSED = 'Identomat rejected the request';

it.each<[Partial<Failure>, ErrorContext | undefined, string]>([
	[{ code: 'argumentError' }, ofSession, UNKNOWN],
	[{ code: 'argumentError', status: 400 }, ofSession, UNKNOWN],
	[{ code: 'invalidAccess' }, ofSession, UNKNOWN],
	[{ code: 'argumentError', apiMessage: 'argumentError: session_token x' }, ofFile, UNKNOWN],
	[{ code: 'notFound', apiMessage: 'notFound: session_token x' }, ofSession, UNKNOWN],
	[{ code: 'argumentError' }, ofFile, 'There is no such file'],
	[{ code: 'face_not_found' }, ofFile, 'There is no such file'],
	[{ code: 'notFound' }, ofSession, 'Not found in Identomat'],
	[{ code: 'argumentError' }, beginning, WRONG_FIELDS],
	[{ code: 'wrongParameters' }, beginning, WRONG_FIELDS],
	[
		{ code: 'wrongParameters', apiMessage: 'birthdayTime is wrong' },
		ofPerson,
		"Invalid 'Birth Date'",
	],
	// A plain word may be meant as a word.
	[{ code: 'wrongParameters', apiMessage: 'unknown name' }, ofPerson, WRONG_FIELDS],
	[
		{ code: 'argumentError', apiMessage: 'argumentError: config_id x is not known' },
		beginning,
		"Invalid 'Configuration ID'",
	],
	[
		{ code: 'wrongParameters', apiMessage: 'wrongParameters: parent_session_id' },
		beginning,
		"Invalid 'Parent Session ID'",
	],
	[{ code: 'invalidAccess', status: 403 }, ofSession, "Your account doesn't have access to this"],
	[{ code: 'invalidAccess' }, undefined, "Your account doesn't have access to this"],
	[
		{ code: 'argumentError', apiMessage: 'argumentError: company_key is wrong' },
		ofSession,
		WRONG_KEY,
	],
	[{ code: 'COMPANY_KEY_INVALID', apiMessage: 'COMPANY_KEY_INVALID' }, beginning, WRONG_KEY],
	[{ code: 'companyMissing' }, ofSession, WRONG_KEY],
	[{ code: 'argumentError', status: 401 }, ofSession, WRONG_KEY],
	[
		{ code: 'argumentError', apiMessage: 'argumentError: the signature is wrong' },
		ofSession,
		NO_SIGNATURE,
	],
	[{ code: 'invalidAccess', apiMessage: 'the request is not signed' }, ofSession, NO_SIGNATURE],
	[{ code: 'paymentNeeded' }, ofSession, NO_BALANCE],
	[{ status: 402 }, ofSession, NO_BALANCE],
	[{ status: 403 }, ofSession, "Your account doesn't have access to this"],
	[{ status: 404 }, ofSession, 'Identomat has nothing at this address'],
	[{ status: 413 }, ofFile, 'Request too large'],
	[{ status: 429, code: 'slow_down' }, ofSession, LIMITED],
	[{ status: 503, code: 'maintenance' }, ofSession, OUT_OF_SERVICE],
	[{ status: 500, code: 'argumentError' }, ofSession, OUT_OF_SERVICE],
	[{ code: 'maintenance' }, ofSession, REFUSED],
	[
		{ kind: 'invalidResponse', message: 'Identomat answered with a web page' },
		ofFile,
		'Identomat answered with a web page',
	],
	[{ kind: 'noResponse', message: 'Identomat was silent' }, ofFile, 'Identomat was silent'],
])('the headline of %j', (failure, asked, headline) => {
	expect(errorOf(failure, asked).message).toBe(headline);
});

it.each<[Partial<Failure>, ErrorContext | undefined, string]>([
	[
		{ code: 'argumentError', apiMessage: 'argumentError: session_token x is not known' },
		ofSession,
		"Identomat said \"argumentError: session_token x is not known\". session_token is the field 'Session ID'. Check 'Session ID'. If it is right, check 'Company Key' in the credential.",
	],
	[{ code: 'argumentError' }, ofFile, 'Identomat said "what was said". Choose another file.'],
	[
		{ status: 407, apiMessage: 'Proxy Authentication Required' },
		ofSession,
		'The response says "Proxy Authentication Required". Ask your network administrator to allow requests from n8n to Identomat.',
	],
	[
		{ code: 'face_not_found' },
		undefined,
		'Identomat said "what was said". Check the fields of this node.',
	],
	[
		{ status: 503, message: 'Identomat answered with status 503', apiMessage: undefined },
		undefined,
		'Identomat answered with status 503. Try again later.',
	],
	[
		{ kind: 'invalidResponse', status: 404 },
		undefined,
		"Identomat rejected the request. Check 'Widget URL' and 'External API URL' in the credential.",
	],
	[
		{ kind: 'invalidResponse' },
		ofFile,
		"Run the node again. If this happens again, check 'Widget URL' and 'External API URL' in the credential.",
	],
	[{ kind: 'noResponse', advice: 'Do just this.' }, ofFile, 'Do just this.'],
])('the description for %j', (failure, asked, description) => {
	expect(errorOf(failure, asked).description).toBe(description);
});

it('gives n8n the item and the status', () => {
	expect(errorOf({ status: 429 })).toMatchObject({ httpCode: '429', context: { itemIndex: 3 } });
	expect(errorOf({ kind: 'noResponse', status: undefined }).httpCode).toBeNull();
});

it.each<[logged: string, error: unknown]>([
	["'Limit' must be a number above 0", new UserError("'Limit' must be a number above 0")],
	[`'File' cannot be "…"`, new UserError(`'File' cannot be "Nino "Testi" Testidze"`)],
	['Session not found', errorOf({ code: 'SESSION_NOT_FOUND', apiMessage: 'Nino' }, ofSession)],
	['TypeError', new TypeError('Nino is not a function')],
	['NodeOperationError', new NodeOperationError(node, 'Nino')],
	['unknown reason', 'Nino'],
])('logs only "%s" of an error that can name a person', (logged, error) => {
	expect(loggableReason(error)).toBe(logged);
});
