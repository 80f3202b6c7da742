import { request } from 'undici';

import { setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, external, control } = fixture;

describe('faults', () => {
	const PATH = 'list-screening-monitoring-records';
	const list = async () => await external(PATH);

	it.each([
		['string', '"argumentError"'],
		['codeKey', '{"argumentError":"refused as ordered"}'],
		['codeField', '{"error":"argumentError","message":"refused as ordered"}'],
		['empty', ''],
	] as const)('have the shape %s', async (shape, text) => {
		fixture.sandbox.fault(PATH, { shape });
		expect(await list()).toMatchObject({ status: 200, text });
	});

	it('return a web page or truncated JSON', async () => {
		fixture.sandbox.fault(PATH, { shape: 'html', status: 502, times: 1 });
		fixture.sandbox.fault(PATH, { shape: 'truncatedJson', times: 1 });
		const page = await list();
		expect(page).toMatchObject({ status: 502, contentType: 'text/html; charset=utf-8' });
		const cut = await list();
		expect(cut).toMatchObject({ status: 200, contentType: expect.stringContaining('json') });
		expect(() => cut.json()).toThrow(SyntaxError);
	});

	it('return any status, headers and body', async () => {
		fixture.sandbox.fault(PATH, { status: 429, headers: { 'retry-after': '1' }, times: 1 });
		fixture.sandbox.fault(PATH, { body: { a: 1 }, times: 1 });
		fixture.sandbox.fault(PATH, { body: 'text', contentType: 'text/csv', times: 1 });
		fixture.sandbox.fault(PATH, { body: Buffer.from([1, 2]), times: 1 });
		fixture.sandbox.fault(PATH, { status: 403, code: 'paymentNeeded', times: 1 });
		fixture.sandbox.fault(PATH, { status: 202, contentType: 'text/plain', times: 1 });
		const tooMany = await list();
		expect(tooMany.status).toBe(429);
		expect(tooMany.headers['retry-after']).toBe('1');
		expect((await list()).json()).toEqual({ a: 1 });
		expect(await list()).toMatchObject({ text: 'text', contentType: 'text/csv' });
		expect((await list()).bytes).toEqual(Buffer.from([1, 2]));
		const unpaid = await list();
		expect(unpaid.status).toBe(403);
		expect(unpaid.json()).toHaveProperty('paymentNeeded');
		expect(await list()).toMatchObject({ status: 202, contentType: 'text/plain', text: '[]' });
		expect((await list()).status).toBe(200);
	});

	it('apply to matching requests only, the oldest fault first', async () => {
		fixture.sandbox.fault('*', { skip: 1, times: 1, status: 503 });
		fixture.sandbox.fault('begin/', { matches: ({ config_id: id }) => id === 'b', status: 500 });
		fixture.sandbox.fault('result/*', { status: 504 });
		const statuses: number[] = [];
		for (const config_id of ['a', 'b', 'b']) {
			statuses.push((await widget('begin/', { config_id })).status);
		}
		statuses.push((await widget('result/face/', {})).status, (await list()).status);
		expect(statuses).toEqual([200, 503, 500, 504, 200]);
		fixture.sandbox.clearFaults();
		expect((await widget('begin/', { config_id: 'b' })).status).toBe(200);
	});

	it('delay the response', async () => {
		fixture.sandbox.fault(PATH, { latencyMs: 30, times: 1 });
		expect((await list()).json()).toEqual([]);
		const [{ at, answeredAt } = { at: 0, answeredAt: 0 }] = fixture.sandbox.audit;
		expect(Number(answeredAt) - at).toBeGreaterThanOrEqual(29);
	});

	it('cut off a body that is empty, short or streamed', async () => {
		const session_token = fixture.sandbox.addSession({ faceVideoSize: 500_000 });
		for (const path of ['result/', 'result/face-video/', 'delete/']) {
			fixture.sandbox.fault(path, { cutOff: true });
			const url = `${fixture.sandbox.widgetUrl}/external-api/${path}`;
			const { statusCode, headers, body } = await request(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ company_key: fixture.sandbox.companyKey, session_token }),
			});
			let size = 0;
			const read = async () => {
				for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length;
			};
			await expect(read()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
			expect(statusCode).toBe(200);
			expect(size).toBe(Math.floor(Number(headers['content-length']) / 2));
		}
	});

	it('reset the connection', async () => {
		fixture.sandbox.fault('begin/', { reset: true });
		await expect(widget('begin/')).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(fixture.sandbox.audit).toMatchObject([{ path: 'begin/', status: 'reset' }]);
	});

	it('echo the key of the request', async () => {
		for (const fault of [{ shape: 'string' }, { shape: 'html' }, { status: 400 }] as const) {
			fixture.sandbox.fault(PATH, { ...fault, echoKey: true, times: 1 });
			expect((await list()).text).toContain(fixture.sandbox.companyKey);
		}
	});

	it('redirect clients', async () => {
		const headers = { location: `${fixture.sandbox.externalApiUrl}/elsewhere` };
		fixture.sandbox.fault(PATH, { status: 307, headers });
		const answer = await list();
		expect([answer.status, answer.headers.location]).toEqual([307, headers.location]);
		const redirected = await control('redirect?status=308&to=http://127.0.0.1:9/x');
		expect(redirected.status).toBe(308);
		expect(redirected.headers.location).toBe('http://127.0.0.1:9/x');
		expect((await control('redirect?to=nowhere')).status).toBe(400);
	});

	it('are refused when they are misspelled', () => {
		expect(() => fixture.sandbox.fault('*', { latency: 5 } as object)).toThrow('latency');
	});
});
