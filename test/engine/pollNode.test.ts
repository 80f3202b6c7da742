import { createEngine, type Engine } from './harness';
import { countingNode, sampleApi } from './sampleNodes';

let engine: Engine;

beforeAll(async () => {
	engine = await createEngine({ nodes: { countingNode }, credentialTypes: [sampleApi] });
});

afterAll(async () => await engine.close());

const node = { node: 'countingNode', parameters: { upTo: '={{ 1 + 2 }}' } };
const poll = { ...node, credentials: { sampleApi: { key: 'invented-key' } } };

test('emits items and changes the static data', async () => {
	const staticData = { last: 1 };
	const result = await engine.poll({ ...poll, staticData, mode: 'trigger' });
	expect(result).toEqual({
		items: [{ json: { number: 2, region: 'eu' } }, { json: { number: 3, region: 'eu' } }],
		staticData: { last: 3 },
		staticDataChanged: true,
		log: [{ level: 'debug', message: 'trigger activate 300000' }],
	});
	expect(staticData).toEqual({ last: 1 });
});

test('reports that nothing changed', async () => {
	const staticData = { last: 3 };
	const result = await engine.poll({ ...poll, staticData, mode: 'trigger' });
	expect(result).toMatchObject({ items: null, staticData, staticDataChanged: false });
});

test('can be manual and have a time budget', async () => {
	const result = await engine.poll({ ...poll, mode: 'manual', pollBudgetMs: 36_000 });
	expect(result.items).toHaveLength(3);
	expect(result.log).toMatchObject([{ message: 'manual manual 36000' }]);
});

test('throws what the node throws', async () => {
	await expect(engine.poll({ ...node, mode: 'trigger' })).rejects.toThrow(
		'Node does not have any credentials set',
	);
});
