import { endpoints } from '../../nodes/api/endpoints';
import { readResponse } from '../../nodes/api/response/readResponse';
import type { RawResponse } from '../../nodes/api/network/rawResponse';
import { jpeg } from '../../dev/sandbox';

const KEY = 'company-key-of-tests';
const PICTURE = jpeg({ width: 20, height: 20 });

function rawResponse(body: string | Buffer, more: Partial<RawResponse> = {}): RawResponse {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body);
	return { status: 200, contentType: '', hasKnownEnd: true, bytes, ...more };
}

const face = (...of: Parameters<typeof rawResponse>) =>
	readResponse(endpoints.getFace.response, rawResponse(...of), [KEY]);
const result = (...of: Parameters<typeof rawResponse>) =>
	readResponse(endpoints.getResult.response, rawResponse(...of), [KEY]);

describe('an exception while a response is read is its failure', () => {
	it.each([
		['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
		['objects', `{"result":"approved","more":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`],
	])('as with %s that are nested 100,000 deep', (_, body) => {
		for (const { response } of Object.values(endpoints)) {
			expect(readResponse(response, rawResponse(body), [KEY])).toHaveProperty('failure.kind');
		}
	});
});

it('refuses JSON that is nested too deeply for n8n to store', () => {
	const nested = (depth: number) =>
		`{"result":"approved","more":${'['.repeat(depth)}${']'.repeat(depth)}}`;
	expect(result(nested(400))).toHaveProperty('data');
	expect(result(nested(600))).toMatchObject({
		failure: { message: expect.stringContaining('nested too deeply') },
	});
});

const MEGABYTE = 1024 * 1024;

/** What took more than linear time would take minutes, and the test would not come to its end. */
describe('reads a megabyte in linear time', () => {
	it.each([
		['spaces', `"${' '.repeat(MEGABYTE)}!"`],
		['spaces in base64', `"AAAA${' '.repeat(MEGABYTE)}!"`],
		['titles', '<title'.repeat(MEGABYTE / 6)],
		['entities', `<title>${'&'.repeat(MEGABYTE)}`],
		['data URIs', `"data:${'a'.repeat(MEGABYTE)}"`],
		['parameters', `"data:${';a'.repeat(MEGABYTE / 2)}"`],
		['short texts', JSON.stringify(Array.from({ length: MEGABYTE / 4 }, () => 'a'))],
		['escapes', JSON.stringify(Array.from({ length: MEGABYTE / 16 }, () => 'with\\escape'))],
		[
			'fields',
			JSON.stringify(
				Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`field${i}`, i])),
			),
		],
		[
			'errors',
			JSON.stringify({ errors: Array.from({ length: MEGABYTE / 16 }, () => 'went wrong') }),
		],
		['a code', JSON.stringify('x_'.repeat(MEGABYTE / 2))],
		['brackets', '['.repeat(MEGABYTE)],
		['digits', '1'.repeat(MEGABYTE)],
		['a message', JSON.stringify({ message: 'The session '.repeat(MEGABYTE / 12) })],
	])('of %s', (_, body) => {
		const { createSession, getFace, deleteSession, searchScreeningPerson, getResult } = endpoints;
		for (const { response } of [
			createSession,
			getFace,
			deleteSession,
			searchScreeningPerson,
			getResult,
		]) {
			const read = readResponse<typeof response.value>(response as never, rawResponse(body), [KEY]);
			expect(typeof read.ok).toBe('boolean');
		}
	});
});

describe('a text', () => {
	it.each([
		['windows-1251', Buffer.from([0xcd, 0xe5, 0xf2]), 'Нет'],
		['iso-8859-1', Buffer.from([0x6e, 0xf6]), 'nö'],
		['nonsense', Buffer.from('no'), 'no'],
	])('in %s is decoded', (charset, bytes, message) => {
		const contentType = `text/plain; charset=${charset}`;
		expect(result(bytes, { contentType })).toMatchObject({ failure: { apiMessage: message } });
	});

	it('that is not UTF-8 is not a file, whatever the header says', () => {
		for (const contentType of ['', 'application/octet-stream', 'image/jpeg']) {
			const text = Buffer.from(`ung\xfcltig: ${KEY}`, 'latin1');
			expect(face(text, { contentType })).toMatchObject({
				failure: { apiMessage: expect.stringContaining('[hidden]') },
			});
		}
	});
});

describe('a file', () => {
	it.each([
		['in it', Buffer.concat([PICTURE, Buffer.from(KEY)]), 'image/jpeg'],
		['in UTF-16', Buffer.concat([PICTURE, Buffer.from(KEY, 'utf16le')]), 'image/jpeg'],
	])('with the company key %s is not returned', (_, bytes, contentType) => {
		expect(face(bytes, { contentType })).toMatchObject({
			failure: {
				kind: 'invalidResponse',
				message: expect.stringContaining('contains a key'),
			},
		});
	});

	it('in base64 with the company key in it is not returned', () => {
		const base64 = Buffer.concat([PICTURE, Buffer.from(KEY)]).toString('base64');
		expect(face(JSON.stringify(base64))).toHaveProperty('failure');
	});

	it('is returned if the key is too short to be one', () => {
		const answer = endpoints.getFace.response;
		expect(
			readResponse(answer, rawResponse(Buffer.concat([PICTURE, Buffer.from('key')])), ['key']),
		).toHaveProperty('data');
	});

	it('that arrived in part is not returned', () => {
		expect(face(PICTURE, { status: 206 })).toHaveProperty('failure.status', 206);
	});

	it('without a known length must end as its kind does', () => {
		expect(face(PICTURE, { hasKnownEnd: false })).toHaveProperty('data');
		expect(face(PICTURE.subarray(0, -100), { hasKnownEnd: false })).toMatchObject({
			failure: { message: 'The file may be incomplete' },
		});
	});
});

it('an empty body that could be a broken connection is not done', () => {
	const { response } = endpoints.deleteSession;
	expect(readResponse(response, rawResponse(''), [KEY])).toEqual({ ok: true, data: undefined });
	expect(readResponse(response, rawResponse('', { hasKnownEnd: false }), [KEY])).toMatchObject({
		failure: { kind: 'invalidResponse', mayHaveSucceeded: true },
	});
});
