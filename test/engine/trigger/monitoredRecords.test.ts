import type { IDataObject } from 'n8n-workflow';

import { endpoints } from '../../../nodes/api/endpoints';
import type { MonitoringRecord } from '../../../dev/sandbox';
import { answerJson, HOUR, delayedResponse, runUserService, setUpTrigger } from './triggerFixture';

const fixture = setUpTrigger();
const externalApi = runUserService();

const LIST = endpoints.listScreeningMonitoringRecords.path.value;
const watching = { event: 'monitoringRecordChanged' };

/** Puts somebody under monitoring, as another program would do it. */
async function monitor(name: string): Promise<MonitoringRecord> {
	const { externalApiUrl, companyKey } = fixture.sandbox;
	const response = await fetch(`${externalApiUrl}/monitor-screening-query`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ companyKey, name }),
	});
	return (await response.json()) as MonitoringRecord;
}

it('a first poll stores the records without emitting, even an empty list', async () => {
	const empty = await fixture.poll(watching);
	expect(empty).toMatchObject({ items: null, staticData: { records: [] } });
	const { id } = await monitor('Ana Testidze');
	const learned = await fixture.poll(watching);
	expect(learned).toMatchObject({ items: null, staticDataChanged: true });
	expect(learned.staticData).toEqual({ records: [[id, expect.stringMatching(/^.{16}$/)]] });
});

it('emits a new record after nobody was monitored', async () => {
	const before = await fixture.poll(watching);
	const record = await monitor('Ana Testidze');
	const { items } = await fixture.poll(watching, before);
	expect(items).toEqual([{ json: { ...record, change: 'new' } }]);
});

it('emits new and changed records once each, and no unchanged one', async () => {
	const [same, changed] = [await monitor('Ana Testidze'), await monitor('Nina Sandadze')];
	const first = await fixture.poll(watching);
	const fresh = await monitor('Jo Sampleton');
	const after = structuredClone(fixture.sandbox.changeMonitoringRecord(changed.id));
	const [second, third] = await fixture.pollRepeatedly(2, watching, first);
	expect(second?.items).toEqual([
		{ json: { ...after, change: 'changed' } },
		{ json: { ...fresh, change: 'new' } },
	]);
	expect(third).toMatchObject({ items: null, staticDataChanged: false });
	const known = second?.staticData.records as string[][];
	expect(known.map(([id]) => id)).toEqual([same.id, changed.id, fresh.id]);
});

describe('records that are missing from a list', () => {
	const people = Array.from({ length: 1000 }, (_, index) => ({
		id: `record-${index}`,
		matches: [],
	}));
	const list = async (records: unknown, staticData?: IDataObject) => {
		fixture.sandbox.clearFaults();
		fixture.sandbox.fault(LIST, { body: records as object });
		return await fixture.poll(watching, { staticData });
	};

	it('do not start the workflow when they are back after an empty list', async () => {
		const { staticData } = await list(people);
		const empty = await list({ records: [] }, staticData);
		expect(empty.items).toBeNull();
		const changed = { ...people[7], matches: ['somebody'] };
		const back = await list(people.with(7, changed as (typeof people)[0]), empty.staticData);
		expect(back.items).toEqual([{ json: { ...changed, change: 'changed' } }]);
	});

	it('do not start the workflow when one was missing for a day', async () => {
		const { staticData } = await list(people);
		const short = await list(people.slice(1), staticData);
		fixture.advanceClock(23 * HOUR);
		expect((await list(people, short.staticData)).items).toBeNull();
	});

	it('are new when they are back after more than a day', async () => {
		const { staticData } = await list(people.slice(0, 1));
		const empty = await list([], staticData);
		fixture.advanceClock(25 * HOUR);
		const later = await list([], empty.staticData);
		expect(later.staticData).toEqual({ records: [] });
		expect((await list(people.slice(0, 1), later.staticData)).items).toEqual([
			{ json: { ...people[0], change: 'new' } },
		]);
	});
});

it('accepts records without an ID, with a shared ID, and values that are not records', async () => {
	const shared = { id: 'two', name: 'Ana' };
	const list = [{ id: null, name: 'Jo' }, shared, { ...shared, name: 'Nino' }, null, 'x'];
	const poll = async (records: unknown[], staticData?: IDataObject) => {
		fixture.sandbox.clearFaults();
		fixture.sandbox.fault(LIST, { body: records });
		return await fixture.poll(watching, { staticData });
	};
	const { staticData } = await poll(list);
	expect(await poll(list, staticData)).toMatchObject({ items: null, staticDataChanged: false });
	const { items } = await poll([...list, { ...shared, name: 'Zoe' }], staticData);
	expect(items).toEqual([{ json: { ...shared, name: 'Zoe', change: 'changed' } }]);
});

it('emits a change again when the state was rewound', async () => {
	const { id } = await monitor('Ana Testidze');
	const { staticData } = await fixture.poll(watching);
	fixture.sandbox.changeMonitoringRecord(id);
	for (let time = 0; time < 2; time++) {
		const { items } = await fixture.poll(watching, { staticData });
		expect(items).toMatchObject([{ json: { id, change: 'changed' } }]);
	}
});

it.each([
	['HTTP 503', { status: 503, headers: { 'retry-after': '3' } }, 'temporarily-unavailable'],
	['HTTP 401', { status: 401 }, 'credential-invalid'],
	['companyMissing', { code: 'companyMissing' }, 'credential-invalid'],
	['an object without a list', { body: { total: 0 } }, 'temporarily-unavailable'],
	['a list of errors', { body: { errors: ['no plan'] } }, undefined],
	['a web page', { shape: 'html' as const }, 'temporarily-unavailable'],
])('%s fails the poll and changes no state', async (_, fault, cause) => {
	const staticData = { records: [['one', 'digest-of-content']] };
	const workflow = fixture.activate(watching, staticData);
	fixture.sandbox.fault(LIST, fault);
	const error = await fixture.pollError(watching, { workflow });
	expect(error.failure?.cause).toBe(cause);
	expect(workflow?.staticData).toEqual({ 'node:Identomat Trigger': staticData });
});

it('fails the poll within its time budget if nothing responds', async () => {
	fixture.sandbox.fault(LIST, { latencyMs: 60_000 });
	const { message } = await fixture.pollError(watching, { pollBudgetMs: 1_400 });
	expect(message).toMatch(/ did not respond in time$/);
});

it('requests only the list, and no sessions', async () => {
	const staticData = { watched: [['session', 1, 1, 'a']] };
	const result = await fixture.poll(watching, { staticData });
	expect(fixture.sandbox.audit.map(({ host, path }) => [host, path])).toEqual([['external', LIST]]);
	expect(result.staticData.watched).toEqual(staticData.watched);
});

const [older, newer] = [
	{ id: 'one', matches: [] },
	{ id: 'one', matches: ['somebody'] },
];

it.each([
	['the same change', newer],
	['the list from before it', older],
])('emits a change once when an overlapping poll that ends later saw %s', async (_, seen) => {
	const credentials = {
		identomatApi: { companyKey: 'invented-key', externalApiUrl: externalApi.url },
	};
	const workflow = fixture.activate(watching);
	const poll = async () => (await fixture.poll(watching, { workflow, credentials })).items;
	externalApi.answer = answerJson([older]);
	expect(await poll()).toBeNull();

	const { listener, arrived, release } = delayedResponse(answerJson([seen]));
	externalApi.answer = listener;
	const slowPoll = poll();
	await arrived;
	externalApi.answer = answerJson([newer]);
	const told = [{ json: { ...newer, change: 'changed' } }];
	expect(await poll()).toEqual(told);
	release();
	expect(await slowPoll).toBeNull();
	expect(await poll()).toBeNull();
});
