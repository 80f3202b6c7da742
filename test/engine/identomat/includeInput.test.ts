import type { IBinaryKeyData, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { operations, requiredParametersOf } from '../operations';
import { setUpIdentomat, widgetRequest } from './identomatFixture';

// Include Input Fields: the fields and files of the input item go on beside those of the output.

const fixture = setUpIdentomat();

const options = { includeInput: true };

const file = async (fileName: string) => {
	const data = jpeg({ width: 90, height: 90 });
	return await fixture.engine.binary({ data, fileName, mimeType: 'image/jpeg' });
};

/** A customer of the workflow with a contract, and the pictures that some operations take. */
const customer = async (json = {}): Promise<INodeExecutionData> => {
	const names = ['contract', 'data', 'face1', 'face2'];
	const files = names.map(async (name) => [name, await file(`${name}.jpg`)]);
	const binary = Object.fromEntries(await Promise.all(files)) as IBinaryKeyData;
	return { json: { customer: 7, ...json }, binary };
};

const before = (name: string, parameters: INodeParameters): INode => ({
	id: name,
	name,
	type: 'identomat',
	typeVersion: 1,
	position: [0, 0],
	parameters: { ...parameters, options },
	credentials: { identomatApi: { id: 'identomatApi', name: 'Test identomatApi' } },
});

const LISTS = [
	'session.getActivities',
	'session.getConfigSteps',
	'screening.getMonitored',
	'account.check',
];

describe('an operation with one item for each input item', () => {
	it.each(operations.filter(({ name }) => !LISTS.includes(name)))(
		'$name keeps the fields and files of the input',
		async (operation) => {
			const { sandbox, run } = fixture;
			const newId = operation.newId ?? (() => sandbox.addSession({ files: ['face', 'cardFront'] }));
			const id = await newId({ sandbox, run });
			const item = await customer({ id });
			const parameters = { ...requiredParametersOf(operation), options };
			const { items, error } = await run(parameters, { items: [item] });
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
			expect(items[0]?.json).toMatchObject({ customer: 7, ...operation.output() });
			expect(items[0]?.binary).toMatchObject({ contract: { fileName: 'contract.jpg' } });
			expect(items[0]?.pairedItem).toEqual({ item: 0 });
		},
	);

	it.each(operations.filter(({ name }) => name !== 'screening.stopMonitoring'))(
		'$name keeps nothing if the option is off',
		async (operation) => {
			const { sandbox, run } = fixture;
			const newId = operation.newId ?? (() => sandbox.addSession({ files: ['face', 'cardFront'] }));
			const id = await newId({ sandbox, run });
			const parameters = requiredParametersOf(operation);
			const { items } = await run(parameters, { items: [await customer({ id })] });
			expect(items.length).toBeGreaterThan(0);
			for (const { json, binary } of items) {
				expect(json).not.toHaveProperty('customer');
				expect(binary ?? {}).not.toHaveProperty('contract');
			}
		},
	);
});

it.each(operations.filter(({ name }) => LISTS.includes(name)))(
	"$name returns only Identomat's fields if it returns several items",
	async (operation) => {
		const { sandbox, run } = fixture;
		const newId = operation.newId ?? (() => sandbox.addSession());
		const id = await newId({ sandbox, run });
		const parameters = { ...requiredParametersOf(operation), options };
		const { items } = await run(parameters, { items: [await customer({ id })] });
		expect(items.length).toBeGreaterThan(0);
		for (const { json, binary } of items) {
			expect(json).not.toHaveProperty('customer');
			expect(binary).toBeUndefined();
		}
	},
);

it("the output's own fields and files win", async () => {
	const sessionId = fixture.sandbox.addSession({ files: ['face'] });
	const item = await customer({ file: 'mine', sessionId: 'mine' });
	const { items } = await fixture.run(
		{ resource: 'media', operation: 'download', sessionId, file: 'face', options },
		{ items: [item] },
	);
	expect(items[0]?.json).toMatchObject({ customer: 7, file: 'face', sessionId });
	expect(items[0]?.binary).toMatchObject({
		contract: { fileName: 'contract.jpg' },
		data: { fileName: `face-${sessionId}.jpg` },
	});
});

it('an AI agent gets no fields of the input', async () => {
	const parameters = { resource: 'result', operation: 'get', options };
	const sessionId = fixture.sandbox.addSession();
	const { items } = await fixture.callTool(parameters, { Session_ID: sessionId });
	expect(items[0]?.json.returned).toEqual([
		{ outcome: 'approved', finished: true, documentExpired: false, rejectReason: null },
	]);
});

it('passes the face of a session and of its document to a comparison in one chain', async () => {
	const sessionId = fixture.sandbox.addSession({ files: ['face', 'cardFront'] });
	const { items, error } = await fixture.run(
		{ resource: 'processing', operation: 'compareFaces', options },
		{
			items: [{ json: { customer: 7, sessionId } }],
			shape: {
				before: [
					before('Download', {
						resource: 'media',
						operation: 'download',
						file: 'face',
						binaryPropertyName: 'face1',
					}),
					before('Get Document Face Photo', {
						resource: 'media',
						operation: 'getDocumentFacePhoto',
						binaryPropertyName: 'face2',
					}),
				],
			},
		},
	);
	expect(error).toBeUndefined();
	expect(items).toMatchObject([
		{
			json: { customer: 7, sessionId, similarity: 0.93, warning: null },
			binary: { face1: {}, face2: {} },
		},
	]);
	expect(fixture.sentRequests().at(-1)).toEqual(widgetRequest('compare-faces/'));
	expect(fixture.sandbox.audit.at(-1)?.files).toHaveLength(2);
});

describe('over a wait', () => {
	const wait = (parameters: INodeParameters = {}) => ({
		resource: 'result',
		operation: 'wait',
		sessionId: '={{ $json.sessionId }}',
		options,
		...parameters,
	});

	const startWaiting = async (json = {}, parameters: INodeParameters = {}, loops = false) => {
		const sessionId = fixture.sandbox.addSession({ state: 'open' });
		const run = await fixture.run(wait(parameters), {
			items: [await customer({ sessionId, ...json })],
			shape: { loops },
		});
		expect(run.status).toBe('waiting');
		return { sessionId, waiting: run.waiting! };
	};

	const binary = { contract: { fileName: 'contract.jpg' }, data: { fileName: 'data.jpg' } };

	it.each([true, false])('fields and files stay (Simplify: %s)', async (simplify) => {
		const { sessionId, waiting } = await startWaiting({ name: 'Mine' }, { simplify });
		fixture.sandbox.finish(sessionId);
		const { resumed } = await waiting.callResumeUrl();
		expect(resumed?.items).toMatchObject([
			{ json: { customer: 7, sessionId, outcome: 'approved', timedOut: false }, binary },
		]);
		expect(resumed?.items[0]?.json.name).toBe(simplify ? 'Mine' : 'Nino Sandadze');
		const [kept] = Object.values(resumed?.items[0]?.binary ?? {});
		expect((await fixture.engine.readBinary(kept!)).length).toBeGreaterThan(100);
	});

	it.each([true, false])('they stay at the limit (Simplify: %s)', async (simplify) => {
		const { sessionId, waiting } = await startWaiting({ name: 'Mine', age: 5 }, { simplify });
		const { items } = await waiting.reachLimit();
		expect(items).toMatchObject([
			{ json: { customer: 7, name: 'Mine', sessionId, outcome: null, timedOut: true }, binary },
		]);
		expect(items[0]?.json.age).toBe(simplify ? null : 5);
	});

	it('they stay when the item comes back into the node, without its earlier row', async () => {
		const parameters = { simplify: false, continueWhen: 'each' };
		const { sessionId, waiting } = await startWaiting({}, parameters, true);
		const again = await waiting.reachLimit();
		const { items } = await again.waiting!.reachLimit();
		expect(items[0]?.json).toEqual({
			customer: 7,
			sessionId,
			outcome: null,
			finished: false,
			timedOut: true,
		});
		expect(items[0]?.binary).toMatchObject(binary);
	});

	it('an earlier refusal is not in later rows', async () => {
		const invite = before('Invite', { resource: 'session', operation: 'invite', configId: 'kyc' });
		const run = await fixture.run(wait({ waitFor: 'invitation' }), {
			items: [await customer()],
			shape: { before: [invite], loops: true },
		});
		const { resultData } = JSON.parse(run.waiting!.stored);
		const url = new URL(resultData.runData.Invite[0].data.main[0][0].json.invitationUrl as string);
		const query = Object.fromEntries(url.searchParams);
		fixture.sandbox.fault('begin/', { body: { paymentNeeded: 'no balance' }, times: 1 });
		const refused = await run.waiting!.callResumeUrl({ method: 'POST', query });
		expect(refused.resumed?.items[0]?.json).toMatchObject({ customer: 7, problem: {} });
		const begun = await refused.resumed!.waiting!.callResumeUrl({ method: 'POST', query });
		const row = begun.resumed?.items[0];
		expect(row?.json).toMatchObject({ customer: 7, outcome: 'in_progress' });
		expect(row?.json).not.toHaveProperty('problem');
		expect(row?.binary).toMatchObject(binary);
	});
});
