import type {
	IBinaryKeyData,
	IDataObject,
	INodeExecutionData,
	INodeParameters,
	OnError,
} from 'n8n-workflow';

import { jpeg, type Fault } from '../../dev/sandbox';
import { setUpIdentomat } from './identomat/identomatFixture';
import {
	newIdFor,
	operationNamed,
	operationsIn,
	requiredParametersOf,
	NON_IDEMPOTENT_OPERATIONS,
	type ListedOperation,
} from './operations';
import type { RunResult } from './runNode';
import { errorText, itemErrorText } from './errorText';

// What a request is retried for is tested elsewhere; here nobody waits for it.
jest.mock('../../nodes/api/network/backoff', () => ({ waitBeforeRetry: () => 0 }));

const fixture = setUpIdentomat();

const cases = operationsIn('failures');

/** One way in which the API fails, and what the user then reads. */
interface Shape {
	name: string;
	fault: Fault;
	/** What happened, in Identomat's words where it has any; the host that was asked is `HOST` in it. */
	message: string;
	/** Part of the advice, */
	advice: RegExp;
	/** which is the operation's own where it has one: the code may mean much. */
	isVague?: boolean;
	/** Nobody knows whether the request was carried out: a caution where that does harm. */
	mayHaveSucceeded?: boolean;
	/** Taken for "done" by the operations that only wait for that. */
	meansDone?: boolean;
}

const html = (page: string, status: number): Fault => ({
	status,
	contentType: 'text/html; charset=utf-8',
	body: page,
});
const AT_ONCE = { 'retry-after': '0' };
const VAGUE = { advice: /Check the fields of this node/, isVague: true };
const KEY = /Check 'Company Key' in the credential/;
const ADDRESSES = /check the 'Widget URL' and 'External API URL'/i;
const ADDRESS = /check the address, and that this n8n may connect to it/;
const LATER = /Run the node again later/;
const UNREADABLE = 'Identomat returned incomplete or damaged JSON';
const BROKEN_OFF = 'Identomat at HOST closed the connection before responding fully';
const shapes: Shape[] = [
	{
		name: 'HTTP 400 with a code as key',
		fault: { status: 400, body: { wrongParameters: 'no such field' } },
		message: 'wrongParameters: no such field',
		advice: /Check the fields of this node/,
	},
	{
		name: 'HTTP 400 with a message only',
		fault: { status: 400, body: { message: 'the flags are not valid' } },
		message: 'the flags are not valid',
		...VAGUE,
	},
	{
		name: 'HTTP 401 with a code and a message',
		fault: { status: 401, body: { code: 'unauthorized', message: 'who is there?' } },
		message: 'unauthorized: who is there?',
		advice: KEY,
	},
	{
		name: 'HTTP 403 with plain text',
		fault: { status: 403, body: 'Not for this company' },
		message: 'Not for this company',
		advice: KEY,
	},
	{
		name: 'HTTP 400 with an unknown code that names the key',
		fault: { status: 400, body: { error: 'invalid_company_key' } },
		message: 'invalid_company_key',
		advice: KEY,
	},
	{
		name: 'HTTP 404 with the code notFound',
		fault: { status: 404, body: { notFound: 'it is gone' } },
		message: 'notFound: it is gone',
		advice: /the step was part of the session/,
		isVague: true,
	},
	{
		name: 'HTTP 404 with a web page',
		fault: html('<!doctype html><title>No such page</title>', 404),
		message: 'Identomat answered with status 404: No such page',
		advice: /Check the session ID/,
	},
	{
		name: 'HTTP 422 with JSON of an unknown form',
		fault: { status: 422, body: { problem: 'name is empty' } },
		message: '{"problem":"name is empty"}',
		...VAGUE,
	},
	{
		name: 'HTTP 429',
		fault: { status: 429, body: { error: 'too_many_requests' }, headers: AT_ONCE },
		message: 'too_many_requests',
		advice: /ask Identomat for a higher limit/,
	},
	{
		name: 'HTTP 500 with nothing',
		fault: { status: 500, body: '' },
		message: 'Identomat answered with status 500',
		advice: LATER,
		mayHaveSucceeded: true,
	},
	{
		name: 'HTTP 502 with a web page of a proxy',
		fault: { ...html('<html><h1>Bad Gateway</h1></html>', 502), headers: AT_ONCE },
		message: 'Identomat answered with status 502',
		advice: LATER,
		mayHaveSucceeded: true,
	},
	{
		name: 'HTTP 503 with an error object',
		fault: {
			status: 503,
			body: { error: { code: 'overloaded', message: 'come back later' } },
			headers: AT_ONCE,
		},
		message: 'overloaded: come back later',
		advice: LATER,
		mayHaveSucceeded: true,
	},
	{
		name: 'a string with a code',
		fault: { shape: 'string', code: 'face_not_found' },
		message: 'face_not_found',
		...VAGUE,
	},
	...['invalidAccess', 'notFound', 'argumentError'].map(
		(code): Shape => ({
			name: `an object with the key ${code}`,
			fault: { shape: 'codeKey', code },
			message: `${code}: refused as ordered`,
			advice: /Check (the (session )?ID|the fields of this node)/,
			isVague: code !== 'invalidAccess',
		}),
	),
	{
		name: 'an argumentError that names the key',
		fault: { body: { argumentError: 'company_key is not valid' } },
		message: 'argumentError: company_key is not valid',
		advice: KEY,
	},
	{
		name: 'an object with the code in error',
		fault: { body: { error: 'session_expired', message: 'too late' } },
		message: 'session_expired: too late',
		...VAGUE,
	},
	{
		name: 'an object with the code beside "error": true',
		fault: { body: { error: true, code: 'session_expired' } },
		message: 'session_expired',
		...VAGUE,
	},
	...['code', 'status', 'type'].map(
		(field): Shape => ({
			name: `an object with the code in ${field}`,
			fault: { body: { [field]: 'session_expired', message: 'too late' } },
			message: 'session_expired: too late',
			...VAGUE,
		}),
	),
	{
		name: 'an object with the code in status and no data',
		fault: { body: { status: 'error', message: 'too late', data: null } },
		message: 'error: too late',
		...VAGUE,
	},
	{
		name: 'an empty answer',
		fault: { shape: 'empty' },
		message: 'Identomat returned an empty response',
		advice: ADDRESSES,
		mayHaveSucceeded: true,
		meansDone: true,
	},
	{
		name: 'truncated JSON',
		fault: { shape: 'truncatedJson' },
		message: UNREADABLE,
		advice: ADDRESSES,
		mayHaveSucceeded: true,
	},
	{
		name: 'a web page',
		fault: html('<html><head><title>Please sign in</title></head></html>', 200),
		message: 'Identomat answered with a web page titled "Please sign in" instead of data',
		advice: ADDRESSES,
		mayHaveSucceeded: true,
	},
	{
		name: 'a web page that is not written in UTF-8',
		fault: {
			status: 200,
			contentType: 'text/html; charset=windows-1251',
			body: Buffer.from('<html><h1>\xcd\xe5\xf2 \xe4\xee\xf1\xf2\xf3\xef\xe0</h1>', 'latin1'),
		},
		message: 'Identomat answered with a web page instead of data',
		advice: ADDRESSES,
		mayHaveSucceeded: true,
	},
	{
		name: 'JSON that is cut off on the way',
		fault: { body: { result: 'approved', similarity: 1, name: 'Nino Sandadze' }, cutOff: true },
		message: BROKEN_OFF,
		advice: ADDRESS,
		mayHaveSucceeded: true,
	},
	{
		name: 'a file that is cut off on the way',
		fault: {
			body: jpeg({ width: 200, height: 200 }),
			contentType: 'image/jpeg',
			cutOff: true,
		},
		message: BROKEN_OFF,
		advice: ADDRESS,
		mayHaveSucceeded: true,
	},
	{
		name: 'a connection that is reset',
		fault: { reset: true },
		message: BROKEN_OFF,
		advice: ADDRESS,
		mayHaveSucceeded: true,
	},
	{
		name: 'an answer that cannot be unpacked',
		fault: { body: 'this is not zipped', headers: { 'content-encoding': 'gzip' } },
		message: 'Identomat at HOST gave no usable answer: Z_DATA_ERROR',
		advice: ADDRESS,
		mayHaveSucceeded: true,
	},
	{
		name: 'a redirect',
		fault: { status: 307, headers: { location: 'http://127.0.0.1:1/elsewhere' } },
		message:
			'Identomat answered with a redirect (status 307), which is not followed: the company key stays with the configured host',
		advice: ADDRESSES,
	},
];

/** A word that only programs use: it stands below the headline. */
const CODE = /[a-z]_[a-z]|[a-z][A-Z](?<!URL)/;

/** What the user is told to do when this operation fails in this way. */
function adviceFor(
	{ name, adviceWhenRefused }: ListedOperation,
	{ advice, isVague, mayHaveSucceeded }: Shape,
): RegExp {
	if (mayHaveSucceeded && NON_IDEMPOTENT_OPERATIONS.includes(name))
		return /may have carried the request out/;
	return (isVague && adviceWhenRefused) || advice;
}

/** The status that the shape comes with; null where no answer came. */
function statusOf({ fault: { status = 200, cutOff, reset, headers = {} } }: Shape): string | null {
	return cutOff || reset || headers['content-encoding'] ? null : String(status);
}

const FAILING = 1;
let binary: IBinaryKeyData;

beforeAll(async () => {
	const file = { data: jpeg({ width: 100, height: 100 }), mimeType: 'image/jpeg' };
	const face = await fixture.engine.binary({ ...file, fileName: 'face.jpg' });
	binary = { data: face, face1: face, face2: face };
});

/** A good item, one that sends a field which the faults look for, and more good ones. */
async function itemsFor(operation: ListedOperation, count: number) {
	const items: INodeExecutionData[] = [];
	for (let index = 0; index < count; index++) {
		const extraFields = index === FAILING ? '{"mark": "failing"}' : '{}';
		items.push({ json: { id: await newIdFor(operation, fixture), extraFields }, binary });
	}
	return items;
}

async function runWith(operation: ListedOperation, items: INodeExecutionData[], onError?: OnError) {
	const options = { extraFields: '={{ $json.extraFields }}' };
	return await fixture.run({ ...requiredParametersOf(operation), options }, { items, onError });
}

function placeFault(fault: Fault): void {
	fixture.sandbox.fault('*', { ...fault, matches: ({ mark }) => mark === 'failing' });
}

const VARYING = /[a-z0-9]{40}|[0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+Z|"fileSize":\d+/g;

/** What came out for an input item, without what differs from session to session. */
function outputsOf(items: INodeExecutionData[], index: number) {
	return linkedTo(items, index).map(({ json, binary: files = {} }) => ({
		json: JSON.stringify(json).replace(VARYING, '…'),
		files: Object.keys(files),
	}));
}

/** What a good item makes of this operation, to compare its neighbours with. */
async function goodOutputs(operation: ListedOperation) {
	const { items } = await runWith(operation, await itemsFor(operation, 1));
	return outputsOf(items, 0);
}

function expectStopped(run: RunResult, shape: Shape) {
	expect(run.items).toEqual([]);
	expect(run.errorItems).toEqual([]);
	expect(run.error).toMatchObject({
		name: 'NodeApiError',
		description: expect.stringMatching(shape.advice),
		context: { itemIndex: FAILING },
	});
	expect(heard(errorText(run.error))).toContain(shape.message);
	expect(run.error?.message).not.toMatch(CODE);
	expect(run.error?.httpCode ?? null).toBe(statusOf(shape));
}

/** What the user reads, with `HOST` for the address of the sandbox. */
function heard(message: unknown): string {
	return String(message).replace(/127\.0\.0\.1:\d+/, 'HOST');
}

/** The failed item alone came out, linked to its input, with what happened and what to do. */
function expectFailedItem(items: INodeExecutionData[], { message, advice }: Shape) {
	expect(items).toEqual([
		{
			json: expect.objectContaining({ message: expect.stringMatching(advice) }),
			pairedItem: { item: FAILING },
		},
	]);
	expect(heard(itemErrorText(items[0]?.json))).toContain(message);
	expect(items[0]?.json.error).not.toMatch(CODE);
}

function linkedTo(items: INodeExecutionData[], index: number) {
	return items.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index);
}

describe.each(cases)('$name fails for the item that fails, and for that one only', (operation) => {
	let good: ReturnType<typeof outputsOf>;

	beforeAll(async () => {
		good = await goodOutputs(operation);
		expect(good.length).toBeGreaterThan(0);
	});

	const failing = shapes.filter(({ meansDone }) => !(meansDone && operation.isDone));

	it.each(failing)('on $name', async (shape) => {
		const expected = { ...shape, advice: adviceFor(operation, shape) };
		placeFault(shape.fault);
		const run = async (mode: OnError) =>
			await runWith(operation, await itemsFor(operation, 2), mode);
		const [stopped, regular, separate] = await Promise.all([
			run('stopWorkflow'),
			run('continueRegularOutput'),
			run('continueErrorOutput'),
		]);

		expectStopped(stopped, expected);
		expectFailedItem(linkedTo(regular.items, FAILING), expected);
		expect(linkedTo(separate.items, FAILING)).toEqual([]);
		expectFailedItem(separate.errorItems, expected);
		expect(separate.errorItems[0]?.json).toMatchObject({ id: expect.any(String) });
		for (const { items, error } of [regular, separate]) {
			expect(error).toBeUndefined();
			expect(outputsOf(items, 0)).toEqual(good);
		}
		expect(JSON.stringify([stopped, regular, separate])).not.toContain(fixture.sandbox.companyKey);
	});

	it('and the items after it go on', async () => {
		placeFault({ code: 'invalidAccess' });
		for (const mode of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { items } = await runWith(operation, await itemsFor(operation, 4), mode);
			expect([0, 2, 3].map((index) => outputsOf(items, index))).toEqual([good, good, good]);
		}
	});
});

describe.each(cases.filter(({ isDone }) => isDone))('$name takes for done', (operation) => {
	const done = operation.name === 'session.delete' ? 'deleted' : 'stopped';

	it.each<[string, Fault]>([
		['an empty answer', { body: '' }],
		['an empty object', { body: {} }],
		['a word for success', { body: { status: 'deleted' } }],
		['a status code for success', { body: { code: 200, message: 'ok' } }],
		['a message alone', { body: { message: 'Removed' } }],
		['null', { body: 'null' }],
		['true', { body: 'true' }],
		['an answer with HTTP 204', { status: 204, body: '' }],
	])('%s', async (_, fault) => {
		fixture.sandbox.fault('*', fault);
		const { items } = await runWith(operation, [{ json: { id: 'invented-id', extraFields: {} } }]);
		expect(items).toEqual([
			{ json: { [done]: true, [idField(operation)]: 'invented-id' }, pairedItem: { item: 0 } },
		]);
	});

	it.each<[string, Fault, string]>([
		['a string', { body: '"not_allowed"' }, 'not_allowed'],
		['false', { body: 'false' }, 'Identomat returned another kind of response than expected'],
		['plain text', { body: 'nothing to do' }, 'nothing to do'],
		['"success": false', { body: { success: false, message: 'busy' } }, 'busy'],
	])('but not %s', async (_, fault, message) => {
		fixture.sandbox.fault('*', fault);
		const run = await runWith(operation, [{ json: { id: 'invented-id', extraFields: {} } }]);
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({ httpCode: '200' });
		expect(errorText(run.error)).toContain(message);
	});
});

function idField({ parameters }: ListedOperation): string {
	return Object.keys(parameters)[0] ?? '';
}

/** The JSON that comes out where Identomat answers `body` with HTTP 200. */
async function jsonFor(name: string, body: object, parameters: INodeParameters = {}) {
	const operation = operationNamed(name);
	fixture.sandbox.fault('*', { body });
	const run = await runWith(
		{ ...operation, parameters: { ...operation.parameters, ...parameters } },
		[{ json: { id: 'invented-id', extraFields: {} }, binary }],
	);
	expect(run.error).toBeUndefined();
	return run.items.map(({ json }) => json);
}

describe('a good answer that looks like an error stays data', () => {
	const badDocument = {
		result: 'rejected',
		status: 'FIELDS_MISMATCH',
		reject_reason: { value: 'face_mismatch', description: 'Faces do not match' },
		result_comment: 'error',
		person: { first_name: 'Nino', status: 'EXPIRED' },
		error: null,
	};

	it('the raw result of a bad document', async () => {
		expect(await jsonFor('result.get', badDocument, { simplify: false })).toEqual([
			{ ...badDocument, sessionId: 'invented-id', outcome: 'rejected', finished: true },
		]);
	});

	it('the simplified result of a bad document', async () => {
		expect(await jsonFor('result.get', badDocument)).toMatchObject([
			{
				outcome: 'rejected',
				firstName: 'Nino',
				rejectReason: 'face_mismatch',
				rejectDescription: 'Faces do not match',
				comment: 'error',
			},
		]);
	});

	it('activities that tell of errors', async () => {
		const activities = [
			{ type: 'error', status: 'failed', error: null },
			{ type: 'document-upload', status: 'rejected', error: 'blurred_image' },
			{ type: 'invalidAccess', code: 403 },
		];
		expect(await jsonFor('session.getActivities', activities)).toEqual(activities);
	});

	it.each<[operation: string, body: IDataObject]>([
		['session.getStatistics', { status: 'finished', attempts: 3, code: 'GEO' }],
		['session.getStatistics', { type: 'full', error: '', notFound: null, attempts: 3 }],
		['processing.readDocument', { type: 'P', status: 'valid', code: 'GEO', name: 'Sandadze' }],
		['processing.readDocument', { status: 'FIELDS_MISMATCH', document_number: '00TS00042' }],
		['processing.readDocument', { error: {}, document_number: '00TS00042' }],
		['screening.monitor', { id: 'record-1', status: 'active', type: 'person' }],
		['screening.getPersonDetails', { personId: 'p', type: 'person', status: 'deceased' }],
	])('of %s: %j', async (name, body) => {
		expect(await jsonFor(name, body)).toEqual([body]);
	});

	it('steps with a type of their own', async () => {
		const steps = [{ type: 'agreement' }, { type: 'liveness', status: 'notFound' }];
		expect(await jsonFor('session.getConfigSteps', steps)).toEqual(steps);
	});

	it('monitored records with a status', async () => {
		const records = [{ id: 'record-1', status: 'error', error: 'list not reachable' }];
		expect(await jsonFor('screening.getMonitored', { status: 'ok', records })).toEqual(records);
	});

	it('a search that found nobody', async () => {
		const query = { name: 'invented-id' };
		const nobody = [{ query, matchCount: 0, highestScore: null, matches: [] }];
		expect(await jsonFor('screening.searchPerson', [])).toEqual(nobody);
		fixture.sandbox.clearFaults();
		expect(await jsonFor('screening.searchPerson', { code: 0, matches: [] })).toEqual(nobody);
	});

	it.each<[body: IDataObject, warning: string | null]>([
		[{ similarity: 0.71, code: 'face_too_small' }, 'face_too_small'],
		[{ similarity: 0.71, error: 'face_too_small' }, 'face_too_small'],
		[{ score: 0.71, warning: 'face_too_small' }, 'face_too_small'],
		[{ similarity: 0.71, error: { code: 7, message: 'small face' } }, '7'],
		[{ similarity: 0.71, error: null, code: 0, warning: '' }, null],
		[{ similarity: 0.93, code: 'ok' }, null],
		[{ similarity: 0, code: 'face_not_found' }, 'face_not_found'],
	])('faces compared with %j', async (body, warning) => {
		const expected = [{ similarity: body.similarity ?? body.score, warning }];
		expect(await jsonFor('processing.compareFaces', body)).toEqual(expected);
	});

	it('files named by addresses, beside a status', async () => {
		const url = 'https://files.example/shot.jpg';
		const body = { status: 'ready', type: 'shots', shots: [{ url, error: null }] };
		expect(await jsonFor('media.getVideoCallShots', body)).toEqual([
			{ sessionId: 'invented-id', files: [{ url }] },
		]);
	});
});

describe('an error never means that nothing was found', () => {
	it.each<[body: IDataObject]>([
		[{ errors: ['list not reachable'] }],
		[{ message: 'list not reachable', details: [] }],
		[{ error: 'list not reachable', matches: [] }],
		[{ message: 'list not reachable' }],
	])('in a screening that is answered with %j', async (body) => {
		fixture.sandbox.fault('*', { body });
		const { items, error } = await runWith(operationNamed('screening.searchPerson'), [
			{ json: { id: 'Ana Testidze', extraFields: {} } },
		]);
		expect(items).toEqual([]);
		expect(error).toMatchObject({ httpCode: '200', description: expect.stringMatching(/./) });
	});

	it('in a call whose shots are of an unknown form', async () => {
		fixture.sandbox.fault('*', { body: [{ storageKey: 'shot-1' }] });
		const { items, error } = await runWith(operationNamed('media.getVideoCallShots'), [
			{ json: { id: 'invented-id', extraFields: {} } },
		]);
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: 'Identomat returned no file' });
	});

	it('in one file of many that fails otherwise than by being missing', async () => {
		fixture.sandbox.fault('result/card-front/', { body: { invalidAccess: 'not yours' } });
		const { items, error } = await runWith(operationNamed('media.downloadAll'), [
			{ json: { id: fixture.sandbox.addSession(), extraFields: {} } },
		]);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: 'Session not found',
			description: expect.stringContaining('"invalidAccess: not yours"'),
			httpCode: '200',
		});
	});
});

it.each<[string, Fault]>([
	['argumentError', { code: 'argumentError' }],
	['notFound', { code: 'notFound' }],
	['HTTP 404 and notFound', { status: 404, body: { notFound: 'no such file' } }],
])('one file of many that is answered with %s is told as missing', async (_, fault) => {
	fixture.sandbox.fault('result/card-front/', fault);
	const id = fixture.sandbox.addSession();
	const { items } = await runWith(operationNamed('media.downloadAll'), [
		{ json: { id, extraFields: {} } },
	]);
	expect(items.map(({ json }) => json)).toEqual([
		{ sessionId: id, found: ['face'], missing: ['cardFront'] },
	]);
});

it('a session without any of its files is no error as long as it has a result', async () => {
	const id = fixture.sandbox.addSession({ files: [] });
	const { items } = await runWith(operationNamed('media.downloadAll'), [
		{ json: { id, extraFields: {} } },
	]);
	expect(items.map(({ json }) => json)).toEqual([
		{ sessionId: id, found: [], missing: ['face', 'cardFront'] },
	]);
});
