import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createEngine, type Engine } from './harness';
import {
	throwingNode,
	requestingNode,
	fileNode,
	failingItemsNode,
	sampleApi,
	sampleHeaderApi,
} from './sampleNodes';

const png = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
const nodes = { throwingNode, requestingNode, fileNode, failingItemsNode };
const credentials = { sampleApi: { key: 'invented-key' } };

let server: Server;
let url: string;
let answer: RequestListener;

beforeAll(async () => {
	server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
	await once(server, 'listening');
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
	server.close();
	await once(server, 'close');
});

async function bodyOf(request: IncomingMessage): Promise<string> {
	return Buffer.concat(await request.toArray()).toString();
}

const echo: RequestListener = async (request, response) => {
	const { url: path, headers } = request;
	const body: unknown = JSON.parse(await bodyOf(request));
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ path, key: headers['x-key'], body }));
};

describe('with an engine', () => {
	let engine: Engine;

	beforeAll(async () => {
		engine = await createEngine({ nodes, credentialTypes: [sampleApi, sampleHeaderApi] });
	});

	afterAll(async () => await engine.close());

	test('a node calls a server, with expressions, defaults and credentials', async () => {
		answer = echo;
		const run = await engine.run({
			node: 'requestingNode',
			parameters: { url, name: '={{ $json.name }} {{ $itemIndex }}' },
			credentials,
			items: [{ json: { name: 'Nino' } }, { json: { name: 'Ana' } }],
		});

		const body = { key: 'invented-key', region: 'eu' };
		expect(run.items).toEqual([
			{ json: { path: '/default', body: { ...body, name: 'Nino 0' } }, pairedItem: { item: 0 } },
			{ json: { path: '/default', body: { ...body, name: 'Ana 1' } }, pairedItem: { item: 1 } },
		]);
		expect(run).toMatchObject({
			status: 'success',
			hints: [{ message: 'All called' }],
			log: [{ level: 'info', message: 'calling', metadata: { items: 2 } }],
		});
		expect(run.error).toBeUndefined();
	});

	test('a credential type can authenticate declaratively', async () => {
		answer = echo;
		const run = await engine.run({
			node: 'requestingNode',
			parameters: { url, name: 'Nino' },
			credentials: { sampleHeaderApi: { key: 'header-key' } },
		});
		expect(run.items).toMatchObject([{ json: { key: 'header-key' } }]);
	});

	test('an error of the API is recorded with its status', async () => {
		answer = (_request, response) => {
			response.statusCode = 403;
			response.end('{"message":"Not for you"}');
		};
		const run = await engine.run({ node: 'requestingNode', parameters: { url }, credentials });
		expect(run.status).toBe('error');
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'Forbidden - perhaps check your credentials?',
			description: 'Not for you',
			httpCode: '403',
		});
		expect(run.log).toHaveLength(1);
	});

	test('a node without its credential fails', async () => {
		const run = await engine.run({ node: 'requestingNode', parameters: { url } });
		expect(run.error).toMatchObject({
			name: 'NodeApiError',
			message: 'Node does not have any credentials set',
		});
	});

	test('overlapping runs have separate logs', async () => {
		answer = echo;
		const runOf = async (count: number) =>
			await engine.run({
				node: 'requestingNode',
				parameters: { url },
				credentials,
				items: Array.from({ length: count }, () => ({ json: {} })),
			});
		const runs = await Promise.all([runOf(1), runOf(2)]);
		expect(runs.map(({ log }) => log.map(({ metadata }) => metadata))).toEqual([
			[{ items: 1 }],
			[{ items: 2 }],
		]);
	});

	describe('when items fail', () => {
		const items = [
			{ json: { name: 'Nino' } },
			{ json: { name: 'Ana', fail: true } },
			{ json: { name: 'Gio' } },
		];

		test('the error stops the node', async () => {
			const run = await engine.run({ node: 'failingItemsNode', parameters: {}, items });
			expect(run.status).toBe('error');
			expect(run.items).toEqual([]);
			expect(run.error).toMatchObject({
				name: 'NodeOperationError',
				message: 'Picky refused',
				description: 'Take another one',
				context: { itemIndex: 1 },
			});
			expect(run.log).toEqual([]);
		});

		test('the item goes to the regular output', async () => {
			const run = await engine.run({
				node: 'failingItemsNode',
				parameters: {},
				items,
				onError: 'continueRegularOutput',
			});
			expect(run).toMatchObject({ status: 'success', errorItems: [] });
			expect(run.items).toMatchObject([
				{ json: { name: 'Nino' }, pairedItem: { item: 0 } },
				{ json: { error: 'Picky refused' }, pairedItem: { item: 1 } },
				{ json: { name: 'Gio' }, pairedItem: { item: 2 } },
			]);
			expect(run.error).toBeUndefined();
		});

		test('the item goes to the error output', async () => {
			const run = await engine.run({
				node: 'failingItemsNode',
				parameters: {},
				items,
				onError: 'continueErrorOutput',
			});
			expect(run.status).toBe('success');
			expect(run.items.map(({ json }) => json.name)).toEqual(['Nino', 'Gio']);
			expect(run.errorItems).toMatchObject([
				{ error: { description: 'Take another one' }, pairedItem: { item: 1 } },
			]);
			// The engine replaces the JSON of an item that carries an error object.
			expect(run.errorItems[0]?.json).toEqual({ error: 'Picky refused' });
		});

		test('a node that throws anyway passes its input to the first output', async () => {
			const run = await engine.run({
				node: 'throwingNode',
				parameters: {},
				items,
				onError: 'continueErrorOutput',
			});
			// Had another node followed, the execution would be a success.
			expect(run).toMatchObject({ status: 'error', error: { message: 'Always' } });
			expect(run.items.map(({ json }) => json)).toEqual(items.map(({ json }) => json));
			expect(run.errorItems).toEqual([]);
		});
	});

	test('canceling aborts the current request', async () => {
		let cancel: () => void = () => {};
		const aborted = new Promise((resolve) => {
			answer = (request) => {
				request.once('close', resolve);
				cancel();
			};
		});
		const run = await engine.run({
			node: 'requestingNode',
			parameters: { url },
			credentials,
			onStarted: (stop) => {
				cancel = stop;
			},
		});
		await aborted;
		expect(run.status).toBe('canceled');
		expect(run.items).toEqual([]);
		expect(run.error).toMatchObject({ name: 'NodeApiError' });
	});
});

describe.each(['default', 'filesystem'] as const)('files in mode %s', (binaryMode) => {
	let engine: Engine;

	beforeAll(async () => {
		engine = await createEngine({ nodes, credentialTypes: [], binaryMode });
	});

	afterAll(async () => await engine.close());

	test.each(['out.png', ''])('a node makes a file named "%s"', async (name) => {
		const photo = await engine.binary({ data: png, fileName: 'in.png', mimeType: 'image/png' });
		const { items } = await engine.run({
			node: 'fileNode',
			parameters: { name },
			items: [{ json: {}, binary: { photo } }],
		});
		const file = items[0]?.binary?.data;
		expect(file).toMatchObject({ mimeType: 'image/png', bytes: png.length });
		expect(file && (await engine.readBinary(file))).toEqual(png);
		for (const kept of [photo, file]) {
			expect(kept?.id !== undefined).toBe(binaryMode === 'filesystem');
		}
	});
});

test('only one engine can be open, and it leaves no files behind', async () => {
	const engine = await createEngine({ nodes, credentialTypes: [] });
	const folder = process.env.N8N_USER_FOLDER ?? '';
	await engine.binary({ data: png, fileName: 'in.png', mimeType: 'image/png' });
	expect(existsSync(folder)).toBe(true);
	await expect(createEngine({ nodes, credentialTypes: [] })).rejects.toThrow('Close the other');

	await engine.close();
	expect(existsSync(folder)).toBe(false);
	expect(process.env.N8N_USER_FOLDER).toBeUndefined();
	await (await createEngine({ nodes, credentialTypes: [] })).close();
});
