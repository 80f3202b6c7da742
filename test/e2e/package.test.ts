import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { PDFDocument } from 'pdf-lib';

import { postJson } from '../../dev/postJson';
import packageJson from '../../package.json';
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

const WRONG_KEY = 'an-invented-key-that-is-wrong';
const EXAMPLE = join(__dirname, '..', '..', 'examples', 'invite-remind-decide.json');

jest.setTimeout(60_000);

describe('the package in a real n8n', () => {
	let fixture: Fixture;
	let sandbox: Sandbox;
	let server: N8nServer;
	let rest: N8nRest;
	let credential: StoredCredential;
	const executions: Execution[] = [];

	const run = async (workflow: WorkflowDocument, using = credential): Promise<Execution> => {
		const id = await rest.importWorkflow(withCredential(workflow, using));
		const execution = await rest.run(id, TRIGGER_NAME);
		executions.push(execution);
		return execution;
	};

	beforeAll(async () => {
		fixture = await startFixture();
		({ sandbox, server, rest, credential } = fixture);
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
	});

	beforeEach(() => {
		sandbox.reset();
	});

	it('offers the nodes of its package.json, including the action node as a tool', async () => {
		const names = (await rest.nodeTypes()).filter((name) => name.startsWith(packageJson.name));
		const ownNames = packageJson.n8n.nodes.map((path) => {
			const name = basename(path, '.node.js');
			return `${packageJson.name}.${name.charAt(0).toLowerCase()}${name.slice(1)}`;
		});
		const tool = `${packageJson.name}.identomatTool`;
		expect(new Set(names)).toEqual(new Set([...ownNames, tool]));
	});

	describe('the test of the credential', () => {
		it('passes with the right key and creates no session', async () => {
			const test = await rest.testCredential(credential, fixture.credentialData());
			expect(test.status).toBe('OK');
			expect(sandbox.audit).toMatchObject([{ method: 'POST', keyCorrect: true }]);
			expect(sandbox.audit[0]?.path).not.toBe('begin/');
		});

		it('reports a wrong key', async () => {
			const test = await rest.testCredential(
				credential,
				fixture.credentialData({ companyKey: WRONG_KEY }),
			);
			expect(test.status).toBe('Error');
			expect(test.message).toMatch(/company key/i);
			expect(test.message).not.toContain(WRONG_KEY);
		});

		it('passes with a URL that has spaces around it and a trailing slash', async () => {
			const externalApiUrl = ` ${sandbox.externalApiUrl}/ `;
			const test = await rest.testCredential(
				credential,
				fixture.credentialData({ externalApiUrl }),
			);
			expect(test.status).toBe('OK');
		});

		it.each<[string, Fault, RegExp]>([
			['status 403', { status: 403 }, /Invalid company key/],
			[
				'an error code',
				{ shape: 'string', code: 'companyMissing' },
				/Identomat rejected the request/,
			],
			['an error object', { code: 'companyMissing' }, /Identomat rejected the request/],
			['a web page', { shape: 'html' }, /not the Identomat API/],
			['nothing', { shape: 'empty' }, /not the Identomat API/],
		])('fails on %s', async (_, fault, message) => {
			sandbox.fault('*', fault);
			const test = await rest.testCredential(credential, fixture.credentialData());
			expect(test).toMatchObject({ status: 'Error', message: expect.stringMatching(message) });
		});

		it.each([
			['has no scheme', () => 'external-api.identomat.com', "'External API URL' of the Identomat"],
			['leads elsewhere', () => `${sandbox.externalApiUrl}/elsewhere`, "Check 'External API URL'"],
		])('names the field if its URL %s', async (_, url, words) => {
			const data = fixture.credentialData({ externalApiUrl: url() });
			const test = await rest.testCredential(credential, data);
			expect(test).toMatchObject({ status: 'Error', message: expect.stringContaining(words) });
		});
	});

	describe('the example workflow', () => {
		let execution: Execution;
		let sessionId: string;
		let requests: Sandbox['audit'];

		const output = (name: string): INodeExecutionData => {
			const items = execution.nodes[name]?.items ?? [];
			expect(items).toHaveLength(1);
			return items[0] as INodeExecutionData;
		};

		beforeAll(async () => {
			sandbox.reset();
			const example = JSON.parse(await readFile(EXAMPLE, 'utf8')) as WorkflowDocument;
			const switchedOn = withNode(example, 'Delete the session', { disabled: false });
			const id = await rest.importWorkflow(withCredential(switchedOn, credential));
			execution = await runWithPerson(fixture, id);
			executions.push(execution);
			sessionId = String(output('Wait for the result').json.sessionId);
			requests = [...sandbox.audit];
		});

		it('runs to the end', () => {
			expect(execution.error).toBeUndefined();
			expect(execution.status).toBe('success');
		});

		it('creates the session with the flags when the person presses the button of the invitation', () => {
			expect(sessionId).toMatch(/^[a-z0-9]{40}$/);
			const invited = output('Invite').json;
			const url = /\/webhook-waiting\/\d+\/identomat\?signature=\w+&invitation=[\w-]{22}$/;
			expect(invited.invitationUrl).toMatch(url);
			const flags = { language: 'en', document_types: ['id', 'passport'], liveness: true };
			const return_url = `${String(invited.invitationUrl)}&returned=1`;
			expect(requests[0]).toMatchObject({
				path: 'begin/',
				fields: { flags: { ...flags, return_url } },
			});
		});

		it('continues with the simplified result when the person returns', () => {
			expect(output('Wait for the result').json).toMatchObject({
				sessionId,
				outcome: 'approved',
				finished: true,
				fullName: 'Nino Sandadze',
				birthDate: '1990-07-04',
				documentNumber: '00TS00042',
				documentExpiryDate: '2034-11-20',
				rejectReason: null,
				timedOut: false,
			});
		});

		it('stores every file byte by byte', async () => {
			const paths = {
				cardFront: 'result/card-front/',
				cardBack: 'result/card-back/',
				face: 'result/face/',
				faceVideo: 'result/face-video/',
			};
			const { json, binary } = output('Download all files');
			expect(json.sessionId).toBe(sessionId);
			expect(Object.keys(binary ?? {}).sort()).toEqual(Object.keys(paths).sort());
			// The session itself is deleted by now; this one has the same files.
			const twin = sandbox.addSession();
			for (const [file, path] of Object.entries(paths)) {
				const expected = await ask(path, { session_token: twin });
				expect(await stored(binary?.[file]?.id)).toEqual(expected);
			}
		});

		it('stores the PDF', async () => {
			const { binary } = output('Export the PDF');
			expect(binary?.data?.mimeType).toBe('application/pdf');
			const document = await PDFDocument.load(await stored(binary?.data?.id));
			expect(document.getTitle()).toBe('Session report');
		});

		it('deletes the session', () => {
			expect(output('Delete the session').json).toEqual({ deleted: true, sessionId });
			expect(requests.at(-1)).toMatchObject({
				path: 'delete/',
				fields: { session_token: sessionId },
				status: 200,
			});
		});

		it('sends the key in the body of a POST, each time', () => {
			for (const request of requests) {
				const keyField = request.host === 'widget' ? 'company_key' : 'companyKey';
				expect(request).toMatchObject({ method: 'POST', keyCorrect: true, keyField });
			}
		});
	});

	it("shows Identomat's message about a wrong key", async () => {
		const wrong = await rest.createCredential(
			'identomatApi',
			'Wrong',
			fixture.credentialData({ companyKey: WRONG_KEY }),
		);
		const execution = await run(chain('Wrong key', [getResult(sandbox.addSession())]), wrong);
		expect(execution.status).toBe('error');
		expect(execution.error?.message).toMatch(/company.key/i);
	});

	it('masks the key that Identomat echoes in an error', async () => {
		sandbox.fault('result/', { status: 400, echoKey: true });
		const execution = await run(chain('Echo', [getResult(sandbox.addSession())]));
		expect(execution.status).toBe('error');
		expect(execution.stored).not.toContain(sandbox.companyKey);
	});

	describe('the HTTP Request node with the credential', () => {
		it('calls the widget API with JSON', async () => {
			const url = `${sandbox.widgetUrl}/external-api/result/`;
			const request = httpRequest(url, jsonBody({ session_token: sandbox.addSession() }));
			const execution = await run(chain('Widget API', [request]));
			expect(firstItem(execution, request).json).toMatchObject({ result: 'approved' });
			expect(sandbox.audit).toMatchObject([{ keyField: 'company_key', keyCorrect: true }]);
		});

		it('calls the external API with JSON', async () => {
			const url = `${sandbox.externalApiUrl}/list-screening-monitoring-records`;
			const execution = await run(chain('External API', [httpRequest(url, jsonBody({}))]));
			expect(execution.status).toBe('success');
			expect(sandbox.audit).toMatchObject([{ keyField: 'companyKey', keyCorrect: true }]);
		});

		// Up to 4.1 a form is a plain object, from 4.2 on an instance of a form library.
		it.each([4.1, 4.5])('version %d sends a file as a form', async (typeVersion) => {
			const picture = jpeg({ width: 320, height: 200 });
			const url = `${sandbox.widgetUrl}/external-api/card/front/`;
			const request = { ...httpRequest(url, FORM_BODY), typeVersion };
			const execution = await run(chain('Form', [...fileOf(picture), request]));
			expect(firstItem(execution, request).json).toMatchObject({ Given_Names_en_US: 'Nino' });
			expect(sandbox.audit).toMatchObject([
				{
					keyField: 'company_key',
					keyCorrect: true,
					contentType: expect.stringContaining('multipart/form-data'),
					files: [{ field: 'image', size: picture.length }],
				},
			]);
		});

		it('masks the key when Identomat refuses a request', async () => {
			sandbox.fault('*', { status: 400 });
			const url = `${sandbox.widgetUrl}/external-api/card/front/`;
			for (const body of [FORM_BODY, jsonBody({ image: 'none' })]) {
				const nodes = [...fileOf(jpeg({ width: 32, height: 20 })), httpRequest(url, body)];
				const execution = await run(chain('Refused', nodes));
				expect(execution.status).toBe('error');
				expect(sandbox.audit.at(-1)).toMatchObject({ keyCorrect: true, status: 400 });
				expect(execution.stored.includes(sandbox.companyKey)).toBe(false);
				sandbox.audit.length = 0;
			}
		});

		it('refuses a GET request, which would put the key into the URL', async () => {
			const url = `${sandbox.widgetUrl}/external-api/result/`;
			const request = httpRequest(url, {});
			const parameters = { ...request.parameters, method: 'GET' };
			const execution = await run(chain('GET', [{ ...request, parameters }]));
			expect(execution.error?.message).toContain('must use the POST method');
			expect(sandbox.audit).toEqual([]);
		});
	});

	describe('a redirect to another origin', () => {
		let elsewhere: Server;
		let received: string[];

		beforeAll(async () => {
			elsewhere = createServer((request, response) => {
				received.push(`${request.method} ${request.url}`);
				response.end('{}');
			});
			await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
		});

		afterAll(async () => {
			await once(elsewhere.close(), 'close');
		});

		beforeEach(() => {
			received = [];
			const { port } = elsewhere.address() as AddressInfo;
			const location = `http://127.0.0.1:${port}/`;
			sandbox.fault('result/', { status: 307, headers: { location } });
		});

		// From 4.4 on the node itself keeps credentials from other origins; before, it follows with them.
		it.each([4.2, 4.5])('gets no request from HTTP Request %d', async (typeVersion) => {
			const url = `${sandbox.widgetUrl}/external-api/result/`;
			const body = jsonBody({ session_token: sandbox.addSession() });
			await run(chain('Redirect', [{ ...httpRequest(url, body), typeVersion }]));
			expect(sandbox.audit).toMatchObject([{ path: 'result/', keyCorrect: true, status: 307 }]);
			expect(received).toEqual([]);
		});

		it('gets no request from the Identomat node, which fails', async () => {
			const execution = await run(chain('Redirect', [getResult(sandbox.addSession())]));
			expect(execution.status).toBe('error');
			expect(sandbox.audit).toMatchObject([{ path: 'result/', keyCorrect: true, status: 307 }]);
			expect(received).toEqual([]);
		});
	});

	it("leaves no key in n8n's log or executions", () => {
		expect(executions.length).toBeGreaterThan(5);
		for (const key of [sandbox.companyKey, WRONG_KEY]) {
			expect(server.log().includes(key)).toBe(false);
			for (const { stored: text } of executions) expect(text.includes(key)).toBe(false);
		}
	});

	async function stored(id: string | undefined): Promise<Buffer> {
		return await rest.binary(id ?? '');
	}

	/** The sandbox's answer to a request of one's own. */
	async function ask(path: string, fields: IDataObject): Promise<Buffer> {
		const response = await postJson(`${sandbox.widgetUrl}/external-api/${path}`, {
			company_key: sandbox.companyKey,
			...fields,
		});
		return Buffer.from(await response.arrayBuffer());
	}
});

function firstItem(execution: Execution, { name }: NodeSpec): INodeExecutionData {
	expect(execution.error).toBeUndefined();
	return execution.nodes[name]?.items[0] as INodeExecutionData;
}

function getResult(sessionId: string): NodeSpec {
	return {
		name: 'Get the result',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { resource: 'result', operation: 'get', sessionId },
	};
}
