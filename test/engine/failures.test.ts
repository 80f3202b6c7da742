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

/** A way in which a call fails, and what the user then reads. */
interface FailureCase {
	name: string;
	fault: Fault;
	/** Part of what happened; the host that was requested is `HOST` in it. */
	message: string;
	/** Part of the advice, */
	advice: RegExp;
	/** which is the operation's own if it has one: the code may mean much. */
	isVague?: boolean;
	/** Nobody knows whether the request was processed: a caution where that does harm. */
	mayHaveSucceeded?: boolean;
}

/** One failure of each kind; `test/unit/errorShapes.test.ts` and `responseShapes.test.ts` specify all shapes. */
const failureCases: FailureCase[] = [
	{
		name: 'a refusal of what was requested',
		fault: { body: { error: 'E17', message: 'too late' } },
		message: 'Identomat said "E17: too late".',
		advice: /Check the fields of this node, and 'Additional Fields \(JSON\)'/,
		isVague: true,
	},
	{
		name: 'a response that is cut off',
		fault: { shape: 'truncatedJson' },
		message: 'Identomat returned incomplete or damaged JSON',
		advice: /check 'Widget URL' and 'External API URL'/,
		mayHaveSucceeded: true,
	},
	{
		name: 'a web page of a gateway',
		fault: {
			status: 502,
			contentType: 'text/html; charset=utf-8',
			body: '<html><h1>Bad Gateway</h1></html>',
			headers: { 'retry-after': '0' },
		},
		message: 'Identomat is currently unavailable',
		advice: /Try again later/,
		mayHaveSucceeded: true,
	},
	{
		name: 'a connection that is reset',
		fault: { reset: true },
		message: 'Identomat at HOST closed the connection before responding fully',
		advice: /Try again later/,
		mayHaveSucceeded: true,
	},
];

/** A word that only programs use: it stands below the headline. */
const CODE = /[a-z]_[a-z]|[a-z][A-Z](?<!URL)/;

/** What the user is told to do when this operation fails in this way. */
function adviceFor(
	{ name, adviceWhenRefused }: ListedOperation,
	{ advice, isVague, mayHaveSucceeded }: FailureCase,
): RegExp {
	if (mayHaveSucceeded && NON_IDEMPOTENT_OPERATIONS.includes(name)) {
		return /The request may have been processed\. Check in Identomat before you retry\./;
	}
	return (isVague && adviceWhenRefused) || advice;
}

/** The status that the failure comes with; null if no response came. */
function statusOf({ fault: { status = 200, reset } }: FailureCase): string | null {
	return reset ? null : String(status);
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

function expectStopped(run: RunResult, shape: FailureCase) {
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
function expectFailedItem(items: INodeExecutionData[], { message, advice }: FailureCase) {
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

describe.each(cases)('$name fails only for the item that fails', (operation) => {
	let good: ReturnType<typeof outputsOf>;

	beforeEach(async () => {
		good = await goodOutputs(operation);
		expect(good.length).toBeGreaterThan(0);
	});

	it.each(failureCases)('on $name', async (shape) => {
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

	it('and processes the items after it', async () => {
		placeFault({ code: 'invalidAccess' });
		for (const mode of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const { items } = await runWith(operation, await itemsFor(operation, 4), mode);
			expect([0, 2, 3].map((index) => outputsOf(items, index))).toEqual([good, good, good]);
		}
	});
});

describe.each(cases.filter(({ isDone }) => isDone))('$name accepts as done', (operation) => {
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

describe('a valid response that looks like an error is returned as data', () => {
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

	it('activities with errors', async () => {
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
		const simplify = name === 'processing.readDocument' ? { simplify: false } : {};
		expect(await jsonFor(name, body, simplify)).toEqual([body]);
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

	it('files named by addresses, next to a status', async () => {
		const url = 'https://files.example/shot.jpg';
		const body = { status: 'ready', type: 'shots', shots: [{ url, error: null }] };
		expect(await jsonFor('media.getVideoCallShots', body)).toEqual([
			{ sessionId: 'invented-id', files: [{ url }] },
		]);
	});
});

describe('a failure is never reported as nothing found', () => {
	it.each<[body: IDataObject]>([
		[{ errors: ['list not reachable'] }],
		[{ message: 'list not reachable', details: [] }],
		[{ error: 'list not reachable', matches: [] }],
		[{ message: 'list not reachable' }],
	])('in a screening with the response %j', async (body) => {
		fixture.sandbox.fault('*', { body });
		const { items, error } = await runWith(operationNamed('screening.searchPerson'), [
			{ json: { id: 'Ana Testidze', extraFields: {} } },
		]);
		expect(items).toEqual([]);
		expect(error).toMatchObject({ httpCode: '200', description: expect.stringMatching(/./) });
	});

	it('in a video call with shots of an unknown form', async () => {
		fixture.sandbox.fault('*', { body: [{ storageKey: 'shot-1' }] });
		const { items, error } = await runWith(operationNamed('media.getVideoCallShots'), [
			{ json: { id: 'invented-id', extraFields: {} } },
		]);
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: 'Identomat returned no file' });
	});

	it('for one of several files that fails but is not missing', async () => {
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
])('reports one of several files as missing after %s', async (_, fault) => {
	fixture.sandbox.fault('result/card-front/', fault);
	const id = fixture.sandbox.addSession();
	const { items } = await runWith(operationNamed('media.downloadAll'), [
		{ json: { id, extraFields: {} } },
	]);
	expect(items.map(({ json }) => json)).toEqual([
		{ sessionId: id, found: ['face'], missing: ['cardFront'] },
	]);
});

it('accepts a session without files if it has a result', async () => {
	const id = fixture.sandbox.addSession({ files: [] });
	const { items } = await runWith(operationNamed('media.downloadAll'), [
		{ json: { id, extraFields: {} } },
	]);
	expect(items.map(({ json }) => json)).toEqual([
		{ sessionId: id, found: [], missing: ['face', 'cardFront'] },
	]);
});
