import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';

import { jpeg, type Fault } from '../../dev/sandbox';
import { setUpIdentomat } from './identomat/identomatFixture';
import { operationNamed, requiredParametersOf } from './operations';
import { errorText, itemErrorText } from './errorText';

// What a request is retried for is tested elsewhere; here nobody waits for it.
jest.mock('../../nodes/api/network/backoff', () => ({ waitBeforeRetry: () => 0 }));

const fixture = setUpIdentomat();

/** A server that is not Identomat's: it keeps what it gets and answers with a picture. */
const stranger = {
	server: undefined as unknown as Server,
	url: '',
	requests: [] as { method?: string; path?: string; headers: IncomingHttpHeaders; body: string }[],
};

beforeAll(async () => {
	stranger.server = createServer(async (request, response) => {
		const { method, url: path, headers } = request;
		const body = Buffer.concat(await request.toArray()).toString('latin1');
		stranger.requests.push({ method, path, headers, body });
		response.setHeader('content-type', 'image/jpeg').end(jpeg({ width: 100, height: 100 }));
	}).listen(0, '127.0.0.1');
	await once(stranger.server, 'listening');
	stranger.url = `http://127.0.0.1:${(stranger.server.address() as AddressInfo).port}`;
});

beforeEach(() => {
	stranger.requests = [];
});

afterAll(async () => {
	stranger.server.close();
	await once(stranger.server, 'close');
});

const SPECIAL_KEY = `a+b/c="d" e'f&g<h>`;
const KEYS = ['5kqz8v0wj3xn7r2ht6bm4yd9cf1gp0ls', SPECIAL_KEY];

const ANY = { sessionId: 'any-session', configId: 'any', name: 'Ana Testidze' };
const GET_RESULT = {
	resource: 'result',
	operation: 'get',
	sessionId: 'any-session',
	simplify: false,
};
/** One operation for each kind of answer and each host. */
const OPERATIONS = [
	'result.get',
	'session.create',
	'session.delete',
	'session.getActivities',
	'media.download',
	'media.getVideoCallShots',
	'screening.searchPerson',
	'export.sessionPdf',
].map((name) => ({ ...requiredParametersOf(operationNamed(name)), ...ANY }));

const inForm = (text: string) => new URLSearchParams({ key: text }).toString().slice('key='.length);

const escaped = (text: string, prefix: string) =>
	text.replace(/[^]/g, (letter) => prefix + letter.charCodeAt(0).toString(16));

/** Everything the key could be recognized by. */
function spellingsOf(key: string): string[] {
	const inJson = JSON.stringify(key).slice(1, -1);
	return [key, inJson, encodeURIComponent(key), inForm(key), encodeURI(key)];
}

/** Runs in every error mode, and expects no trace of the key in anything that comes out. */
async function expectNoKey(
	parameters: INodeParameters,
	key: string,
	fault: Fault,
	companyKey = key,
) {
	fixture.sandbox.fault('*', fault);
	const runs = [];
	for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
		runs.push(await fixture.run(parameters, { onError, credential: { companyKey } }));
	}
	const everything = JSON.stringify(runs) + runs.map(({ error }) => error?.stack).join();
	for (const spelling of spellingsOf(key)) {
		expect(everything).not.toContain(spelling);
		expect(everything).not.toContain(JSON.stringify(spelling).slice(1, -1));
	}
	return runs;
}

describe.each(KEYS)('an error that echoes the key %s', (key) => {
	describe.each(OPERATIONS)('is reported without it by $resource $operation', (parameters) => {
		it.each<[string, Fault]>([
			['a string', { shape: 'string', echoKey: true }],
			['a code as key', { shape: 'codeKey', echoKey: true }],
			['a code in a field', { shape: 'codeField', echoKey: true }],
			['a web page', { shape: 'html', echoKey: true }],
			['truncated JSON', { shape: 'truncatedJson', echoKey: true }],
			['HTTP 400', { status: 400, echoKey: true }],
			['HTTP 500 with a code', { status: 500, code: 'notFound', echoKey: true }],
		])('as %s', async (_, fault) => {
			const [stopped] = await expectNoKey(parameters, key, fault);
			expect(stopped?.status).toBe('error');
			expect(stopped?.error?.message).not.toBe('');
		});
	});

	it('is reported without it if it was pasted with spaces', async () => {
		const fault: Fault = { shape: 'string', echoKey: true };
		const [stopped] = await expectNoKey(GET_RESULT, key, fault, ` ${key}\n`);
		expect(errorText(stopped?.error)).toContain('[hidden]');
	});

	const title = key.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

	it.each<[string, Fault, string]>([
		['in plain text', { status: 403, body: `no ${key} here` }, 'no [hidden] here'],
		[
			'as JSON within plain text',
			{ status: 403, body: `got ${JSON.stringify({ company_key: key })}` },
			'got {"company_key":"[hidden]"}',
		],
		[
			'as a query string',
			{ status: 403, body: `got ?company_key=${encodeURIComponent(key)}&x=1` },
			'got ?company_key=[hidden]&x=1',
		],
		[
			'as a form',
			{ body: { argumentError: `got company_key=${inForm(key)}` } },
			'argumentError: got company_key=[hidden]',
		],
		[
			'as JSON within JSON',
			{ body: { error: { code: 'bad', message: JSON.stringify({ companyKey: key }) } } },
			'bad: {"companyKey":"[hidden]"}',
		],
		[
			'in an error object without a text',
			{ body: { error: { received: { [key]: [key] } } } },
			'{"received":{"[hidden]":["[hidden]"]}}',
		],
		[
			'in the title of a web page',
			{ body: `<title>${title}</title>` },
			'The response says "[hidden]".',
		],
		['as the code itself', { body: JSON.stringify(key) }, '[hidden]'],
	])('shows a mask in its place %s', async (_, fault, message) => {
		const [stopped, regular, separate] = await expectNoKey(GET_RESULT, key, fault);
		expect(errorText(stopped?.error)).toContain(message);
		expect(itemErrorText(regular?.items[0]?.json)).toContain(message);
		expect(itemErrorText(separate?.errorItems[0]?.json)).toContain(message);
	});

	it.each<[string, (text: string) => string]>([
		['backwards', (text) => [...text].reverse().join('')],
		['with each character escaped for a URL', (text) => escaped(text, '%')],
		['with each character escaped for JSON', (text) => escaped(text, '\\u00')],
		['escaped twice for a URL', (text) => encodeURIComponent(encodeURIComponent(text))],
	])('shows a mask in its place %s', async (_, spelled) => {
		const body = `got ${spelled(key)} here`;
		const [stopped] = await expectNoKey(GET_RESULT, key, { status: 403, body });
		expect(errorText(stopped?.error)).toContain('"got [hidden] here"');
	});

	it.each<[string, INodeParameters, Fault]>([
		[
			'the address of the next page',
			{ resource: 'session', operation: 'getActivities', sessionId: 'any-session' },
			{
				body: [{ type: 'begin' }],
				headers: { link: `<https://x.example/?key=${encodeURIComponent(key)}>; rel="next"` },
			},
		],
		[
			'the type of a file',
			{ resource: 'media', operation: 'download', sessionId: 'any-session' },
			{ body: jpeg({ width: 90, height: 90 }), contentType: `image/png; of=${key}` },
		],
	])('is reported without it if a header contains it: %s', async (_, parameters, fault) => {
		const [stopped] = await expectNoKey(parameters, key, fault);
		expect(errorText(stopped?.error)).toContain('[hidden]');
	});

	it('is masked before a long text is cut', async () => {
		const body = `${'x'.repeat(290)} ${key} is wrong`;
		const [stopped] = await expectNoKey(GET_RESULT, key, { status: 403, body });
		expect(errorText(stopped?.error)).toContain(`"${'x'.repeat(290)} [hidden] "`);
	});
});

describe.each(KEYS)('a valid response that echoes the key %s', (key) => {
	it('has a mask in its place, in values and in keys at any depth', async () => {
		const body = {
			result: 'approved',
			request: { company_key: key, urls: [`https://x.example/?k=${encodeURIComponent(key)}`] },
			[`for ${key}`]: 1,
			technicalDetails: JSON.stringify({ companyKey: key }),
			form: `company_key=${inForm(key)}`,
		};
		const [{ items } = { items: [] }] = await expectNoKey(GET_RESULT, key, { body });
		expect(items[0]?.json).toEqual({
			result: 'approved',
			request: { company_key: '[hidden]', urls: ['https://x.example/?k=[hidden]'] },
			'for [hidden]': 1,
			technicalDetails: '{"companyKey":"[hidden]"}',
			form: 'company_key=[hidden]',
			sessionId: 'any-session',
			outcome: 'approved',
			finished: true,
		});
	});

	it('has no key in list items', async () => {
		const parameters = {
			resource: 'session',
			operation: 'getActivities',
			sessionId: 'any-session',
		};
		const [{ items } = { items: [] }] = await expectNoKey(parameters, key, {
			body: [key, { key }],
		});
		expect(items.map(({ json }) => json)).toEqual([{ value: '[hidden]' }, { key: '[hidden]' }]);
	});

	it('has no key in the warning about compared faces', async () => {
		const data = jpeg({ width: 100, height: 100 });
		const file = { data, fileName: 'face.jpg', mimeType: 'image/jpeg' };
		const face = await fixture.engine.binary(file);
		fixture.sandbox.fault('*', { body: { similarity: 0.7, warning: `small, ${key}` } });
		const { items } = await fixture.run(
			{ resource: 'processing', operation: 'compareFaces' },
			{
				items: [{ json: {}, binary: { face1: face, face2: face } }],
				credential: { companyKey: key },
			},
		);
		expect(items[0]?.json).toEqual({ similarity: 0.7, warning: 'small, [hidden]' });
	});
});

it('a broken connection leaves no key in the error', async () => {
	await expectNoKey(GET_RESULT, SPECIAL_KEY, { reset: true });
	fixture.sandbox.clearFaults();
	await expectNoKey(GET_RESULT, SPECIAL_KEY, { body: { result: 'approved' }, cutOff: true });
});

it('a refused connection leaves no key in the error', async () => {
	const { error, ...run } = await fixture.run(GET_RESULT, {
		credential: { widgetUrl: 'http://127.0.0.1:1' },
	});
	expect(error?.message).toBe('Could not connect to Identomat at 127.0.0.1:1: connection refused');
	expect(JSON.stringify([error, run])).not.toContain(fixture.sandbox.companyKey);
});

describe.each(OPERATIONS)('$resource $operation', (parameters) => {
	it.each([301, 302, 303, 307, 308])('does not follow a redirect with %d', async (status) => {
		const location = `${stranger.url}/external-api/elsewhere`;
		fixture.sandbox.fault('*', { status, headers: { location } });
		const { items, error } = await fixture.run(parameters);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: `Identomat returned a redirect (status ${status}), which is not followed`,
			httpCode: String(status),
		});
		expect(stranger.requests).toEqual([]);
		expect(fixture.sandbox.audit).toHaveLength(1);
	});
});

it.each(['getVideoCallShots', 'getVideoCallVideos', 'getDocumentFacePhoto'])(
	'a file that %s downloads from another server is requested without the key',
	async (operation) => {
		const body = [`${stranger.url}/files/shot?signature=invented`];
		fixture.sandbox.fault('*', { body });
		const { items, error } = await fixture.run({
			resource: 'media',
			operation,
			sessionId: 'any-session',
			options: { downloadFiles: true },
		});
		expect(error).toBeUndefined();
		expect(Object.keys(items[0]?.binary ?? {})).toHaveLength(1);
		expect(stranger.requests).toMatchObject([
			{ method: 'GET', path: '/files/shot?signature=invented', body: '' },
		]);
		expect(JSON.stringify(stranger.requests)).not.toContain(fixture.sandbox.companyKey);
	},
);
