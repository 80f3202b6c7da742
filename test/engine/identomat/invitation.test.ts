import { queryOf, setUpInvitations, textOf, waitParameters } from './invitationFixture';

// People are invited, and the workflow waits for them: Invite → Wait → If finished, false → Wait.

const invitations = setUpInvitations();
const { inviting, startWaiting, visit, begin, returnUrlOf, created, passMinutes } = invitations;
const fixture = invitations.identomat;

it('leads from the link through the button and Identomat to the result', async () => {
	const { waiting, urls } = await startWaiting({ invite: { flags: { liveness: true } } });
	expect(fixture.sandbox.audit).toEqual([]);
	const page = await visit(waiting, urls[0]!);
	expect(page.answer?.body).toContain('>Begin</button>');
	const { sessionId, resumed } = await begin(waiting, urls[0]!);
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId,
		outcome: 'in_progress',
		finished: false,
		timedOut: false,
		invitation: { sessions: [{ sessionId }], attempts: 1 },
	});
	expect(fixture.sandbox.session(sessionId)?.beginRequest).toMatchObject({
		config_id: 'kyc',
		flags: { liveness: true },
	});
	expect(fixture.sandbox.audit).toHaveLength(1);
	fixture.sandbox.finish(sessionId, 'rejected');
	const { answer, resumed: end } = await visit(resumed!.waiting!, returnUrlOf(sessionId));
	expect(answer?.body).toContain('You are done here');
	expect(end?.status).toBe('success');
	expect(end?.items[0]?.json).toMatchObject({ sessionId, outcome: 'rejected', finished: true });
});

it('creates one session when the button is pressed 30 times at the same time', async () => {
	const { waiting, urls } = await startWaiting();
	const presses = await Promise.all(
		Array.from({ length: 30 }, async () => await visit(waiting, urls[0]!, { method: 'POST' })),
	);
	expect(new Set(presses.map(({ answer }) => answer?.headers.location)).size).toBe(1);
	expect(created()).toHaveLength(1);
	expect(presses.filter(({ resumed }) => resumed)).toHaveLength(1);
	// One that n8n loaded before the others ended.
	expect((await visit(waiting, urls[0]!, { method: 'POST' })).answer?.status).toBe(303);
	expect(created()).toHaveLength(1);
});

it('counts the time of a link from before its request, so that no dead link counts as usable', async () => {
	const { waiting, urls } = await startWaiting();
	const start = Date.now();
	const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
	const { sandbox } = fixture;
	// It takes 10 s to answer.
	sandbox.fault('begin/', {
		matches: () => Boolean(clock.mockReturnValue(start + 10_000)) && false,
	});
	const { waiting: begun } = await begin(waiting, urls[0]!);
	clock.mockReturnValue(start + 15 * 60_000 - 1);
	expect((await visit(begun, urls[0]!)).answer?.body).toContain('>Continue</button>');
	clock.mockReturnValue(start + 15 * 60_000);
	expect((await visit(begun, urls[0]!)).answer?.body).toContain('>Begin again</button>');
});

it('continues with the same session while its link lives, and creates a new one later', async () => {
	const { waiting, urls } = await startWaiting();
	const first = await begin(waiting, urls[0]!);
	passMinutes(14);
	expect((await visit(first.waiting, urls[0]!)).answer?.body).toContain('>Continue</button>');
	expect((await begin(first.waiting, urls[0]!)).sessionId).toBe(first.sessionId);
	passMinutes(2);
	expect((await visit(first.waiting, urls[0]!)).answer?.body).toContain('>Begin again</button>');
	const second = await begin(first.waiting, urls[0]!);
	expect(second.sessionId).not.toBe(first.sessionId);
	// The person goes on with the first one, on another device.
	fixture.sandbox.finish(first.sessionId);
	const { resumed } = await visit(second.waiting, returnUrlOf(first.sessionId));
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId: first.sessionId,
		outcome: 'approved',
	});
});

it('checks the last session before it creates a new one, and creates none for finished people', async () => {
	const { waiting, urls } = await startWaiting();
	const first = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(first.sessionId);
	passMinutes(60);
	const { answer, resumed } = await visit(first.waiting, urls[0]!, { method: 'POST' });
	expect(answer?.body).toContain('You are done here');
	expect(resumed?.status).toBe('success');
	expect(created()).toHaveLength(1);
});

it.each([
	{ status: 503, times: 2 },
	{ shape: 'string' as const, code: 'COMPANY_KEY_INVALID', times: 1 },
])(
	'creates no second session while the response %j leaves open if the person is done',
	async (fault) => {
		const { waiting, urls } = await startWaiting();
		const first = await begin(waiting, urls[0]!);
		passMinutes(20);
		fixture.sandbox.fault('result/', fault);
		const { answer, resumed } = await visit(first.waiting, urls[0]!, { method: 'POST' });
		expect(answer?.status).toBe(503);
		expect(created()).toHaveLength(1);
		expect(resumed?.items[0]?.json).toMatchObject({
			problem: { message: expect.any(String) },
			invitation: { attempts: 1 },
		});
		fixture.sandbox.clearFaults();
		fixture.sandbox.finish(first.sessionId);
		const later = await visit(resumed!.waiting!, urls[0]!, { method: 'POST' });
		expect(later.resumed?.items[0]?.json).toMatchObject({ outcome: 'approved' });
	},
);

it.each(['SESSION_NOT_FOUND', 'SESSION_EXPIRED'])(
	'creates a second session if Identomat answers %s about the first',
	async (code) => {
		const { waiting, urls } = await startWaiting();
		const first = await begin(waiting, urls[0]!);
		passMinutes(20);
		fixture.sandbox.fault('result/', { shape: 'string', code });
		const second = await begin(first.waiting, urls[0]!);
		expect(second.sessionId).not.toBe(first.sessionId);
	},
);

it.each([
	['no balance', { body: { paymentNeeded: 'no balance' } }],
	['a limit', { status: 429 }],
	['a broken server', { status: 500 }],
	['a web page', { shape: 'html' as const }],
	['nothing', { shape: 'empty' as const }],
	['an empty text', { body: '""', contentType: 'application/json' }],
	['an error', { body: { error: 'wrongParameters' } }],
	['a wrong key', { body: '"COMPANY_KEY_INVALID"', contentType: 'application/json' }],
	['a broken connection', { reset: true }],
])('counts an attempt that ends with %s as one of the sessions it may create', async (_, fault) => {
	const { waiting, urls } = await startWaiting({ wait: { options: { maxSessions: 2 } } });
	fixture.sandbox.fault('begin/', fault);
	const refused = await visit(waiting, urls[0]!, { method: 'POST' });
	expect(refused.answer?.status).toBe(503);
	expect(textOf(refused.answer?.body)).toContain('The verification cannot begin right now.');
	expect(refused.resumed?.items[0]?.json).toMatchObject({
		sessionId: null,
		problem: { message: expect.any(String) },
	});
	fixture.sandbox.clearFaults();
	const { length: requests } = created();
	const second = await begin(refused.resumed!.waiting!, urls[0]!);
	passMinutes(20);
	for (const method of ['GET', 'POST']) {
		const { answer } = await visit(second.waiting, urls[0]!, { method });
		expect(answer?.body).toContain('cannot begin again with this link');
		expect(answer?.body).not.toContain('<button');
	}
	expect(created()).toHaveLength(requests + 1);
});

it('drops the problem of an earlier press, also if the input is included', async () => {
	const { waiting, urls } = await startWaiting({ wait: { options: { includeInput: true } } });
	fixture.sandbox.fault('begin/', { body: { paymentNeeded: 'no balance' }, times: 1 });
	const refused = await visit(waiting, urls[0]!, { method: 'POST' });
	expect(refused.resumed?.items[0]?.json.problem).toMatchObject({ code: 'paymentNeeded' });
	const { resumed } = await begin(refused.resumed!.waiting!, urls[0]!);
	expect(resumed?.items[0]?.json.problem).toBeUndefined();
});

it("gives the workflow Identomat's reason, and the person only a general message", async () => {
	const { waiting, urls } = await startWaiting();
	fixture.sandbox.fault('begin/', { body: { paymentNeeded: 'no balance left' }, times: 1 });
	const { answer, resumed } = await visit(waiting, urls[0]!, { method: 'POST' });
	expect(answer?.status).toBe(503);
	expect(answer?.body).toContain('cannot begin right now');
	expect(answer?.body).not.toMatch(/balance|paymentNeeded/);
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId: null,
		outcome: null,
		finished: false,
		problem: { message: expect.any(String), code: 'paymentNeeded' },
		invitation: { sessions: [], attempts: 1 },
	});
	expect((await begin(resumed!.waiting!, urls[0]!)).sessionId).toHaveLength(40);
});

it('people in one run start and finish independently', async () => {
	const { waiting, urls } = await startWaiting({ people: 3 });
	const first = await begin(waiting, urls[0]!);
	const third = await begin(first.waiting, urls[2]!);
	fixture.sandbox.finish(third.sessionId);
	const { resumed } = await visit(third.waiting, returnUrlOf(third.sessionId));
	expect(resumed?.items.map(({ json }) => [json.sessionId, json.outcome])).toEqual([
		[first.sessionId, 'in_progress'],
		[null, null],
		[third.sessionId, 'approved'],
	]);
	fixture.sandbox.finish(first.sessionId);
	const one = await visit(resumed!.waiting!, returnUrlOf(first.sessionId));
	expect(one.resumed?.items.map(({ json }) => json.outcome)).toEqual(['approved', null]);
});

it('does not ask for the results of others when somebody begins or finishes', async () => {
	const { waiting, urls } = await startWaiting({ people: 3 });
	const first = await begin(waiting, urls[0]!);
	const second = await begin(first.waiting, urls[1]!);
	passMinutes(60);
	const third = await begin(second.waiting, urls[2]!);
	expect(fixture.sandbox.audit).toEqual(created());
	fixture.sandbox.finish(third.sessionId);
	await visit(third.waiting, returnUrlOf(third.sessionId));
	const requested = fixture.sandbox.audit.filter(({ path }) => path === 'result/');
	expect(requested.map(({ fields }) => fields.session_token)).toEqual([third.sessionId]);
});

it('two people who press at the same moment both keep their session', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const [one, other] = await Promise.all(urls.map(async (url) => await begin(waiting, url)));
	const goesOn = [one!, other!].find(({ resumed }) => resumed)!;
	for (const { sessionId } of [one!, other!]) {
		expect(goesOn.waiting.stored).toContain(sessionId);
	}
});

it('checks the result of a person who has returned by itself', async () => {
	const { waiting, urls } = await startWaiting();
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	const { answer } = await visit(begun, returnUrlOf(sessionId));
	expect(answer?.body).toContain('checking your details');
	expect(answer?.body).toContain('http-equiv="refresh" content="3;');
	expect(answer?.body).toContain('>Continue</button>');
});

describe('the limit', () => {
	it('leads back into the node, which checks first', async () => {
		const { waiting, urls } = await startWaiting();
		const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
		fixture.sandbox.finish(sessionId);
		passMinutes(24 * 60);
		const { items, status } = await begun.reachLimit();
		expect(items[0]?.json).toMatchObject({
			sessionId,
			outcome: null,
			finished: false,
			timedOut: true,
			invitation: { sessions: [{ sessionId }] },
		});
		expect(status).toBe('success');
	});

	it('is unchanged while others start', async () => {
		const { waiting, urls } = await startWaiting({ people: 2 });
		const before = JSON.parse(waiting.stored).waitTill;
		const { resumed } = await begin(waiting, urls[0]!);
		expect(JSON.parse(JSON.stringify(resumed?.waitTill))).toBe(before);
	});

	it('starts again after it was reached', async () => {
		const { waiting } = await startWaiting();
		passMinutes(24 * 60);
		const { waitTill } = await waiting.reachLimit();
		expect(waitTill!.getTime()).toBe(Date.now() + 24 * 60 * 60_000);
	});
});

describe('a state of the invitation', () => {
	it('that is older in the parameter than in the item is ignored', async () => {
		const { waiting, urls } = await startWaiting({
			wait: { invitation: "={{ $('Invite').item.json.invitation }}" },
		});
		const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
		expect((await begin(begun, urls[0]!)).sessionId).toBe(sessionId);
	});

	it('of another execution is refused', async () => {
		const other = await startWaiting();
		const { resultData } = JSON.parse(other.waiting.stored);
		const { json } = resultData.runData.Invite[0].data.main[0][0];
		const { error } = await fixture.run(waitParameters(), {
			items: [{ json }],
			shape: { loops: true },
		});
		expect(error?.message).toBe('This invitation belongs to another execution');
	});

	it.each(['{', '[]', '={{ { id: 1 } }}', '={{ $json }}'])(
		'that is %s is refused',
		async (invitation) => {
			const { error } = await inviting({ wait: { invitation } });
			expect(error?.message).toBe("'Invitation' is not an invitation");
		},
	);
});

describe('Invite', () => {
	it('makes every session of the link part of the case that it names', async () => {
		const parentSessionId = fixture.sandbox.addSession({ state: 'open' });
		const { waiting, urls } = await startWaiting({ invite: { parentSessionId } });
		const first = await begin(waiting, urls[0]!);
		passMinutes(20);
		const second = await begin(first.waiting, urls[0]!);
		expect(fixture.sandbox.children(parentSessionId)).toEqual([first.sessionId, second.sessionId]);
	});

	it.each([
		[{ flags: { return_url: 'https://example.com' } }, 'Flags'],
		[
			{ options: { extraFields: '{"flags": {"return_url": "https://a.b"}}' } },
			'Additional Fields (JSON)',
		],
	])('refuses a return address of the user in %j', async (parameters, place) => {
		const { error } = await fixture.run({
			resource: 'session',
			operation: 'invite',
			...parameters,
		});
		expect(error?.message).toBe(`'${place}' can't hold a return address for an invitation`);
	});

	it('creates links that differ in 128 bits', async () => {
		const { urls } = await startWaiting({ people: 3 });
		const ids = urls.map((url) => queryOf(url).invitation);
		expect(new Set(ids).size).toBe(3);
		for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
	});
});

it('checks everybody for a POST request without an ID', async () => {
	const { waiting, urls } = await startWaiting();
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(sessionId);
	const { resumed } = await begun.callResumeUrl({ method: 'POST' });
	expect(resumed?.items[0]?.json).toMatchObject({ sessionId, finished: true });
});
