import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { IdentomatApi } from '../../../credentials/IdentomatApi.credentials';
import { IdentomatSessionListApi } from '../../../credentials/IdentomatSessionListApi.credentials';
import { IdentomatTrigger } from '../../../nodes/IdentomatTrigger/IdentomatTrigger.node';
import type { WatchedRow } from '../../../nodes/IdentomatTrigger/watchedSession';
import { startSandbox, type Fault, type Sandbox } from '../../../dev/sandbox';
import type { StoredCredentials } from '../credentialsHelper';
import { createEngine, type Engine } from '../harness';
import type { PollOptions, PollResult } from '../pollNode';

const realNow = Date.now;

/** What may differ from poll to poll. */
export interface PollSetup
	extends Partial<Pick<PollOptions, 'mode' | 'staticData' | 'pollBudgetMs' | 'workflow'>> {
	/** Credentials besides the sandbox's own, or instead of it. */
	credentials?: StoredCredentials;
}

/** The trigger in n8n's engine, with a sandbox as its Identomat. */
export interface TriggerFixture {
	engine: Engine;
	sandbox: Sandbox;
	/** One poll of the active workflow, unless `mode` says otherwise. */
	poll(parameters: INodeParameters, setup?: PollSetup): Promise<PollResult>;
	/** Polls one after the other, a minute apart, each with the state that the one before left. */
	pollRepeatedly(
		times: number,
		parameters: INodeParameters,
		setup?: PollSetup,
	): Promise<PollResult[]>;
	/** Lets so many seconds pass, or takes them back: only the clock moves. */
	advanceClock(seconds: number): void;
	/** The error of a poll, as plain values. */
	pollError(parameters: INodeParameters, setup?: PollSetup): Promise<PollError>;
	/** An active workflow, to be given to several polls. */
	activate(parameters: INodeParameters, staticData?: IDataObject): PollOptions['workflow'];
	/** The sessions that `result/` was asked for, in order. */
	requestedSessions(): unknown[];
	/** New sessions that are approved. */
	approved(count: number): string[];
	/** A fault for the results of these sessions alone. */
	faultFor(sessionIds: string[], fault: Fault): void;
}

export interface PollError {
	message: string;
	description?: string | null;
	httpCode?: string | null;
	failure?: { cause: string; retryAfterMs?: number };
}

/** Sets up a fixture for the tests of this file; the sandbox is reset after each test. */
export function setUpTrigger(): TriggerFixture {
	let passed = 0;
	const setupOf = (parameters: INodeParameters, { credentials, ...setup }: PollSetup = {}) => ({
		node: 'identomatTrigger',
		parameters,
		credentials: { identomatApi: credentialOf(fixture.sandbox), ...credentials },
		mode: 'trigger' as const,
		...setup,
	});
	const fixture = {
		poll: async (parameters, setup) => await fixture.engine.poll(setupOf(parameters, setup)),
		pollRepeatedly: async (times, parameters, setup) => {
			const results: PollResult[] = [];
			for (let time = 0; time < times; time++) {
				const staticData = results.at(-1)?.staticData ?? setup?.staticData;
				if (time > 0) fixture.advanceClock(MINUTE);
				results.push(await fixture.poll(parameters, { ...setup, staticData }));
			}
			return results;
		},
		advanceClock: (seconds) => {
			passed += seconds;
			jest.spyOn(Date, 'now').mockImplementation(() => realNow() + passed * 1000);
		},
		pollError: async (parameters, setup) =>
			await fixture.poll(parameters, setup).then(failNotFailed, plainError),
		activate: (parameters, staticData) =>
			fixture.engine.activate(setupOf(parameters, { staticData })),
		requestedSessions: () =>
			fixture.sandbox.audit
				.filter(({ path }) => path === 'result/')
				.map(({ fields }) => fields.session_token),
		approved: (count) => Array.from({ length: count }, () => fixture.sandbox.addSession()),
		faultFor: (sessionIds, fault) => {
			const matches = ({ session_token: id }: Record<string, unknown>) =>
				sessionIds.includes(String(id));
			fixture.sandbox.fault('result/', { ...fault, matches });
		},
	} as TriggerFixture;
	beforeAll(async () => {
		fixture.engine = await createEngine({
			nodes: { identomatTrigger: new IdentomatTrigger() },
			credentialTypes: [new IdentomatApi(), new IdentomatSessionListApi()],
		});
	});
	beforeEach(async () => {
		fixture.sandbox = await startSandbox();
	});
	afterEach(async () => {
		await fixture.sandbox.close();
		jest.restoreAllMocks();
		passed = 0;
	});
	afterAll(async () => await fixture.engine.close());
	return fixture;
}

/** Parameters that list these sessions. */
export const watching = (...ids: string[]) => ({ sessionIds: ids.join('\n') });

function credentialOf({ companyKey, widgetUrl, externalApiUrl }: Sandbox) {
	return { companyKey, widgetUrl, externalApiUrl };
}

function failNotFailed(result: PollResult): never {
	throw new Error(`The poll did not fail, but gave ${JSON.stringify(result.items)}`);
}

function plainError({ message, description, httpCode, failure }: PollError): PollError {
	return { message, description, httpCode, failure };
}

/** A service of the user's on loopback: it keeps what it is asked, and answers as `answer` says. */
export interface UserService {
	url: string;
	server: Server;
	answer: RequestListener;
	requests: { method?: string; path?: string; headers: IDataObject; body: string }[];
}

/** Runs a service for the tests of this file; each test finds it without requests, answering `[]`. */
export function runUserService(): UserService {
	const service = { requests: [] } as unknown as UserService;
	beforeAll(async () => {
		service.server = createServer(async (request, response) => {
			const { method, url: path, headers } = request;
			const body = Buffer.concat(await request.toArray()).toString();
			service.requests.push({ method, path, headers: { ...headers }, body });
			service.answer(request, response);
		}).listen(0, '127.0.0.1');
		await once(service.server, 'listening');
		service.url = `http://127.0.0.1:${(service.server.address() as AddressInfo).port}`;
	});
	beforeEach(() => {
		service.requests = [];
		service.answer = answerJson([]);
	});
	afterAll(async () => {
		service.server.close();
		service.server.closeAllConnections();
		await once(service.server, 'close');
	});
	return service;
}

/** Parameters that read session IDs from the list of a service. */
export const sessionsFrom = ({ url }: UserService, sourceIdPath = '[*].id') => ({
	source: 'url',
	sourceUrl: `${url}/open`,
	sourceIdPath,
});

/** Answers with a value as JSON. */
export const answerJson =
	(value: unknown, status = 200): RequestListener =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(value));
	};

/** An answer that waits: `arrived` when it was asked for, sent by `release`. */
export function delayedResponse(answer: RequestListener) {
	let release = () => {};
	let arrive = () => {};
	const arrived = new Promise<void>((resolve) => (arrive = resolve));
	const released = new Promise<void>((resolve) => (release = resolve));
	const listener: RequestListener = async (request, response) => {
		arrive();
		await released;
		answer(request, response);
	};
	return { listener, arrived, release };
}

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Seconds since 1970, `seconds` before now. */
export function secondsAgo(seconds: number): number {
	return Math.floor(Date.now() / 1000) - seconds;
}

/** The kept rows in a poll's static data. */
export function rowsIn(staticData: IDataObject): WatchedRow[] {
	return staticData.watched as unknown as WatchedRow[];
}

/** Static data that holds these rows. */
export function stateOf(...rows: WatchedRow[]): IDataObject {
	return { watched: rows as unknown as IDataObject[] };
}

/** What each item says: `[sessionId, outcome]`. */
export function emittedBy({ items }: PollResult): unknown[] {
	return (items ?? []).map(({ json }) => [json.sessionId, json.outcome]);
}
