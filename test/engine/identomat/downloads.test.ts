import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { jpeg, startSandbox, type Sandbox } from '../../../dev/sandbox';
import { setUpIdentomat } from './identomatFixture';

/** Responses that point to a file instead of holding it. */
const fixture = setUpIdentomat();

const PICTURE = jpeg({ width: 20, height: 20 });
const PDF = Buffer.from('%PDF-1.7\n');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that is none of the two in the credential. */
const requests: IncomingMessage[] = [];
let answer: Answer;
const server = createServer((request, response) => {
	requests.push(request);
	answer(request, response);
});
let elsewhere: string;

beforeAll(async () => {
	await once(server.listen(0, '127.0.0.1'), 'listening');
	elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
	requests.length = 0;
	answer = (request, response) => {
		const isPdf = request.url?.endsWith('.pdf');
		response.setHeader('content-type', isPdf ? 'application/pdf' : 'image/jpeg');
		response.end(isPdf ? PDF : PICTURE);
	};
});
afterAll(() => server.close());

const OPERATIONS: Array<[string, string, string, string]> = [
	['media', 'download', 'result/face/', 'a.jpg'],
	['media', 'downloadAll', 'result/face/', 'a.jpg'],
	['media', 'getDocumentFacePhoto', 'get-session-main-document-face-photo', 'a.jpg'],
	['export', 'sessionPdf', 'export-session-as-pdf', 'a.pdf'],
];

/** Runs an operation whose answer points to this address. */
async function run(
	[resource, operation, path]: [string, string, string, ...string[]],
	url: string,
	downloadFiles?: boolean,
) {
	const sessionId = fixture.sandbox.addSession();
	fixture.sandbox.fault(path, { body: { url } });
	return await fixture.run({
		resource,
		operation,
		sessionId,
		file: 'face',
		files: ['face'],
		options: downloadFiles === undefined ? {} : { downloadFiles },
	});
}

describe.each(OPERATIONS)('%s %s', (...operation) => {
	const [, , , name] = operation;

	it.each([undefined, false])('requests no other server while the option is %s', async (option) => {
		const { items, error } = await run(operation, `${elsewhere}/${name}`, option);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: `The file is on another server: ${new URL(elsewhere).host}`,
			description: expect.stringContaining("turn on 'Download Files' in the options"),
		});
		expect(requests).toEqual([]);
	});

	it('downloads from another server with the option, without any key', async () => {
		const { items, error } = await run(operation, `${elsewhere}/${name}`, true);
		expect(error).toBeUndefined();
		expect(Object.keys(items[0]?.binary ?? {})).toHaveLength(1);
		expect(requests.map(({ method, url }) => [method, url])).toEqual([['GET', `/${name}`]]);
		expect(JSON.stringify([requests[0]?.headers, requests[0]?.url])).not.toContain(
			fixture.sandbox.companyKey,
		);
	});
});

const FACE = OPERATIONS[0] as [string, string, string, string];

it('follows no redirect of its own server to another one without the option', async () => {
	const own = `${fixture.sandbox.widgetUrl}/files/a`;
	fixture.sandbox.fault('files/a', {
		status: 302,
		headers: { location: `${elsewhere}/inner` },
		body: '',
	});
	const { items, error } = await run(FACE, own);
	expect(items).toEqual([]);
	expect(error?.message).toContain('The file is on another server');
	expect(requests).toEqual([]);
	expect((await run(FACE, own, true)).items).toHaveLength(1);
});

it('follows a relative redirect on its own server', async () => {
	fixture.sandbox.fault('files/a', { status: 307, headers: { location: '/files/b' }, body: '' });
	fixture.sandbox.fault('files/b', { body: PICTURE, contentType: 'image/jpeg' });
	const { items } = await run(FACE, `${fixture.sandbox.widgetUrl}/files/a`);
	expect(items).toHaveLength(1);
});

it('gives up on a redirect that leads in a circle', async () => {
	answer = (_request, response) => {
		response.writeHead(302, { location: '/again' }).end();
	};
	const { error } = await run(FACE, `${elsewhere}/again`, true);
	expect(error?.message).toBe(
		`Could not download the file: ${new URL(elsewhere).host} redirects too often`,
	);
	expect(requests).toHaveLength(6);
});

it('requests no address without TLS if the configured ones use it', async () => {
	answer = (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json' });
		response.end(JSON.stringify({ url: `${elsewhere}/a.jpg` }));
	};
	const sessionId = fixture.sandbox.addSession();
	fixture.sandbox.fault('result/face/', { body: { url: `${elsewhere}/a.jpg` } });
	const { error } = await fixture.run(
		{
			resource: 'media',
			operation: 'download',
			sessionId,
			file: 'face',
			options: { downloadFiles: true },
		},
		{ credential: { externalApiUrl: 'https://external-api.example' } },
	);
	expect(error?.message).toBe(`The address of the file is not secure: ${elsewhere}`);
	expect(requests).toEqual([]);
});

describe('with a secret key', () => {
	const secretKey = 'an-invented-secret-key';
	let signing: Sandbox;

	beforeAll(async () => (signing = await startSandbox({ secretKey })));
	afterEach(() => signing.reset());
	afterAll(async () => await signing.close());

	const runSigned = async (options = {}) => {
		const { companyKey, widgetUrl, externalApiUrl } = signing;
		const sessionId = signing.addSession();
		signing.fault('result/face/', { body: { url: `${widgetUrl}/files/a` } });
		return await fixture.run(
			{ resource: 'media', operation: 'download', sessionId, file: 'face', options },
			{ credential: { companyKey, widgetUrl, externalApiUrl, secretKey } },
		);
	};

	it('returns no unsigned file unless the option is on', async () => {
		signing.fault('files/a', { body: PICTURE, contentType: 'image/jpeg', signature: 'none' });
		const { items, error } = await runSigned();
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/no signature/);
		expect((await runSigned({ downloadFiles: true })).items).toHaveLength(1);
	});
});
