import type { IBinaryKeyData, INodeExecutionData } from 'n8n-workflow';

import { jpeg, startSandbox, type Fault, type Sandbox } from '../../dev/sandbox';
import { getResult, setUpIdentomat } from './identomat/identomatFixture';
import {
	endpointCalls,
	fullSession,
	newIdFor,
	operationsIn,
	NON_IDEMPOTENT_OPERATIONS,
	type EndpointCall,
} from './operations';
import type { RunResult } from './runNode';
import { errorText } from './errorText';

const mockWait = jest.fn<number, [retries: number, retryAfterMs?: number]>();

jest.mock('../../nodes/api/network/backoff', () => ({
	waitBeforeRetry: (...about: Parameters<typeof mockWait>) => mockWait(...about),
}));

const fixture = setUpIdentomat();

/** How a request fails, and what the user reads about its retry. */
interface Trouble {
	name: string;
	fault: Fault;
	reason: RegExp;
}

/** Short, so that an answer that comes later is a timeout soon. */
const TIMEOUT_SECONDS = 0.8;
const mayBeCarriedOut: Trouble[] = [
	{ name: 'status 502', fault: { status: 502 }, reason: /^status 502$/ },
	{ name: 'status 503', fault: { status: 503 }, reason: /^status 503$/ },
	{ name: 'status 504', fault: { status: 504 }, reason: /^status 504$/ },
	{ name: 'a reset', fault: { reset: true }, reason: /^ECONNRESET$/ },
	{ name: 'a timeout', fault: { latencyMs: 1600 }, reason: /^ECONNABORTED$/ },
	{ name: 'a cut-off answer', fault: { cutOff: true }, reason: /^(ECONNRESET|ERR_BAD_RESPONSE)$/ },
	{ name: 'a stalled answer', fault: { stalls: true }, reason: /^ECONNABORTED$/ },
];
const limited: Trouble = {
	name: 'status 429',
	fault: { status: 429 },
	reason: /^status 429$/,
};

const table = operationsIn('retries');
const calls = endpointCalls.filter(({ operation }) => table.includes(operation));

function callsOf(...paths: string[]): EndpointCall[] {
	const found = endpointCalls.filter(({ path }) => paths.includes(path));
	expect(found).toHaveLength(paths.length);
	return found;
}

let binary: IBinaryKeyData;

beforeAll(async () => {
	const file = { data: jpeg({ width: 100, height: 100 }), mimeType: 'image/jpeg' };
	const face = await fixture.engine.binary({ ...file, fileName: 'face.jpg' });
	binary = { data: face, face1: face, face2: face };
});

beforeEach(() => {
	mockWait.mockReset().mockReturnValue(0);
});

/** With a short timeout only where one is to be met: on a busy machine it could be met elsewhere too. */
async function runCall({ operation, parameters }: EndpointCall, fault: Fault = {}) {
	const items = [{ json: { id: await newIdFor(operation, fixture) }, binary }];
	const isSlow = fault.stalls ?? fault.latencyMs !== undefined;
	const options = isSlow ? { timeout: TIMEOUT_SECONDS } : {};
	return await fixture.run({ ...parameters, options }, { items });
}

/** The requests without what a second one may differ in. */
function requests() {
	return fixture.sandbox.audit.map(({ host, method, path, keyCorrect, fields, files }) => ({
		host,
		method,
		path,
		keyCorrect,
		fields,
		files,
	}));
}

/** @param found what else is said of the limit that was met */
const hintOf = (reasons: string, found = '') => ({
	message: `Some requests were retried: ${reasons}.${found}`,
	location: 'outputPane',
});

/** The reasons that the hint gives for retries, such as `['status 429']` for one retry. */
function reasonsIn({ hints }: { hints: Array<{ message: string }> }): string[] {
	return hints.map(({ message }) => /retried: 1 × ([^.]+)\./.exec(message)?.[1] ?? message);
}

/** The same request was sent twice, and once only after it had failed. */
function expectOneRetry({ path }: EndpointCall, run: RunResult, reason: RegExp): void {
	expect(run.error).toBeUndefined();
	expect(run.items.length).toBeGreaterThan(0);
	const [first, second, ...others] = requests();
	expect(first).toMatchObject({ path, keyCorrect: true });
	expect(second).toEqual(first);
	expect(others).toEqual([]);
	expect(reasonsIn(run)).toEqual([expect.stringMatching(reason)]);
}

/** The request was sent once, and whatever came of it is the end. */
function expectNoRetry({ path }: EndpointCall, run: RunResult): void {
	expect(run.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
	expect(run.items).toEqual([]);
	expect(requests()).toEqual([expect.objectContaining({ path })]);
	expect(run.hints).toEqual([]);
	expect(mockWait).not.toHaveBeenCalled();
}

describe.each(calls)('$path', (call) => {
	const isSafe = !NON_IDEMPOTENT_OPERATIONS.includes(call.operation.name);

	it(`is retried after status 429`, async () => {
		fixture.sandbox.fault(call.path, { ...limited.fault, times: 1 });
		expectOneRetry(call, await runCall(call), limited.reason);
	});

	it(`is ${isSafe ? 'retried' : 'not retried'} after status 502`, async () => {
		fixture.sandbox.fault(call.path, { status: 502, times: 1 });
		const run = await runCall(call);
		if (isSafe) expectOneRetry(call, run, /^status 502$/);
		else expectNoRetry(call, run);
	});
});

describe.each(callsOf('result/', 'result/face/', 'get-video-call-shots'))(
	'$path, which only reads, is retried',
	(call) => {
		it.each(mayBeCarriedOut)('after $name', async ({ fault, reason }) => {
			fixture.sandbox.fault(call.path, { ...fault, times: 1 });
			expectOneRetry(call, await runCall(call, fault), reason);
		});
	},
);

describe.each(callsOf('begin/', 'delete/', 'passport/', 'monitor-screening-query'))(
	'$path, which may have been processed, is not retried',
	(call) => {
		it.each(mayBeCarriedOut)('after $name', async ({ fault }) => {
			// An empty answer could not be cut off.
			const body = fault.cutOff || fault.stalls ? { body: '{"done": "by half"}' } : {};
			fixture.sandbox.fault(call.path, { ...fault, ...body, times: 1 });
			expectNoRetry(call, await runCall(call, fault));
		});
	},
);

describe('a request is retried', () => {
	it.each<[string, Fault, message: string, httpCode: string | null]>([
		['429', { status: 429, body: { error: 'too_many' } }, 'too_many', '429'],
		['503', { status: 503, body: { error: 'overloaded' } }, 'overloaded', '503'],
		[
			'a reset',
			{ reset: true },
			'Identomat at HOST closed the connection before responding fully',
			null,
		],
	])(
		'three times and then fails with the last response: %s',
		async (_, fault, message, httpCode) => {
			fixture.sandbox.fault('result/', { ...fault, times: 4 });
			const [item] = fixture.newItems(1);
			const run = await fixture.run(getResult(), { items: [item as INodeExecutionData] });
			expect(run.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
			expect(errorText(run.error).replace(/127\.0\.0\.1:\d+/, 'HOST')).toContain(message);
			expect(run.error?.httpCode).toBe(httpCode);
			expect(fixture.sandbox.audit).toHaveLength(4);
			expect(mockWait.mock.calls.map(([retries]) => retries)).toEqual(
				expect.arrayContaining([0, 1, 2]),
			);
		},
	);

	it('up to three times until an attempt succeeds', async () => {
		fixture.sandbox.fault('result/', { status: 502, times: 2 });
		fixture.sandbox.fault('result/', { reset: true, times: 1 });
		const run = await fixture.run(getResult(), { items: fixture.newItems(1) });
		expect(run.items).toEqual([
			{ json: expect.objectContaining({ outcome: 'approved' }), pairedItem: { item: 0 } },
		]);
		expect(fixture.sandbox.audit.map(({ status }) => status)).toEqual([502, 502, 'reset', 200]);
		expect(run.hints).toEqual([hintOf('2 × status 502, 1 × ECONNRESET')]);
	});

	it.each<[string, Fault]>([
		['400', { status: 400 }],
		['401', { status: 401 }],
		['408', { status: 408 }],
		['500', { status: 500 }],
		['501', { status: 501 }],
		['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
		['an error with status 200', { code: 'invalidAccess' }],
		['an answer that says 429 in its body only', { body: { status: 429, error: 'too_many' } }],
		['damaged JSON', { shape: 'truncatedJson' }],
		['an empty answer', { shape: 'empty' }],
	])('never after %s', async (_, fault) => {
		fixture.sandbox.fault('result/', fault);
		const run = await fixture.run(getResult(), { items: fixture.newItems(1) });
		expect(run.error).toMatchObject({ name: 'NodeApiError', context: { itemIndex: 0 } });
		expect(fixture.sandbox.audit).toHaveLength(1);
		expect(run.hints).toEqual([]);
	});

	it('only for the file that failed, not for those that arrived', async () => {
		const sessionId = fullSession(fixture.sandbox);
		fixture.sandbox.fault('result/card-back/', { status: 503, times: 1 });
		const run = await fixture.run({
			resource: 'media',
			operation: 'downloadAll',
			sessionId,
			files: ['cardFront', 'cardBack', 'face'],
		});
		expect(run.items.map(({ json }) => json)).toEqual([
			{ sessionId, found: ['cardFront', 'cardBack', 'face'], missing: [] },
		]);
		expect(fixture.sandbox.audit.map(({ path }) => path)).toEqual([
			'result/card-front/',
			'result/card-back/',
			'result/card-back/',
			'result/face/',
		]);
	});

	it('for a file at an address, without the company key', async () => {
		const sessionId = fixture.sandbox.addSession({ videoCallVideos: 'urls' });
		fixture.sandbox.fault('files/*', { status: 503, times: 1 });
		const run = await fixture.run({
			resource: 'media',
			operation: 'getVideoCallVideos',
			sessionId,
			options: { downloadFiles: true },
		});
		expect(run.items.map(({ binary: files }) => Object.keys(files ?? {}))).toEqual([
			['data_0', 'data_1'],
		]);
		expect(
			fixture.sentRequests().map(({ method, path, keyField }) => [method, path, keyField]),
		).toEqual([
			['POST', 'get-video-call-videos', 'companyKey'],
			['GET', `files/${sessionId}/video-0.mp4`, null],
			['GET', `files/${sessionId}/video-0.mp4`, null],
			['GET', `files/${sessionId}/video-1.mp4`, null],
		]);
		expect(run.hints).toEqual([hintOf('1 × status 503')]);
	});
});

describe('if nothing listens', () => {
	/** An address at which nothing listens, until the sandbox is started again. */
	async function closedPort(): Promise<number> {
		const sandbox = await startSandbox();
		await sandbox.close();
		return Number(new URL(sandbox.widgetUrl).port);
	}

	const begin = { resource: 'session', operation: 'create' };

	it('retries a refused connection, also when creating a session, which happens once', async () => {
		const widgetPort = await closedPort();
		let restarted: Promise<Sandbox> | undefined;
		mockWait.mockImplementation(() => {
			restarted ??= startSandbox({ widgetPort });
			return 400;
		});
		const credential = { widgetUrl: `http://127.0.0.1:${widgetPort}` };
		const run = await fixture.run(begin, { credential });
		const sandbox = await restarted;
		const begun = sandbox?.audit.map(({ path, status }) => [path, status]);
		await sandbox?.close();
		expect(begun).toEqual([['begin/', 200]]);
		expect(run.items.map(({ json }) => json.sessionId)).toEqual([
			expect.stringMatching(/^[a-z0-9]{40}$/),
		]);
		expect(reasonsIn(run)).toEqual(['ECONNREFUSED']);
	});

	it.each([
		[
			'refused',
			async (): Promise<string> => `http://127.0.0.1:${await closedPort()}`,
			/: connection refused$/,
			'ECONNREFUSED',
		],
		[
			'not resolved',
			async (): Promise<string> => 'http://no-such-host.invalid',
			/: (unknown host name|DNS lookup timed out)$/,
			/^(ENOTFOUND|EAI_AGAIN)$/,
		],
	] as const)('a connection that is %s is tried four times', async (_, address, message, code) => {
		const run = await fixture.run(begin, { credential: { widgetUrl: await address() } });
		expect(run.error).toMatchObject({ message: expect.stringMatching(message) });
		expect(run.log.map((line) => (line as { message: string }).message)).toEqual(
			Array(3).fill(expect.stringMatching(/^Identomat request retried after [A-Z_]+$/)),
		);
		const [first] = run.log as Array<{ message: string }>;
		expect(first?.message.split(' ').at(-1)).toMatch(code);
	});
});

describe('retries are visible', () => {
	it('in a hint that counts the reasons of all items, and in a log line each', async () => {
		const items = fixture.newItems(3);
		fixture.sandbox.fault('result/', { status: 429, times: 2 });
		fixture.sandbox.fault('result/', { status: 503, times: 1 });
		const run = await fixture.run(getResult({ maxConcurrency: 1 }), { items });
		const [hint] = run.hints;
		expect(hint?.message).toMatch(
			/^Some requests were retried: 2 × status 429, 1 × status 503\. Identomat took about /,
		);
		const { host } = new URL(fixture.sandbox.widgetUrl);
		expect(run.log).toEqual(
			['429', '429', '503'].map((status) => ({
				level: 'info',
				message: `Identomat request retried after status ${status}`,
				metadata: { host, waitMs: 0 },
			})),
		);
	});

	it('in the log if the run fails', async () => {
		fixture.sandbox.fault('result/', { status: 503 });
		const { error, log } = await fixture.run(getResult(), { items: fixture.newItems(1) });
		expect(error).toMatchObject({ httpCode: '503' });
		expect(log).toHaveLength(3);
	});

	it('in a hint if items fail and the workflow continues', async () => {
		fixture.sandbox.fault('result/', { status: 503 });
		const run = await fixture.run(getResult(), {
			items: fixture.newItems(2),
			onError: 'continueRegularOutput',
		});
		expect(run.hints).toEqual([hintOf('6 × status 503')]);
	});

	it('and there is no hint without retries', async () => {
		const { hints, log } = await fixture.run(getResult(), { items: fixture.newItems(3) });
		expect(hints).toEqual([]);
		expect(log).toEqual([]);
	});

	it('without the path of an address, which can name a person or give access to a file', async () => {
		const url = `${fixture.sandbox.widgetUrl}/files/a/video-0.mp4`;
		fixture.sandbox.fault('get-video-call-videos', {
			body: [`${url.replace('//', '//user:secret@')}?signature=invented`],
		});
		fixture.sandbox.fault('files/*', { status: 503, times: 1 });
		const { log } = await fixture.run(
			{
				resource: 'media',
				operation: 'getVideoCallVideos',
				sessionId: 'session-a',
				options: { downloadFiles: true },
			},
			{ onError: 'continueRegularOutput' },
		);
		const { host } = new URL(url);
		expect(log).toEqual([expect.objectContaining({ metadata: { host, waitMs: 0 } })]);
	});
});
