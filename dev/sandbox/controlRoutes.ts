import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { CALLBACK_KINDS } from './callbacks';
import type { SandboxControls } from './controls';
import { validationMessage } from './endpoint';
import { faultSchema } from './faults';
import { receive } from './receivedRequest';
import { sessionInitSchema } from './sessions';

const REDIRECTS = ['301', '302', '303', '307', '308'] as const;

const faultRequest = faultSchema.omit({ matches: true }).extend({ endpoint: z.string().min(1) });
const callbackRequest = z.object({ kind: z.enum(CALLBACK_KINDS).default('update') }).strict();
const callbackUrl = z.object({ url: z.string().optional() }).strict();
const finishRequest = z.object({ outcome: z.string().optional() }).strict();
const decideRequest = z.object({ outcome: z.string().min(1) }).strict();
const clockRequest = z.object({ advanceMinutes: z.number().positive() }).strict();
const redirectQuery = z.object({ status: z.enum(REDIRECTS).default('307'), to: z.string().url() });

type Handler = (values: Record<string, unknown>, id: string) => unknown;

/** The controls over HTTP, below `/sandbox/`: no key, JSON or form in, JSON out. */
export function serveControls(app: FastifyInstance, controls: SandboxControls): void {
	const routes: Array<[route: string, handler: Handler]> = [
		['POST sessions', (values) => addSession(controls, values)],
		[
			'POST sessions/:id/finish',
			(values, id) => controls.finish(id, finishRequest.parse(values).outcome),
		],
		[
			'POST sessions/:id/decide',
			(values, id) => controls.decide(id, decideRequest.parse(values).outcome),
		],
		['GET sessions/:id/children', (_, id) => controls.children(id)],
		[
			'POST sessions/:id/callback',
			async (values, id) => await controls.sendCallback(id, callbackRequest.parse(values).kind),
		],
		['POST clock', (values) => controls.advance(clockRequest.parse(values).advanceMinutes)],
		['POST callbacks/retry', async () => await controls.retryCallbacks()],
		['GET callbacks', () => controls.callbacks],
		['POST callback-url', (values) => controls.setCallbackUrl(callbackUrl.parse(values).url)],
		['POST monitoring/:id/change', (_, id) => controls.changeMonitoringRecord(id)],
		['POST faults', (values) => placeFault(controls, values)],
		['DELETE faults', () => controls.clearFaults()],
		['GET audit', () => controls.audit],
		['POST reset', () => controls.reset()],
	];
	for (const [route, handler] of routes) {
		const [method = '', path = ''] = route.split(' ');
		app.route({
			method,
			url: `/sandbox/${path}`,
			handler: async (request, reply) => await runControl(request, reply, handler),
		});
	}
	app.post('/sandbox/redirect', async (request, reply) => {
		const { data, error } = redirectQuery.safeParse(request.query);
		if (error) return await reply.code(400).send({ message: validationMessage(error) });
		return await reply.redirect(data.to, Number(data.status));
	});
	app.all('/sandbox/*', async (_request, reply) => {
		return await reply.code(404).send({ message: 'There is no such control' });
	});
}

function addSession(controls: SandboxControls, values: Record<string, unknown>) {
	const sessionId = controls.addSession(sessionInitSchema.parse(values));
	return { sessionId, verificationUrl: controls.verificationUrl(sessionId) };
}

function placeFault(controls: SandboxControls, values: Record<string, unknown>): void {
	const { endpoint, ...fault } = faultRequest.parse(values);
	controls.fault(endpoint, fault);
}

async function runControl(
	request: FastifyRequest,
	reply: FastifyReply,
	handler: Handler,
): Promise<FastifyReply> {
	const { values, unreadable } = await receive(request);
	if (unreadable) return await reply.code(400).send({ message: unreadable });
	const { id = '' } = request.params as { id?: string };
	try {
		return await reply.send((await handler(values, id)) ?? { done: true });
	} catch (error) {
		const text = error instanceof z.ZodError ? validationMessage(error) : (error as Error).message;
		return await reply.code(400).send({ message: text });
	}
}
