import { Readable } from 'node:stream';
import FormStream from 'form-data';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate } from '../../credentials/identomatApi/authenticate';
import { signatureOf } from '../../dev/sandbox/hmac';

const KEY = 'invented-company-key';
const SECRET = 'an-invented-secret-key';
const credentials = {
	companyKey: KEY,
	secretKey: ` ${SECRET} `,
	widgetUrl: 'https://widget.identomat.com',
	externalApiUrl: 'https://external-api.identomat.com',
};
const BEGIN = 'https://widget.identomat.com/external-api/begin/';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

// By openssl; the commands stand in signature.test.ts.
const JSON_SIGNATURE = 'vqLqs9laCUUu3TH0+YPeRaDa94OrekTn4Y7Wq/cDZMc=';
const FIELDS_SIGNATURE = '1aKU8bbXvHE2hliZXvzbhwtiRMsep8wY+GW3mP9d6Ik=';
const FORM_SIGNATURE = 'rjObLflP4Cg/yN27LByvj62JNdTAI2nFjytI7g+XdkU=';
/** With a second text part, `one\r\ntwo\r\nthree\r\n`. */
const LINES_SIGNATURE = 'MftIEKOS1GZNb2EbVwf6nsexBFB3U8KuYJ/xN98/JnU=';

const ONE = Buffer.from('\xff\xd8\xff\xe0one\r\n--x', 'latin1');
const TWO = Buffer.from('\xff\xd8\xff\xe1two\x00\n', 'latin1');

/** A request in one of the two dialects. */
type Request = Record<string, unknown>;

async function signed(request: Request, more: Request = {}): Promise<Request> {
	const options = { method: 'POST', ...request } as unknown as IHttpRequestOptions;
	return { ...(await authenticate({ ...credentials, ...(more as object) }, options)) };
}

const headersOf = ({ headers }: Request) => headers as Record<string, string>;
const signatureIn = (request: Request) =>
	/^signature="(.*)"$/.exec(headersOf(request).Authorization ?? '')?.[1];

describe.each([
	['url', 'the newer'],
	['uri', 'the older'],
])('with %s, in %s dialect', (address) => {
	it.each<[string, Request]>([
		['an object', { body: { name: 'ნინო Sandadze' } }],
		['an object that is sent as JSON', { body: { name: 'ნინო Sandadze' }, json: true }],
		['JSON text', { body: '{ "company_key": "wrong", "name": "ნინო Sandadze" }' }],
	])('%s is sent as the signed text', async (_, content) => {
		const request = await signed({ [address]: BEGIN, ...content });
		expect(request).toMatchObject({
			body: '{"company_key":"invented-company-key","name":"ნინო Sandadze"}',
			headers: {
				'Content-Type': 'application/json',
				Authorization: `signature="${JSON_SIGNATURE}"`,
			},
		});
	});

	it.each<[string, Request]>([
		['an object', { body: { name: 'Nino Sandadze' }, headers: FORM }],
		['a text', { body: `company_key=${KEY}&name=Nino+Sandadze`, headers: FORM }],
		['search parameters', { body: new URLSearchParams({ name: 'Nino Sandadze' }) }],
		['a form object', { form: { name: 'Nino Sandadze' } }],
		['a form text', { form: `company_key=${KEY}&name=Nino+Sandadze` }],
	])('form fields are signed as they are sent: %s', async (_, content) => {
		const request = await signed({ [address]: BEGIN, ...content });
		expect(request.body).toBe('company_key=invented-company-key&name=Nino+Sandadze');
		expect(request.form).toBeUndefined();
		expect(signatureIn(request)).toBe(FIELDS_SIGNATURE);
		expect(Object.entries(headersOf(request))).toContainEqual([
			expect.stringMatching(/^content-type$/i),
			'application/x-www-form-urlencoded',
		]);
	});

	it.each([undefined, null, ''])(
		'a request whose body is %j is signed with its key',
		async (body) => {
			const request = await signed({ [address]: BEGIN, body });
			expect(request.body).toBe(`{"company_key":"${KEY}"}`);
			expect(signatureIn(request)).toBe(signatureOf(SECRET, [Buffer.from(String(request.body))]));
		},
	);
});

it('nested form fields are written as n8n writes them', async () => {
	const form = { flags: { language: 'ka', types: ['id', 'passport'] }, none: null, not: undefined };
	const { body } = await signed({ uri: BEGIN, form });
	expect([...new URLSearchParams(String(body))]).toEqual([
		['company_key', KEY],
		['flags[language]', 'ka'],
		['flags[types][0]', 'id'],
		['flags[types][1]', 'passport'],
		['none', ''],
	]);
});

it('keeps the headers of the request, including a content type', async () => {
	const headers = { 'X-Own': 'kept', 'content-type': 'application/json; charset=utf-8' };
	const request = await signed({ url: BEGIN, body: { name: 'ნინო Sandadze' }, headers });
	expect(request.headers).toEqual({
		...headers,
		Authorization: `signature="${JSON_SIGNATURE}"`,
	});
	expect(headers).not.toHaveProperty('Authorization');
});

describe('native form data', () => {
	const file = (bytes: Buffer) => new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });

	it('is sent and signed with text parts first', async () => {
		const body = new FormData();
		body.append('face1', file(ONE), 'one.jpg');
		body.append('face2', file(TWO), 'two.jpg');
		body.append('note', 'one\ntwo\rthree\r\n');
		const request = await signed({ url: BEGIN, body });
		const parts = [...(request.body as FormData)];
		expect(parts.map(([name]) => name)).toEqual(['company_key', 'note', 'face1', 'face2']);
		expect(parts[2]?.[1]).toMatchObject({ name: 'one.jpg', type: 'image/jpeg', size: ONE.length });
		// The line ends are those that go over the wire.
		expect(signatureIn(request)).toBe(LINES_SIGNATURE);
		expect(Object.keys(headersOf(request))).toEqual(['Authorization']);
	});

	it('has openssl’s signature with a key and two files', async () => {
		const body = new FormData();
		body.append('face1', file(ONE), 'one.jpg');
		body.append('face2', file(TWO), 'two.jpg');
		expect(signatureIn(await signed({ url: BEGIN, body }))).toBe(FORM_SIGNATURE);
	});
});

/** Enough for the streams of the form-data package to complain when they are held back. */
const LARGE = Buffer.alloc(3 * 1024 * 1024, 'large');
const options = { filename: 'one.jpg', contentType: 'image/jpeg' };
const streamOf = (bytes: Buffer) =>
	Readable.from([bytes.subarray(0, 7), bytes.subarray(7)], { objectMode: false });

/** Names and contents in the order in which n8n sends a `formData` object. */
function partsOf({ formData }: Request): Array<[string, Buffer, unknown]> {
	return Object.entries(formData as Record<string, unknown[]>).flatMap(([name, values]) =>
		values.map((value): [string, Buffer, unknown] => {
			if (typeof value === 'string') return [name, Buffer.from(value), undefined];
			const file = value as { value: Buffer; options: unknown };
			return [name, file.value, file.options];
		}),
	);
}

function expectSigned(request: Request): void {
	const contents = partsOf(request).map(([, content]) => content);
	expect(signatureIn(request)).toBe(signatureOf(SECRET, contents));
}

describe('legacy form data', () => {
	it.each<[string, () => [unknown, unknown]]>([
		['buffers', () => [ONE, TWO]],
		['streams', () => [streamOf(ONE), streamOf(TWO)]],
	])('with files as described %s has openssl’s signature', async (_, contents) => {
		const [one, two] = contents();
		const formData = { face1: { value: one, options }, face2: { value: two, options } };
		const request = await signed({ uri: BEGIN, formData });
		expect(partsOf(request)).toEqual([
			['company_key', Buffer.from(KEY), undefined],
			['face1', ONE, options],
			['face2', TWO, options],
		]);
		expect(signatureIn(request)).toBe(FORM_SIGNATURE);
	});

	it.each<[string, () => [unknown, unknown]]>([
		['buffers', () => [ONE, TWO]],
		['streams', () => [streamOf(ONE), streamOf(TWO)]],
	])('with files as bare %s has openssl’s signature', async (_, contents) => {
		const [face1, face2] = contents();
		const request = await signed({ uri: BEGIN, formData: { face1, face2 } });
		expect(partsOf(request).slice(1)).toEqual([
			['face1', ONE, {}],
			['face2', TWO, {}],
		]);
		expect(signatureIn(request)).toBe(FORM_SIGNATURE);
	});

	it('has its text parts first, with their line endings', async () => {
		const formData = { face1: { value: ONE, options }, note: 'one\ntwo', number: 7, flag: true };
		const request = await signed({ uri: BEGIN, formData });
		expect(partsOf(request).map(([name, content]) => [name, String(content)])).toEqual([
			['company_key', KEY],
			['note', 'one\ntwo'],
			['number', '7'],
			['flag', 'true'],
			['face1', String(ONE)],
		]);
		expectSigned(request);
	});

	it('keeps several values of one name, signed in the order in which they are sent', async () => {
		const form = new FormStream();
		form.append('side', 'front');
		form.append('note', 'invented');
		form.append('side', 'back');
		const request = await signed({ uri: BEGIN, formData: form });
		expect(partsOf(request).map(([name, content]) => [name, String(content)])).toEqual([
			['side', 'front'],
			['side', 'back'],
			['note', 'invented'],
			['company_key', KEY],
		]);
		expectSigned(request);
	});

	it('replaces a multipart request without data', async () => {
		const headers = { 'content-type': 'multipart/form-data' };
		const request = await signed({ uri: BEGIN, headers });
		expect(partsOf(request)).toEqual([['company_key', Buffer.from(KEY), undefined]]);
		expectSigned(request);
	});
});

describe('a form of the form-data package', () => {
	it('has openssl’s signature, with the key before its files', async () => {
		const form = new FormStream();
		form.append('face1', streamOf(ONE), { ...options, knownLength: ONE.length });
		form.append('face2', TWO, { filename: 'two.jpg', contentType: 'image/jpeg' });
		const request = await signed({ uri: BEGIN, formData: form });
		expect(partsOf(request)).toEqual([
			['company_key', Buffer.from(KEY), undefined],
			['face1', ONE, options],
			['face2', TWO, { filename: 'two.jpg', contentType: 'image/jpeg' }],
		]);
		expect(signatureIn(request)).toBe(FORM_SIGNATURE);
	});

	it('can have a stream of several megabytes and a file that is text', async () => {
		const form = new FormStream();
		form.append('video', Readable.from(chunksOf(LARGE)), { filename: 'v.mp4' });
		form.append('list', 'a\nb', { filename: 'list.csv', contentType: 'text/csv' });
		form.append('note', 'one\ntwo');
		const request = await signed({ uri: BEGIN, formData: form });
		const parts = partsOf(request);
		expect(parts.map(([name]) => name)).toEqual(['note', 'company_key', 'video', 'list']);
		expect(parts[2]?.[1].equals(LARGE)).toBe(true);
		expect(parts[3]).toEqual([
			'list',
			Buffer.from('a\nb'),
			{ filename: 'list.csv', contentType: 'text/csv' },
		]);
		expectSigned(request);
	});

	it('cannot be signed as a body', async () => {
		await expect(signed({ url: BEGIN, body: new FormStream() })).rejects.toThrow(
			'This form cannot be signed',
		);
	});
});

function* chunksOf(bytes: Buffer): Generator<Buffer> {
	for (let start = 0; start < bytes.length; start += 65_536) {
		yield bytes.subarray(start, start + 65_536);
	}
}

describe('a file that cannot be read is reported, and nothing is sent', () => {
	function* broken(): Generator<Buffer> {
		yield ONE;
		throw new Error('the disk is gone');
	}
	const ended = () =>
		new Readable({
			read() {
				this.push(ONE);
				this.destroy();
			},
		});

	it.each<[string, () => unknown, string]>([
		['a stream that breaks', () => Readable.from(broken()), 'the disk is gone'],
		['a stream that is given up', ended, 'A file of the form is incomplete'],
		['an object that is no file', () => ({ language: 'ka' }), 'This form cannot be signed'],
	])('%s', async (_, content, message) => {
		const formData = { face1: content() };
		await expect(signed({ uri: BEGIN, formData })).rejects.toThrow(message);
	});
});

it.each<[string, () => Request]>([
	['JSON', () => ({ url: BEGIN, body: { name: 'Nino Sandadze' } })],
	['legacy JSON', () => ({ uri: BEGIN, body: { name: 'Nino Sandadze' }, json: true })],
	['JSON text', () => ({ url: BEGIN, body: '{"name":"Nino Sandadze"}' })],
	['form fields', () => ({ url: BEGIN, body: new URLSearchParams({ name: 'Nino Sandadze' }) })],
	['a legacy form', () => ({ uri: BEGIN, form: { name: 'Nino Sandadze' } })],
	['legacy form data', () => ({ uri: BEGIN, formData: { face1: { value: ONE, options } } })],
])('%s that is authenticated twice, as after a 401, is the same', async (_, request) => {
	const once = await signed(request());
	expect(await signed(once)).toEqual(once);
	expect(signatureIn(once)).toMatch(/^.{43}=$/);
});

it.each(['', ' ', undefined])(
	'with the secret key %j nothing is signed or changed',
	async (secretKey) => {
		const body = { name: 'Nino Sandadze' };
		const request = await signed({ url: BEGIN, body }, { secretKey });
		expect(request.body).toEqual({ company_key: KEY, ...body });
		expect(request).not.toHaveProperty('headers');
	},
);
