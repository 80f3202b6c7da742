import { setTimeout as wait } from 'node:timers/promises';

import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

import {
	ApiError,
	json,
	errorResponse,
	InvalidParameters,
	type ApiResponse,
	type Endpoint,
} from './endpoint';
import { auditEntry, type AuditEntry } from './audit';
import { faultyResponse, type Faults } from './faults';
import { receive, type ReceivedRequest } from './receivedRequest';
import { signatureProblem, signedResponse } from './hmac';

const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** One of Identomat's two hosts: what it offers, and how it refuses. */
export interface ApiHost {
	name: AuditEntry['host'];
	/** Path before the endpoints' own paths, such as `/external-api/`. */
	basePath: string;
	keyField: 'company_key' | 'companyKey';
	endpoints: Record<string, Endpoint>;
	/** Code for wrong parameters. */
	invalidParametersCode: string;
	/** Code for a request that this path does not accept the sender of. */
	accessCode(path: string): string;
	/** The failure for a wrong company key at this path. */
	wrongKey(path: string): ApiError;
}

/** What both hosts share. */
export interface ApiContext {
	companyKey: string;
	/** With it, requests must be signed and answers are. */
	secretKey?: string;
	audit: AuditEntry[];
	faults: Faults;
	/** Aborted at the end, so that answers that still wait are given up. */
	closing: AbortSignal;
}

/** A server that leaves every body as bytes, for `receive` to read, and that closes immediately. */
export async function createServer(): Promise<FastifyInstance> {
	const app = fastify({ forceCloseConnections: true, bodyLimit: MAX_TEXT_BYTES });
	app.removeAllContentTypeParsers();
	await app.register(multipart, {
		limits: { fileSize: Infinity, fieldSize: MAX_TEXT_BYTES },
	});
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
	return app;
}

/** Has the host answer (and the audit record) everything that no other route takes. */
export function serveApi(app: FastifyInstance, host: ApiHost, context: ApiContext): void {
	app.all('/*', async (request, reply) => {
		const path = pathOf(request, host);
		await handleRequest(request, reply, host.name, path, context, (received, keyField) =>
			answerFor(host, path, received, keyField, context),
		);
	});
}

/** One request from its arrival to its answer, with the fault that was ordered for it, audited. */
export async function handleRequest(
	request: FastifyRequest,
	reply: FastifyReply,
	hostName: AuditEntry['host'],
	path: string,
	{ companyKey, secretKey, audit, faults, closing }: ApiContext,
	normal: (received: ReceivedRequest, keyField: string | null) => Promise<ApiResponse>,
): Promise<void> {
	const received = await receive(request, secretKey);
	const entry = auditEntry(received, hostName, path, companyKey);
	audit.push(entry);
	const fault = faults.take(path, entry.fields);
	if (fault?.latencyMs) await pause(fault.latencyMs, closing);
	if (fault?.reset || closing.aborted) return reset(reply, entry);
	const carryOut = () => normal(received, entry.keyField);
	const sentKey = String(received.values[entry.keyField ?? ''] ?? '');
	const unsigned = fault ? await faultyResponse(fault, sentKey, carryOut) : await carryOut();
	const isSigned = secretKey !== undefined && fault?.signature !== 'none';
	const answer = isSigned
		? await signedResponse(unsigned, secretKey, fault?.signature === 'wrong')
		: unsigned;
	entry.status = answer.status;
	entry.answeredAt = Date.now();
	if (fault?.cutOff || fault?.stalls) {
		await sendHalf(reply, answer);
		if (fault.cutOff) reply.raw.socket?.destroy();
		return;
	}
	await send(reply, answer);
}

/** Ends early, without an error, when the sandbox is closed. */
async function pause(milliseconds: number, closing: AbortSignal): Promise<void> {
	await wait(milliseconds, undefined, { signal: closing }).catch(() => undefined);
}

function pathOf(request: FastifyRequest, { basePath }: ApiHost): string {
	const path = request.url.split('?', 1)[0] ?? '';
	return path.startsWith(basePath) ? path.slice(basePath.length) : path.slice(1);
}

async function answerFor(
	host: ApiHost,
	path: string,
	received: ReceivedRequest,
	keyField: string | null,
	context: ApiContext,
): Promise<ApiResponse> {
	const endpoint = Object.hasOwn(host.endpoints, path) ? host.endpoints[path] : undefined;
	if (!endpoint) return json({ message: `There is no ${path} here` }, 404);
	if (received.method !== 'POST') {
		return { ...json({ message: 'POST only' }, 405), headers: { allow: 'POST' } };
	}
	try {
		return await endpoint(checkedValues(host, path, received, keyField, context));
	} catch (error) {
		if (error instanceof ApiError) return errorResponse(error.code, error.text);
		if (error instanceof InvalidParameters)
			return errorResponse(host.invalidParametersCode, error.message);
		return json({ message: `The sandbox failed: ${String(error)}` }, 500);
	}
}

/**
 * The request's fields and files once the key and the signature are found good.
 *
 * How a wrong key (but at `begin/`, where it is observed), and a wrong signature likewise, is answered is inferred: the
 * widget host by an `argumentError` that names the key, the external host by `invalidAccess`, or `companyMissing` for
 * screening.
 */
function checkedValues(
	host: ApiHost,
	path: string,
	received: ReceivedRequest,
	keyField: string | null,
	{ companyKey, secretKey }: ApiContext,
): Record<string, unknown> {
	const { values, files, unreadable } = received;
	if (unreadable) throw new InvalidParameters(unreadable);
	if (keyField !== host.keyField) throw new InvalidParameters(`${host.keyField} is missing`);
	const { [keyField]: key, ...fields } = values;
	if (key !== companyKey) throw host.wrongKey(path);
	const problem = secretKey && signatureProblem(received);
	if (problem) throw new ApiError(host.accessCode(path), problem);
	return { ...fields, ...Object.fromEntries(files.map((file) => [file.field, file])) };
}

async function send(reply: FastifyReply, { status, contentType, headers, body }: ApiResponse) {
	const isBuffer = Buffer.isBuffer(body);
	await reply
		.code(status)
		.headers({ 'content-length': isBuffer ? body.length : body.size, ...headers })
		.type(contentType)
		.send(isBuffer ? body : body.stream());
}

function reset(reply: FastifyReply, entry: AuditEntry): void {
	entry.status = 'reset';
	reply.hijack();
	reply.raw.socket?.resetAndDestroy();
}

/** Announces the whole body and sends half of it. */
async function sendHalf(reply: FastifyReply, answer: ApiResponse): Promise<void> {
	const body = Buffer.isBuffer(answer.body) ? [answer.body] : answer.body.stream();
	const size = Buffer.isBuffer(answer.body) ? answer.body.length : answer.body.size;
	reply.hijack();
	reply.raw.writeHead(answer.status, {
		'content-type': answer.contentType,
		...answer.headers,
		'content-length': Math.max(size, 1),
	});
	reply.raw.flushHeaders();
	let remaining = Math.floor(size / 2);
	for await (const chunk of body as AsyncIterable<Buffer>) {
		await new Promise((done) => reply.raw.write(chunk.subarray(0, remaining), done));
		remaining -= chunk.length;
		if (remaining <= 0) break;
	}
}
