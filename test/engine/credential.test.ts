import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { Identomat } from '../../nodes/Identomat/Identomat.node';
import { jpeg, startSandbox, type Sandbox } from '../../dev/sandbox';
import { createEngine, type Engine } from './harness';
import { requesterFor, type Call } from './requester';

/** Options of the older dialect, whose own type is deprecated. */
type LegacyOptions = Exclude<
	Parameters<IExecuteFunctions['helpers']['requestWithAuthentication']>[1],
	string
>;

let call: Call;

const requester = requesterFor(() => call);

let engine: Engine;
let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
	engine = await createEngine({
		nodes: { requester, identomat: new Identomat() },
		credentialTypes: [new IdentomatApi()],
	});
});

afterEach(() => sandbox.reset());

afterAll(async () => {
	await engine.close();
	await sandbox.close();
});

function credentialOf(more: ICredentialDataDecryptedObject = {}) {
	const { companyKey, widgetUrl, externalApiUrl } = sandbox;
	return { identomatApi: { companyKey, widgetUrl, externalApiUrl, ...more } };
}

async function run(what: Call, more?: ICredentialDataDecryptedObject) {
	call = what;
	return await engine.run({ node: 'requester', parameters: {}, credentials: credentialOf(more) });
}

/** A POST in the newer dialect. */
function modern(options: Partial<IHttpRequestOptions>): Call {
	return async (context) =>
		await context.helpers.httpRequestWithAuthentication.call(context, 'identomatApi', {
			method: 'POST',
			url: begin(),
			...options,
		});
}

/** A POST in the older dialect, which the HTTP Request node speaks. */
function legacy(options: Partial<LegacyOptions>): Call {
	return async (context) =>
		await context.helpers.requestWithAuthentication.call(context, 'identomatApi', {
			method: 'POST',
			uri: begin(),
			...options,
		});
}

const begin = () => `${sandbox.widgetUrl}/external-api/begin/`;
const compare = () => `${sandbox.widgetUrl}/external-api/compare-faces/`;
const REFUSED = 'This credential works with Identomat URLs only';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const FIELDS = { config_id: 'some config' };
const WRONG = { ...FIELDS, company_key: 'a wrong one' };
const face = jpeg({ width: 100, height: 100 });

describe('a request with this credential carries the key once, in its body', () => {
	it.each<[string, () => Call, object]>([
		['an object', () => modern({ body: { ...FIELDS } }), FIELDS],
		['an object with another key', () => modern({ body: { ...WRONG } }), FIELDS],
		['no body', () => modern({}), {}],
		[
			'JSON text',
			() =>
				modern({
					body: JSON.stringify(FIELDS),
					headers: { 'Content-Type': 'application/json' },
				}),
			FIELDS,
		],
		[
			'form text',
			() => modern({ body: String(new URLSearchParams(WRONG)), headers: { ...FORM } }),
			FIELDS,
		],
		['a form object', () => modern({ body: { ...WRONG }, headers: { ...FORM } }), FIELDS],
		['search parameters', () => modern({ body: new URLSearchParams(WRONG) }), FIELDS],
		['legacy JSON', () => legacy({ body: { ...WRONG }, json: true }), FIELDS],
		['legacy form object', () => legacy({ form: { ...WRONG } }), FIELDS],
		[
			'legacy form object in the body',
			() => legacy({ body: { ...WRONG }, headers: { ...FORM } }),
			FIELDS,
		],
		[
			'legacy form text',
			() => legacy({ body: String(new URLSearchParams(WRONG)), headers: { ...FORM } }),
			FIELDS,
		],
		['legacy form data', () => legacy({ formData: { ...WRONG } }), FIELDS],
		['legacy without a body', () => legacy({ json: true }), {}],
	])('as %s', async (_, makeCall, fields) => {
		const { error } = await run(makeCall());
		expect(error).toBeUndefined();
		expect(sandbox.audit).toMatchObject([
			{ path: 'begin/', keyField: 'company_key', keyCorrect: true, query: {}, status: 200 },
		]);
		expect(sandbox.audit[0]?.fields).toEqual(fields);
	});

	it.each<[string, () => Call]>([
		[
			'native form data',
			() => {
				const body = new FormData();
				body.set('company_key', 'a wrong one');
				body.set('face1', new Blob([new Uint8Array(face)], { type: 'image/jpeg' }), 'one.jpg');
				body.set('face2', new Blob([new Uint8Array(face)], { type: 'image/jpeg' }), 'two.jpg');
				return modern({ url: compare(), body });
			},
		],
		[
			'legacy form data with files',
			() => {
				const file = (filename: string) => ({
					value: face,
					options: { filename, contentType: 'image/jpeg' },
				});
				const formData = { face1: file('one.jpg'), face2: file('two.jpg'), company_key: 'wrong' };
				return legacy({ uri: compare(), formData });
			},
		],
	])('as %s, and the files arrive', async (_, makeCall) => {
		const { error } = await run(makeCall());
		expect(error).toBeUndefined();
		expect(sandbox.audit).toMatchObject([{ path: 'compare-faces/', keyCorrect: true, fields: {} }]);
		expect(sandbox.audit[0]?.files).toMatchObject([
			{ field: 'face1', fileName: 'one.jpg', mimeType: 'image/jpeg', size: face.length },
			{ field: 'face2', fileName: 'two.jpg', mimeType: 'image/jpeg', size: face.length },
		]);
	});

	it('under the name that the external host requires', async () => {
		const uri = `${sandbox.externalApiUrl}/list-screening-monitoring-records`;
		const { items } = await run(legacy({ uri, json: true }));
		expect(items[0]?.json).toEqual({ answer: [] });
		expect(sandbox.audit).toMatchObject([{ keyField: 'companyKey', keyCorrect: true, fields: {} }]);
	});

	it('also to a path below a base URL', async () => {
		const baseURL = `${sandbox.widgetUrl}/external-api/`;
		await run(modern({ baseURL, url: '/begin/', body: { ...FIELDS } }));
		expect(sandbox.audit).toMatchObject([{ path: 'begin/', keyCorrect: true, fields: FIELDS }]);
	});
});

describe('the key is not sent to another server', () => {
	let stranger: Server;
	let strangerUrl: string;
	let asked: number;

	beforeAll(async () => {
		stranger = createHttpServer((_request, response) => {
			asked += 1;
			response.end('"thank you"');
		}).listen(0, '127.0.0.1');
		await once(stranger, 'listening');
		strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
	});

	beforeEach(() => {
		asked = 0;
	});

	afterAll(async () => {
		stranger.close();
		await once(stranger, 'close');
	});

	const dialects = [
		['modern', (url: string) => modern({ url, body: { ...FIELDS } })],
		['legacy', (uri: string) => legacy({ uri, body: { ...FIELDS }, json: true })],
	] as const;

	describe.each(dialects)('in the %s dialect', (_, callTo) => {
		it.each([301, 302, 303, 307, 308])('by a redirect with %d', async (status) => {
			const location = `${strangerUrl}/external-api/begin/`;
			sandbox.fault('*', { status, headers: { location } });
			const { error } = await run(callTo(begin()));
			expect(error?.httpCode).toBe(String(status));
			expect(asked).toBe(0);
			expect(sandbox.audit).toHaveLength(1);
		});

		it('by its own URL', async () => {
			const { error } = await run(callTo(`${strangerUrl}/external-api/begin/`));
			expect(error?.message).toBe(REFUSED);
			expect(asked).toBe(0);
		});
	});

	it('by a URL without a scheme, which ignores the base URL', async () => {
		const url = `${strangerUrl.replace('http:', '')}/external-api/begin/`;
		const baseURL = `${sandbox.widgetUrl}/external-api/`;
		const { error } = await run(modern({ baseURL, url }));
		expect(error?.message).toBe(REFUSED);
		expect(asked).toBe(0);
		expect(sandbox.audit).toEqual([]);
	});

	it('by a second address, if n8n uses the first', async () => {
		const { error } = await run(legacy({ uri: begin(), url: `${strangerUrl}/external-api/` }));
		expect(error?.message).toBe(REFUSED);
		expect(asked).toBe(0);
		expect(sandbox.audit).toEqual([]);
	});
});

it.each<[string, Call]>([
	['modern', modern({ method: 'GET' })],
	['legacy', legacy({ method: 'GET' })],
])('a GET is refused before anything is sent, in the %s dialect', async (_, get) => {
	const { error } = await run(get);
	expect(error?.message).toBe('Identomat requests must use the POST method');
	expect(sandbox.audit).toEqual([]);
});

it('names the credential if the company key is missing', async () => {
	const run = await engine.run({
		node: 'identomat',
		parameters: { resource: 'session', operation: 'create' },
		credentials: credentialOf({ companyKey: ' ' }),
	});
	expect(run.error).toMatchObject({
		message: 'The Identomat credential has no company key',
		description: "Open the credential and enter 'Company Key' from the Identomat dashboard.",
	});
	expect(sandbox.audit).toEqual([]);
});

describe('with a self-signed certificate', () => {
	let server: Server;
	let url: string;
	/** A server that is none of the two in the credential. */
	let other: Server;
	let elsewhere: string;

	beforeAll(async () => {
		server = createHttpsServer(selfSigned(), (request, response) => {
			const answers: Record<string, string | Buffer> = {
				'/external-api/result/': '{"result": "approved"}',
				'/external-api/result/face/': JSON.stringify({ url: `${url}/face.jpg` }),
				'/external-api/result/passport/': JSON.stringify({ url: `${elsewhere}/face.jpg` }),
				'/face.jpg': jpeg({ width: 100, height: 100 }),
			};
			request.resume().on('end', () => response.end(answers[request.url ?? '']));
		}).listen(0, '127.0.0.1');
		other = createHttpsServer(selfSigned(), (_request, response) => {
			response.end(jpeg({ width: 100, height: 100 }));
		}).listen(0, '127.0.0.1');
		await Promise.all([once(server, 'listening'), once(other, 'listening')]);
		url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
		elsewhere = `https://127.0.0.1:${(other.address() as AddressInfo).port}`;
	});

	afterAll(async () => {
		server.close();
		other.close();
		await Promise.all([once(server, 'close'), once(other, 'close')]);
	});

	const getResult = async (allowUnauthorizedCerts: boolean) =>
		await engine.run({
			node: 'identomat',
			parameters: { resource: 'result', operation: 'get', sessionId: 'any-session' },
			credentials: credentialOf({ widgetUrl: url, allowUnauthorizedCerts }),
		});
	const result = () => `${url}/external-api/result/`;

	it('the node fails and names the option that helps', async () => {
		const { items, error } = await getResult(false);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: `Could not connect to Identomat at ${new URL(url).host}: self-signed SSL certificate`,
			description: expect.stringContaining("turn on 'Ignore SSL Issues (Insecure)'"),
		});
	});

	it('the node works if the option is on', async () => {
		const { items, error } = await getResult(true);
		expect(error).toBeUndefined();
		expect(items).toMatchObject([{ json: { outcome: 'approved' } }]);
	});

	it('a file at an address from Identomat is downloaded if the option is on', async () => {
		const { items, error } = await engine.run({
			node: 'identomat',
			parameters: {
				resource: 'media',
				operation: 'download',
				sessionId: 'any-session',
				file: 'face',
			},
			credentials: credentialOf({ widgetUrl: url, allowUnauthorizedCerts: true }),
		});
		expect(error).toBeUndefined();
		expect(items).toMatchObject([
			{ json: { fileName: 'face-any-session.jpg' }, binary: { data: {} } },
		]);
	});

	it('the option does not apply to other servers', async () => {
		const { items, error } = await engine.run({
			node: 'identomat',
			parameters: {
				resource: 'media',
				operation: 'download',
				sessionId: 'any-session',
				file: 'passport',
				options: { downloadFiles: true },
			},
			credentials: credentialOf({
				widgetUrl: url,
				externalApiUrl: url,
				allowUnauthorizedCerts: true,
			}),
		});
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/self-signed SSL certificate/);
	});

	it.each<[string, () => Call]>([
		['modern', () => modern({ url: result() })],
		['legacy', () => legacy({ uri: result(), json: true })],
	])('the option applies in the %s dialect too', async (_, makeCall) => {
		const widget = { widgetUrl: url };
		const strict = await run(makeCall(), widget);
		expect(strict.error?.message).toMatch(/self.signed certificate/i);
		const lenient = await run(makeCall(), { ...widget, allowUnauthorizedCerts: true });
		expect(lenient.items[0]?.json).toEqual({ answer: { result: 'approved' } });
	});
});

/** A key and a certificate for 127.0.0.1 that nobody has signed. */
function selfSigned(): { key: Buffer; cert: Buffer } {
	const folder = mkdtempSync(join(tmpdir(), 'identomat-certificate-'));
	const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	try {
		const command = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=identomat.example';
		const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
		const files = ['-keyout', keyFile, '-out', certFile];
		execFileSync('openssl', [...command.split(' '), ...names, ...files], { stdio: 'pipe' });
		return { key: readFileSync(keyFile), cert: readFileSync(certFile) };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
