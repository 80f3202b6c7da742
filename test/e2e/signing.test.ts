import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Fault, Sandbox } from '../../dev/sandbox';
import { jpeg } from '../../dev/sandbox';
import { fileOf, FORM_BODY, httpRequest, jsonBody } from '../n8n/httpRequest';
import { runWithPerson } from '../n8n/person';
import type { Execution, N8nRest, StoredCredential, WorkflowDocument } from '../../dev/n8n/rest';
import type { N8nServer } from '../../dev/n8n/server';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { chain, TRIGGER_NAME, withCredential, withNode } from '../../dev/n8n/workflowDocument';

const SECRET = 'an-invented-secret-key';
const WRONG_SECRET = 'another-invented-secret-key';
const EXAMPLE = join(__dirname, '..', '..', 'examples', 'invite-remind-decide.json');
const LARGE = 3 * 1024 * 1024;

jest.setTimeout(60_000);

let fixture: Fixture;
let sandbox: Sandbox;
let server: N8nServer;
let rest: N8nRest;
let credential: StoredCredential;
const executions: Execution[] = [];

beforeAll(async () => {
	fixture = await startFixture({ secretKey: SECRET });
	({ sandbox, server, rest, credential } = fixture);
}, FIXTURE_TIMEOUT_MS);

afterAll(async () => {
	await fixture?.close();
});

beforeEach(() => sandbox.reset());

async function run(workflow: WorkflowDocument, using = credential): Promise<Execution> {
	const id = await rest.importWorkflow(withCredential(workflow, using));
	const execution = await rest.run(id, TRIGGER_NAME);
	executions.push(execution);
	return execution;
}

function identomat(resource: string, operation: string, parameters: INodeParameters): NodeSpec {
	return {
		name: 'Identomat',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { resource, operation, ...parameters },
	};
}

function firstItem(execution: Execution, { name }: NodeSpec): INodeExecutionData {
	expect(execution.error).toBeUndefined();
	return execution.nodes[name]?.items[0] as INodeExecutionData;
}

describe('the test of the credential', () => {
	const test = async (secretKey: string) =>
		await rest.testCredential(credential, fixture.credentialData({ secretKey }));

	it('passes with the right secret key', async () => {
		expect((await test(SECRET)).status).toBe('OK');
		expect(sandbox.audit[0]?.headers.authorization).toMatch(/^signature="/);
	});

	it.each([
		['a wrong secret key', WRONG_SECRET],
		['no secret key', ''],
	])('fails with %s', async (_, secretKey) => {
		const { status, message } = await test(secretKey);
		expect(status).toBe('Error');
		expect(message).toMatch(/^Identomat rejected the request/);
	});

	it('reports a rejected key after status 401', async () => {
		sandbox.fault('*', { status: 401 });
		const { status, message } = await test(SECRET);
		expect(status).toBe('Error');
		expect(message).toMatch(/^Invalid company key/);
	});
});

it('the example workflow runs to the end, with each request signed and each response checked', async () => {
	const example = JSON.parse(await readFile(EXAMPLE, 'utf8')) as WorkflowDocument;
	const switchedOn = withNode(example, 'Delete the session', { disabled: false });
	// Nobody signs that a file does not exist, so the session is kept unless its files are chosen.
	const parameters = { files: ['cardFront', 'cardBack', 'face', 'faceVideo'] };
	const chosen = withNode(switchedOn, 'Download all files', { parameters });
	const id = await rest.importWorkflow(withCredential(chosen, credential));
	const execution = await runWithPerson(fixture, id);
	executions.push(execution);
	expect(execution).toMatchObject({ status: 'success', error: undefined });
	const [files] = execution.nodes['Download all files']?.items ?? [];
	expect(Object.keys(files?.binary ?? {})).toContain('faceVideo');
	expect(execution.nodes['Delete the session']?.items[0]?.json).toMatchObject({ deleted: true });
	expect(sandbox.audit.map(({ path }) => path)).toEqual(
		expect.arrayContaining([
			'begin/',
			'result/',
			'result/face-video/',
			'export-session-as-pdf',
			'delete/',
		]),
	);
	for (const { headers } of sandbox.audit) {
		expect(headers.authorization).toMatch(/^signature="[A-Za-z0-9+/]{43}="$/);
	}
});

it('the Identomat node signs uploads of pictures', async () => {
	const read = identomat('processing', 'readDocument', {});
	const execution = await run(chain('Read', [...fileOf(jpeg({ width: 320, height: 200 })), read]));
	expect(firstItem(execution, read).json).toMatchObject({ firstName: 'Nino' });
});

describe('a response that differs from what Identomat signed is rejected', () => {
	const answers: Array<[string, string, () => NodeSpec]> = [
		['JSON', 'result/', () => identomat('result', 'get', { sessionId: session() })],
		['a file', 'result/face/', () => download('face')],
		['a streamed file', 'result/face-video/', () => download('faceVideo')],
	];
	const session = () => sandbox.addSession({ faceVideoSize: LARGE });
	const download = (file: string) => identomat('media', 'download', { sessionId: session(), file });

	it.each(answers)('%s', async (_, path, node) => {
		const fine = await run(chain('Fine', [node()]));
		expect(fine.status).toBe('success');
		const faults: Array<[Fault['signature'], RegExp]> = [
			['wrong', /^The response has an invalid signature/],
			['none', /^The response has no signature/],
		];
		for (const [signature, message] of faults) {
			sandbox.clearFaults();
			sandbox.fault(path, { signature });
			const execution = await run(chain('Tampered', [node()]));
			expect(execution.status).toBe('error');
			expect(execution.error?.message).toMatch(message);
			expect(execution.nodes.Identomat?.items).toEqual([]);
		}
	});
});

describe('the HTTP Request node with the credential', () => {
	const result = () => `${sandbox.widgetUrl}/external-api/result/`;
	const cardFront = () => `${sandbox.widgetUrl}/external-api/card/front/`;

	it.each<[string, (sessionId: string) => INodeParameters]>([
		['JSON', (id) => jsonBody({ session_token: id })],
		[
			'form fields',
			(id) => ({
				sendBody: true,
				contentType: 'form-urlencoded',
				bodyParameters: { parameters: [{ name: 'session_token', value: id }] },
			}),
		],
		[
			'JSON as a raw text',
			(id) => ({
				sendBody: true,
				contentType: 'raw',
				rawContentType: 'application/json',
				body: `{\n "session_token": "${id}" }`,
			}),
		],
		[
			'a form without a file',
			(id) => ({
				sendBody: true,
				contentType: 'multipart-form-data',
				bodyParameters: { parameters: [{ name: 'session_token', value: id }] },
			}),
		],
	])('signs %s', async (_, body) => {
		for (const typeVersion of [4.1, 4.5]) {
			const request = { ...httpRequest(result(), body(sandbox.addSession())), typeVersion };
			const execution = await run(chain('Signed', [request]));
			expect(firstItem(execution, request).json).toMatchObject({ result: 'approved' });
		}
	});

	// Up to 4.1 a form is a plain object, from 4.2 on an instance of a form library.
	it.each([4.1, 4.2, 4.5])('version %d signs a form with a file', async (typeVersion) => {
		const picture = jpeg({ width: 320, height: 200 });
		const request = { ...httpRequest(cardFront(), FORM_BODY), typeVersion };
		const execution = await run(chain('Form', [...fileOf(picture), request]));
		expect(firstItem(execution, request).json).toMatchObject({ Given_Names_en_US: 'Nino' });
		expect(sandbox.audit).toMatchObject([
			{ keyCorrect: true, files: [{ field: 'image', size: picture.length }] },
		]);
	});

	it.each([4.1, 4.5])(
		'version %d signs a form with a file of several megabytes',
		async (typeVersion) => {
			const sessionId = sandbox.addSession({ faceVideoSize: LARGE });
			const video = identomat('media', 'download', { sessionId, file: 'faceVideo' });
			const options = { response: { response: { responseFormat: 'text' } } };
			const request = {
				...httpRequest(cardFront(), { ...FORM_BODY, options }),
				typeVersion,
			};
			const execution = await run(chain('Large form', [video, request]));
			// It is no picture, which Identomat only tells when the signature is right.
			expect(firstItem(execution, request).json).toEqual({ data: 'invalid_image' });
			expect(sandbox.audit.at(-1)).toMatchObject({ keyCorrect: true, files: [{ size: LARGE }] });
		},
	);

	it("shows Identomat's message about a wrong secret key", async () => {
		const data = fixture.credentialData({ secretKey: WRONG_SECRET });
		const wrong = await rest.createCredential('identomatApi', 'Wrong secret', data);
		const request = httpRequest(result(), jsonBody({ session_token: sandbox.addSession() }));
		const execution = await run(chain('Wrong secret', [request]), wrong);
		expect(firstItem(execution, request).json).toEqual({
			argumentError: 'the signature is wrong',
		});
	});
});

it("leaves no secret key in n8n's log or executions", () => {
	expect(executions.length).toBeGreaterThan(20);
	for (const secret of [SECRET, WRONG_SECRET]) {
		expect(server.log().includes(secret)).toBe(false);
		for (const { stored } of executions) expect(stored.includes(secret)).toBe(false);
	}
});
