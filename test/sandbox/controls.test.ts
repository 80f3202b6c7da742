import { createHash } from 'node:crypto';

import { jpeg, startSandbox } from '../../dev/sandbox';
import { send, sendJson, setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, control, upload } = fixture;

const square = (side: number) => jpeg({ width: side, height: side });

describe('the audit', () => {
	it('lists all requests, without the key', async () => {
		await widget('begin/', { config_id: 'kyc' });
		const picture = square(80);
		await upload('card/front/', { image: picture });
		await send(`${fixture.sandbox.externalApiUrl}/export-session-as-pdf?companyKey=x`, {
			method: 'GET',
		});
		expect(fixture.sandbox.audit).toMatchObject([
			{
				host: 'widget',
				method: 'POST',
				path: 'begin/',
				fields: { config_id: 'kyc' },
				keyField: 'company_key',
				keyCorrect: true,
				contentType: 'application/json',
				files: [],
				status: 200,
			},
			{
				path: 'card/front/',
				fields: {},
				keyCorrect: true,
				contentType: expect.stringMatching(/^multipart\/form-data/),
				files: [
					{
						field: 'image',
						fileName: 'image.jpg',
						mimeType: 'image/jpeg',
						size: picture.length,
						sha256: createHash('sha256').update(picture).digest('hex'),
					},
				],
			},
			{ host: 'external', method: 'GET', query: { companyKey: 'x' }, keyField: null, status: 405 },
		]);
	});
});

describe('the controls over HTTP', () => {
	it('add sessions, add faults, read the audit and reset the sandbox', async () => {
		const { sessionId, verificationUrl } = (
			await control('sessions', { state: 'open', outcome: 'rejected' })
		).json() as Record<string, string>;
		expect(verificationUrl).toBe(`${fixture.sandbox.widgetUrl}/?session_token=${sessionId}`);
		await control(`sessions/${sessionId}/finish`, { outcome: 'approved' });
		await control('faults', { endpoint: 'result/', status: 503, times: 1 });
		await widget('result/', { session_token: sessionId });
		await control('faults', { endpoint: '*', status: 500 });
		await send(`${fixture.sandbox.widgetUrl}/sandbox/faults`, { method: 'DELETE' });
		const answer = await widget('result/', { session_token: sessionId });
		expect(answer.json()).toMatchObject({ result: 'approved' });
		const audit = await send(`${fixture.sandbox.widgetUrl}/sandbox/audit`, { method: 'GET' });
		expect(audit.json()).toMatchObject([{ status: 503 }, { status: 200 }]);
		await control('reset');
		expect(fixture.sandbox.audit).toEqual([]);
		expect(fixture.sandbox.session(String(sessionId))).toBeUndefined();
	});

	it('refuse unknown settings and name them', async () => {
		for (const [path, values, text] of [
			['sessions', { outcom: 'approved' }, 'outcom'],
			['faults', { status: 503 }, 'endpoint'],
			['faults', { endpoint: '*', status: 'x' }, 'status'],
			['sessions/nobody/finish', {}, 'nobody'],
		] as const) {
			const answer = await control(path, values);
			expect(answer.status).toBe(400);
			expect(answer.text).toContain(text);
		}
		expect((await control('nothing')).status).toBe(404);
	});
});

describe('starting and ending', () => {
	it('reports a port in use, and leaves no server behind', async () => {
		const externalPort = Number(new URL(fixture.sandbox.externalApiUrl).port);
		await expect(startSandbox({ externalPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it('ends pending requests', async () => {
		const other = await startSandbox({ companyKey: 'another-invented-key' });
		const arrived = new Promise<void>((tell) => {
			const matches = () => {
				tell();
				return true;
			};
			other.fault('*', { latencyMs: 60_000, matches });
		});
		const waiting = sendJson(`${other.externalApiUrl}/list-screening-monitoring-records`, {});
		const ended = expect(waiting).rejects.toThrow();
		await arrived;
		await other.close();
		await ended;
	});
});
