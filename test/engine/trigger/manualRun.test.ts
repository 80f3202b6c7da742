import { ago, answerJson, HOUR, runUserService, setStage, stateOf, toldBy } from './triggerStage';

const stage = setStage();
const service = runUserService();

const watching = (...ids: string[]) => ({ sessionIds: ids.join(',') });
const manual = { mode: 'manual' as const };
const open = () => stage.sandbox.addSession({ state: 'open' });

describe('Fetch Test Event for sessions', () => {
	it('shows one finished session, though open ones come before it', async () => {
		const ids = [open(), open(), stage.sandbox.addSession(), stage.sandbox.addSession()];
		const result = await stage.poll(watching(...ids), manual);
		expect(toldBy(result)).toEqual([[ids[2], 'approved']]);
		expect(result.items?.[0]?.json).toMatchObject({ finished: true, fullName: 'Nino Sandadze' });
	});

	it('shows an open session marked as such where none is finished', async () => {
		const id = open();
		const { items } = await stage.poll({ ...watching(id), simplify: false }, manual);
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

	it('shows a session again that was told, and touches no state', async () => {
		const id = stage.sandbox.addSession();
		const staticData = stateOf([id, ago(HOUR), ago(0), 'a']);
		const result = await stage.poll(watching(id), { ...manual, staticData });
		expect(toldBy(result)).toEqual([[id, 'approved']]);
		expect(result).toMatchObject({ staticData, staticDataChanged: false });
		expect(await stage.poll(watching(id), manual)).toMatchObject({
			staticData: {},
			staticDataChanged: false,
		});
	});

	it('shows what there is when other sessions fail', async () => {
		const [unknown, failing, id] = ['unknown', open(), stage.sandbox.addSession()];
		stage.faultFor([failing], { status: 500 });
		expect(toldBy(await stage.poll(watching(unknown, failing, id), manual))).toEqual([
			[id, 'approved'],
		]);
	});

	it('shows the first of the list, also when a later one answers sooner', async () => {
		const ids = [stage.sandbox.addSession(), stage.sandbox.addSession()];
		stage.faultFor([ids[0] as string], { latencyMs: 200 });
		expect(toldBy(await stage.poll(watching(...ids), manual))).toEqual([[ids[0], 'approved']]);
	});

	it('asks for twenty sessions at most', async () => {
		const ids = Array.from({ length: 25 }, open);
		expect(toldBy(await stage.poll(watching(...ids), manual))).toEqual([[ids[0], 'in_progress']]);
		expect(stage.asked()).toHaveLength(20);
	});

	it('says what is missing when no session was entered', async () => {
		expect(await stage.pollError(watching(), manual)).toMatchObject({
			message: "'Session IDs' holds none yet",
			description: 'Create a session, and enter its ID.',
		});
	});

	it('shows nothing, and fails not, when the URL lists no session', async () => {
		service.answer = answerJson([]);
		const fromUrl = { source: 'url', sourceUrl: service.url };
		expect((await stage.poll(fromUrl, manual)).items).toBeNull();
	});

	it('says why no session can be asked for', async () => {
		expect(await stage.pollError(watching('nobody-knows-me'), manual)).toMatchObject({
			message: 'Identomat does not know this session',
			description: expect.stringContaining('The published workflow goes on asking'),
		});
	});

	it('says that no session answered in time', async () => {
		const id = stage.sandbox.addSession();
		const setup = { ...manual, pollBudgetMs: 0 };
		expect(await stage.pollError(watching(id), setup)).toMatchObject({
			message: 'No session answered in time',
		});
	});
});

describe('Fetch Test Event for monitored people', () => {
	const records = { event: 'monitoringRecordChanged' };

	it('shows one record as if it were new, and touches no state', async () => {
		const body = [{ id: 'one', matches: [] }, { id: 'two' }];
		stage.sandbox.fault('list-screening-monitoring-records', { body });
		const staticData = { records: [['one', 'digest']] };
		expect(await stage.poll(records, { ...manual, staticData })).toMatchObject({
			items: [{ json: { id: 'one', matches: [], change: 'new' } }],
			staticData,
			staticDataChanged: false,
		});
	});

	it('shows nothing, and fails not, when nobody is monitored', async () => {
		expect((await stage.poll(records, manual)).items).toBeNull();
	});

	it('says why the records cannot be listed', async () => {
		stage.sandbox.fault('list-screening-monitoring-records', { code: 'paymentNeeded' });
		expect(await stage.pollError(records, manual)).toMatchObject({
			message: 'The Identomat account has no balance or no plan for this',
			description: expect.stringContaining('paymentNeeded: refused as ordered'),
		});
	});
});
