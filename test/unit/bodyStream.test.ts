import { FailureError } from '../../nodes/api/errors/failure';
import { Readable } from 'node:stream';

import { sleep, type IN8nHttpFullResponse } from 'n8n-workflow';

import {
	CutOffError,
	readHead,
	readWhole,
	wholeStream,
	type BodyHead,
} from '../../nodes/api/network/bodyStream';
import { readRawResponse } from '../../nodes/api/network/rawResponse';

const LONG = 60_000;
const runningTimers = () =>
	process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
const text = (bytes: Buffer) => bytes.toString('latin1');

/** A body as it comes from the network, and how many of its chunks were taken. */
function bodyOf(chunks: string[], end: 'ends' | 'fails' | 'goes silent' = 'ends') {
	const taken: string[] = [];
	async function* from() {
		for (const chunk of chunks) {
			taken.push(chunk);
			yield Buffer.from(chunk, 'latin1');
		}
		if (end === 'fails') throw Object.assign(new Error('aborted'), { code: 'EPIPE' });
		if (end === 'goes silent') await new Promise(() => undefined);
	}
	return { source: Readable.from(from(), { highWaterMark: 1 }), taken };
}

async function headWithRest(...body: Parameters<typeof bodyOf>): Promise<Required<BodyHead>> {
	const { bytes, rest } = await readHead(bodyOf(...body).source, 2, 50);
	if (!rest) throw new Error('The body is too short for this test');
	return { bytes, rest };
}

describe('the head of a body', () => {
	it('is all of a short body, without a rest', async () => {
		const head = await readHead(bodyOf(['ab', 'cd']).source, 5, LONG, 4);
		expect(text(head.bytes)).toBe('abcd');
		expect(head.rest).toBeUndefined();
	});

	it('ends with the chunk that makes it long enough', async () => {
		const { source, taken } = bodyOf(['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn']);
		const head = await readHead(source, 3, LONG);
		expect(text(head.bytes)).toBe('abcd');
		expect(taken.length).toBeLessThan(7);
		expect(text((await readWhole(head, 14)) ?? Buffer.alloc(0))).toBe('abcdefghijklmn');
	});

	it('is empty for an empty body', async () => {
		const head = await readHead(bodyOf([]).source, 3, LONG);
		expect(head).toEqual({ bytes: Buffer.alloc(0) });
	});

	it.each([
		['ends before its announced length', 'ends', 9, '4 bytes came instead of 9', 'ECONNRESET'],
		['fails', 'fails', undefined, 'aborted', 'EPIPE'],
		['goes silent', 'goes silent', undefined, 'Nothing came', 'ECONNABORTED'],
	] as const)('fails where the body %s', async (_, end, length, message, code) => {
		const { source } = bodyOf(['ab', 'cd'], end);
		const reading = readHead(source, 100, 50, length);
		await expect(reading).rejects.toThrow(CutOffError);
		await expect(reading).rejects.toMatchObject({ message, code });
		expect(source.destroyed).toBe(true);
	});

	it('can be longer than announced if the body was compressed', async () => {
		const head = await readHead(bodyOf(['ab', 'cd']).source, 5, LONG, 3);
		expect(text(head.bytes)).toBe('abcd');
	});
});

describe('the whole of a body', () => {
	const chunks = ['ab', 'cd', 'ef'];

	it('above its limit is abandoned, and no more of it is read', async () => {
		const { source, taken } = bodyOf(['ab', 'cd', 'ef', 'gh', 'ij', 'kl', 'mn']);
		expect(await readWhole(await readHead(source, 2, LONG), 5)).toBeUndefined();
		expect(source.destroyed).toBe(true);
		expect(taken.length).toBeLessThan(7);
	});

	it('is one stream of head and rest that reports each chunk', async () => {
		const passed: string[] = [];
		const stream = wholeStream(await headWithRest(chunks), (chunk) => passed.push(text(chunk)));
		expect(text(Buffer.concat((await stream.toArray()) as Buffer[]))).toBe('abcdef');
		expect(passed).toEqual(chunks);
	});

	it.each([
		['ends before its announced length', 'ends', 'ECONNRESET'],
		['fails', 'fails', 'EPIPE'],
		['goes silent', 'goes silent', 'ECONNABORTED'],
	] as const)('fails where the body %s', async (_, end, code) => {
		const { bytes, rest } = await headWithRest(chunks, end);
		const announced = { bytes, rest: { ...rest, announcedLength: end === 'ends' ? 9 : undefined } };
		const reading = wholeStream(announced, () => undefined).toArray();
		await expect(reading).rejects.toThrow(FailureError);
		await expect(reading).rejects.toMatchObject({ failure: { kind: 'noResponse', code } });
		expect(rest.source.destroyed).toBe(true);
	});

	it('of a thousand chunks is timed with one timer, which ends with it', async () => {
		const before = runningTimers();
		const counts: number[] = [];
		async function* from() {
			for (let chunk = 0; chunk < 1000; chunk++) {
				yield Buffer.from('ab');
				counts.push(runningTimers() - before);
			}
		}
		const source = Readable.from(from(), { highWaterMark: 1 });
		await readWhole(await readHead(source, 2, LONG), 2000);
		expect(Math.max(...counts)).toBe(1);
		expect(runningTimers()).toBe(before);
	});

	it('waits for the storage as long as needed', async () => {
		const head = await headWithRest(chunks);
		const read: string[] = [];
		for await (const chunk of wholeStream(head, () => undefined)) {
			read.push(text(chunk as Buffer));
			await sleep(60);
		}
		expect(read).toEqual(chunks);
	});
});

describe('a response', () => {
	const NOW = Date.parse('2026-01-01T00:00:00Z');

	beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
	afterEach(() => jest.restoreAllMocks());

	it.each<[header: string | undefined, expected: number | undefined]>([
		['3', 3000],
		['0', 0],
		['1.5', 1500],
		['-1', 0],
		['Thu, 01 Jan 2026 00:00:20 GMT', 20_000],
		['Wed, 31 Dec 2025 23:59:00 GMT', 0],
		['', undefined],
		['soon', undefined],
		[undefined, undefined],
	])('with Retry-After %j requests a wait of %s ms', async (header, expected) => {
		const headers = header === undefined ? {} : { 'retry-after': header };
		const body = Readable.from([Buffer.from('later')]);
		const response = { statusCode: 503, headers, body } as unknown as IN8nHttpFullResponse;
		expect(await readRawResponse(response, { timeoutMs: LONG })).toEqual({
			status: 503,
			contentType: '',
			retryAfterMs: expected,
			authorization: undefined,
			hasKnownEnd: false,
			listHeaders: {},
			location: undefined,
			bytes: Buffer.from('later'),
		});
	});
});
