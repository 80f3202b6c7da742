import { createHmac } from 'node:crypto';

import { startSandbox, type Sandbox } from '../../dev/sandbox';
import { send } from './sandboxFixture';

describe('signatures of a sandbox with a secret key', () => {
	const SECRET = 'an-invented-secret-key';
	let signing: Sandbox;

	beforeAll(async () => {
		signing = await startSandbox({ secretKey: SECRET });
	});
	afterEach(() => signing.reset());
	afterAll(async () => await signing.close());

	/** HMAC-SHA-256 over one part after the other, each with the digest of the one before as its key. */
	const sign = (...parts: Array<string | Buffer>) => {
		const digest = parts.reduce<string | Buffer>(
			(key, part) => createHmac('sha256', key).update(part).digest(),
			SECRET,
		);
		return `signature="${digest.toString('base64')}"`;
	};

	const askSigned = async (path: string, values: object, authorization?: string) => {
		const body = JSON.stringify({ company_key: signing.companyKey, ...values });
		const headers = {
			'content-type': 'application/json',
			authorization: authorization ?? sign(body),
		};
		return await send(`${signing.widgetUrl}/external-api/${path}`, { headers, body });
	};

	const part = (disposition: string, content: string) =>
		`--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
	const key = () => part('name="company_key"', signing.companyKey);
	const pictures = ['face1', 'face2'].map((name) =>
		part(`name="${name}"; filename="${name}.jpg"`, `\r\n--y of ${name}\n`),
	);
	const contents = ['\r\n--y of face1\n', '\r\n--y of face2\n'];
	const sendForm = async (parts: string[], authorization: string) =>
		await send(`${signing.widgetUrl}/external-api/compare-faces/`, {
			headers: { 'content-type': 'multipart/form-data; boundary=x', authorization },
			body: `${parts.join('')}--x--\r\n`,
		});

	it('are checked over the received bytes and made over the sent ones', async () => {
		const session_token = signing.addSession({ faceVideoSize: 300_001 });
		const paths = ['result/', 'result/face/', 'result/face-video/', 'delete/'];
		for (const path of paths) {
			const { status, bytes, headers } = await askSigned(path, { session_token });
			expect([path, status, headers.authorization]).toEqual([path, 200, sign(bytes)]);
		}
	});

	it.each([
		['the request is not signed', ''],
		['the request is not signed', 'Bearer invented'],
		['the signature is wrong', 'signature="AAAA"'],
	])('a request is refused: %s (%j), and that is not signed', async (complaint, authorization) => {
		const answer = await askSigned('result/', {}, authorization);
		expect(answer.json()).toEqual({ argumentError: complaint });
		expect(answer.headers).not.toHaveProperty('authorization');
	});

	it('of a form cover its parts in their order', async () => {
		const right = sign(signing.companyKey, ...contents);
		const good = await sendForm([key(), ...pictures], right);
		expect(good.json()).toBe('invalid_image');
		expect(good.headers.authorization).toBe(sign(good.bytes));
		const swapped = await sendForm([key(), ...[...pictures].reverse()], right);
		expect(swapped.json()).toEqual({ argumentError: 'the signature is wrong' });
		const textLast = sign(...contents, signing.companyKey);
		const late = await sendForm([...pictures, key()], textLast);
		expect(late.json()).toEqual({
			argumentError: 'a text part comes after a file, so the signature is wrong',
		});
	});

	it('are wrong or missing if a fault says so, and missing in failures', async () => {
		const session_token = signing.addSession();
		const signatureUnder = async (fault: Parameters<Sandbox['fault']>[1]) => {
			signing.clearFaults();
			signing.fault('result/', fault);
			const { headers, bytes } = await askSigned('result/', { session_token });
			if (headers.authorization === undefined) return 'none';
			return headers.authorization === sign(bytes) ? 'right' : 'wrong';
		};
		expect(await signatureUnder({ signature: 'wrong' })).toBe('wrong');
		expect(await signatureUnder({ signature: 'none' })).toBe('none');
		expect(await signatureUnder({ body: '{"result":"approved"}' })).toBe('right');
		for (const fault of [{ status: 500 }, { code: 'notFound' }, { shape: 'string' }] as const) {
			expect(await signatureUnder(fault)).toBe('none');
		}
	});

	it('do not replace a valid company key', async () => {
		const answer = await askSigned('result/', { company_key: 'x' });
		expect(answer.json()).toEqual({ argumentError: 'company_key is not valid' });
	});
});
