import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { inWords } from './endpoint';
import { CALLBACK_KINDS } from './callbacks';
import { faultSchema } from './faults';
import { receive } from './receivedRequest';
import type { Sandbox } from './sandbox';
import { sessionInitSchema } from './sessions';

const REDIRECTS = ['301', '302', '303', '307', '308'] as const;

const faultRequest = faultSchema.omit({ matches: true }).extend({ endpoint: z.string().min(1) });
const callbackRequest = z.object({ kind: z.enum(CALLBACK_KINDS).default('update') }).strict();
const callbackUrl = z.object({ url: z.string().optional() }).strict();
const finishRequest = z.object({ outcome: z.string().optional() }).strict();
const redirectQuery = z.object({ status: z.enum(REDIRECTS).default('307'), to: z.string().url() });

type Handler = (values: Record<string, unknown>, request: FastifyRequest) => unknown;

/** The sandbox's controls over HTTP, below `/sandbox/`: no key, JSON or form in, JSON out. */
export function serveControls(app: FastifyInstance, sandbox: () => Sandbox): void {
	const routes: [method: 'GET' | 'POST' | 'DELETE', path: string, handler: Handler][] = [
		['POST', 'sessions', (values) => addSession(sandbox(), values)],
		['POST', 'sessions/:id/finish', (values, request) => finish(sandbox(), values, idOf(request))],
		[
			'POST',
			'sessions/:id/callback',
			async (values, request) =>
				await sandbox().callBack(idOf(request), callbackRequest.parse(values).kind),
		],
		['POST', 'callbacks/retry', async () => await sandbox().retryCallbacks()],
		['GET', 'callbacks', () => sandbox().callbacks],
		['POST', 'callback-url', (values) => sandbox().callBackAt(callbackUrl.parse(values).url)],
		[
			'POST',
			'monitoring/:id/change',
			(_, request) => sandbox().changeMonitoringRecord(idOf(request)),
		],
		['POST', 'faults', (values) => placeFault(sandbox(), values)],
		['DELETE', 'faults', () => sandbox().clearFaults()],
		['GET', 'audit', () => sandbox().audit],
		['POST', 'reset', () => sandbox().reset()],
	];
	for (const [method, path, handler] of routes) {
		app.route({
			method,
			url: `/sandbox/${path}`,
			handler: async (request, reply) => await answerControl(request, reply, handler),
		});
	}
	app.post('/sandbox/redirect', async (request, reply) => {
		const { data, error } = redirectQuery.safeParse(request.query);
		if (error) return await reply.code(400).send({ message: inWords(error) });
		return await reply.redirect(data.to, Number(data.status));
	});
	app.all('/sandbox/*', async (_request, reply) => {
		return await reply.code(404).send({ message: 'There is no such control' });
	});
}

function addSession(sandbox: Sandbox, values: Record<string, unknown>) {
	const sessionId = sandbox.addSession(sessionInitSchema.parse(values));
	return { sessionId, verificationUrl: `${sandbox.widgetUrl}/?session_token=${sessionId}` };
}

function finish(sandbox: Sandbox, values: Record<string, unknown>, sessionId: string): void {
	sandbox.finish(sessionId, finishRequest.parse(values).outcome);
}

function placeFault(sandbox: Sandbox, values: Record<string, unknown>): void {
	const { endpoint, ...fault } = faultRequest.parse(values);
	sandbox.fault(endpoint, fault);
}

function idOf(request: FastifyRequest): string {
	return (request.params as { id: string }).id;
}

async function answerControl(
	request: FastifyRequest,
	reply: FastifyReply,
	handler: Handler,
): Promise<FastifyReply> {
	const { values, unreadable } = await receive(request);
	if (unreadable) return await reply.code(400).send({ message: unreadable });
	try {
		return await reply.send((await handler(values, request)) ?? { done: true });
	} catch (error) {
		const text = error instanceof z.ZodError ? inWords(error) : (error as Error).message;
		return await reply.code(400).send({ message: text });
	}
}
