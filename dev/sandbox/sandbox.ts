import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { json } from './endpoint';
import { createServer, exchange, serveApi, type ApiHost, type ApiContext } from './apiServer';
import type { AuditEntry } from './audit';
import { Callbacks, type CallbackKind, type SentCallback } from './callbacks';
import { serveControls } from './controls';
import { externalEndpoints } from './externalApi';
import { Faults, type Fault } from './faults';
import { serveHostedPage } from './hostedPage';
import { Monitoring, type MonitoringRecord } from './screening';
import { callFile } from './sampleFiles';
import { Sessions, type SandboxSession, type SessionInit } from './sessions';
import { widgetEndpoints } from './widgetApi';

export interface SandboxOptions {
	/** A free one by default. */
	widgetPort?: number;
	/** A free one by default. */
	externalPort?: number;
	/** The right key; by default an invented one. */
	companyKey?: string;
	/** With it, the sandbox requires requests to be signed and signs its answers. */
	secretKey?: string;
	/** Approves sessions this long after their begin; by default they wait for `finish`. */
	completeAfterMs?: number;
	/** Where callbacks go, an address on this machine; none are sent without it. */
	callbackUrl?: string;
	/** What comes with each callback; by default an invented one. */
	callbackKey?: string;
}

/** A running Identomat double on loopback TCP. */
export interface Sandbox {
	/** `http://127.0.0.1:PORT`: API below `/external-api/`, hosted page at `/?session_token=…` */
	widgetUrl: string;
	/** `http://127.0.0.1:PORT2` */
	externalApiUrl: string;
	companyKey: string;
	secretKey?: string;
	callbackKey: string;
	/** What was posted to the callback URL, oldest first. A session that is finished is told by itself. */
	callbacks: SentCallback[];
	/** What was asked, oldest first; grows while it is looked at. */
	audit: AuditEntry[];
	/** Makes a session without a request and returns its id (40 characters). */
	addSession(init?: Partial<SessionInit>): string;
	/** The person completes it now, with this or the ordered outcome. Throws for an unknown id. */
	finish(sessionId: string, outcome?: string): void;
	/** Undefined for a session that never was or was deleted. */
	session(sessionId: string): SandboxSession | undefined;
	/** From now on callbacks go there. Throws for an address that is not on this machine. */
	callBackAt(url: string | undefined): void;
	/** Has Identomat call about this session; undefined without a callback URL. Throws for an unknown id. */
	callBack(sessionId: string, kind: CallbackKind): Promise<SentCallback | undefined>;
	/** Sends again the callbacks that were not answered with 2xx. */
	retryCallbacks(): Promise<SentCallback[]>;
	/** The databases have learned something about a monitored person. Throws for an unknown id. */
	changeMonitoringRecord(recordId: string): MonitoringRecord;
	/**
	 * `endpoint`: a path as in the API reference, such as `result/face/`, or a beginning and `*`.
	 * Where several faults fit a request, the oldest that still has requests to hit does.
	 */
	fault(endpoint: string, fault: Fault): void;
	clearFaults(): void;
	/** Sessions, monitoring, audit, callbacks and faults are back to the beginning. */
	reset(): void;
	/** Ends open connections too. */
	close(): Promise<void>;
}

/** @throws Error where a port is taken (`code` EADDRINUSE) */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { companyKey = 'sandbox-company-key-not-a-real-one' } = options;
	const { secretKey, completeAfterMs } = options;
	const { callbackKey = 'sandbox-callback-key-not-a-real-one' } = options;
	const sessions = new Sessions(completeAfterMs);
	const monitoring = new Monitoring();
	const callbacks = new Callbacks(callbackKey, options.callbackUrl);
	const closing = new AbortController();
	const surroundings: ApiContext = {
		companyKey,
		secretKey,
		audit: [],
		faults: new Faults(),
		closing: closing.signal,
	};
	const servers: FastifyInstance[] = [];
	const close = async () => {
		closing.abort();
		sessions.clear();
		await Promise.all(servers.map(async (server) => await server.close()));
	};

	const widget = await createServer();
	servers.push(widget);
	serveControls(widget, () => sandbox);
	serveHostedPage(widget, sessions);
	serveFiles(widget, sessions, surroundings);
	serveApi(widget, widgetHost(sessions), surroundings);
	const widgetUrl = await listen(widget, options.widgetPort);

	const external = await createServer();
	servers.push(external);
	serveApi(external, externalHost(sessions, monitoring, `${widgetUrl}/files`), surroundings);
	const linkTo = (sessionId: string) => `${widgetUrl}/?session_token=${sessionId}`;
	sessions.onFinish = ({ id }) => void callbacks.send('update', id, linkTo(id));
	const externalApiUrl = await listen(external, options.externalPort).catch(async (error) => {
		await close();
		throw error;
	});

	const sandbox = {
		widgetUrl,
		externalApiUrl,
		companyKey,
		secretKey,
		callbackKey,
		callbacks: callbacks.sent,
		close,
		callBackAt: (url: string | undefined) => callbacks.use(url),
		callBack: async (sessionId: string, kind: CallbackKind) => {
			if (!sessions.get(sessionId)) throw new Error(`There is no session ${sessionId}`);
			return await callbacks.send(kind, sessionId, linkTo(sessionId));
		},
		retryCallbacks: async () => await callbacks.retry(),
		...controlsOf(sessions, monitoring, callbacks, surroundings),
	};
	return sandbox;
}

/** The controls that work on what is kept. */
type Controls = Pick<
	Sandbox,
	| 'audit'
	| 'addSession'
	| 'finish'
	| 'session'
	| 'changeMonitoringRecord'
	| 'fault'
	| 'clearFaults'
	| 'reset'
>;

function controlsOf(
	sessions: Sessions,
	monitoring: Monitoring,
	callbacks: Callbacks,
	{ audit, faults }: ApiContext,
): Controls {
	return {
		audit,
		addSession: (init = {}) => sessions.add(init).id,
		finish: (sessionId, outcome) => void sessions.finish(sessionId, outcome),
		session: (sessionId) => sessions.get(sessionId),
		changeMonitoringRecord: (recordId) => monitoring.change(recordId),
		fault: (endpoint, fault) => faults.add(endpoint, fault),
		clearFaults: () => faults.clear(),
		reset: () => {
			sessions.clear();
			monitoring.clear();
			callbacks.clear();
			faults.clear();
			audit.length = 0;
		},
	};
}

function widgetHost(sessions: Sessions): ApiHost {
	return {
		name: 'widget',
		basePath: '/external-api/',
		keyField: 'company_key',
		endpoints: widgetEndpoints(sessions),
		refusalCode: 'argumentError',
		wrongKeyCode: () => 'argumentError',
	};
}

function externalHost(sessions: Sessions, monitoring: Monitoring, filesUrl: string): ApiHost {
	return {
		name: 'external',
		basePath: '/',
		keyField: 'companyKey',
		endpoints: externalEndpoints(sessions, monitoring, filesUrl),
		refusalCode: 'wrongParameters',
		wrongKeyCode: (path) => (path.includes('screening') ? 'companyMissing' : 'invalidAccess'),
	};
}

/**
 * The files of video calls, for whoever has their URL; gone with their session. They stand for a
 * storage of somebody else, which knows no secret key.
 */
function serveFiles(app: FastifyInstance, sessions: Sessions, surroundings: ApiContext): void {
	const unsigned = { ...surroundings, secretKey: undefined };
	app.get('/files/:id/:name', async (request, reply) => {
		const { id, name } = request.params as { id: string; name: string };
		await exchange(request, reply, 'widget', `files/${id}/${name}`, unsigned, async () => {
			const found = sessions.get(id) && callFile(name);
			return found ?? json({ message: 'There is no such file' }, 404);
		});
	});
}

async function listen(app: FastifyInstance, port = 0): Promise<string> {
	await app.listen({ host: '127.0.0.1', port });
	return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}
