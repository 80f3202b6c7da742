import { sessionItems, setUpIdentomat } from './identomatFixture';

// What a run has created or deleted before one of its items ends it.

const fixture = setUpIdentomat();

const get = { resource: 'result', operation: 'get', sessionId: '={{ $json.sessionId }}' };

const sessions = (count: number) =>
	Array.from({ length: count }, () => fixture.sandbox.addSession());

describe('a run that ends at a failed item', () => {
	const create = { resource: 'session', operation: 'create', configId: '={{ $json.configId }}' };
	const configs = ['a', 'b', 'bad', 'd', 'e'];

	const refuseConfig = () =>
		fixture.sandbox.fault('begin/', {
			code: 'argumentError',
			matches: ({ config_id }) => config_id === 'bad',
		});

	it.each([1, 5])('names the created sessions, %s at a time', async (maxConcurrency) => {
		refuseConfig();
		const { error } = await fixture.run(
			{ ...create, options: { maxConcurrency } },
			{ items: configs.map((configId) => ({ json: { configId } })) },
		);
		const note = /Completed before: (\d) of 5 items\. IDs: (.*)\.$/.exec(error?.description ?? '');
		const ids = note?.[2]?.split(', ') ?? [];
		const good = fixture.sandbox.audit.filter(({ fields }) => fields.config_id !== 'bad');
		expect(ids).toHaveLength(good.length);
		expect(Number(note?.[1])).toBe(good.length);
		for (const id of ids) expect(fixture.sandbox.session(id)).toBeDefined();
	});

	it('names the deleted sessions', async () => {
		const [first = '', second = ''] = sessions(2);
		const { error } = await fixture.run(
			{
				resource: 'session',
				operation: 'delete',
				sessionId: '={{ $json.sessionId }}',
				options: { maxConcurrency: 1 },
			},
			{ items: sessionItems(first, second, '={{ "" }}') },
		);
		expect(error?.description).toContain(
			`Completed before: 2 of 3 items. IDs: ${first}, ${second}.`,
		);
	});

	it.each([
		['monitor', /Completed before: 2 of 3 items\. IDs: (\S+), (\S+)\.$/],
		['searchPerson', /Completed before: 2 of 3 items\.$/],
	])('names what %s has done', async (operation, note) => {
		const names = ['Nino Sandadze', 'Max Beispielmann', ''];
		const { error } = await fixture.run(
			{
				resource: 'screening',
				operation,
				name: '={{ $json.name }}',
				options: { maxConcurrency: 1 },
			},
			{ items: names.map((name) => ({ json: { name } })) },
		);
		expect(error?.description).toMatch(note);
	});

	it('names no results that were only read', async () => {
		const { error } = await fixture.run(
			{ ...get, options: { maxConcurrency: 1 } },
			{
				items: sessionItems(...sessions(2), ''),
			},
		);
		expect(error?.description).not.toContain('Completed before');
	});
});
