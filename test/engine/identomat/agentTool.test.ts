import { Identomat } from '../../../nodes/Identomat/Identomat.node';
import { resources } from '../../../nodes/Identomat/actions/resources';
import { isAgentTool } from '../../../nodes/Identomat/actions/item';
import { setUpIdentomat } from './identomatFixture';

const fixture = setUpIdentomat();

const node = 'identomatTool' as const;

const operations = Object.entries(resources).flatMap(([resource, offered]) =>
	Object.entries(offered?.operations ?? {}).map(([operation, { hideFromAgents }]) => ({
		resource,
		operation,
		hideFromAgents,
	})),
);

it('an agent gets only operations that read or create', () => {
	const offered = operations.filter(({ hideFromAgents }) => !hideFromAgents);
	expect(offered.map(({ resource, operation }) => `${resource}.${operation}`)).toEqual(
		expect.arrayContaining(['session.create', 'result.get', 'screening.searchPerson']),
	);
	const refused = operations.filter(({ hideFromAgents }) => hideFromAgents);
	expect(refused.map(({ resource, operation }) => `${resource}.${operation}`)).toEqual(
		expect.arrayContaining([
			'session.delete',
			'result.wait',
			'screening.stopMonitoring',
			'media.download',
			'export.sessionPdf',
			'processing.readDocument',
		]),
	);
});

it('the panel of a tool hides other operations, and resources without an operation', () => {
	const { properties } = new Identomat().description;
	const hide = { '@tool': [true] };
	const options = properties.flatMap(({ options = [] }) => options);
	for (const { operation, hideFromAgents } of operations.filter((one) => one.hideFromAgents)) {
		const option = options.find((one) => 'value' in one && one.value === operation);
		expect(option).toMatchObject(hideFromAgents ? { displayOptions: { hide } } : {});
	}
	const hidden = options.filter(
		(one) => 'value' in one && ['media', 'processing', 'export'].includes(String(one.value)),
	);
	expect(hidden).toHaveLength(3);
	hidden.forEach((one) => expect(one).toMatchObject({ displayOptions: { hide } }));
});

it.each(operations.filter(({ hideFromAgents }) => hideFromAgents))(
	'$resource: $operation refuses to run for agents, even in a saved workflow',
	async ({ resource, operation }) => {
		const sessionId = fixture.sandbox.addSession();
		const { error, items } = await fixture.run({ resource, operation, sessionId }, { node });
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: expect.stringMatching(/^'.*' is not for AI agents$/) });
		expect(fixture.sandbox.audit).toEqual([]);
	},
);

describe('a result', () => {
	const run = async (options = {}, others = {}) => {
		const sessionId = fixture.sandbox.addSession({ outcome: 'rejected' });
		const parameters = { resource: 'result', operation: 'get', sessionId, options, ...others };
		return (await fixture.run(parameters, { node })).items[0]?.json;
	};

	it.each([{}, { fields: [] }])('gives a model no data of the person with %j', async (options) => {
		const json = await run(options);
		expect(Object.keys(json ?? {})).toEqual([
			'outcome',
			'finished',
			'documentExpired',
			'rejectReason',
		]);
		expect(json).toMatchObject({ outcome: 'rejected', finished: true });
	});

	it('returns the chosen fields', async () => {
		expect(Object.keys((await run({ fields: ['fullName', 'outcome'] })) ?? {}).sort()).toEqual([
			'fullName',
			'outcome',
		]);
	});

	it.each(['', ' ', ',', '={{ $json.none }}', '={{ {} }}', '={{ 0 }}', '={{ false }}'])(
		"is refused if 'Fields' is %j, which could be an attempt to hide data",
		async (fields) => {
			const sessionId = fixture.sandbox.addSession();
			const parameters = { resource: 'result', operation: 'get', options: { fields } };
			const { items, error } = await fixture.callTool(parameters, { Session_ID: sessionId });
			expect(items).toEqual([]);
			expect(error?.message).toMatch(/'Fields'/);
		},
	);

	it('has all or the chosen fields outside an agent', async () => {
		const sessionId = fixture.sandbox.addSession();
		const get = { resource: 'result', operation: 'get', sessionId };
		const all = await fixture.run(get);
		expect(Object.keys(all.items[0]?.json ?? {}).length).toBeGreaterThan(30);
		const some = await fixture.run({ ...get, options: { fields: ['outcome', 'age'] } });
		expect(Object.keys(some.items[0]?.json ?? {}).sort()).toEqual(['age', 'outcome']);
	});
});

describe('parameters that a model fills in by default', () => {
	const operationsOnSessions = [
		['result', 'get'],
		['session', 'getActivities'],
		['session', 'getStatistics'],
		['session', 'getConfigSteps'],
	];

	it.each(operationsOnSessions)('%s: %s asks the model for the session', async (...called) => {
		const [resource = '', operation = ''] = called;
		const sessionId = fixture.sandbox.addSession();
		const parameters = { resource, operation, lookUpBy: 'sessionId' };
		const { items, error } = await fixture.callTool(parameters, { Session_ID: sessionId });
		expect(error).toBeUndefined();
		expect(items[0]?.json.asked).toEqual({
			Session_ID: 'The ID of the session, or the whole verification link',
		});
		expect(JSON.stringify(fixture.sandbox.audit)).toContain(sessionId);
	});

	it('a search asks the model for the name', async () => {
		const parameters = { resource: 'screening', operation: 'searchPerson' };
		const { items } = await fixture.callTool(parameters, { Name: 'Viktor Testovich' });
		expect(items[0]?.json).toMatchObject({
			asked: { Name: 'The full name of the person' },
			returned: [{ query: { name: 'Viktor Testovich' } }],
		});
	});

	it('details ask the model for the person', async () => {
		const parameters = { resource: 'screening', operation: 'getPersonDetails' };
		await fixture.callTool(parameters, { Person_ID: 'person-1' });
		expect(fixture.sandbox.audit).toMatchObject([{ fields: { personId: 'person-1' } }]);
	});

	it('a session chosen by the user is not left to the model', async () => {
		const sessionId = fixture.sandbox.addSession();
		const parameters = { resource: 'result', operation: 'get', sessionId };
		const { items } = await fixture.callTool(parameters, {});
		expect(items[0]?.json).toMatchObject({ asked: {}, returned: [{ finished: true }] });
	});

	it('an ID that the model left out is refused by its field name', async () => {
		const parameters = { resource: 'result', operation: 'get' };
		const { error } = await fixture.callTool(parameters, { Session_ID: '' });
		expect(error?.message).toContain("'Session ID' is empty");
	});

	it('outside an agent the session is that of the item', async () => {
		const sessionId = fixture.sandbox.addSession();
		const parameters = { resource: 'result', operation: 'get' };
		const { items } = await fixture.run(parameters, { items: [{ json: { sessionId } }] });
		expect(items[0]?.json).toMatchObject({ sessionId });
	});
});

it.each([
	[true, 'n8n-nodes-identomat.identomat', true],
	[false, 'n8n-nodes-identomat.identomatTool', true],
	[undefined, 'n8n-nodes-identomat.identomatTool', true],
	[false, 'n8n-nodes-identomat.identomat', false],
	[undefined, 'n8n-nodes-identomat.identomat', false],
])('if n8n reports %s, a node of the type %s is a tool: %s', (says, type, expected) => {
	const getNode = () => ({
		id: '',
		name: '',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: {},
		type,
	});
	const isToolExecution = says === undefined ? undefined : () => says;
	expect(isAgentTool({ getNode, isToolExecution })).toBe(expected);
});
