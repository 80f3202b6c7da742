import { startSandbox } from '../../dev/sandbox';
import { send, sendJson, setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, external, control } = fixture;

describe('a session', () => {
	it('is created, finished by the person and deleted', async () => {
		const request = {
			flags: { language: 'en', liveness: true },
			config_id: 'kyc',
			steps: [{ type: 'liveness' }],
		};
		const id = String((await widget('begin/', request)).json());
		expect(id).toMatch(/^[a-z0-9]{40}$/);
		expect(fixture.sandbox.session(id)).toMatchObject({ state: 'open', beginRequest: request });

		const session = { session_token: id };
		const open = { result: 'in_progress', configId: 'kyc' };
		expect((await widget('result/', session)).json()).toEqual(open);
		expect((await widget('result/card-front/', session)).json()).toHaveProperty('argumentError');

		fixture.sandbox.finish(id, 'MANUAL-CHECK');
		expect((await widget('result/', session)).json()).toMatchObject({ result: 'MANUAL-CHECK' });

		expect(await widget('delete/', session)).toMatchObject({ status: 200, text: '' });
		expect(fixture.sandbox.session(id)).toBeUndefined();
		expect((await widget('result/', session)).json()).toBe('SESSION_NOT_FOUND');
		for (const path of ['delete/', 'result/face/']) {
			const gone = (await widget(path, session)).json();
			expect(gone).toEqual({ argumentError: expect.stringContaining('session_token') });
		}
		const summary = await external('get-session-statistical-summary', { sessionId: id });
		expect(summary.json()).toHaveProperty('invalidAccess');
	});

	it('has children that name it as their parent', async () => {
		const parent = fixture.sandbox.addSession({ state: 'open' });
		const requested = (await widget('begin/', { parent_session_id: parent })).json();
		const added = fixture.sandbox.addSession({ parentSessionId: parent });
		fixture.sandbox.addSession();
		expect(fixture.sandbox.children(parent)).toEqual([requested, added]);
		const url = `${fixture.sandbox.widgetUrl}/sandbox/sessions/${parent}/children`;
		expect((await send(url, { method: 'GET' })).json()).toEqual([requested, added]);
		expect(() => fixture.sandbox.addSession({ parentSessionId: 'nobody' })).toThrow('nobody');
	});

	it('in manual check is decided later, and only once', async () => {
		const id = fixture.sandbox.addSession({ outcome: 'MANUAL-CHECK' });
		await control(`sessions/${id}/decide`, { outcome: 'rejected' });
		expect((await widget('result/', { session_token: id })).json()).toMatchObject({
			result: 'rejected',
			reject_reason: { value: 'face_mismatch' },
		});
		expect(() => fixture.sandbox.decide(id, 'approved')).toThrow('no manual check');
		const open = fixture.sandbox.addSession({ state: 'open', outcome: 'manual_check' });
		expect(() => fixture.sandbox.decide(open, 'approved')).toThrow('no manual check');
	});

	it.each([
		['15 minutes', {}, 15],
		['the minutes that were set', { linkMinutes: 60 }, 60],
	])('has a link that expires after %s', async (_, options, minutes) => {
		const other = await startSandbox(options);
		const open = async (id: string) =>
			await send(other.verificationUrl(id), { method: 'GET' }).then(({ status }) => status);
		const id = String(
			(
				await sendJson(`${other.widgetUrl}/external-api/begin/`, { company_key: other.companyKey })
			).json(),
		);
		const finished = other.addSession();
		other.advance(minutes - 1);
		expect(await open(id)).toBe(200);
		await sendJson(`${other.widgetUrl}/sandbox/clock`, { advanceMinutes: 1 });
		const late = await send(other.verificationUrl(id), { method: 'GET' });
		expect(late).toMatchObject({ status: 410, text: expect.stringContaining('has expired') });
		expect(late.text).not.toContain('<form');
		expect(await open(finished)).toBe(200);
		expect(await open(other.addSession({ state: 'open' }))).toBe(200);
		await other.close();
	});

	it('ends by itself after the configured time', async () => {
		const quick = await startSandbox({ completeAfterMs: 500 });
		const url = `${quick.widgetUrl}/external-api`;
		const key = { company_key: quick.companyKey };
		const id = String((await sendJson(`${url}/begin/`, key)).json());
		const outcomes = new Set<unknown>();
		while (!outcomes.has('approved')) {
			const answer = await sendJson(`${url}/result/`, { ...key, session_token: id });
			outcomes.add((answer.json() as { result: string }).result);
		}
		expect([...outcomes]).toEqual(['in_progress', 'approved']);
		await quick.close();
	});

	it('is finished on the hosted page', async () => {
		const id = fixture.sandbox.addSession({ state: 'open', outcome: 'rejected' });
		const page = `${fixture.sandbox.widgetUrl}/?session_token=${id}`;
		expect((await send(page, { method: 'GET' })).text).toContain('value="manual_check"');
		await control(`sessions/${id}/finish`);
		expect((await send(page, { method: 'GET' })).text).toContain('you are done');
		expect((await widget('result/', { session_token: id })).json()).toMatchObject({
			result: 'rejected',
			reject_reason: { value: 'face_mismatch' },
		});
		const invalid = await send(`${fixture.sandbox.widgetUrl}/?session_token=x`, { method: 'GET' });
		expect(invalid.status).toBe(404);
	});

	it('has a result with overrides', async () => {
		const session_token = fixture.sandbox.addSession({
			person: { first_name: 'Ana', last_name: 'Testidze', email: null },
			result: { live: false, invented: [1] },
			generalDocuments: ['utility-bill'],
		});
		expect((await widget('result/', { session_token })).json()).toMatchObject({
			name: 'Ana Testidze',
			live: false,
			invented: [1],
			person: {
				first_name: 'Ana',
				email: null,
				birthday: '07/04/1990',
				birthday_time: '1990-07-03T20:00:00.000Z',
				local_last_name: 'სანდაძე',
			},
			generalDocuments: [{ typeId: 'utility_bill', pages: [{ typeId: 'utility-bill' }] }],
			questionnaires: [{ key: 'source-of-funds' }],
			screeningMatches: [{ personId: 'sandbox-person-3' }],
		});
	});

	it('cannot be added with unknown settings', () => {
		expect(() => fixture.sandbox.addSession({ files: ['selfie' as 'face'] })).toThrow();
		expect(() => fixture.sandbox.finish('nobody')).toThrow('There is no session nobody');
	});
});

describe('session details', () => {
	it('consist of activities, a summary and steps', async () => {
		const sessionId = fixture.sandbox.addSession();
		const activities = await external('list-session-activities', { sessionId });
		expect(activities.json()).toMatchObject([{ type: 'session-begin' }, { result: 'approved' }]);
		const summary = await external('get-session-statistical-summary', { sessionId });
		expect(summary.json()).toMatchObject({ sessionId, documentAttempts: 1 });
		const steps = await external('get-session-config-steps', { sessionId });
		expect(steps.json()).toContainEqual({ type: 'liveness' });
		const ofConfig = await external('get-session-config-steps', { configId: 'kyc' });
		expect(ofConfig.json()).toEqual(steps.json());
		for (const wrong of [{}, { configId: 'missing-config' }, { configId: 'kyc', sessionId }]) {
			const refused = await external('get-session-config-steps', wrong);
			expect(refused.json()).toHaveProperty('wrongParameters');
		}
	});
});
