import { StoredCredentialsHelper } from '../credentialsHelper';
import { CALLBACK_KEY, setUpCallbackTrigger } from './callbackFixture';

const fixture = setUpCallbackTrigger();

const key = { callbackApiKey: CALLBACK_KEY };

describe('a callback is rejected', () => {
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

	it.each(['', '  ', 'k', 'shorter'])(
		'if the credential has the callback key "%s"',
		async (callbackKey) => {
			for (const callbackApiKey of ['', '  ', 'undefined', 'null', callbackKey, CALLBACK_KEY]) {
				const { answer } = await fixture.call(
					{ callbackApiKey },
					{},
					{ credential: { callbackKey } },
				);
				expect(answer?.status).toBe(401);
			}
		},
	);

	it.each([
		['a list', [key], 'application/json'],
		['a text', 'hello', 'application/json'],
		['a number', 5, 'application/json'],
		['null', null, 'application/json'],
		['a list as text', JSON.stringify([key]), 'text/plain'],
		['a form', key, 'application/x-www-form-urlencoded'],
		['a form in another spelling', key, ' Application/X-WWW-Form-URLencoded ; charset=utf-8'],
		['a form with files', { data: key }, 'multipart/form-data; boundary=x'],
		['XML', key, 'application/xml'],
		['XML of a kind', key, 'application/soap+xml'],
	])('with %s for its body', async (_, body, contentType) => {
		const headers = { 'content-type': contentType };
		const { answer, items } = await fixture.call(body, {}, { request: { headers } });
		expect(answer?.status).toBe(400);
		expect(items).toBeUndefined();
	});
});

it('does not use the credential if the callback has no key', async () => {
	const getDecrypted = jest.spyOn(StoredCredentialsHelper.prototype, 'getDecrypted');
	for (const body of [{ type: 'a' }, { callbackApiKey: 'short' }, { callbackApiKey: 12345678 }]) {
		expect((await fixture.call(body)).answer?.status).toBe(401);
	}
	expect(getDecrypted).not.toHaveBeenCalled();
	getDecrypted.mockRestore();
});

describe('JSON is accepted', () => {
	it('as a text', async () => {
		const sessionId = fixture.sandbox.addSession();
		const request = { headers: { 'content-type': 'text/plain' } };
		const { items } = await fixture.call(JSON.stringify({ ...key, sessionId }), {}, { request });
		expect(items).toMatchObject([{ sessionId, outcome: 'approved' }]);
	});

	// n8n makes nothing of the bodies of these types.
	it.each([
		'application/vnd.information+json',
		'application/vnd.forms.v1+json; charset=utf-8',
		'text/json',
		'application/octet-stream',
	])('as %s', async (contentType) => {
		const sessionId = fixture.sandbox.addSession();
		const rawBody = Buffer.from(`\uFEFF${JSON.stringify({ ...key, sessionId })}`);
		const request = { headers: { 'content-type': contentType }, rawBody };
		const { items } = await fixture.call({}, {}, { request });
		expect(items).toMatchObject([{ sessionId, outcome: 'approved' }]);
	});

	it.each([
		['iso-8859-1', 'latin1'],
		['"UTF-16LE"', 'utf16le'],
		['an-unknown-one', 'utf8'],
	] as const)('in the charset %s', async (charset, encoding) => {
		const body = {
			...key,
			type: 'one-time-password-request',
			sessionId: 'abcdefgh',
			text: 'Código',
		};
		const request = {
			headers: { 'content-type': `application/vnd.information+json; charset=${charset}` },
			rawBody: Buffer.from(JSON.stringify(body), encoding),
		};
		const { items } = await fixture.call({}, {}, { request });
		expect(items).toMatchObject([{ text: 'Código' }]);
	});
});

describe('an update', () => {
	it('returns the row from result/, whatever the callback says', async () => {
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
		'is a callback of type %j',
		async (type) => {
			const sessionId = fixture.sandbox.addSession();
			const { items } = await fixture.call({ ...key, sessionId, type });
			expect(items).toMatchObject([{ event: 'sessionUpdated', sessionId }]);
		},
	);

	it('starts the workflow when a finished session has another outcome than the last one', async () => {
		const sessionId = fixture.sandbox.addSession({ state: 'open' });
		const emitted: unknown[] = [];
		const steps = [
			undefined,
			'manual_check',
			'manual_check',
			'rejected',
			'approved',
			'rejected',
			'rejected',
		];
		for (const outcome of steps) {
			if (outcome) fixture.sandbox.finish(sessionId, outcome);
			const { items } = await fixture.update(sessionId);
			emitted.push(items?.[0]?.outcome);
		}
		expect(emitted).toEqual([
			undefined,
			'manual_check',
			undefined,
			'rejected',
			'approved',
			'rejected',
			undefined,
		]);
	});

	it('is not emitted again after a restart if n8n had stored it', async () => {
		const sessionId = fixture.sandbox.addSession();
		const emittedAt = '2026-01-01T00:00:00.000Z';
		const staticData = { emitted: [{ sessionId, outcome: 'approved', emittedAt }] };
		expect((await fixture.update(sessionId, {}, { staticData })).items).toBeUndefined();
		fixture.sandbox.finish(sessionId, 'rejected');
		expect((await fixture.update(sessionId, {}, { staticData })).items).toHaveLength(1);
		fixture.sandbox.finish(sessionId, 'approved');
		expect((await fixture.update(sessionId, {}, { staticData })).items).toHaveLength(1);
	});

	it('is written into the static data by the next call that starts nothing', async () => {
		const sessionId = fixture.sandbox.addSession();
		const [started, repeated] = [await fixture.update(sessionId), await fixture.update(sessionId)];
		expect(started.items).toHaveLength(1);
		expect(JSON.stringify(started.staticData)).not.toContain(sessionId);
		expect(repeated.staticData.emitted).toContainEqual({
			sessionId,
			outcome: 'approved',
			emittedAt: expect.stringMatching(/^20\d\d-.*Z$/),
		});
	});

	it('is emitted once if two callbacks come at the same moment', async () => {
		const sessionId = fixture.sandbox.addSession();
		const calls = await Promise.all([fixture.update(sessionId), fixture.update(sessionId)]);
		expect(calls.flatMap(({ items }) => items ?? [])).toHaveLength(1);
	});

	it('is emitted by the next callback if n8n does not accept the run', async () => {
		const sessionId = fixture.sandbox.addSession();
		for (const n8nStatus of [500, 503, 200]) {
			expect((await fixture.update(sessionId, {}, { n8nStatus })).items).toHaveLength(1);
		}
		expect((await fixture.update(sessionId)).items).toBeUndefined();
	});

	it.each([
		[200, undefined],
		[500, 1],
	])("waits for n8n's response to the previous callback, which is %d", async (status, count) => {
		const sessionId = fixture.sandbox.addSession();
		let respond: (status: number) => void = () => {};
		const n8nStatus = { status: new Promise<number>((resolve) => (respond = resolve)) };
		expect((await fixture.update(sessionId, {}, { n8nStatus })).items).toHaveLength(1);
		const second = fixture.update(sessionId);
		const other = await fixture.update(fixture.sandbox.addSession());
		expect(other.items).toHaveLength(1);
		respond(status);
		expect((await second).items?.length).toBe(count);
	});

	it.each(['before the node', 'after the node'] as const)(
		'is emitted once if the caller hangs up %s has responded',
		async (hangsUp) => {
			const sessionId = fixture.sandbox.addSession();
			let respond: (status: number) => void = () => {};
			const status = new Promise<number>((resolve) => (respond = resolve));
			const first = await fixture.update(sessionId, {}, { n8nStatus: { hangsUp, status } });
			expect(first.items).toHaveLength(1);
			const second = fixture.update(sessionId);
			respond(200);
			expect((await second).items).toBeUndefined();
			expect((await second).answer).toBeUndefined();
		},
	);

	it('gets the response 503 until n8n has accepted the run of the previous callback', async () => {
		const sessionId = fixture.sandbox.addSession();
		let respond: (status: number) => void = () => {};
		const status = new Promise<number>((resolve) => (respond = resolve));
		await fixture.update(sessionId, {}, { n8nStatus: { status } });
		const { answer, items } = await fixture.update(sessionId);
		expect([answer?.status, items]).toEqual([503, undefined]);
		respond(200);
		expect((await fixture.update(sessionId)).answer).toBeUndefined();
	}, 15_000);

	it('is emitted once for each unknown word', async () => {
		const sessionId = fixture.sandbox.addSession({ outcome: 'postponed' });
		const first = await fixture.update(sessionId, { simplify: false });
		expect(first.items).toMatchObject([
			{ outcome: 'unknown', finished: false, result: 'postponed' },
		]);
		expect((await fixture.update(sessionId)).items).toBeUndefined();
		fixture.sandbox.finish(sessionId, 'escalated');
		expect((await fixture.update(sessionId)).items).toHaveLength(1);
	});

	it('starts the workflow each time if Only Finished is off', async () => {
		const sessionId = fixture.sandbox.addSession({ state: 'open' });
		for (let count = 0; count < 2; count++) {
			const { items } = await fixture.update(sessionId, { options: { onlyFinished: false } });
			expect(items).toMatchObject([{ sessionId, outcome: 'in_progress', finished: false }]);
		}
	});

	it('starts a test run each time, and is not remembered', async () => {
		const sessionId = fixture.sandbox.addSession();
		for (let count = 0; count < 2; count++) {
			const { items, staticData } = await fixture.update(sessionId, {}, { mode: 'manual' });
			expect([items?.length, staticData]).toEqual([1, {}]);
		}
	});

	it('has the chosen fields, and always its event, type and session', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.update(sessionId, { options: { fields: ['outcome'] } });
		expect(items).toEqual([
			{ event: 'sessionUpdated', type: 'session-updated', sessionId, outcome: 'approved' },
		]);
	});

	it.each([
		['refuses', { body: { argumentError: 'session_token' } }, 'argumentError: session_token'],
		['fails', { status: 500, body: '' }, expect.any(String)],
		['breaks off', { reset: true }, expect.stringContaining('closed the connection')],
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
		'starts the workflow with the reason when Identomat %s',
		async (_, fault) => {
			const sessionId = fixture.sandbox.addSession();
			fixture.sandbox.fault('result/', fault);
			const { items } = await fixture.update(sessionId);
			expect(items).toMatchObject([{ outcome: 'unknown', reason: expect.any(String) }]);
		},
		15_000,
	);

	it('is not lost if the Widget URL is unusable', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.update(sessionId, {}, { credential: { widgetUrl: 'nowhere' } });
		expect(items).toMatchObject([
			{ sessionId, outcome: 'unknown', reason: expect.stringContaining("'Widget URL'") },
		]);
	});

	it.each([
		undefined,
		null,
		'',
		' ',
		[],
		{},
		'7-chars',
		'a/../../b',
		'with blank',
		'x'.repeat(129),
		'a'.repeat(2_000_000),
		['5yq8ztwm1c', 'x7hc2n0v4b'],
		'5yq8ztwm1c, x7hc2n0v4b',
		{ id: '5yq8ztwm1c' },
	])(
		'of the session %.30j starts the workflow without a request to Identomat',
		async (sessionId) => {
			const { items, staticData } = await fixture.update(sessionId);
			expect(items).toEqual([
				{
					event: 'sessionUpdated',
					type: 'session-updated',
					sessionId: null,
					outcome: 'unknown',
					finished: false,
					reason: 'The callback contains no valid session ID',
					callback: sessionId === undefined ? {} : { sessionId },
				},
			]);
			expect(fixture.sandbox.audit).toEqual([]);
			expect(JSON.stringify(staticData)).not.toContain('emitted');
		},
	);
});

it.each(['null', '5', '{}'])('responds in words if Trigger On is %s', async (value) => {
	const sessionId = fixture.sandbox.addSession();
	const { answer, items } = await fixture.update(sessionId, { events: `={{ (${value}) }}` });
	expect(items).toBeUndefined();
	expect(answer).toMatchObject({ status: 500, body: expect.stringContaining('not processed') });
});

describe('a delivery callback', () => {
	it.each([
		['one-time-password-request', 'oneTimePassword', 'sms'],
		['email-one-time-password-request', 'oneTimePassword', 'email'],
		['share-session-link-via-sms', 'sessionLink', 'sms'],
		['share-session-link-via-email', 'sessionLink', 'email'],
	])('is emitted unchanged for %s', async (type, event, channel) => {
		const rest = { text: 'Code 123456', phoneNumber: '+995555000000', more: { a: [1] } };
		const body = { ...key, type, sessionId: 'abcdefgh', ...rest, event: 'x', channel: 'x' };
		const { items, staticData } = await fixture.call(body);
		expect(items).toEqual([{ event, type, sessionId: 'abcdefgh', channel, ...rest }]);
		expect(staticData).toEqual({});
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('starts no workflow if it is not chosen', async () => {
		const body = { ...key, type: 'one-time-password-request', sessionId: 'abcdefgh' };
		const { answer, items } = await fixture.call(body, { events: ['sessionLink'] });
		expect([answer, items]).toEqual([undefined, undefined]);
	});
});

it.each(['callbackKey', 'companyKey', 'secretKey'] as const)(
	'never emits the %s of the credential',
	async (name) => {
		const secretKey = 'an-invented-secret-key';
		const { companyKey } = fixture.sandbox;
		const secret = { callbackKey: CALLBACK_KEY, companyKey, secretKey }[name];
		const inUrl = `https://example.com/?k=${secret}`;
		const rest = {
			text: `The key is ${secret}`,
			list: [{ callbackApiKey: 'another', deep: [{ inUrl }] }],
			[`in-${secret}`]: 1,
		};
		const credential = { secretKey };
		for (const type of ['one-time-password-request', `session-${secret}`]) {
			const body = { ...key, type, sessionId: `s-${secret}`, ...rest };
			const { items } = await fixture.call(body, {}, { credential });
			expect(items).toHaveLength(1);
			expect(JSON.stringify(items)).not.toContain(secret);
			expect(JSON.stringify(items)).not.toContain('callbackApiKey');
		}
	},
);

it('ignores dangerous keys in a body', async () => {
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
