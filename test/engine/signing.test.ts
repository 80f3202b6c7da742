import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import {
	type IBinaryData,
	type IDataObject,
	type INodeParameters,
	type OnError,
} from 'n8n-workflow';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { Identomat } from '../../nodes/Identomat/Identomat.node';
import { IdentomatTrigger } from '../../nodes/IdentomatTrigger/IdentomatTrigger.node';
import { jpeg, startSandbox, type Fault, type Sandbox } from '../../dev/sandbox';
import { createEngine, type Engine } from './harness';
import { newIdFor, operationsIn, requiredParametersOf, type ListedOperation } from './operations';
import type { RunResult } from './runNode';
import { errorText } from './errorText';

// What a request is retried for is tested elsewhere; here nobody waits for it.
jest.mock('../../nodes/api/network/backoff', () => ({ waitBeforeRetry: () => 0 }));

const SECRET = 'an-invented-secret-key';
const WRONG_SECRET = 'another-invented-secret-key';
const ADVICE =
	"Check 'Secret Key' in the credential. If it is right, do not trust this response, and ask Identomat.";
const UNSIGNED = 'The response has no signature';
const WRONGLY_SIGNED = 'The response has an invalid signature';
const MEBIBYTE = 1024 * 1024;

let engine: Engine;
let folder: string;
let sandbox: Sandbox;
/** A sandbox that neither wants nor makes signatures. */
let unsigned: Sandbox;
let face: IBinaryData;
/** Everything that came out of the engine, as text. */
const traces: string[] = [];

beforeAll(async () => {
	[sandbox, unsigned] = await Promise.all([startSandbox({ secretKey: SECRET }), startSandbox()]);
	engine = await createEngine({
		nodes: {
			identomat: new Identomat(),
			identomatTrigger: new IdentomatTrigger(),
		},
		credentialTypes: [new IdentomatApi()],
	});
	folder = String(process.env.N8N_USER_FOLDER);
	const data = jpeg({ width: 100, height: 100 });
	face = await engine.binary({ data, fileName: 'face.jpg', mimeType: 'image/jpeg' });
});

afterEach(() => {
	sandbox.reset();
	unsigned.reset();
});

afterAll(async () => {
	await engine.close();
	await Promise.all([sandbox.close(), unsigned.close()]);
});

interface Setup {
	onError?: OnError;
	secretKey?: string;
	at?: Sandbox;
	/** What the item holds as `id`. */
	id?: string;
}

function credentialsFor(secretKey: string, at: Sandbox) {
	const { companyKey, widgetUrl, externalApiUrl } = at;
	return { identomatApi: { companyKey, widgetUrl, externalApiUrl, secretKey } };
}

async function run(parameters: INodeParameters, setup: Setup = {}): Promise<RunResult> {
	const { onError, secretKey = SECRET, at = sandbox, id } = setup;
	const result = await engine.run({
		node: 'identomat',
		parameters,
		credentials: credentialsFor(secretKey, at),
		items: [{ json: { id }, binary: { data: face, face1: face, face2: face } }],
		onError,
	});
	traces.push(JSON.stringify(result) + result.error?.stack);
	return result;
}

/** The files in n8n's storage, by their path. */
async function storedFiles(): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map(({ path, name }) => join(path, name));
}

const authorizations = (at = sandbox) => at.audit.map(({ headers }) => headers.authorization);

/** A session with everything that the operations ask for. */
const fullSession = () =>
	sandbox.addSession({ generalDocuments: ['bank-statement'], faceVideoSize: 2 * MEBIBYTE });

/** A new id for the operation, with no trace of how it came about. */
async function newId(operation: ListedOperation): Promise<string> {
	const id = await newIdFor(operation, { run, sandbox });
	sandbox.audit.length = 0;
	return id;
}

describe.each(operationsIn('signing'))('$name', (operation) => {
	const parameters = requiredParametersOf(operation);

	it('succeeds with signed requests and verified responses', async () => {
		const { items, error } = await run(parameters, { id: await newId(operation) });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject(operation.output());
		expect(new Set(sandbox.audit.map(({ keyCorrect }) => keyCorrect))).toEqual(new Set([true]));
		for (const header of authorizations()) {
			expect(header).toMatch(/^signature="[A-Za-z0-9+/]{43}="$/);
		}
	});

	it('reports a wrong secret key', async () => {
		const setup = { id: await newId(operation), secretKey: WRONG_SECRET };
		const { items, error } = await run(parameters, setup);
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'Invalid signature of the request',
			description: expect.stringMatching(
				/^Identomat said "(argumentError|invalidAccess|companyMissing): the signature is wrong"\. Check 'Secret Key' in the credential\.$/,
			),
			context: { itemIndex: 0 },
		});
	});

	it('is refused without a secret key if signatures are required', async () => {
		const { items, error } = await run(parameters, { id: await newId(operation), secretKey: ' ' });
		expect(items).toEqual([]);
		expect(error?.message).toBe('Invalid signature of the request');
		expect(errorText(error)).toContain(': the request is not signed');
		expect(authorizations().every((header) => header === undefined)).toBe(true);
	});

	it.each<[Fault['signature'], string]>([
		['wrong', WRONGLY_SIGNED],
		['none', UNSIGNED],
	])('returns nothing with the signature %s', async (signature, message) => {
		const id = await newId(operation);
		sandbox.fault('*', { signature });
		const { items, error } = await run(parameters, { id });
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message,
			description: expect.stringContaining(ADVICE),
			context: { itemIndex: 0 },
		});
	});
});

it('downloads all files of a session, each verified, including large ones', async () => {
	const parameters = { resource: 'media', operation: 'downloadAll', sessionId: fullSession() };
	const { items, error } = await run(parameters);
	expect(error).toBeUndefined();
	const found = ['cardFront', 'cardBack', 'face', 'faceVideo', 'generalDocument_bankStatement'];
	expect(items[0]?.json).toMatchObject({ found });
});

describe('a response that differs from what Identomat signed', () => {
	const result = () => ({ resource: 'result', operation: 'get', sessionId: fullSession() });
	const media = (file: string, size = MEBIBYTE) => ({
		resource: 'media',
		operation: 'download',
		sessionId: sandbox.addSession({ faceVideoSize: size }),
		file,
	});
	const kinds: Array<[string, () => INodeParameters]> = [
		['JSON', result],
		['a small file', () => media('cardFront')],
		['a large file that is streamed', () => media('faceVideo', 5 * MEBIBYTE + 7)],
		['a file just beyond what is held in memory', () => media('faceVideo', MEBIBYTE + 1)],
	];
	const faults: Array<[Fault['signature'], string]> = [
		['wrong', WRONGLY_SIGNED],
		['none', UNSIGNED],
	];

	describe.each(kinds)('%s', (_, parameters) => {
		it('is returned whole if its signature is right', async () => {
			const before = await storedFiles();
			const { items, error } = await run(parameters());
			expect(error).toBeUndefined();
			const stored = (await storedFiles()).filter((file) => !before.includes(file));
			const id = items[0]?.binary?.data?.id;
			expect(stored.some((file) => file.endsWith(basename(id ?? 'none')))).toBe(Boolean(id));
			expect(Boolean(id)).toBe(parameters().resource === 'media');
		});

		describe.each(faults)('with the signature %s', (signature, error) => {
			let before: string[];

			beforeEach(async () => {
				before = await storedFiles();
				sandbox.fault('*', { signature });
			});

			afterEach(async () => {
				expect(sandbox.audit).toHaveLength(1);
				expect(await storedFiles()).toEqual(before);
			});

			it('fails the run and leaves no file in the storage', async () => {
				const stopped = await run(parameters());
				expect(stopped).toMatchObject({ items: [], status: 'error' });
				expect(stopped.error).toMatchObject({
					name: 'NodeApiError',
					message: error,
					description: ADVICE,
					context: { itemIndex: 0 },
				});
			});

			it('becomes an error in its place if the workflow continues', async () => {
				const { items } = await run(parameters(), { onError: 'continueRegularOutput' });
				expect(items).toEqual([{ json: { error, message: ADVICE }, pairedItem: { item: 0 } }]);
			});

			it('goes to the error output with the input only', async () => {
				const { items, errorItems } = await run(parameters(), { onError: 'continueErrorOutput' });
				expect(items).toEqual([]);
				expect(errorItems).toMatchObject([{ json: { error, message: ADVICE } }]);
				const kept = Object.keys(errorItems[0]?.binary ?? {});
				expect(kept.every((field) => ['data', 'face1', 'face2'].includes(field))).toBe(true);
				for (const file of Object.values(errorItems[0]?.binary ?? {})) {
					expect(file.id).toBe(face.id);
				}
			});
		});
	});

	it('is abandoned if it is unsigned and large', async () => {
		let closed: Promise<unknown> | undefined;
		const server = createServer((request, response) => {
			closed = once(response, 'close');
			response.writeHead(200, { 'content-type': 'image/jpeg' });
			// Its end never comes.
			request
				.resume()
				.on('end', () => response.write(Buffer.alloc(2 * MEBIBYTE, '\xff\xd8\xff', 'latin1')));
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const widgetUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const { error } = await run(media('cardFront'), { at: { ...sandbox, widgetUrl } });
		expect(error?.message).toBe(UNSIGNED);
		await closed;
		await once(server.close(), 'close');
	});

	it('is found among several files, and none of them is returned', async () => {
		sandbox.fault('result/face-video/', { signature: 'wrong' });
		const parameters = { resource: 'media', operation: 'downloadAll', sessionId: fullSession() };
		const { items, error } = await run(parameters);
		expect(items).toEqual([]);
		expect(error?.message).toBe(WRONGLY_SIGNED);
	});

	it.each([
		['a list that looks empty', 'screening', 'getMonitored', {}, { body: '[]' }],
		['nothing, as after a deletion', 'session', 'delete', { sessionId: 'session-a' }, { body: '' }],
		['a score', 'processing', 'compareFaces', {}, { body: { similarity: 1 } }],
	])('is rejected if it is %s', async (_, resource, operation, parameters, fault) => {
		sandbox.fault('*', { ...fault, signature: 'wrong' });
		const { items, error } = await run({ resource, operation, ...parameters });
		expect(items).toEqual([]);
		expect(error?.message).toBe(WRONGLY_SIGNED);
	});

	it('is rejected if its body was replaced and its header kept', async () => {
		const authorization = `signature="${'A'.repeat(43)}="`;
		sandbox.fault('*', { body: { result: 'approved' }, headers: { authorization } });
		expect((await run(result())).error?.message).toBe(WRONGLY_SIGNED);
	});

	it('is rejected from a server that does not sign', async () => {
		const parameters = { resource: 'screening', operation: 'getMonitored' };
		const { items, error } = await run(parameters, { at: unsigned });
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: UNSIGNED, description: ADVICE });
	});
});

it('warns that a create request with a wrong signature may have been processed', async () => {
	sandbox.fault('begin/', { signature: 'wrong' });
	const { error } = await run({ resource: 'session', operation: 'create' });
	expect(error).toMatchObject({
		message: WRONGLY_SIGNED,
		description: `The request may have been processed. Check in Identomat before you retry. ${ADVICE}`,
	});
});

describe('an error response, which has no signature, is reported as that error', () => {
	it.each<[string, Fault, string, string]>([
		['a code as key', { code: 'invalidAccess' }, 'invalidAccess: refused as ordered', '200'],
		['a string', { shape: 'string', code: 'some_code' }, 'some_code', '200'],
		[
			'a code in a field',
			{ shape: 'codeField', code: 'notFound' },
			'notFound: refused as ordered',
			'200',
		],
		['HTTP 403', { status: 403 }, 'Forbidden: refused as ordered', '403'],
		[
			'a web page',
			{ shape: 'html', code: 'Gateway' },
			'Identomat returned a web page instead of data',
			'200',
		],
		[
			'truncated JSON',
			{ shape: 'truncatedJson' },
			'Identomat returned incomplete or damaged JSON',
			'200',
		],
		['nothing', { shape: 'empty' }, 'Identomat returned an empty response', '200'],
	])('%s', async (_, fault, message, httpCode) => {
		sandbox.fault('*', fault);
		const { items, error } = await run({
			resource: 'result',
			operation: 'get',
			sessionId: 'session-a',
		});
		expect(items).toEqual([]);
		expect(error?.httpCode).toBe(httpCode);
		expect(`${error?.message} ${error?.description}`).toContain(message);
	});

	it('an unsigned "no such file" is neither a missing file nor a wrong signature', async () => {
		const id = sandbox.addSession({ files: ['face'] });
		const parameters = { resource: 'media', operation: 'downloadAll', sessionId: id };
		const { items } = await run({ ...parameters, files: ['face', 'passport'] });
		expect(items[0]?.json).toMatchObject({
			found: ['face'],
			missing: [],
			unconfirmed: ['passport'],
		});
	});
});

describe('a signed body that is cut off is reported as incomplete', () => {
	it.each<[string, INodeParameters, string]>([
		['JSON', { resource: 'result', operation: 'get' }, 'result/'],
		['a small file', { resource: 'media', operation: 'download' }, 'result/card-front/'],
		[
			'a streamed file',
			{ resource: 'media', operation: 'download', file: 'faceVideo' },
			'result/face-video/',
		],
	])('%s', async (_, parameters, path) => {
		const id = sandbox.addSession({ faceVideoSize: 5 * MEBIBYTE });
		const before = await storedFiles();
		sandbox.fault(path, { cutOff: true });
		const { items, error } = await run({ ...parameters, sessionId: id });
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/^Identomat.* closed the connection /);
		expect(await storedFiles()).toEqual(before);
	});

	it('and retried with a new signature', async () => {
		sandbox.fault('result/', { cutOff: true, times: 1 });
		const { items } = await run({ resource: 'result', operation: 'get', sessionId: fullSession() });
		expect(items[0]?.json).toMatchObject({ outcome: 'approved' });
		const [first, second] = authorizations();
		expect(sandbox.audit).toHaveLength(2);
		expect(second).toBe(first);
	});
});

it('downloads an unsigned file from an address that Identomat returns', async () => {
	const sessionId = sandbox.addSession({ videoCallShots: 'urls' });
	const { items, error } = await run({
		resource: 'media',
		operation: 'getVideoCallShots',
		sessionId,
		options: { downloadFiles: true },
	});
	expect(error).toBeUndefined();
	expect(Object.keys(items[0]?.binary ?? {})).toEqual(['data_0', 'data_1']);
});

it('without a secret key nothing is signed or verified', async () => {
	const id = unsigned.addSession();
	const setup = { secretKey: '', at: unsigned };
	await run({ resource: 'result', operation: 'get', sessionId: id }, setup);
	await run({ resource: 'media', operation: 'downloadAll', sessionId: id }, setup);
	await run({ resource: 'processing', operation: 'compareFaces' }, setup);
	const { error } = await run({ resource: 'screening', operation: 'getMonitored' }, setup);
	expect(error).toBeUndefined();
	expect(unsigned.audit.length).toBeGreaterThan(4);
	for (const { headers, status } of unsigned.audit) {
		expect(status).toBe(200);
		expect(Object.keys(headers)).not.toContain('authorization');
	}
});

describe('the trigger', () => {
	const poll = async (
		parameters: INodeParameters,
		staticData?: IDataObject,
		secretKey = SECRET,
	) => {
		const polled = await engine.poll({
			node: 'identomatTrigger',
			parameters,
			credentials: credentialsFor(secretKey, sandbox),
			mode: 'trigger',
			staticData,
		});
		traces.push(JSON.stringify(polled));
		return polled;
	};
	const failureOf = async (...setup: Parameters<typeof poll>) =>
		await poll(...setup).then(
			() => undefined,
			(error: Error & { description?: string }) => {
				traces.push(JSON.stringify(error) + error.stack);
				return { message: error.message, description: error.description };
			},
		);
	const watching = (...ids: string[]) => ({ event: 'sessionFinished', sessionIds: ids.join() });
	const watchingRecords = { event: 'monitoringRecordChanged' };

	it('signs its polls, and emits a finished session', async () => {
		const id = sandbox.addSession();
		const { items } = await poll(watching(id));
		expect(items).toMatchObject([{ json: { sessionId: id, outcome: 'approved' } }]);
		expect(authorizations()).toEqual([expect.stringMatching(/^signature="/)]);
	});

	it.each<[Fault['signature'], string]>([
		['wrong', WRONGLY_SIGNED],
		['none', UNSIGNED],
	])('emits no session with a response whose signature is %s', async (signature, message) => {
		const [alone = '', tampered = '', fine = ''] = [1, 2, 3].map(() => sandbox.addSession());
		const matches = ({ session_token: id }: Record<string, unknown>) => id !== fine;
		sandbox.fault('result/', { signature, matches });
		expect(await failureOf(watching(alone))).toEqual({ message, description: ADVICE });
		const first = await poll(watching(tampered, fine));
		expect(first.items?.map(({ json }) => json.sessionId)).toEqual([fine]);
		sandbox.clearFaults();
		const second = await poll(watching(tampered, fine), first.staticData);
		expect(second.items?.map(({ json }) => json.sessionId)).toEqual([tampered]);
	});

	it('emits no change of monitored people from a list with a wrong signature', async () => {
		await run({ resource: 'screening', operation: 'monitor', name: 'Ana Testidze' });
		const { staticData } = await poll(watchingRecords, { records: [] });
		sandbox.fault('*', { signature: 'wrong', body: '[{"id":"forged"}]' });
		const failure = await failureOf(watchingRecords, staticData);
		expect(failure).toEqual({ message: WRONGLY_SIGNED, description: ADVICE });
	});

	it('keeps watching a session while the secret key is wrong', async () => {
		const id = sandbox.addSession();
		let now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => now);
		for (let time = 0; time < 5; time++) {
			expect(await failureOf(watching(id), undefined, WRONG_SECRET)).toEqual({
				message: 'Invalid signature of the request',
				description:
					'Identomat said "argumentError: the signature is wrong". Check \'Secret Key\' in the credential.',
			});
			now += 10 * 60_000;
		}
		const { items } = await poll(watching(id));
		clock.mockRestore();
		expect(items).toMatchObject([{ json: { sessionId: id, outcome: 'approved' } }]);
	});
});

it('the secret key is not in anything that the engine returned', () => {
	expect(traces.length).toBeGreaterThan(150);
	for (const trace of traces) {
		expect(trace.includes(SECRET)).toBe(false);
		expect(trace.includes(WRONG_SECRET)).toBe(false);
	}
});
