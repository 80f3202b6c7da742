import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

import { BinaryDataService } from 'n8n-core';
import { sleep, type INodeParameters } from 'n8n-workflow';

import { faceVideo, jpeg, type Fault } from '../../dev/sandbox';
import { sessionItems, setUpIdentomat } from './identomat/identomatFixture';
import { storedFiles } from './storedFiles';
import { errorText } from './errorText';

// What a request is retried for is tested elsewhere; here nobody waits for it.
jest.mock('../../nodes/api/network/backoff', () => ({ waitBeforeRetry: () => 0 }));

const fixture = setUpIdentomat();

const MEGABYTE = 1024 * 1024;
/** More than is held in memory; half of it is, too. */
const LARGE = 5 * MEGABYTE + 3;

const download = (parameters: INodeParameters = {}): INodeParameters => ({
	resource: 'media',
	operation: 'download',
	sessionId: '={{ $json.sessionId }}',
	file: 'faceVideo',
	...parameters,
});
const withLargeVideo = (size = LARGE) => fixture.sandbox.addSession({ faceVideoSize: size });

async function sha256Of(chunks: AsyncIterable<Buffer>): Promise<string> {
	const hash = createHash('sha256');
	for await (const chunk of chunks) hash.update(chunk);
	return hash.digest('hex');
}

/** What lies in the storage, by the content of the files. */
async function storedContents(): Promise<string[]> {
	const paths = await storedFiles();
	return await Promise.all(paths.map(async (path) => await sha256Of(createReadStream(path))));
}

const videoHash = async (size: number) => await sha256Of(faceVideo({ size }).stream());

afterEach(async () => {
	for (const path of await storedFiles()) await rm(path);
});

describe('a large file', () => {
	it.each([MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, LARGE])(
		'of %d bytes is returned whole, with its size',
		async (size) => {
			const sessionId = withLargeVideo(size);
			const { items } = await fixture.run(download({ sessionId }));
			expect(items).toEqual([
				{
					json: {
						sessionId,
						file: 'faceVideo',
						fileName: `face-video-${sessionId}.mp4`,
						mimeType: 'video/mp4',
						fileSize: size,
					},
					binary: {
						data: expect.objectContaining({
							bytes: size,
							fileExtension: 'mp4',
							fileName: `face-video-${sessionId}.mp4`,
							mimeType: 'video/mp4',
						}),
					},
					pairedItem: { item: 0 },
				},
			]);
			expect(await storedContents()).toEqual([await videoHash(size)]);
			expect(fixture.sandbox.audit).toHaveLength(1);
		},
	);

	it.each(['download', 'getVideoCallVideos'])(
		'is requested uncompressed by %s, so that its announced length can be checked',
		async (operation) => {
			await fixture.run(download({ operation, sessionId: withLargeVideo() }));
			expect(fixture.sandbox.audit[0]?.headers['accept-encoding']).toBe('identity');
		},
	);

	it('is returned whole among others, each in its own item', async () => {
		const sizes = [LARGE, 2 * LARGE, MEGABYTE, LARGE + 1];
		const sessionIds = sizes.map(withLargeVideo);
		const { items } = await fixture.run(download(), { items: sessionItems(...sessionIds) });
		expect(items.map(({ json }) => [json.sessionId, json.fileSize])).toEqual(
			sessionIds.map((sessionId, index) => [sessionId, sizes[index]]),
		);
		const expected = await Promise.all(sizes.map(videoHash));
		expect((await storedContents()).sort()).toEqual(expected.sort());
	});

	it('is downloaded from the address in a response, without the company key', async () => {
		const body = Buffer.concat([jpeg({ width: 8, height: 8 }), Buffer.alloc(LARGE, 7)]);
		const sessionId = fixture.sandbox.addSession({ videoCallVideos: 'urls' });
		fixture.sandbox.fault('files/*', { body, contentType: 'image/jpeg' });
		const { items } = await fixture.run({
			resource: 'media',
			operation: 'getVideoCallVideos',
			sessionId,
			options: { downloadFiles: true },
		});
		expect(items[0]?.json.files).toEqual(
			[0, 1].map((index) => ({
				fileName: `video-call-video-${index}-${sessionId}.jpg`,
				mimeType: 'image/jpeg',
				fileSize: body.length,
			})),
		);
		const hash = createHash('sha256').update(body).digest('hex');
		expect(await storedContents()).toEqual([hash, hash]);
		expect(fixture.sandbox.audit.map(({ keyField }) => keyField)).toEqual([
			'companyKey',
			null,
			null,
		]);
	});
});

describe('a download that does not finish', () => {
	const BROKEN_OFF = 'Identomat closed the connection before responding fully';
	const SILENT = 'Identomat did not respond in time';

	it.each<[string, Fault, message: string]>([
		['is cut off', { cutOff: true }, BROKEN_OFF],
		['stalls', { stalls: true }, SILENT],
	])('fails and leaves no file if it %s halfway', async (_, fault, message) => {
		const sessionId = withLargeVideo();
		fixture.sandbox.fault('result/face-video/', fault);
		const options = { timeout: 0.4 };
		const { items, error } = await fixture.run(download({ sessionId, options }));
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message,
			httpCode: null,
			context: { itemIndex: 0 },
		});
		expect(await storedFiles()).toEqual([]);
		// Part of it has passed already, so it is not begun again.
		expect(fixture.sandbox.audit).toHaveLength(1);
	});

	it.each<[string, Fault]>([
		['is cut off', { cutOff: true }],
		['stalls', { stalls: true }],
	])('is retried if it %s in its first megabyte', async (_, fault) => {
		const sessionId = withLargeVideo(MEGABYTE);
		fixture.sandbox.fault('result/face-video/', { ...fault, times: 1 });
		const options = { timeout: 0.4 };
		const { items } = await fixture.run(download({ sessionId, options }));
		expect(items.map(({ json }) => json.fileSize)).toEqual([MEGABYTE]);
		expect(await storedContents()).toEqual([await videoHash(MEGABYTE)]);
		expect(fixture.sandbox.audit).toHaveLength(2);
	});

	it('does not affect the other items', async () => {
		const sessionIds = [withLargeVideo(), withLargeVideo(), withLargeVideo()];
		fixture.sandbox.fault('result/face-video/', {
			cutOff: true,
			matches: ({ session_token }) => session_token === sessionIds[1],
		});
		const { items } = await fixture.run(download(), {
			items: sessionItems(...sessionIds),
			onError: 'continueRegularOutput',
		});
		expect(items.map(({ json }) => json.error ?? json.fileSize)).toEqual([
			LARGE,
			BROKEN_OFF,
			LARGE,
		]);
		expect(await storedFiles()).toHaveLength(2);
	});

	it('times out at an address too', async () => {
		const sessionId = fixture.sandbox.addSession({ videoCallVideos: 'urls' });
		fixture.sandbox.fault('files/*', { latencyMs: 20_000 });
		const { error } = await fixture.run({
			resource: 'media',
			operation: 'getVideoCallVideos',
			sessionId,
			options: { downloadFiles: true, timeout: 0.2 },
		});
		const { host } = new URL(fixture.sandbox.widgetUrl);
		expect(error).toMatchObject({
			message: `${host} did not respond in time`,
		});
	});

	it('fails if it is one of several files of an item', async () => {
		const sessionId = withLargeVideo();
		fixture.sandbox.fault('result/face-video/', { cutOff: true });
		const { items, error } = await fixture.run({
			resource: 'media',
			operation: 'downloadAll',
			sessionId,
			files: ['faceVideo'],
		});
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: BROKEN_OFF, context: { itemIndex: 0 } });
		expect(await storedFiles()).toEqual([]);
	});

	it('closes the connection if it cannot be stored', async () => {
		const closed: Array<Promise<unknown>> = [];
		const { url, close } = await serve(async (response) => {
			closed.push(once(response, 'close'));
			response.setHeader('content-type', 'image/jpeg');
			response.write(Buffer.concat([jpeg({ width: 8, height: 8 }), Buffer.alloc(LARGE)]));
		});
		fixture.sandbox.fault('get-video-call-videos', { body: [`${url}/video`] });
		const storing = jest
			.spyOn(BinaryDataService.prototype, 'store')
			.mockRejectedValue(new Error('the disk is full'));
		const { items, error } = await fixture.run({
			resource: 'media',
			operation: 'getVideoCallVideos',
			sessionId: 'session-a',
			options: { downloadFiles: true },
		});
		storing.mockRestore();
		expect(items).toEqual([]);
		expect(error).toMatchObject({ message: 'the disk is full' });
		await Promise.all(closed);
		expect(closed).toHaveLength(1);
		await close();
	});

	it('does not fail if it is only slow', async () => {
		const chunks = Array.from({ length: 8 }, () => Buffer.alloc(MEGABYTE / 4, 1));
		const first = jpeg({ width: 8, height: 8 });
		const { url, close } = await serve(async (response) => {
			response.setHeader('content-type', 'image/jpeg');
			response.write(first);
			for (const chunk of chunks) {
				await sleep(100);
				response.write(chunk);
			}
			response.end();
		});
		fixture.sandbox.fault('get-video-call-videos', { body: [`${url}/video`] });
		const { items, error } = await fixture.run({
			resource: 'media',
			operation: 'getVideoCallVideos',
			sessionId: 'session-a',
			options: { downloadFiles: true, timeout: 0.5 },
		});
		await close();
		expect(error).toBeUndefined();
		expect(items[0]?.json.files).toEqual([
			expect.objectContaining({ fileSize: first.length + 2 * MEGABYTE }),
		]);
	});
});

/** Another server than the sandbox, for what that one cannot do. */
async function serve(
	answer: (response: ServerResponse) => Promise<void>,
): Promise<{ url: string; close: () => Promise<unknown> }> {
	const server = createServer((_request, response) => void answer(response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const close = async () => await new Promise((resolve) => server.close(resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe('a response that is not a file is read and reported', () => {
	const page = (title: string) =>
		`<!doctype html><title>${title}</title>${'<p>A long page of a proxy</p>'.repeat(100_000)}`;
	const html = 'text/html; charset=utf-8';

	it.each<[string, Fault, message: string, httpCode: string]>([
		[
			'JSON with an error status',
			{ status: 403, body: { invalidAccess: 'not yours' } },
			'invalidAccess: not yours',
			'403',
		],
		[
			'JSON with an error status that says it is a video',
			{ status: 500, body: { error: 'broken_disk' }, contentType: 'video/mp4' },
			'broken_disk',
			'500',
		],
		['JSON with status 200', { code: 'argumentError' }, 'argumentError: refused as ordered', '200'],
		[
			'a page of more than a megabyte with an error status',
			{ status: 500, body: page('Out of order'), contentType: html },
			'The response says "Out of order".',
			'500',
		],
		[
			'a page of more than a megabyte with status 200',
			{ body: page('Maintenance'), contentType: html },
			'The response says "Maintenance".',
			'200',
		],
		[
			'a picture of more than a megabyte with an error status',
			{
				status: 500,
				body: Buffer.concat([jpeg({ width: 8, height: 8 }), Buffer.alloc(2 * MEGABYTE)]),
				contentType: 'image/jpeg',
			},
			'Identomat returned status 500',
			'500',
		],
		[
			'JSON that is compressed though it was asked for uncompressed',
			{
				status: 400,
				body: gzipSync(JSON.stringify({ wrongParameters: 'no such session '.repeat(10) })),
				contentType: 'application/json',
				headers: { 'content-encoding': 'gzip' },
			},
			`wrongParameters: ${'no such session '.repeat(10).trim()}`,
			'400',
		],
	])('%s', async (_, fault, message, httpCode) => {
		fixture.sandbox.fault('result/face-video/', fault);
		const { items, error } = await fixture.run(download({ sessionId: 'session-a' }));
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode });
		expect(errorText(error)).toContain(message);
		expect(await storedFiles()).toEqual([]);
	});

	it('JSON of more than a megabyte with the file in it', async () => {
		const file = Buffer.concat([jpeg({ width: 8, height: 8 }), Buffer.alloc(2 * MEGABYTE, 5)]);
		fixture.sandbox.fault('result/face-video/', { body: { video: file.toString('base64') } });
		const { items } = await fixture.run(download({ sessionId: 'session-a' }));
		expect(items.map(({ json }) => [json.mimeType, json.fileSize])).toEqual([
			['image/jpeg', file.length],
		]);
		expect(await storedContents()).toEqual([createHash('sha256').update(file).digest('hex')]);
	});
});

it.each([1000, 3 * MEGABYTE])(
	'returns a whole file of %d bytes that is longer when compressed',
	async (size) => {
		// Random bytes cannot be compressed.
		const file = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(size)]);
		const body = gzipSync(file);
		expect(body.length).toBeGreaterThan(file.length);
		const headers = { 'content-encoding': 'gzip' };
		fixture.sandbox.fault('result/face/', { body, contentType: 'image/jpeg', headers });
		const { items } = await fixture.run({ ...download({ sessionId: 'session-a' }), file: 'face' });
		expect(items[0]?.json).toMatchObject({ fileSize: file.length, mimeType: 'image/jpeg' });
	},
);

describe('memory', () => {
	let sandbox: ChildProcess;
	let credential: { widgetUrl: string; companyKey: string };

	beforeAll(async () => {
		const ports = ['--widget-port', '0', '--external-port', '0'];
		const command = ['--import', 'tsx', 'dev/sandbox/cli.ts', ...ports];
		const env = { ...process.env, NODE_OPTIONS: '' };
		sandbox = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'], env });
		credential = await addressesOf(sandbox);
	}, 30_000);

	afterAll(async () => {
		const ended = new Promise((resolve) => sandbox.once('exit', resolve));
		sandbox.kill();
		await ended;
	});

	/** What the sandbox says when it is ready. */
	async function addressesOf({ stdout }: ChildProcess) {
		const said: string[] = [];
		if (!stdout) throw new Error('The sandbox cannot be heard');
		for await (const line of createInterface(stdout)) {
			said.push(line);
			if (line.includes('Company key')) break;
		}
		const after = (label: string) =>
			said
				.find((line) => line.includes(label))
				?.trim()
				.split(/ +/)
				.at(-1) ?? '';
		return { widgetUrl: after('Widget URL'), companyKey: after('Company key') };
	}

	async function addSession(faceVideoSize: number): Promise<string> {
		const response = await fetch(`${credential.widgetUrl}/sandbox/sessions`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ faceVideoSize }),
		});
		return ((await response.json()) as { sessionId: string }).sessionId;
	}

	/** How much the memory outside of the JavaScript heap, where buffers are, grows at most. */
	async function growthDuring(work: () => Promise<void>): Promise<number> {
		const before = process.memoryUsage.rss();
		let most = before;
		const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
		await work();
		clearInterval(sampling);
		return most - before;
	}

	it('grows by no more than 50 MB while a file of 150 MB is downloaded', async () => {
		const size = 150 * MEGABYTE;
		// The first download loads what any download needs.
		await fixture.run(download({ sessionId: await addSession(LARGE) }), { credential });
		const sessionId = await addSession(size);
		const growth = await growthDuring(async () => {
			const { items } = await fixture.run(download({ sessionId }), { credential });
			expect(items[0]?.json.fileSize).toBe(size);
		});
		const sizes = await Promise.all((await storedFiles()).map(async (path) => await stat(path)));
		expect(sizes.map((file) => file.size).sort()).toEqual([size, LARGE].sort());
		expect(growth / MEGABYTE).toBeLessThan(50);
	}, 30_000);

	it('grows no more for a file that is refused by its first bytes', async () => {
		const size = 150 * MEGABYTE;
		const server = spawn(process.execPath, ['-e', `(${serveUnknownPicture})(${size})`], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		try {
			const [port] = (await once(server.stdout, 'data')) as [Buffer];
			const unknown = { ...credential, widgetUrl: `http://127.0.0.1:${String(port)}` };
			const growth = await growthDuring(async () => {
				const { items } = await fixture.run(download({ sessionId: 'session-a' }), {
					credential: unknown,
				});
				expect(items).toEqual([]);
			});
			expect(growth / MEGABYTE).toBeLessThan(50);
		} finally {
			server.kill();
		}
	}, 30_000);
});

/** Runs in a process of its own, as text: a server that answers everything with so many bytes. */
const serveUnknownPicture = `(size) => {
	const chunk = Buffer.alloc(1024 * 1024, 1);
	const server = require('node:http').createServer(async (request, response) => {
		response.writeHead(200, { 'content-type': 'image/x-new', 'content-length': size });
		for (let sent = 0; sent < size; sent += chunk.length) {
			if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
		}
		response.end();
	});
	server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port)));
}`;
