import { sessionItems, setUpIdentomat } from './identomatFixture';

// Many sessions in one wait, and many resume requests at the same time.

const fixture = setUpIdentomat();

const MANY = 80;

// A busy machine takes its time for so many items.
jest.setTimeout(60_000);

const wait = { resource: 'result', operation: 'wait', sessionId: '={{ $json.sessionId }}' };

const openSessions = (count: number) =>
	Array.from({ length: count }, () => fixture.sandbox.addSession({ state: 'open' }));

const waitingFor = async (sessionIds: string[]) => {
	const { waiting } = await fixture.run(wait, { items: sessionItems(...sessionIds) });
	fixture.sandbox.audit.length = 0;
	return waiting!;
};

const finishAll = (sessionIds: string[]) => {
	for (const sessionId of sessionIds) fixture.sandbox.finish(sessionId);
};

it('one resume request ends many sessions, each requested once', async () => {
	const sessions = openSessions(MANY);
	const waiting = await waitingFor(sessions);
	finishAll(sessions);
	fixture.sandbox.fault('result/', { latencyMs: 100, times: MANY });
	const { resumed } = await waiting.callResumeUrl();
	expect(resumed?.items).toHaveLength(MANY);
	expect(resumed?.items.every(({ json }) => json.outcome === 'approved')).toBe(true);
	expect(fixture.sandbox.audit).toHaveLength(MANY);
});

it('twenty resume requests at the same time send no more requests than one', async () => {
	const sessions = openSessions(20);
	const waiting = await waitingFor(sessions);
	finishAll(sessions);
	const all = await Promise.all(sessions.map(async () => await waiting.callResumeUrl()));
	expect(fixture.sandbox.audit).toHaveLength(sessions.length);
	expect(all.map(({ answer }) => answer?.status)).toEqual(sessions.map(() => 200));
	expect(all.filter(({ resumed }) => resumed)).toHaveLength(1);
});

it('a session that was final at one resume request is not requested at the next', async () => {
	const sessions = openSessions(30);
	const [late = '', ...done] = sessions;
	const waiting = await waitingFor(sessions);
	finishAll(done);
	await waiting.callResumeUrl();
	finishAll([late]);
	fixture.sandbox.audit.length = 0;
	const known = new Set<unknown>();
	for (;;) {
		const { resumed } = await waiting.callResumeUrl();
		for (const { fields } of fixture.sandbox.audit) {
			expect(known.has(fields.session_token)).toBe(false);
			known.add(fields.session_token);
		}
		fixture.sandbox.audit.length = 0;
		if (resumed) break;
	}
	expect(known.size).toBeLessThanOrEqual(sessions.length);
});

it('a resume request that times out passes its results to the next one', async () => {
	const [ANSWERED, HANGING, sessions] = [40, 50, openSessions(120)];
	const waiting = await waitingFor(sessions);
	finishAll(sessions);
	const timeLimit = new AbortController();
	const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(timeLimit.signal);
	let requests = 0;
	const matches = () => {
		requests++;
		// So many at the same time: five would never have got through a thousand.
		if (requests === ANSWERED + HANGING) timeLimit.abort();
		return requests > ANSWERED;
	};
	fixture.sandbox.fault('result/', { latencyMs: 60_000, matches });
	const { answer, resumed } = await waiting.callResumeUrl();
	expect([answer?.status, resumed]).toEqual([200, undefined]);
	timeout.mockRestore();
	fixture.sandbox.clearFaults();
	fixture.sandbox.audit.length = 0;
	expect((await waiting.callResumeUrl()).resumed?.items).toHaveLength(sessions.length);
	expect(fixture.sandbox.audit).toHaveLength(sessions.length - ANSWERED);
});

it('sends no further requests after an open session', async () => {
	const sessions = openSessions(MANY);
	const waiting = await waitingFor(sessions);
	await waiting.callResumeUrl();
	expect(fixture.sandbox.audit.length).toBeLessThan(MANY / 5);
});

it('remembers the other sessions if Identomat refuses one', async () => {
	const sessions = openSessions(10);
	const waiting = await waitingFor(sessions);
	finishAll(sessions);
	fixture.sandbox.fault('result/', { status: 500, times: 2 });
	expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
	expect((await waiting.callResumeUrl()).resumed?.items).toHaveLength(10);
});
