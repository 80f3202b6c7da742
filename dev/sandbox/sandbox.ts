import type { AddressInfo } from 'node:net';

import type { FastifyInstance } from 'fastify';

import { ApiError, json } from './endpoint';
import { createServer, handleRequest, serveApi, type ApiHost, type ApiContext } from './apiServer';
import { Callbacks } from './callbacks';
import { serveControls } from './controlRoutes';
import { createControls, type SandboxControls, type SandboxState } from './controls';
import { externalEndpoints } from './externalApi';
import { Faults } from './faults';
import { serveHostedPage } from './hostedPage';
import { Monitoring } from './screening';
import { callFile } from './sampleFiles';
import { Sessions } from './sessions';
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
	/** Approves sessions this long after they were created; by default they wait for `finish`. */
	completeAfterMs?: number;
	/** How long a verification link can be opened; 15 by default, as with Identomat. */
	linkMinutes?: number;
	/** Where callbacks go, an address on this machine; none are sent without it. */
	callbackUrl?: string;
	/** What comes with each callback; by default an invented one. */
	callbackKey?: string;
}

/** A running sandbox on loopback TCP. */
export interface Sandbox extends SandboxControls {
	/** `http://127.0.0.1:PORT`: API below `/external-api/`, hosted page at `/?session_token=…` */
	widgetUrl: string;
	/** `http://127.0.0.1:PORT2` */
	externalApiUrl: string;
	companyKey: string;
	secretKey?: string;
	callbackKey: string;
	/** Ends open connections too. */
	close(): Promise<void>;
}

/** @throws Error if a port is taken (`code` EADDRINUSE) */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { companyKey = '5kqz8v0wj3xn7r2ht6bm4yd9cf1gp0ls', secretKey } = options;
	const { callbackKey = 'u2ye7hc5vq0zk9rm3xw8dn4tb6gj1fps' } = options;
	const { completeAfterMs, linkMinutes } = options;
	const state: SandboxState = {
		sessions: new Sessions({ completeAfterMs, linkMinutes }),
		monitoring: new Monitoring(),
		callbacks: new Callbacks(callbackKey, options.callbackUrl),
		faults: new Faults(),
		audit: [],
	};
	const { sessions, monitoring, callbacks } = state;
	let widgetUrl = '';
	const controls = createControls(state, (id) => `${widgetUrl}/?session_token=${id}`);
	sessions.onFinish = ({ id }) => void callbacks.send('update', id, controls.verificationUrl(id));

	const closing = new AbortController();
	const context: ApiContext = { companyKey, secretKey, ...state, closing: closing.signal };
	const servers: FastifyInstance[] = [];
	const close = async () => {
		closing.abort();
		sessions.clear();
		await Promise.all(servers.map(async (server) => await server.close()));
	};

	const widget = await createServer();
	servers.push(widget);
	serveControls(widget, controls);
	serveHostedPage(widget, sessions);
	serveFiles(widget, sessions, context);
	serveApi(widget, widgetHost(sessions), context);
	widgetUrl = await listen(widget, options.widgetPort);

	const external = await createServer();
	servers.push(external);
	serveApi(external, externalHost(sessions, monitoring, `${widgetUrl}/files`), context);
	const externalApiUrl = await listen(external, options.externalPort).catch(async (error) => {
		await close();
		throw error;
	});
	return { widgetUrl, externalApiUrl, companyKey, secretKey, callbackKey, close, ...controls };
}

function widgetHost(sessions: Sessions): ApiHost {
	return {
		name: 'widget',
		basePath: '/external-api/',
		keyField: 'company_key',
		endpoints: widgetEndpoints(sessions),
		invalidParametersCode: 'argumentError',
		accessCode: () => 'argumentError',
		wrongKey: (path) =>
			path === 'begin/'
				? new ApiError('COMPANY_KEY_INVALID')
				: new ApiError('argumentError', 'company_key is not valid'),
	};
}

function externalHost(sessions: Sessions, monitoring: Monitoring, filesUrl: string): ApiHost {
	return {
		name: 'external',
		basePath: '/',
		keyField: 'companyKey',
		endpoints: externalEndpoints(sessions, monitoring, filesUrl),
		invalidParametersCode: 'wrongParameters',
		accessCode: externalAccessCode,
		wrongKey: (path) => new ApiError(externalAccessCode(path), 'companyKey is not valid'),
	};
}

function externalAccessCode(path: string): string {
	return path.includes('screening') ? 'companyMissing' : 'invalidAccess';
}

/**
 * The files of video calls, for anybody with their URL, until their session is deleted. They stand for a
 * storage of somebody else, which knows no secret key.
 */
function serveFiles(app: FastifyInstance, sessions: Sessions, context: ApiContext): void {
	const unsigned = { ...context, secretKey: undefined };
	app.get('/files/:id/:name', async (request, reply) => {
		const { id, name } = request.params as { id: string; name: string };
		await handleRequest(request, reply, 'widget', `files/${id}/${name}`, unsigned, async () => {
			const found = sessions.get(id) && callFile(name);
			return found ?? json({ message: 'There is no such file' }, 404);
		});
	});
}

async function listen(app: FastifyInstance, port = 0): Promise<string> {
	await app.listen({ host: '127.0.0.1', port });
	return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}
