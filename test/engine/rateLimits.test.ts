import { createHash } from 'node:crypto';

import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import type { AuditEntry, Fault } from '../../dev/sandbox';
import { setUpIdentomat } from './identomat/identomatFixture';
import type { RunResult } from './runNode';
import { storedFiles } from './storedFiles';

// So that nobody waits for long, and retries mix with first requests.
jest.mock('../../nodes/api/network/backoff', () => ({
	waitBeforeRetry: () => Math.random() * 10,
}));

const fixture = setUpIdentomat();

/** Another one replays another storm. */
const SEED = process.env.STORM_SEED ?? '1';
/** Long enough for a busy machine: only what is late on purpose is to be late. */
const TIMEOUT_SECONDS = 3;
const MOST_REQUESTS = 4;

/** What can happen to a request. */
const weathers = {
	fair: {},
	slow: { latencyMs: 25 },
	late: { latencyMs: 60_000 },
	reset: { reset: true },
	limited: { status: 429 },
	badGateway: { status: 502 },
	refused: { code: 'invalidAccess' },
	cutOff: { cutOff: true },
} satisfies Record<string, Fault>;

type Weather = keyof typeof weathers;

/** Of 1000 requests. The rest finds fair weather. */
const frequencies: Array<[Weather, number]> = [
	['slow', 150],
	['late', 7],
	['reset', 70],
	['limited', 15],
	['badGateway', 70],
	['refused', 40],
	['cutOff', 70],
];

/** What happens to an item's nth request, from 0: always the same with the same seed. */
function weatherOf(id: string, attempt: number): Weather {
	const hash = createHash('sha256').update(`${SEED} ${id} ${attempt}`).digest();
	let number = hash.readUInt32BE() % 1000;
	for (const [weather, frequency] of frequencies) {
		if (number < frequency) return weather;
		number -= frequency;
	}
	return 'fair';
}

/** One part of the storm: items that all do the same. */
interface Part {
	name: string;
	count: number;
	path: string;
	parameters: INodeParameters;
	/** Whether it may be asked again whatever happened. */
	isSafe: boolean;
	/** Whether a cut-off answer has passed in part already, so that it cannot be asked for again. */
	isLarge?: boolean;
	/** The name that the storm knows an item by, as the sandbox is told it. */
	idIn: (fields: Record<string, unknown>) => unknown;
	/** A good output for this session. */
	expected: (sessionId: string) => unknown;
}

const ofSession = (resource: string, operation: string, more: INodeParameters = {}) => ({
	resource,
	operation,
	sessionId: '={{ $json.sessionId }}',
	...more,
});
const VIDEO_SIZE = 2_500_000;

const parts: Part[] = [
	{
		name: 'results',
		count: 150,
		path: 'result/',
		parameters: ofSession('result', 'get'),
		isSafe: true,
		idIn: ({ session_token }) => session_token,
		expected: (sessionId) => expect.objectContaining({ sessionId, outcome: 'approved' }),
	},
	{
		name: 'begins',
		count: 125,
		path: 'begin/',
		parameters: { resource: 'session', operation: 'create', configId: '={{ $json.sessionId }}' },
		isSafe: false,
		idIn: ({ config_id }) => config_id,
		expected: () => ({
			sessionId: expect.stringMatching(/^[a-z0-9]{40}$/),
			verificationUrl: expect.any(String),
		}),
	},
	{
		name: 'deletions',
		count: 125,
		path: 'delete/',
		parameters: ofSession('session', 'delete'),
		isSafe: false,
		idIn: ({ session_token }) => session_token,
		expected: (sessionId) => ({ deleted: true, sessionId }),
	},
	{
		name: 'pictures',
		count: 60,
		path: 'result/face/',
		parameters: ofSession('media', 'download', { file: 'face' }),
		isSafe: true,
		idIn: ({ session_token }) => session_token,
		expected: (sessionId) => expect.objectContaining({ sessionId, mimeType: 'image/jpeg' }),
	},
	{
		name: 'videos',
		count: 40,
		path: 'result/face-video/',
		parameters: ofSession('media', 'download', { file: 'faceVideo' }),
		isSafe: true,
		isLarge: true,
		idIn: ({ session_token }) => session_token,
		expected: (sessionId) => expect.objectContaining({ sessionId, fileSize: VIDEO_SIZE }),
	},
];

/** What an item meets, request by request; it ends with the last. */
function courseOf(part: Part, id: string): { weathers: Weather[]; end: Weather } {
	const met: Weather[] = [];
	let end: Weather;
	do {
		end = weatherOf(id, met.length);
		met.push(end);
	} while (isRepeatedAfter(end, part) && requestsThatCount(met) < MOST_REQUESTS);
	return { weathers: met, end };
}

/** While others get through, a request that is refused only waits its turn. */
function requestsThatCount(weathers: Weather[]): number {
	return weathers.filter((weather) => weather !== 'limited').length;
}

function isRepeatedAfter(weather: Weather, { isSafe, isLarge }: Part): boolean {
	if (weather === 'limited') return true;
	if (weather === 'cutOff') return isSafe && !isLarge;
	return isSafe && ['late', 'reset', 'badGateway'].includes(weather);
}

interface PartRun {
	part: Part;
	inputs: INodeExecutionData[];
	run: RunResult & { log: unknown[] };
}

const messages: Record<Weather, RegExp> = {
	fair: /^$/,
	slow: /^$/,
	late: /did not respond in time$/,
	reset: /closed the connection before responding fully$/,
	limited: /^Too many requests. Try again later.$/,
	badGateway: /^Identomat is currently unavailable$/,
	refused: /^(Session not found|Your account doesn't have access to this)$/,
	cutOff: /closed the connection before responding fully$/,
};

/** What the sandbox's audit says of a request. */
const statuses: Record<Weather, AuditEntry['status']> = {
	fair: 200,
	slow: 200,
	late: 0,
	reset: 'reset',
	limited: 429,
	badGateway: 502,
	refused: 200,
	cutOff: 200,
};

/** The ids that the storm knows its items by; the same for the same seed, unlike those of sessions. */
let stormIds: Map<unknown, string>;

/** The requests about one item, oldest first. */
function requestsOf({ path, idIn }: Part, sessionId: unknown): AuditEntry[] {
	return fixture.sandbox.audit.filter(
		(entry) => entry.path === path && idIn(entry.fields) === sessionId,
	);
}

/** Lets the weather loose on a part's requests. */
function brew(part: Part): void {
	const weatherNow = (fields: Record<string, unknown>) => {
		const sessionId = part.idIn(fields);
		// The request that is asked about is on the list already.
		const attempt = requestsOf(part, sessionId).length - 1;
		return weatherOf(stormIds.get(sessionId) ?? '', attempt);
	};
	for (const [weather, fault] of Object.entries(weathers)) {
		// An empty answer could not be cut off.
		const body = weather === 'cutOff' && part.path === 'delete/' ? { body: '{"ok": true}' } : {};
		const matches = (fields: Record<string, unknown>) => weatherNow(fields) === weather;
		fixture.sandbox.fault(part.path, { ...fault, ...body, matches });
	}
}

/** The items of a part, with the sessions that they are about. */
function itemsOf({ name, count, path }: Part): INodeExecutionData[] {
	return Array.from({ length: count }, (_, index) => {
		const stormId = `${name} ${index}`;
		const isNew = path === 'begin/';
		const sessionId = isNew ? stormId : fixture.sandbox.addSession({ faceVideoSize: VIDEO_SIZE });
		stormIds.set(sessionId, stormId);
		return { json: { sessionId } };
	});
}

/** Every item ended as its course says, and was asked for as often as that says. */
function expectCourses({ part, inputs, run }: PartRun): void {
	expect(run.items.map(({ pairedItem }) => pairedItem)).toEqual(
		inputs.map((_, item) => ({ item })),
	);
	inputs.forEach(({ json: { sessionId } }, index) => {
		const course = courseOf(part, stormIds.get(sessionId) ?? '');
		const failure = {
			error: expect.stringMatching(messages[course.end]),
			message: expect.any(String),
		};
		const isGood = course.end === 'fair' || course.end === 'slow';
		expect(run.items[index]?.json).toEqual(isGood ? part.expected(String(sessionId)) : failure);
		expect(requestsOf(part, sessionId).map(({ status }) => status)).toEqual(
			course.weathers.map((weather) => statuses[weather]),
		);
	});
	const asked = fixture.sandbox.audit.filter(({ path }) => path === part.path);
	expect(new Set(asked.map(({ fields }) => part.idIn(fields))).size).toBe(part.count);
}

/** Nothing that may have been carried out was sent once more. */
function expectNoneTwice({ part, inputs }: PartRun): void {
	for (const { json } of inputs) {
		const sent = requestsOf(part, json.sessionId).map(({ status }) => status);
		expect(sent.slice(0, -1).filter((status) => status !== 429)).toEqual([]);
	}
}

/** What the node says was begun or deleted, was; and nothing else of what the sandbox refused. */
function expectCarriedOut({ part, inputs, run }: PartRun): void {
	run.items.forEach(({ json }, index) => {
		const stormId = inputs[index]?.json.sessionId as string;
		const begun = fixture.sandbox.session(String(json.sessionId))?.beginRequest.config_id;
		if (part.path === 'begin/' && json.sessionId) expect(begun).toBe(stormId);
		if (json.deleted) expect(fixture.sandbox.session(stormId)).toBeUndefined();
	});
}

beforeEach(() => {
	stormIds = new Map();
});

it(`gives each of 500 items its own result among all kinds of faults (STORM_SEED=${SEED})`, async () => {
	const started = parts.map((part) => ({ part, inputs: itemsOf(part) }));
	parts.forEach(brew);
	const runs = await Promise.all(
		started.map(async ({ part, inputs }) => {
			const parameters = { ...part.parameters, options: { timeout: TIMEOUT_SECONDS } };
			const run = await fixture.run(parameters, {
				items: inputs,
				onError: 'continueRegularOutput',
			});
			return { part, inputs, run };
		}),
	);

	expect(runs.flatMap(({ run }) => run.items)).toHaveLength(500);
	runs.forEach(expectCourses);
	runs.filter(({ part }) => !part.isSafe).forEach(expectNoneTwice);
	runs.forEach(expectCarriedOut);
	const files = runs.flatMap(({ run }) =>
		run.items.flatMap(({ binary = {} }) => Object.keys(binary)),
	);
	expect(await storedFiles()).toHaveLength(files.length);
	const repeats = runs.reduce((sum, { run }) => sum + run.log.length, 0);
	expect(fixture.sandbox.audit).toHaveLength(500 + repeats);
}, 60_000);
