import { Identomat } from '../../../nodes/Identomat/Identomat.node';

import type { Resumed, WaitingExecution } from '../waitingExecution';
import { sessionItems, setUpIdentomat, type RunSetup } from './identomatFixture';

// A wait whose output leads what is not finished back into it.

const fixture = setUpIdentomat();

const MINUTE = 60_000;

const wait = (parameters = {}) => ({
	resource: 'result',
	operation: 'wait',
	continueWhen: 'each',
	sessionId: '={{ $json.sessionId }}',
	...parameters,
});

const open = () => fixture.sandbox.addSession({ state: 'open' });

const waitingFor = async (sessionIds: string[], parameters = {}, setup: RunSetup = {}) => {
	const items = sessionItems(...sessionIds);
	const run = await fixture.run(wait(parameters), { items, shape: { loops: true }, ...setup });
	expect(run.status).toBe('waiting');
	return run.waiting!;
};

const requestedSessions = () => fixture.sandbox.audit.map(({ fields }) => fields.session_token);

const rowsOf = (resumed?: Resumed) =>
	resumed?.items.map(({ json }) => [json.sessionId, json.outcome, json.finished]);

/** The rows that a resume request has the execution go on with. */
const goOn = async (waiting: WaitingExecution) => {
	const { resumed } = await waiting.callResumeUrl();
	return { ...resumed, rows: rowsOf(resumed) };
};

describe('with Each Session Is Done', () => {
	it('people do not wait for each other', async () => {
		const [first, second] = [open(), open()];
		const waiting = await waitingFor([first, second]);
		expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
		fixture.sandbox.finish(second, 'rejected');
		const one = await goOn(waiting);
		expect(one.rows).toEqual([
			[first, 'in_progress', false],
			[second, 'rejected', true],
		]);
		expect(one.status).toBe('waiting');
		fixture.sandbox.finish(first);
		const other = await goOn(one.waiting!);
		expect(other.rows).toEqual([[first, 'approved', true]]);
		expect(other.status).toBe('success');
	});

	it('continues immediately if one session is done, and waits for the others', async () => {
		const [done, late] = [fixture.sandbox.addSession(), open()];
		const waiting = await waitingFor([done, late]);
		fixture.sandbox.finish(late);
		expect((await goOn(waiting)).rows).toEqual([[late, 'approved', true]]);
	});

	it('waits for the others when items that are done lead back too', async () => {
		const [first, second, third] = [open(), open(), open()];
		const waiting = await waitingFor([first, second, third], {}, { shape: { loops: 'together' } });
		fixture.sandbox.finish(first, 'rejected');
		const one = await goOn(waiting);
		expect([one.status, one.rows?.map(([, outcome]) => outcome)]).toEqual([
			'waiting',
			['rejected', 'in_progress', 'in_progress'],
		]);
		fixture.sandbox.finish(third);
		const two = await goOn(one.waiting!);
		expect(two.rows?.map(([, outcome]) => outcome)).toEqual([
			'rejected',
			'in_progress',
			'approved',
		]);
		const atLimit = await two.waiting!.reachLimit();
		expect(atLimit.items.map(({ json }) => [json.outcome, json.timedOut])).toEqual([
			['rejected', false],
			[null, true],
			['approved', false],
		]);
		fixture.sandbox.finish(second);
		const { status, rows } = await goOn(atLimit.waiting!);
		expect(status).toBe('success');
		expect(rows?.map(([id, outcome]) => [id, outcome])).toEqual([
			[first, 'rejected'],
			[second, 'approved'],
			[third, 'approved'],
		]);
	});

	it('sends no second request when items come back after a moment', async () => {
		const sessions = [open(), open(), open()];
		const waiting = await waitingFor(sessions);
		fixture.sandbox.finish(sessions[0] ?? '');
		fixture.sandbox.audit.length = 0;
		await waiting.callResumeUrl();
		expect(requestedSessions().sort()).toEqual([...sessions].sort());
	});

	it('keeps the limit of items that come back before it', async () => {
		const [first, second] = [open(), open()];
		const run = await fixture.run(wait({ limitUnit: 'hours' }), {
			items: sessionItems(first, second),
			shape: { loops: true },
		});
		fixture.sandbox.finish(first);
		const { resumed } = await run.waiting!.callResumeUrl();
		expect(resumed?.waitTill?.getTime()).toBe(run.waitTill?.getTime());
	});

	it('continues from a state once, and never from an outdated one', async () => {
		const [first, second] = [open(), open()];
		const waiting = await waitingFor([first, second]);
		fixture.sandbox.finish(first);
		const atOnce = await Promise.all([1, 2, 3].map(async () => await waiting.callResumeUrl()));
		expect(atOnce.filter(({ resumed }) => resumed)).toHaveLength(1);
		fixture.sandbox.finish(second);
		expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
		const again = atOnce.find(({ resumed }) => resumed)?.resumed?.waiting;
		expect((await goOn(again!)).rows).toEqual([[second, 'approved', true]]);
	});
});

describe('at the limit', () => {
	const MINUTES = { continueWhen: 'all', limitAmount: 2, limitUnit: 'minutes' };

	afterEach(() => jest.restoreAllMocks());

	const setClock = (time: number) => jest.spyOn(Date, 'now').mockImplementation(() => time);

	it('leads unknown sessions back, and requests them', async () => {
		const sessionId = open();
		const waiting = await waitingFor([sessionId], MINUTES);
		fixture.sandbox.finish(sessionId, 'manual_check');
		setClock(Date.now() + 2 * MINUTE);
		const { items, status } = await waiting.reachLimit();
		expect(items[0]?.json).toMatchObject({ outcome: null, timedOut: true });
		expect(status).toBe('success');
		expect(requestedSessions()).toEqual([sessionId, sessionId]);
	});

	it('requests again what a resume request read a moment before', async () => {
		const [begunAt, sessionId] = [Date.now(), open()];
		const waiting = await waitingFor([sessionId], MINUTES);
		setClock(begunAt + 1.5 * MINUTE);
		expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
		fixture.sandbox.finish(sessionId);
		setClock(begunAt + 2.1 * MINUTE);
		expect((await waiting.reachLimit()).status).toBe('success');
	});

	it('includes what a resume request reads at the same moment', async () => {
		const [begunAt, sessionId] = [Date.now(), open()];
		const waiting = await waitingFor([sessionId], MINUTES);
		fixture.sandbox.finish(sessionId, 'rejected');
		setClock(begunAt + 2.1 * MINUTE);
		const request = waiting.callResumeUrl();
		expect((await waiting.reachLimit()).status).toBe('success');
		expect(rowsOf((await request).resumed)).toEqual([[sessionId, 'rejected', true]]);
	});
});

describe('with Decided', () => {
	it('a manual check is not done', async () => {
		const sessionId = fixture.sandbox.addSession({ outcome: 'manual_check' });
		const waiting = await waitingFor([sessionId], { waitUntil: 'decided', continueWhen: 'all' });
		expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
		fixture.sandbox.finish(sessionId, 'approved');
		expect((await goOn(waiting)).rows).toEqual([[sessionId, 'approved', true]]);
	});

	it.each(['approved', 'rejected', 'disagreed'])('%s is done', async (outcome) => {
		const sessionId = fixture.sandbox.addSession({ outcome });
		const { status } = await fixture.run(wait({ sessionId, waitUntil: 'decided' }), {
			shape: { loops: true },
		});
		expect(status).toBe('success');
	});
});

describe('without a loop back into the node', () => {
	it.each([
		[{ continueWhen: 'each' }, "'Continue When' Each Session Is Done"],
		[{ waitFor: 'invitation' }, "'Wait For' Invitation"],
	])('%j refuses to start and names the connection', async (parameters, because) => {
		const { error } = await fixture.run(wait(parameters), { items: sessionItems(open()) });
		expect(error?.message).toBe("'Wait' needs a connection back to itself");
		expect(error?.description).toContain(because);
		expect(error?.description).toContain('connect its false branch to the input of this node');
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('All Sessions Are Done starts', async () => {
		const run = await fixture.run(wait({ continueWhen: 'all' }), { items: sessionItems(open()) });
		expect(run.status).toBe('waiting');
	});
});

describe('hints that nobody will return', () => {
	const createNode = (parameters = {}) => ({
		id: 'create',
		name: 'Create a session',
		type: 'identomat',
		typeVersion: 1,
		position: [100, 0] as [number, number],
		// As saved: without the defaults.
		parameters: { configId: 'config', ...parameters },
		credentials: { identomatApi: { id: 'identomatApi', name: 'Test identomatApi' } },
	});
	const hintsWith = async (parameters = {}) => {
		const before = [createNode(parameters)];
		const { hints, status } = await fixture.run(wait({ continueWhen: 'all' }), {
			shape: { before },
		});
		expect(status).toBe('waiting');
		return hints.map(({ message }) => message);
	};

	it("when 'Return to This Workflow' is off in the node that creates the session", async () => {
		expect(await hintsWith()).toEqual([expect.stringContaining("off in 'Create a session'")]);
	});

	it('but not when it is on, or the flag is set by hand', async () => {
		expect(await hintsWith({ returnToWorkflow: true })).toEqual([]);
		expect(await hintsWith({ flags: { return_url: 'https://example.com/back' } })).toEqual([]);
	});
});

it('describes that the execution can be resumed by GET, HEAD and POST', () => {
	const { webhooks } = new Identomat().description;
	expect(webhooks?.map(({ httpMethod }) => httpMethod)).toEqual(['GET', 'HEAD', 'POST']);
});
