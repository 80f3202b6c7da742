import {
	secondsAgo,
	answerJson,
	HOUR,
	runUserService,
	setUpTrigger,
	stateOf,
	emittedBy,
} from './triggerFixture';

const fixture = setUpTrigger();
const service = runUserService();

const watching = (...ids: string[]) => ({ sessionIds: ids.join(',') });
const manual = { mode: 'manual' as const };
const open = () => fixture.sandbox.addSession({ state: 'open' });

describe('Fetch Test Event for sessions', () => {
	it('shows one finished session if open ones come before it', async () => {
		const ids = [open(), open(), fixture.sandbox.addSession(), fixture.sandbox.addSession()];
		const result = await fixture.poll(watching(...ids), manual);
		expect(emittedBy(result)).toEqual([[ids[2], 'approved']]);
		expect(result.items?.[0]?.json).toMatchObject({ finished: true, fullName: 'Nino Sandadze' });
	});

	it('shows an open session, marked as such, if none is finished', async () => {
		const id = open();
		const { items } = await fixture.poll({ ...watching(id), simplify: false }, manual);
		expect(items).toEqual([
			{
				json: {
					result: 'in_progress',
					configId: 'sandbox-config',
					sessionId: id,
					outcome: 'in_progress',
					finished: false,
				},
			},
		]);
	});

	it('shows a session that was emitted before, and changes no state', async () => {
		const id = fixture.sandbox.addSession();
		const staticData = stateOf([id, secondsAgo(HOUR), secondsAgo(0), { outcome: 'approved' }]);
		const result = await fixture.poll(watching(id), { ...manual, staticData });
		expect(emittedBy(result)).toEqual([[id, 'approved']]);
		expect(result).toMatchObject({ staticData, staticDataChanged: false });
		expect(await fixture.poll(watching(id), manual)).toMatchObject({
			staticData: {},
			staticDataChanged: false,
		});
	});

	it('shows a session if others fail', async () => {
		const [unknown, failing, id] = ['an-unknown-session', open(), fixture.sandbox.addSession()];
		fixture.faultFor([failing], { status: 500 });
		expect(emittedBy(await fixture.poll(watching(unknown, failing, id), manual))).toEqual([
			[id, 'approved'],
		]);
	});

	it('shows the first of the list even if a later one responds sooner', async () => {
		const ids = [fixture.sandbox.addSession(), fixture.sandbox.addSession()];
		fixture.faultFor([ids[0] as string], { latencyMs: 200 });
		expect(emittedBy(await fixture.poll(watching(...ids), manual))).toEqual([[ids[0], 'approved']]);
	});

	it('requests at most twenty sessions', async () => {
		const ids = Array.from({ length: 25 }, open);
		expect(emittedBy(await fixture.poll(watching(...ids), manual))).toEqual([
			[ids[0], 'in_progress'],
		]);
		expect(fixture.requestedSessions()).toHaveLength(20);
	});

	it('names the field if no session is set', async () => {
		expect(await fixture.pollError(watching(), manual)).toMatchObject({
			message: "'Session IDs' is empty",
		});
	});

	it('shows nothing and does not fail if the URL lists no session', async () => {
		service.answer = answerJson([]);
		const fromUrl = { source: 'url', sourceUrl: service.url };
		expect((await fixture.poll(fromUrl, manual)).items).toBeNull();
	});

	it('reports why no session can be read', async () => {
		expect(await fixture.pollError(watching('nobody-knows-me'), manual)).toMatchObject({
			message: 'Session not found',
			description: expect.stringContaining('The published workflow keeps checking'),
		});
	});

	it('reports that no session responded in time', async () => {
		const id = fixture.sandbox.addSession();
		const setup = { ...manual, pollBudgetMs: 0 };
		expect(await fixture.pollError(watching(id), setup)).toMatchObject({
			message: 'No session answered in time',
		});
	});
});

describe('Fetch Test Event for monitored people', () => {
	const records = { event: 'monitoringRecordChanged' };

	it('shows one record as if it were new, and changes no state', async () => {
		const body = [{ id: 'one', matches: [] }, { id: 'two' }];
		fixture.sandbox.fault('list-screening-monitoring-records', { body });
		const staticData = { records: [['one', 'digest']] };
		expect(await fixture.poll(records, { ...manual, staticData })).toMatchObject({
			items: [{ json: { id: 'one', matches: [], change: 'new' } }],
			staticData,
			staticDataChanged: false,
		});
	});

	it('shows nothing and does not fail if nobody is monitored', async () => {
		expect((await fixture.poll(records, manual)).items).toBeNull();
	});

	it('reports why the records cannot be listed', async () => {
		fixture.sandbox.fault('list-screening-monitoring-records', { code: 'paymentNeeded' });
		expect(await fixture.pollError(records, manual)).toMatchObject({
			message: 'Insufficient balance or plan',
			description: expect.stringContaining('paymentNeeded: refused as ordered'),
		});
	});
});
