import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { IdentomatApi } from '../../credentials/IdentomatApi.credentials';
import { Identomat } from '../../nodes/Identomat/Identomat.node';
import { IdentomatTrigger } from '../../nodes/IdentomatTrigger/IdentomatTrigger.node';
import { createEngine, type Engine } from './harness';

/** A server that answers more than fits into memory. */

const MEBIBYTE = 1024 * 1024;
/** What may be on its way in the buffers of two sockets and two streams. */
const ON_THE_WAY = 12 * MEBIBYTE;
const CHUNK = Buffer.alloc(MEBIBYTE, ' ');

/** Up to 64 MB go over the connection, which a busy machine takes its time for. */
jest.setTimeout(30_000);

let engine: Engine;
let server: Server;
let answer: RequestListener;
let sentBytes: Promise<number>;

beforeAll(async () => {
	server = createServer((request, response) => {
		const { socket } = request;
		sentBytes = once(response, 'close').then(() => socket.bytesWritten);
		answer(request, response);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	engine = await createEngine({
		nodes: { identomat: new Identomat(), identomatTrigger: new IdentomatTrigger() },
		credentialTypes: [new IdentomatApi()],
	});
});

afterAll(async () => {
	await engine.close();
	server.close();
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const credentials = () => ({
	identomatApi: { companyKey: 'company-key-of-tests', widgetUrl: url(), externalApiUrl: url() },
});

/** Answers with this status, and writes chunks for as long as somebody takes them. */
const endless =
	(status: number, start: string): RequestListener =>
	async (_request, response) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.write(start);
		while (!response.destroyed) await written(response);
	};

async function written(response: ServerResponse): Promise<void> {
	if (response.write(CHUNK)) return;
	await Promise.race([once(response, 'drain'), once(response, 'close')]);
}

const run = async (resource: string, operation: string) =>
	await engine.run({
		node: 'identomat',
		parameters: { resource, operation, sessionId: 'session-a', name: 'Nino Sandadze' },
		credentials: credentials(),
	});

it.each([
	['result', 'get'],
	['screening', 'searchPerson'],
	['media', 'download'],
])('stops reading the response to %s %s at 64 MB', async (resource, operation) => {
	answer = endless(200, '["');
	const { items, error } = await run(resource, operation);
	expect(items).toEqual([]);
	expect(error?.message).toBe('The response is larger than 64 MB');
	expect(await sentBytes).toBeLessThan(64 * MEBIBYTE + ON_THE_WAY);
});

it.each([
	['result', 'get'],
	['media', 'download'],
])(
	'stops reading a refusal of %s %s at 1 MB, and reports its status',
	async (resource, operation) => {
		answer = endless(403, '<title>Blocked</title>');
		const { error } = await run(resource, operation);
		expect(error).toMatchObject({ httpCode: '403' });
		expect(await sentBytes).toBeLessThan(MEBIBYTE + ON_THE_WAY);
	},
);

it('stops reading a page of the source URL at 16 MB', async () => {
	answer = endless(200, '["');
	const parameters = { event: 'sessionFinished', source: 'url', sourceUrl: url() };
	await expect(
		engine.poll({
			node: 'identomatTrigger',
			parameters,
			credentials: credentials(),
			mode: 'trigger',
		}),
	).rejects.toThrow('The response is larger than 16 MB');
	expect(await sentBytes).toBeLessThan(16 * MEBIBYTE + ON_THE_WAY);
});

it('unpacks no more than 64 MB of a compressed response of 1 GB', async () => {
	// A gzip may consist of several.
	const part = gzipSync(Buffer.alloc(16 * MEBIBYTE, ' '));
	const bomb = Buffer.concat(Array.from({ length: 64 }, () => part));
	answer = (_request, response) => {
		response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
		response.end(bomb);
	};
	const before = process.memoryUsage();
	let growth = 0;
	const sampling = setInterval(() => {
		const { heapUsed, arrayBuffers } = process.memoryUsage();
		growth = Math.max(growth, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
	}, 1);
	const { error } = await run('result', 'get');
	clearInterval(sampling);
	expect(error?.message).toBe('The response is larger than 64 MB');
	expect(growth).toBeLessThan(150 * MEBIBYTE);
});
