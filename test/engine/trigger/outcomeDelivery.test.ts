import { defaultMaxListeners, getEventListeners } from 'node:events';
import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../../dev/sandbox';
import type { PollOptions } from '../pollNode';
import {
	secondsAgo,
	answerJson,
	DAY,
	HOUR,
	MINUTE,
	rowsIn,
	runUserService,
	sessionsFrom,
	setUpTrigger,
	stateOf,
	emittedBy,
	watching,
} from './triggerFixture';
import { errorText } from '../errorText';

const fixture = setUpTrigger();
const service = runUserService();

const fromUrl = (sourceIdPath?: string) => sessionsFrom(service, sourceIdPath);

/** Polls an active workflow once a minute; what was told and which messages polls failed with. */
async function pollFor(
	minutes: number,
	parameters: Parameters<typeof fixture.poll>[0],
	workflow: PollOptions['workflow'],
) {
	const events: unknown[] = [];
	const failures: string[] = [];
	for (let minute = 0; minute < minutes; minute++) {
		await fixture.poll(parameters, { workflow }).then(
			(result) => events.push(...emittedBy(result)),
			(error: Error) => failures.push(errorText(error)),
		);
		fixture.advanceClock(MINUTE);
	}
	return { told: events, failures };
}

describe('when Identomat refuses everything for an hour', () => {
	it.each<[string, Fault, string]>([
		['invalidAccess', { code: 'invalidAccess' }, 'invalidAccess: refused as ordered'],
		['404 with JSON', { status: 404, body: { message: 'no route' } }, 'no route'],
		['200 "maintenance"', { shape: 'string', code: 'maintenance' }, 'maintenance'],
		['408', { status: 408 }, 'Request Timeout: refused as ordered'],
	])(
		'after %s polls fail rarely, and then every session is emitted',
		async (_, fault, message) => {
			const ids = fixture.approved(25);
			const parameters = { ...watching(...ids), options: { includeUnavailable: true } };
			const workflow = fixture.activate(parameters);
			fixture.sandbox.fault('result/', fault);
			const hour = await pollFor(60, parameters, workflow);
			expect(hour.told).toEqual([]);
			expect(new Set(hour.failures)).toEqual(
				new Set([expect.stringContaining(`Identomat said "${message}"`)]),
			);
			expect(hour.failures.length).toBeGreaterThan(5);
			expect(hour.failures.length).toBeLessThan(15);

			fixture.sandbox.clearFaults();
			const after = await pollFor(11, parameters, workflow);
			expect(after).toEqual({ told: ids.map((id) => [id, 'approved']), failures: [] });
		},
		60_000,
	);
});

it('a session that always fails neither delays others nor fails every poll', async () => {
	const [poison = ''] = fixture.approved(1);
	fixture.faultFor([poison], { status: 500 });
	const workflow = fixture.activate(fromUrl());
	service.answer = answerJson([{ id: poison }]);
	const alone = await pollFor(60, fromUrl(), workflow);
	expect(alone.failures.length).toBeLessThan(10);
	const [fresh = ''] = fixture.approved(1);
	service.answer = answerJson([{ id: poison }, { id: fresh }]);
	expect((await pollFor(1, fromUrl(), workflow)).told).toEqual([[fresh, 'approved']]);
});

describe('an unknown word of Identomat', () => {
	it('is emitted once, with the word, and the decision after it', async () => {
		const id = fixture.sandbox.addSession({ outcome: 'parked' });
		const first = await fixture.poll(watching(id));
		expect(first.items).toMatchObject([
			{ json: { sessionId: id, outcome: 'unknown', finished: false, result: 'parked' } },
		]);
		const more = await fixture.pollRepeatedly(3, watching(id), first);
		expect(more.flatMap(emittedBy)).toEqual([]);
		fixture.sandbox.finish(id, 'rejected');
		expect(emittedBy(await fixture.poll(watching(id), more.at(-1)))).toEqual([[id, 'rejected']]);
	});

	it('is not emitted if it was not chosen', async () => {
		const id = fixture.sandbox.addSession({ outcome: 'parked' });
		const parameters = { ...watching(id), outcomes: ['approved', 'manual_check'] };
		expect((await fixture.poll(parameters)).items).toBeNull();
	});
});

it.each([-HOUR, -DAY])('a clock set back by %d seconds delays no session', async (seconds) => {
	const id = fixture.sandbox.addSession({ state: 'open' });
	const workflow = fixture.activate(watching(id));
	await pollFor(30, watching(id), workflow);
	fixture.advanceClock(seconds);
	fixture.sandbox.finish(id, 'approved');
	expect((await pollFor(1, watching(id), workflow)).told).toEqual([[id, 'approved']]);
});

it('emits no outcome again after a source returned an empty list once', async () => {
	const ids = fixture.approved(3);
	const workflow = fixture.activate(fromUrl());
	const lists = [ids, [], ids.slice(1), ids];
	const told: unknown[] = [];
	for (const list of lists) {
		service.answer = answerJson(list.map((id) => ({ id })));
		told.push(...emittedBy(await fixture.poll(fromUrl(), { workflow })));
		fixture.advanceClock(5 * HOUR);
	}
	expect(told).toEqual(ids.map((id) => [id, 'approved']));
});

describe('a decided session that is still listed', () => {
	it('is emitted again after the set minutes, until it leaves the list', async () => {
		const [id = ''] = fixture.approved(1);
		const parameters = { ...fromUrl(), options: { tellAgainAfterMinutes: 10 } };
		service.answer = answerJson([{ id }]);
		const workflow = fixture.activate(parameters);
		const { told } = await pollFor(31, parameters, workflow);
		expect(told).toEqual(Array.from({ length: 4 }, () => [id, 'approved']));
		service.answer = answerJson([]);
		expect((await pollFor(31, parameters, workflow)).told).toEqual([]);
	});

	it('is emitted again after a restart that rewound the state', async () => {
		const [id = ''] = fixture.approved(1);
		const parameters = { ...watching(id), options: { tellAgainAfterMinutes: 10 } };
		const staticData = stateOf([
			id,
			secondsAgo(HOUR),
			secondsAgo(11 * MINUTE),
			{ outcome: 'approved' },
		]);
		expect(emittedBy(await fixture.poll(parameters, { staticData }))).toEqual([[id, 'approved']]);
	});
});

describe('the end of watching', () => {
	it('is emitted with its reason, with Include Unavailable', async () => {
		const id = fixture.sandbox.addSession({ state: 'open' });
		const options = { includeUnavailable: true, stopWatchingAfterDays: 1 };
		const parameters = { ...watching(id), options };
		const staticData = stateOf([id, secondsAgo(DAY + MINUTE), secondsAgo(MINUTE)]);
		const results = await fixture.pollRepeatedly(3, parameters, { staticData });
		const reason = 'Not decided within 1 day of watching';
		const json = { sessionId: id, outcome: 'unavailable', finished: false, reason };
		expect(results.map(({ items }) => items)).toEqual([[{ json }], null, null]);
		expect(fixture.requestedSessions()).toEqual([]);
	});
});

describe('stored rows that are damaged', () => {
	it.each<[string, unknown]>([
		['a text', 'damaged'],
		['an object', { a: 1 }],
		['a list of something else', [7, null, { id: 'a' }, ['gone-before']]],
	])('are replaced, with a line in the log, if they are %s', async (_, watched) => {
		const [id = ''] = fixture.approved(1);
		const staticData = { watched } as IDataObject;
		const result = await fixture.poll(watching(id), { staticData });
		expect(emittedBy(result)).toEqual([[id, 'approved']]);
		expect(rowsIn(result.staticData)[0]).toMatchObject([id, {}, {}, { outcome: 'approved' }]);
		expect(result.log).toMatchObject([
			{ level: 'warn', message: expect.stringContaining('were damaged') },
		]);
		expect((await fixture.poll(watching(id), result)).log).toEqual([]);
	});

	it('keep their ID and the readable times and details', async () => {
		const [decided = '', open = ''] = fixture.approved(2);
		const watched = [
			[decided, 'yesterday', null, { outcome: 'approved' }],
			[open, -5, {}, { outcome: '???' }],
		];
		const result = await fixture.poll(watching(decided, open), {
			staticData: { watched } as unknown as IDataObject,
		});
		expect(emittedBy(result)).toEqual([[open, 'approved']]);
	});
});

it('checking many sessions adds no more listeners to a signal than Node.js accepts without a warning', async () => {
	const { timeout } = AbortSignal;
	const signals: AbortSignal[] = [];
	jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
		const signal = timeout.call(AbortSignal, milliseconds);
		signals.push(signal);
		return signal;
	});
	let most = 0;
	const matches = () => {
		const listening = signals.map((signal) => getEventListeners(signal, 'abort').length);
		most = Math.max(most, ...listening);
		return true;
	};
	fixture.sandbox.fault('result/', { latencyMs: 50, matches });
	await fixture.poll({ ...watching(...fixture.approved(60)), options: { maxConcurrency: 40 } });
	expect(signals.length).toBeGreaterThan(0);
	expect(fixture.requestedSessions()).toHaveLength(60);
	expect(most).toBeLessThanOrEqual(defaultMaxListeners);
});
