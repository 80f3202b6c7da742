import { CALLBACK_KEY, setUpCallbackTrigger } from './callbackFixture';

const fixture = setUpCallbackTrigger();

const key = { callbackApiKey: CALLBACK_KEY };

describe('a callback is turned away', () => {
	it.each([
		['without a key', { type: 'a', sessionId: 'b' }],
		['with a wrong key', { callbackApiKey: `${CALLBACK_KEY}x` }],
		['with the beginning of the key', { callbackApiKey: CALLBACK_KEY.slice(0, -1) }],
		['with an empty key', { callbackApiKey: '' }],
		['with a key that is no text', { callbackApiKey: [CALLBACK_KEY] }],
		['with an object as its key', { callbackApiKey: { toString: CALLBACK_KEY } }],
		['with the key somewhere else', { data: key }],
		['with the key by inheritance', JSON.parse(`{"__proto__": ${JSON.stringify(key)}}`)],
	])('%s', async (_, body) => {
		const { answer, items, staticData } = await fixture.call(body);
		expect(answer).toMatchObject({ status: 401, body: 'Unauthorized' });
		expect([items, staticData]).toEqual([undefined, {}]);
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it.each(['', '  '])('by a credential with the callback key "%s"', async (callbackKey) => {
		for (const callbackApiKey of ['', '  ', 'undefined', 'null', CALLBACK_KEY]) {
			const { answer } = await fixture.call(
				{ callbackApiKey },
				{},
				{ credential: { callbackKey } },
			);
			expect(answer?.status).toBe(401);
		}
	});

	it.each([
		['a list', [key], 'application/json'],
		['a text', 'hello', 'application/json'],
		['a number', 5, 'application/json'],
		['null', null, 'application/json'],
		['a list as text', JSON.stringify([key]), 'text/plain'],
		['a form', key, 'application/x-www-form-urlencoded'],
		['a form with files', { data: key }, 'multipart/form-data; boundary=x'],
		['XML', key, 'application/xml'],
	])('with %s for its body', async (_, body, contentType) => {
		const headers = { 'content-type': contentType };
		const { answer, items } = await fixture.call(body, {}, { request: { headers } });
		expect(answer?.status).toBe(400);
		expect(items).toBeUndefined();
	});
});

it('takes JSON that comes under another name', async () => {
	const sessionId = fixture.sandbox.addSession();
	const request = { headers: { 'content-type': 'text/plain' } };
	const { items } = await fixture.call(JSON.stringify({ ...key, sessionId }), {}, { request });
	expect(items).toMatchObject([{ sessionId, outcome: 'approved' }]);
});

describe('an update', () => {
	it('gives the row of the session as result/ tells it, whatever the callback says', async () => {
		const sessionId = fixture.sandbox.addSession({ outcome: 'rejected' });
		const { answer, items } = await fixture.call({
			...key,
			type: 'invented-by-nobody',
			sessionId: ` ${sessionId} `,
			outcome: 'approved',
			finished: false,
			fullName: 'Somebody Else',
		});
		expect(answer).toBeUndefined();
		expect(items).toEqual([
			expect.objectContaining({
				event: 'sessionUpdated',
				type: 'invented-by-nobody',
				sessionId,
				outcome: 'rejected',
				finished: true,
				fullName: 'Nino Sandadze',
			}),
		]);
	});

	it.each([undefined, null, 7, {}, '__proto__', 'constructor', 'toString'])(
		'is what a callback of type %j is',
		async (type) => {
			const sessionId = fixture.sandbox.addSession();
			const { items } = await fixture.call({ ...key, sessionId, type });
			expect(items).toMatchObject([{ event: 'sessionUpdated', sessionId }]);
		},
	);

	it('starts nothing before the session is finished, then once per outcome', async () => {
		const sessionId = fixture.sandbox.addSession({ state: 'open' });
		let staticData = {};
		const told: unknown[] = [];
		const steps = [
			undefined,
			'manual_check',
			'manual_check',
			'approved',
			'manual_check',
			'approved',
		];
		for (const outcome of steps) {
			if (outcome) fixture.sandbox.finish(sessionId, outcome);
			const call = await fixture.update(sessionId, {}, { staticData });
			staticData = call.staticData;
			told.push(call.items?.[0]?.outcome);
		}
		expect(told).toEqual([undefined, 'manual_check', undefined, 'approved', undefined, undefined]);
	});

	it('is not told again after a restart, which leaves the static data alone', async () => {
		const sessionId = fixture.sandbox.addSession();
		const staticData = { told: [[sessionId, 'approved']] };
		expect((await fixture.update(sessionId, {}, { staticData })).items).toBeUndefined();
		fixture.sandbox.finish(sessionId, 'rejected');
		expect((await fixture.update(sessionId, {}, { staticData })).items).toHaveLength(1);
	});

	it('is told once where two callbacks come at the same moment', async () => {
		const sessionId = fixture.sandbox.addSession();
		const calls = await Promise.all([fixture.update(sessionId), fixture.update(sessionId)]);
		expect(calls.flatMap(({ items }) => items ?? [])).toHaveLength(1);
	});

	it('is told for a word that nobody knows, once per word', async () => {
		const sessionId = fixture.sandbox.addSession({ outcome: 'postponed' });
		const first = await fixture.update(sessionId, { simplify: false });
		expect(first.items).toMatchObject([
			{ outcome: 'unknown', finished: false, result: 'postponed' },
		]);
		expect((await fixture.update(sessionId)).items).toBeUndefined();
		fixture.sandbox.finish(sessionId, 'escalated');
		expect((await fixture.update(sessionId)).items).toHaveLength(1);
	});

	it('starts the workflow each time without Only Finished', async () => {
		const sessionId = fixture.sandbox.addSession({ state: 'open' });
		for (let count = 0; count < 2; count++) {
			const { items } = await fixture.update(sessionId, { options: { onlyFinished: false } });
			expect(items).toMatchObject([{ sessionId, outcome: 'in_progress', finished: false }]);
		}
	});

	it('is shown in a test run whatever it is, and nothing is remembered', async () => {
		const sessionId = fixture.sandbox.addSession();
		for (let count = 0; count < 2; count++) {
			const { items, staticData } = await fixture.update(sessionId, {}, { mode: 'manual' });
			expect([items?.length, staticData]).toEqual([1, {}]);
		}
	});

	it('has the fields that are wanted, and always says what it is about', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.update(sessionId, { options: { fields: ['outcome'] } });
		expect(items).toEqual([
			{ event: 'sessionUpdated', type: 'session-updated', sessionId, outcome: 'approved' },
		]);
	});

	it.each([
		['refuses', { body: { argumentError: 'session_token' } }, 'argumentError: session_token'],
		['fails', { status: 500, body: '' }, expect.any(String)],
		['breaks off', { reset: true }, expect.stringContaining('broke off the connection')],
	])('is not lost when Identomat %s', async (_, fault, reason) => {
		const sessionId = fixture.sandbox.addSession();
		fixture.sandbox.fault('result/', fault);
		const failed = await fixture.update(sessionId);
		expect(failed.items).toEqual([
			{
				event: 'sessionUpdated',
				type: 'session-updated',
				sessionId,
				outcome: 'unknown',
				finished: false,
				reason,
			},
		]);
		fixture.sandbox.clearFaults();
		expect((await fixture.update(sessionId)).items).toMatchObject([{ outcome: 'approved' }]);
	});

	it.each([
		['is silent', { latencyMs: 60_000 }],
		['stops in the middle', { stalls: true }],
	])(
		'is answered within ten seconds when Identomat %s',
		async (_, fault) => {
			const sessionId = fixture.sandbox.addSession();
			fixture.sandbox.fault('result/', fault);
			const start = Date.now();
			const { items } = await fixture.update(sessionId);
			expect(Date.now() - start).toBeLessThan(10_000);
			expect(items).toMatchObject([{ outcome: 'unknown', reason: expect.any(String) }]);
		},
		15_000,
	);

	it.each([undefined, null, '', ' ', [], {}])(
		'of the session %j is handed on',
		async (sessionId) => {
			const { items } = await fixture.update(sessionId);
			expect(items).toMatchObject([
				{ sessionId: null, outcome: 'unknown', reason: 'The callback names no session' },
			]);
			expect(fixture.sandbox.audit).toEqual([]);
		},
	);
});

describe('what is to be delivered', () => {
	it.each([
		['one-time-password-request', 'oneTimePassword', 'sms'],
		['email-one-time-password-request', 'oneTimePassword', 'email'],
		['share-session-link-via-sms', 'sessionLink', 'sms'],
		['share-session-link-via-email', 'sessionLink', 'email'],
	])('comes as it is for %s', async (type, event, channel) => {
		const rest = { text: 'Code 123456', phoneNumber: '+995555000000', more: { a: [1] } };
		const body = { ...key, type, sessionId: 'abc', ...rest, event: 'x', channel: 'x' };
		const { items, staticData } = await fixture.call(body);
		expect(items).toEqual([{ event, type, sessionId: 'abc', channel, ...rest }]);
		expect(staticData).toEqual({});
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('starts nothing where the workflow does not want it', async () => {
		const body = { ...key, type: 'one-time-password-request', sessionId: 'abc' };
		const { answer, items } = await fixture.call(body, { events: ['sessionLink'] });
		expect([answer, items]).toEqual([undefined, undefined]);
	});
});

it('lets the key out nowhere', async () => {
	const inUrl = `https://example.com/?k=${CALLBACK_KEY}`;
	const { items } = await fixture.call({
		...key,
		type: 'one-time-password-request',
		sessionId: `s-${CALLBACK_KEY}`,
		text: `The key is ${CALLBACK_KEY}`,
		list: [{ callbackApiKey: 'another', deep: [{ inUrl }] }],
		[`in-${CALLBACK_KEY}`]: 1,
	});
	expect(items).toHaveLength(1);
	expect(JSON.stringify(items)).not.toContain(CALLBACK_KEY);
	expect(JSON.stringify(items)).not.toContain('callbackApiKey');
});

it('is not harmed by what a body may hold', async () => {
	const hostile = `{"callbackApiKey": "${CALLBACK_KEY}", "type": "one-time-password-request",
		"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}},
		"hasOwnProperty": 1, "toString": "x"}`;
	const { items } = await fixture.call(JSON.parse(hostile));
	expect(items).toMatchObject([{ event: 'oneTimePassword', sessionId: null }]);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	expect(Object.getPrototypeOf(items?.[0])).toBe(Object.prototype);
	let deep: unknown = 'x';
	for (let depth = 0; depth < 100_000; depth++) deep = [deep];
	const { answer } = await fixture.call({ ...key, type: 'one-time-password-request', deep });
	expect(answer?.status).toBe(400);
});
