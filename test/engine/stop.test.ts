import { sleep, type IBinaryKeyData, type INodeParameters, type OnError } from 'n8n-workflow';

import { jpeg, type Fault } from '../../dev/sandbox';
import { sessionItems, setUpIdentomat } from './identomat/identomatFixture';
import { passTime } from '../monotonicClock';
import { storedFiles } from './storedFiles';

const fixture = setUpIdentomat();

const LARGE = 6 * 1024 * 1024;

const operation = (resource: string, name: string, parameters: INodeParameters = {}) => ({
	resource,
	operation: name,
	sessionId: '={{ $json.sessionId }}',
	...parameters,
});
const result = operation('result', 'get');
const faceVideo = operation('media', 'download', { file: 'faceVideo' });

/** Resolves when the sandbox has been asked this often; the requests get their usual answer. */
async function asked(times: number): Promise<void> {
	await new Promise<void>((resolve) => {
		const noteRequest = () => {
			// The request that is asked about is on the list already.
			if (fixture.sandbox.audit.length >= times) resolve();
			return false;
		};
		fixture.sandbox.fault('*', { matches: noteRequest });
	});
}

/** Resolves when a file has begun to be stored, besides those of before. */
async function storing(before: number): Promise<void> {
	while ((await storedFiles()).length === before) {
		await sleep(1);
	}
}

interface Stop {
	parameters: INodeParameters;
	count?: number;
	fault?: Fault;
	/** How many files were stored completely by then. */
	complete?: number;
	/** When the run is stopped. */
	moment: (storedBefore: number) => Promise<void>;
	onError?: OnError;
}

const image = jpeg({ width: 300, height: 300 });
let passport: IBinaryKeyData;

beforeAll(async () => {
	const file = { data: image, mimeType: 'image/jpeg', fileName: 'passport.jpg' };
	passport = { data: await fixture.engine.binary(file) };
});

/** Runs the node and presses n8n's stop button at the given moment. */
async function stopped({ parameters, count = 1, fault, moment, onError }: Stop) {
	const ids = Array.from({ length: count }, () =>
		fixture.sandbox.addSession({ faceVideoSize: LARGE, videoCallVideos: 'urls' }),
	);
	const before = (await storedFiles()).length;
	const isMoment = moment(before);
	if (fault) fixture.sandbox.fault('*', fault);
	let stop = () => {};
	const running = fixture.run(parameters, {
		items: sessionItems(...ids),
		onError,
		onStarted: (cancel) => (stop = cancel),
	});
	await isMoment;
	stop();
	const run = await running;
	return {
		run,
		requests: fixture.sandbox.audit.length,
		stored: (await storedFiles()).length - before,
	};
}

/** The requests that came after the first ones, with time given to those that still were to come. */
async function pathsAfter(first: number): Promise<string[]> {
	fixture.sandbox.clearFaults();
	// A limit that was met holds back the requests of the next run, too.
	passTime(30_000);
	fixture.sandbox.fault('passport/', { latencyMs: 250 });
	const parameters = {
		resource: 'processing',
		operation: 'readDocument',
		documentSide: 'passport',
	};
	await fixture.run(parameters, { items: [{ json: {}, binary: passport }] });
	return fixture.sandbox.audit.slice(first).map(({ path }) => path);
}

/** Longer than a test may take: one that ends has not waited for it. */
const MUCH_LATER = { 'retry-after': '20' };

const stops: Array<[string, Stop]> = [
	[
		'while an answer is waited for',
		{ parameters: result, fault: { latencyMs: 20_000 }, moment: () => asked(1) },
	],
	[
		'while a repeat is waited for',
		{
			parameters: result,
			fault: { status: 503, headers: MUCH_LATER },
			moment: () => asked(1),
		},
	],
	[
		'in the pause after status 429, with items of which some have failed and most not begun',
		{
			parameters: result,
			count: 20,
			fault: { status: 429, headers: MUCH_LATER },
			moment: () => asked(5),
		},
	],
	[
		'while requests go out one at a time',
		{
			parameters: { ...result, options: { timeout: 20, maxConcurrency: 1 } },
			count: 20,
			fault: { status: 429, headers: { 'retry-after': '0' }, times: 1 },
			moment: () => asked(12),
		},
	],
	[
		'while the beginning of a file is waited for',
		{
			parameters: faceVideo,
			fault: { stalls: true, body: image },
			moment: () => asked(1),
		},
	],
	[
		'while a large file is being stored',
		{ parameters: faceVideo, fault: { stalls: true }, moment: storing },
	],
	[
		'while a large file is fetched from an address',
		{
			parameters: operation('media', 'getVideoCallVideos', { options: { downloadFiles: true } }),
			fault: {
				stalls: true,
				body: Buffer.concat([jpeg({ width: 8, height: 8 }), Buffer.alloc(LARGE)]),
				matches: (fields) => Object.keys(fields).length === 0,
			},
			moment: storing,
		},
	],
	[
		'between the files of an item',
		{
			parameters: operation('media', 'downloadAll'),
			fault: { latencyMs: 30 },
			complete: 2,
			moment: () => asked(3),
		},
	],
];

describe.each(['stopWorkflow', 'continueRegularOutput'] as const)('with %s', (onError) => {
	it.each(stops)('the run ends when it is stopped %s', async (_, setup) => {
		const { run, requests, stored } = await stopped({ ...setup, onError });
		expect(run.status).toBe('canceled');
		expect(stored).toBe(setup.complete ?? 0);
		// The one that was waited for, and none of the run that was stopped.
		expect(await pathsAfter(requests)).toEqual(['passport/']);
	});

	it('the run ends when it is stopped before any request was sent', async () => {
		const items = sessionItems(...Array.from({ length: 20 }, () => fixture.sandbox.addSession()));
		const onStarted = (cancel: () => void) => cancel();
		const run = await fixture.run(result, { items, onError, onStarted });
		expect(run.status).toBe('canceled');
		expect(await pathsAfter(0)).toEqual(['passport/']);
	});
});

it('a stopped run with 500 items left sends no more requests', async () => {
	const { run } = await stopped({
		parameters: result,
		count: 510,
		fault: { latencyMs: 20 },
		moment: async () => await asked(10),
		onError: 'continueRegularOutput',
	});
	expect(run.status).toBe('canceled');
	// Those that were on their way may have arrived.
	const atMost = 10 + 4;
	expect((await pathsAfter(0)).length).toBeLessThanOrEqual(atMost + 1);
});

it('warns that a stopped request may have been processed', async () => {
	const { run } = await stopped({
		parameters: operation('session', 'delete'),
		fault: { latencyMs: 20_000 },
		moment: async () => await asked(1),
		onError: 'stopWorkflow',
	});
	expect(run.error).toMatchObject({
		message: 'Request canceled: the execution was stopped or timed out',
		description: 'The request may have been processed. Check in Identomat before you retry.',
	});
});
