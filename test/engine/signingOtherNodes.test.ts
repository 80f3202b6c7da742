import { Readable } from 'node:stream';
import FormStream from 'form-data';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { jpeg, startSandbox, type Sandbox } from '../../dev/sandbox';
import { createEngine, type Engine } from './harness';
import { requesterFor, type Call } from './requester';

/** Options of the older dialect, whose own type is deprecated. */
type LegacyOptions = Exclude<
	Parameters<IExecuteFunctions['helpers']['requestWithAuthentication']>[1],
	string
>;

const SECRET = 'an-invented-secret-key';
const MEBIBYTE = 1024 * 1024;

let call: Call;
let engine: Engine;
let sandbox: Sandbox;
/** Everything that came out of the engine, as text. */
const traces: string[] = [];

beforeAll(async () => {
	sandbox = await startSandbox({ secretKey: SECRET });
	engine = await createEngine({
		nodes: { requester: requesterFor(() => async (context) => String(await call(context))) },
		credentialTypes: [new IdentomatApi()],
	});
});

afterEach(() => sandbox.reset());

afterAll(async () => {
	await engine.close();
	await sandbox.close();
});

describe('a request of another node with the credential arrives as it was signed', () => {
	/** A refusal comes with status 200, too: only its token tells that a request was accepted. */
	const begun = [{ json: { answer: expect.stringMatching(/^"?[a-z0-9]{40}"?$/) } }];
	const begin = () => `${sandbox.widgetUrl}/external-api/begin/`;
	const compare = () => `${sandbox.widgetUrl}/external-api/compare-faces/`;
	const FIELDS = { config_id: 'ნინო\nSandadze & co' };
	const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
	const bytes = jpeg({ width: 100, height: 100, shade: 30 });
	const LARGE = Buffer.concat([bytes, Buffer.alloc(3 * MEBIBYTE)]);

	const modern =
		(options: Partial<IHttpRequestOptions>): Call =>
		async (context) =>
			await context.helpers.httpRequestWithAuthentication.call(context, 'identomatApi', {
				method: 'POST',
				url: begin(),
				...options,
			});
	const legacy =
		(options: Partial<LegacyOptions>): Call =>
		async (context) =>
			await context.helpers.requestWithAuthentication.call(context, 'identomatApi', {
				method: 'POST',
				uri: begin(),
				...options,
			});
	const send = async (what: Call) => {
		call = what;
		const { companyKey, widgetUrl, externalApiUrl } = sandbox;
		const identomatApi = { companyKey, widgetUrl, externalApiUrl, secretKey: SECRET };
		const result = await engine.run({
			node: 'requester',
			parameters: {},
			credentials: { identomatApi },
		});
		traces.push(JSON.stringify(result) + result.error?.stack);
		return result;
	};
	const formOf = (fields: object) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.append(name, value as string);
		return form;
	};
	const blob = () => new File([new Uint8Array(bytes)], 'one.jpg', { type: 'image/jpeg' });
	const described = (value: unknown) => ({
		value,
		options: { filename: 'one.jpg', contentType: 'image/jpeg', knownLength: LARGE.length },
	});
	const stream = () => Readable.from([LARGE.subarray(0, 99), LARGE.subarray(99)]);

	it.each<[string, () => Call]>([
		['an object', () => modern({ body: { ...FIELDS } })],
		['an object, for JSON', () => modern({ body: { ...FIELDS }, json: true })],
		[
			'JSON text',
			() => modern({ body: JSON.stringify(FIELDS, null, 1) as unknown as IDataObject }),
		],
		['an object as a form', () => modern({ body: { ...FIELDS }, headers: FORM })],
		['form text', () => modern({ body: String(new URLSearchParams(FIELDS)), headers: FORM })],
		['search parameters', () => modern({ body: new URLSearchParams(FIELDS) })],
		['legacy JSON', () => legacy({ body: { ...FIELDS }, json: true })],
		[
			'legacy JSON for a stream',
			() => legacy({ body: { ...FIELDS }, json: false, encoding: null }),
		],
		['legacy JSON text', () => legacy({ body: JSON.stringify(FIELDS) })],
		['a legacy form', () => legacy({ form: { ...FIELDS } })],
		[
			'a legacy form text',
			() => legacy({ form: new URLSearchParams(FIELDS).toString() as unknown as IDataObject }),
		],
		['a legacy body as a form', () => legacy({ body: { ...FIELDS }, headers: FORM })],
		['legacy form data', () => legacy({ formData: { ...FIELDS } })],
	])('%s', async (_, makeCall) => {
		const { items } = await send(makeCall());
		expect(items).toMatchObject(begun);
		expect(sandbox.audit).toHaveLength(1);
		expect(sandbox.audit[0]?.fields).toEqual(FIELDS);
	});

	it('native form data, whose line endings n8n rewrites', async () => {
		const { items } = await send(modern({ body: formOf({ config_id: 'one\ntwo\rthree\r\n\r' }) }));
		expect(items).toMatchObject(begun);
		expect(sandbox.audit[0]?.fields).toEqual({ config_id: 'one\r\ntwo\r\nthree\r\n\r\n' });
	});

	it.each<[string, () => Call]>([
		['no body', () => modern({})],
		['no legacy body', () => legacy({ json: true })],
		['an empty legacy form', () => legacy({ headers: { 'content-type': 'multipart/form-data' } })],
	])('%s', async (_, makeCall) => {
		const { items } = await send(makeCall());
		expect(items).toMatchObject(begun);
		expect(sandbox.audit).toMatchObject([{ keyCorrect: true, fields: {} }]);
	});

	it.each<[string, number, () => Call]>([
		[
			'native files',
			bytes.length,
			() => modern({ url: compare(), body: formOf({ face1: blob(), face2: blob() }) }),
		],
		[
			'legacy buffers',
			LARGE.length,
			() =>
				legacy({ uri: compare(), formData: { face1: described(LARGE), face2: described(LARGE) } }),
		],
		[
			'legacy streams',
			LARGE.length,
			() =>
				legacy({
					uri: compare(),
					formData: { face1: described(stream()), face2: described(stream()) },
				}),
		],
		[
			'a form with streams',
			LARGE.length,
			() => {
				const form = new FormStream();
				for (const name of ['face1', 'face2']) {
					form.append(name, stream(), described(undefined).options);
				}
				const headers = { 'content-type': 'multipart/form-data' };
				return legacy({ uri: compare(), formData: form as unknown as IDataObject, headers });
			},
		],
	])('%s', async (_, size, makeCall) => {
		const { items } = await send(async (context) => {
			const answer = await makeCall()(context);
			return typeof answer === 'string' ? answer : JSON.stringify(answer);
		});
		expect(items).toMatchObject([{ json: { answer: '{"similarity":0.93}' } }]);
		const file = { fileName: 'one.jpg', mimeType: 'image/jpeg', size };
		expect(sandbox.audit).toMatchObject([
			{
				keyCorrect: true,
				fields: {},
				files: [
					{ ...file, field: 'face1' },
					{ ...file, field: 'face2' },
				],
			},
		]);
	});

	it.each<[string, () => Call]>([
		['an object', () => modern({ body: { ...FIELDS } })],
		['search parameters', () => modern({ body: new URLSearchParams(FIELDS) })],
	])('%s that n8n retries after a 401 is signed again', async (_, makeCall) => {
		sandbox.fault('*', { status: 401, times: 1 });
		const { items } = await send(makeCall());
		expect(items).toMatchObject(begun);
		expect(sandbox.audit).toMatchObject([{ status: 401 }, { status: 200, fields: FIELDS }]);
	});

	it('a refusal with 401 is reported as such', async () => {
		sandbox.fault('*', { status: 401 });
		const { error } = await send(modern({ body: { ...FIELDS } }));
		expect(error).toMatchObject({ httpCode: '401', message: expect.stringMatching(/authoriz/i) });
	});
});

it('the secret key is not in anything that the engine returned', () => {
	expect(traces.length).toBeGreaterThan(20);
	expect(traces.filter((trace) => trace.includes(SECRET))).toEqual([]);
});
