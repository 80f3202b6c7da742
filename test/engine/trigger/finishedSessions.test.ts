import type { IDataObject } from 'n8n-workflow';

import { simplifyResult } from '../../../nodes/api/results/simplifiedResult';
import type { Fault } from '../../../dev/sandbox';
import type { PollOptions } from '../pollNode';
import { ago, DAY, HOUR, MINUTE, rowsIn, setStage, stateOf, toldBy } from './triggerStage';

const stage = setStage();

const watching = (...ids: string[]) => ({ sessionIds: ids.join('\n') });

/** New sessions that are decided. */
function approved(count: number): string[] {
	return Array.from({ length: count }, () => stage.sandbox.addSession());
}

/** The kept marks of an active workflow, by session. */
function marksIn(workflow: PollOptions['workflow']) {
	const staticData = workflow?.staticData['node:Identomat Trigger'] as IDataObject;
	return rowsIn(staticData).map(([id, , , mark]) => [id, mark]);
}

const openSession = () => stage.sandbox.addSession({ state: 'open' });

describe('what is told', () => {
	it.each([
		['approved', 'approved'],
		['Rejected', 'rejected'],
		['manual-check', 'manual_check'],
		['MANUAL CHECK', 'manual_check'],
		['disagreed_with_terms', 'disagreed'],
	])('a session that is "%s" is told as %s', async (word, outcome) => {
		const id = stage.sandbox.addSession({ outcome: word });
		expect(toldBy(await stage.poll(watching(id)))).toEqual([[id, outcome]]);
	});

	it('a session that is in progress is not told', async () => {
		const id = stage.sandbox.addSession({ outcome: 'in_progress' });
		const { items, staticData } = await stage.poll(watching(id));
		expect(items).toBeNull();
		expect(rowsIn(staticData)).toMatchObject([[id, expect.any(Number), expect.any(Number), '']]);
		expect(stage.asked()).toEqual([id]);
	});

	it('an item is the simplified result, or the raw one with the outcome', async () => {
		const id = stage.sandbox.addSession({ outcome: 'rejected' });
		const [simple] = (await stage.poll(watching(id))).items ?? [];
		const [raw] = (await stage.poll({ ...watching(id), simplify: false })).items ?? [];
		expect(raw?.json).toMatchObject({
			sessionId: id,
			outcome: 'rejected',
			finished: true,
			result: 'rejected',
			reject_reason: { value: 'face_mismatch', description: 'Faces do not match' },
			person: { first_name: 'Nino', last_name: 'Sandadze' },
		});
		const { sessionId, outcome, finished, ...result } = raw?.json ?? {};
		expect([sessionId, outcome, finished]).toEqual([id, 'rejected', true]);
		expect(simple?.json).toEqual(simplifyResult(id, result));
		expect(simple?.json).toMatchObject({
			fullName: 'Nino Sandadze',
			rejectReason: 'face_mismatch',
		});
	});

	it('is one item per session, in the order of the source, whatever separates the ids', async () => {
		const [first = '', second = '', third = ''] = approved(3);
		const result = await stage.poll({ sessionIds: `${third}, ${first}\n${second} ${first}` });
		expect(toldBy(result)).toEqual([third, first, second].map((id) => [id, 'approved']));
		expect(stage.asked()).toHaveLength(3);
	});

	it('ids can come as an array by expression', async () => {
		const [id = ''] = approved(1);
		const result = await stage.poll({ sessionIds: `={{ ["${id}"] }}` });
		expect(toldBy(result)).toEqual([[id, 'approved']]);
	});

	it.each([
		['={{ undefined }}', 'nothing'],
		['={{ null }}', 'null'],
		['={{ { id: "a" } }}', 'an object'],
		['={{ ["a", null] }}', 'a list with a gap'],
		['["a"', 'broken JSON'],
	])('ids that are %s fail the poll, and no state is pruned', async (sessionIds) => {
		const staticData = stateOf(['kept', ago(HOUR), ago(0), 'a']);
		const workflow = stage.activate({ sessionIds }, staticData);
		expect(await stage.pollError({ sessionIds }, { workflow })).toMatchObject({
			message: "'Session IDs' holds something that is no session ID",
			description: 'Enter IDs separated by commas, spaces or lines, or a JSON array of texts.',
		});
		expect(workflow?.staticData).toEqual({ 'node:Identomat Trigger': staticData });
	});

	it('only outcomes that were asked for are told, and a final one is not asked for again', async () => {
		const rejected = stage.sandbox.addSession({ outcome: 'rejected' });
		const manual = stage.sandbox.addSession({ outcome: 'manual_check' });
		const parameters = { ...watching(rejected, manual), outcomes: ['approved'] };
		const [first, second] = await stage.pollTimes(2, parameters);
		expect([first?.items, second?.items]).toEqual([null, null]);
		expect(stage.asked()).toEqual([rejected, manual, manual]);

		stage.sandbox.finish(manual, 'approved');
		const third = await stage.poll(parameters, { staticData: second?.staticData });
		expect(toldBy(third)).toEqual([[manual, 'approved']]);
	});

	it('no outcome to tell fails the poll, since nothing would ever be told', async () => {
		const parameters = { ...watching(...approved(1)), outcomes: [] };
		expect(await stage.pollError(parameters)).toMatchObject({
			message: "'Outcomes' is empty",
			description: 'Choose at least one outcome that starts the workflow.',
		});
		expect(stage.asked()).toEqual([]);
	});

	it('manual check is told when it appears, and the decision later as a second event', async () => {
		const id = openSession();
		const first = await stage.poll(watching(id));
		stage.sandbox.finish(id, 'manual_check');
		const [second, third] = await stage.pollTimes(2, watching(id), first);
		stage.sandbox.finish(id, 'rejected');
		const [fourth, fifth] = await stage.pollTimes(2, watching(id), third);
		const all = [first, second, third, fourth, fifth];
		expect(all.map((result) => result && toldBy(result))).toEqual([
			[],
			[[id, 'manual_check']],
			[],
			[[id, 'rejected']],
			[],
		]);
		expect(stage.asked()).toHaveLength(4);
	});

	it.each(['a', 'r', 'd'])('a session kept as final (%s) is not asked for', async (mark) => {
		const [id = ''] = approved(1);
		const staticData = stateOf([id, ago(DAY), ago(HOUR), mark]);
		expect(await stage.poll(watching(id), { staticData })).toMatchObject({
			items: null,
			staticData,
			staticDataChanged: false,
		});
		expect(stage.asked()).toEqual([]);
	});
});

describe('how often a session is asked for', () => {
	it.each([
		['young, however soon the poll comes', 9 * MINUTE, 0, true],
		['young, though asked after a long time', 9 * MINUTE, 1, true],
		['an hour old, asked less than six minutes ago', HOUR, 4 * MINUTE, false],
		['an hour old, asked six minutes ago', HOUR, 6 * MINUTE, true],
		['five hours old, asked 14 minutes ago', 5 * HOUR, 14 * MINUTE, false],
		['five hours old, asked a quarter of an hour ago', 5 * HOUR, 15 * MINUTE, true],
		['three days old, asked 14 minutes ago', 3 * DAY, 14 * MINUTE, false],
		['three days old, asked a quarter of an hour ago', 3 * DAY, 15 * MINUTE, true],
		['expired', 7 * DAY + MINUTE, 2 * HOUR, false],
		['not yet expired', 7 * DAY - MINUTE, 2 * HOUR, true],
		['expired and never asked', 8 * DAY, ago(0), true],
		['expired and not asked for days, since n8n did not run', 8 * DAY, 3 * DAY, true],
	])('%s', async (_, watched, sinceAsked, isAsked) => {
		const [id = ''] = approved(1);
		const staticData = stateOf([id, ago(watched), ago(sinceAsked), '']);
		const result = await stage.poll(watching(id), { staticData });
		expect(stage.asked()).toEqual(isAsked ? [id] : []);
		expect(toldBy(result)).toEqual(isAsked ? [[id, 'approved']] : []);
		if (!isAsked) expect(result.staticData).toEqual(staticData);
	});

	it('the user says after how many days a session is not asked for any more', async () => {
		const [expired = '', watched = ''] = approved(2);
		const staticData = stateOf(
			[expired, ago(3 * DAY + MINUTE), ago(DAY), ''],
			[watched, ago(3 * DAY - MINUTE), ago(DAY), ''],
		);
		const options = { stopWatchingAfterDays: 3 };
		const result = await stage.poll({ ...watching(expired, watched), options }, { staticData });
		expect(toldBy(result)).toEqual([[watched, 'approved']]);
		expect(stage.asked()).toEqual([watched]);
		expect(rowsIn(result.staticData)[0]).toEqual(rowsIn(staticData)[0]);
	});
});

describe('a session the API does not know', () => {
	const reasons: Array<[string, Fault, string]> = [
		['argumentError', { code: 'argumentError' }, 'argumentError: refused as ordered'],
		['notFound', { code: 'notFound' }, 'notFound: refused as ordered'],
		['invalidAccess', { code: 'invalidAccess' }, 'invalidAccess: refused as ordered'],
	];

	it.each(reasons)(
		'is asked less and less often after %s, and told when it answers',
		async (_, fault) => {
			const [id = '', other = ''] = approved(2);
			stage.faultFor([id], fault);
			const results = await stage.pollTimes(16, watching(id, other));
			expect(results.flatMap(toldBy)).toEqual([[other, 'approved']]);
			expect(stage.asked().filter((asked) => asked === id)).toHaveLength(5);

			stage.sandbox.clearFaults();
			stage.pass(HOUR);
			expect(toldBy(await stage.poll(watching(id, other), results.at(-1)))).toEqual([
				[id, 'approved'],
			]);
		},
	);

	it.each(reasons)(
		'is told with the reason %s after an hour, once, where that is asked for',
		async (_, fault, reason) => {
			const [id = ''] = approved(1);
			stage.faultFor([id], fault);
			const parameters = { ...watching(id), options: { includeUnavailable: true } };
			const results = await stage.pollTimes(130, parameters);
			const json = { sessionId: id, outcome: 'unavailable', finished: false, reason };
			expect(results.map(({ items }) => items).filter(Boolean)).toEqual([[{ json }]]);
			expect(results[63]?.items).toEqual([{ json }]);

			stage.sandbox.clearFaults();
			stage.pass(HOUR);
			expect(toldBy(await stage.poll(parameters, results.at(-1)))).toEqual([[id, 'approved']]);
		},
	);

	it('is told like every other when it turns up again in time', async () => {
		const [id = ''] = approved(1);
		stage.faultFor([id], { code: 'notFound', times: 2 });
		const results = await stage.pollTimes(5, watching(id));
		expect(results.map(toldBy)).toEqual([[], [], [], [[id, 'approved']], []]);
	});
});

const passing: Array<[string, Fault]> = [
	['HTTP 401', { status: 401 }],
	['HTTP 403', { status: 403 }],
	['HTTP 429', { status: 429, headers: { 'retry-after': '0' } }],
	['HTTP 500', { status: 500 }],
	['companyMissing', { code: 'companyMissing' }],
	['a connection that breaks', { reset: true }],
	['a web page', { shape: 'html' }],
	['HTTP 404 with the web page of a proxy', { shape: 'html', status: 404 }],
	['paymentNeeded', { code: 'paymentNeeded' }],
	['HTTP 402', { status: 402 }],
	['half an answer', { shape: 'truncatedJson' }],
	['a code that is not known', { shape: 'string', code: 'maintenance' }],
	['an object with an unknown text', { body: { error: 'Internal error' } }],
	['HTTP 400', { status: 400 }],
	['HTTP 404 with JSON', { status: 404, body: { message: 'no route' } }],
	['HTTP 408', { status: 408 }],
	['HTTP 423', { status: 423 }],
];

describe.each(passing)('%s for one session', (_, fault) => {
	it('holds no other back, and the session is told when it passes', async () => {
		const [id = '', ...others] = approved(4);
		stage.faultFor([id], fault);
		const parameters = { ...watching(id, ...others), options: { maxConcurrency: 1 } };
		const first = await stage.poll(parameters);
		expect(toldBy(first)).toEqual(others.map((other) => [other, 'approved']));
		expect(rowsIn(first.staticData)[0]?.[3]).toBe('f');

		stage.sandbox.clearFaults();
		expect(toldBy(await stage.poll(parameters, first))).toEqual([[id, 'approved']]);
	});
});

it('a session that stays silent leaves time for the others', async () => {
	const [silent = '', ...others] = approved(3);
	stage.faultFor([silent], { latencyMs: 60_000 });
	const parameters = { ...watching(silent, ...others), options: { maxConcurrency: 1 } };
	const result = await stage.poll(parameters, { pollBudgetMs: 3_000 });
	expect(toldBy(result)).toEqual(others.map((other) => [other, 'approved']));
});

describe('when every call fails for a reason that concerns all', () => {
	const CREDENTIAL = { cause: 'credential-invalid' };
	const LATER = { cause: 'temporarily-unavailable', retryAfterMs: undefined };

	it.each<[string, Fault, object]>([
		[
			'HTTP 401',
			{ status: 401 },
			{ message: 'Identomat does not know the company key', httpCode: '401', failure: CREDENTIAL },
		],
		[
			'HTTP 403',
			{ status: 403, body: 'not for this company' },
			{
				message: 'Identomat does not let this account do this',
				httpCode: '403',
				failure: CREDENTIAL,
			},
		],
		[
			'companyMissing',
			{ code: 'companyMissing' },
			{ message: 'Identomat does not know the company key', httpCode: '200', failure: CREDENTIAL },
		],
		[
			'an argumentError that names the key',
			{ body: { argumentError: 'company_key is not valid' } },
			{
				message: 'Identomat does not know the company key',
				description:
					'Identomat said "argumentError: company_key is not valid". Check the company key in the credential.',
				failure: CREDENTIAL,
			},
		],
		[
			'HTTP 429',
			{ status: 429, headers: { 'retry-after': '7' } },
			{
				message: 'Identomat takes no more requests just now',
				httpCode: '429',
				failure: { cause: 'rate-limited', retryAfterMs: 7_000 },
			},
		],
		[
			'HTTP 500',
			{ status: 500 },
			{ message: 'Identomat cannot answer just now', httpCode: '500', failure: LATER },
		],
		[
			'HTTP 503',
			{ status: 503, headers: { 'retry-after': '11' } },
			{
				message: 'Identomat cannot answer just now',
				httpCode: '503',
				failure: { cause: 'temporarily-unavailable', retryAfterMs: 11_000 },
			},
		],
	])('the poll fails with %s, and what was asked moves back', async (_, fault, error) => {
		const [known = '', fresh = ''] = approved(2);
		const staticData = stateOf([known, ago(HOUR), ago(30 * MINUTE), 'm']);
		stage.sandbox.fault('result/', fault);
		const workflow = stage.activate(watching(known, fresh), staticData);
		expect(await stage.pollError(watching(known, fresh), { workflow })).toMatchObject(error);
		expect(marksIn(workflow)).toEqual([
			[known, 'mf'],
			[fresh, 'f'],
		]);
		expect(stage.asked()).toEqual([known, fresh]);

		stage.sandbox.clearFaults();
		const healed = await stage.poll(watching(known, fresh), { workflow });
		expect(toldBy(healed)).toEqual([
			[known, 'approved'],
			[fresh, 'approved'],
		]);
	});

	it('the poll fails when nothing listens', async () => {
		const credentials = {
			identomatApi: { companyKey: 'invented-key', widgetUrl: 'http://127.0.0.1:1' },
		};
		expect(await stage.pollError(watching('a', 'b'), { credentials })).toMatchObject({
			message: 'Identomat at 127.0.0.1:1 could not be reached: nothing listens at that address',
			failure: LATER,
		});
	});

	it('the poll fails when all stay silent, within its budget', async () => {
		stage.sandbox.fault('result/', { latencyMs: 60_000 });
		const begun = Date.now();
		const error = await stage.pollError(watching(...approved(20)), { pollBudgetMs: 1_500 });
		expect(Date.now() - begun).toBeLessThan(1_800);
		expect(error.message).toMatch(
			/^Identomat at 127\.0\.0\.1:\d+ (was silent|had not answered when) /,
		);
		expect(error.failure).toEqual(LATER);
		expect(stage.asked()).toHaveLength(5);
	});

	it('a wrong company key gives no session up, however often it is polled', async () => {
		const [id = ''] = approved(1);
		const wrong = {
			identomatApi: { companyKey: 'another-invented-key', widgetUrl: stage.sandbox.widgetUrl },
		};
		const workflow = stage.activate(watching(id));
		for (let time = 0; time < 8; time++) {
			const error = await stage.pollError(watching(id), { workflow, credentials: wrong });
			expect(error).toMatchObject({
				message: 'Identomat does not know the company key',
				failure: CREDENTIAL,
			});
			stage.pass(10 * MINUTE);
		}
		expect(toldBy(await stage.poll(watching(id), { workflow }))).toEqual([[id, 'approved']]);
	});

	it.each([
		['HTTP 401', { status: 401 }, 20],
		['HTTP 429', { status: 429 }, 5],
		['HTTP 500', { status: 500 }, 30],
	])('of 30 sessions, %s is asked for so often', async (_, fault, calls) => {
		stage.sandbox.fault('result/', fault);
		const options = { maxConcurrency: 1 };
		await stage.pollError({ ...watching(...approved(30)), options });
		expect(stage.asked()).toHaveLength(calls);
	});

	it('twenty sessions that fail do not hold back the one behind them', async () => {
		const [last = '', ...poisoned] = approved(21);
		stage.faultFor(poisoned, { status: 500 });
		expect(toldBy(await stage.poll(watching(...poisoned, last)))).toEqual([[last, 'approved']]);
	});

	it('refusals between good answers do not end the poll', async () => {
		const ids = approved(50);
		const refused = ids.filter((_, index) => index % 2 === 0);
		stage.faultFor(refused, { status: 403 });
		const { items } = await stage.poll(watching(...ids));
		expect(items).toHaveLength(25);
		expect(stage.asked()).toHaveLength(50);
	});

	it('a limit reached midway ends the poll, and what was not reached is first in the next', async () => {
		const ids = approved(30);
		stage.sandbox.fault('result/', { status: 429, skip: 4 });
		const parameters = { ...watching(...ids), options: { maxConcurrency: 1 } };
		const first = await stage.poll(parameters);
		expect(toldBy(first)).toHaveLength(4);
		expect(stage.asked()).toHaveLength(9);

		stage.sandbox.reset();
		stage.sandbox.fault('result/', { body: { result: 'in_progress' } });
		await stage.poll(parameters, first);
		expect(stage.asked()).toEqual([...ids.slice(9), ...ids.slice(4, 9)]);
	});
});

it('the poll does not fail when the refusals concern single sessions', async () => {
	const ids = approved(3);
	stage.faultFor(ids.slice(0, 2), { code: 'notFound' });
	stage.faultFor(ids.slice(2), { status: 503 });
	const { items, staticData } = await stage.poll(watching(...ids));
	expect(items).toBeNull();
	expect(rowsIn(staticData).map(([id, , , mark]) => [id, mark])).toEqual([
		[ids[0], 'A00'],
		[ids[1], 'A00'],
		[ids[2], 'f'],
	]);
});

describe('time and concurrency', () => {
	it.each([
		[1, 1],
		[3, 3],
		['={{ 2.5 }}', 2],
		['={{ "many" }}', 5],
		[undefined, 5],
	])('with the ceiling %s at most %d are asked for at once', async (maxConcurrency, expected) => {
		const ids = approved(7);
		stage.sandbox.fault('result/', { latencyMs: 30 });
		await stage.poll({ ...watching(...ids), options: { maxConcurrency } });
		const { audit } = stage.sandbox;
		const open = audit.map(
			({ at }) => audit.filter((other) => other.at <= at && (other.answeredAt ?? at) > at).length,
		);
		expect(audit).toHaveLength(7);
		expect(Math.max(...open)).toBe(expected);
	});

	it('what the time did not suffice for is first in the next poll', async () => {
		const ids = Array.from({ length: 8 }, openSession);
		const parameters = { ...watching(...ids), options: { maxConcurrency: 1 } };
		stage.sandbox.fault('result/', { latencyMs: 150 });
		const first = await stage.poll(parameters, { pollBudgetMs: 1_500 });
		const reached = stage.asked().length;
		expect(reached).toBeGreaterThan(0);
		expect(reached).toBeLessThan(8);

		stage.sandbox.clearFaults();
		await stage.poll(parameters, first);
		const inSecond = stage.asked().slice(reached);
		expect(inSecond).toEqual([...ids.slice(reached), ...ids.slice(0, reached)]);
	});

	it('without any time left nothing is asked for, and the sessions are learned', async () => {
		const [id = ''] = approved(1);
		const first = await stage.poll(watching(id), { pollBudgetMs: 0 });
		expect(first.items).toBeNull();
		expect(stage.asked()).toEqual([]);
		expect(toldBy(await stage.poll(watching(id), { staticData: first.staticData }))).toEqual([
			[id, 'approved'],
		]);
	});
});

describe('the state', () => {
	it('is one row per session, of less than 80 bytes', async () => {
		const [decided = ''] = approved(1);
		const [open, manual] = [openSession(), stage.sandbox.addSession({ outcome: 'manual' })];
		const { staticData, staticDataChanged } = await stage.poll(watching(decided, open, manual));
		const now = expect.any(Number);
		expect(staticData).toEqual({
			watched: [
				[decided, now, now, 'a'],
				[open, now, now, ''],
				[manual, now, now, 'm'],
			],
		});
		expect(staticDataChanged).toBe(true);
		expect(JSON.stringify(staticData).length).toBeLessThan(3 * 80);
	});

	it('is written when a session is only asked for, and n8n notices', async () => {
		const id = openSession();
		const staticData = stateOf([id, ago(HOUR), ago(10 * MINUTE), '']);
		const result = await stage.poll(watching(id), { staticData });
		expect(result.staticDataChanged).toBe(true);
		expect(rowsIn(result.staticData)[0]?.[2]).toBeGreaterThanOrEqual(ago(5));
	});

	it('is not written when there is nothing to watch', async () => {
		expect(await stage.poll({ sessionIds: '' })).toMatchObject({
			items: null,
			staticData: {},
			staticDataChanged: false,
		});
	});

	it('keeps what is final or expired, and for a day what left the source', async () => {
		const rows: Array<[string, number, number, string]> = [
			['final', ago(DAY), ago(HOUR), 'a'],
			['expired', ago(8 * DAY), ago(DAY), 'm'],
			['left', ago(DAY), ago(HOUR), 'a'],
		];
		const parameters = watching('final', 'expired');
		const results = await stage.pollTimes(2, parameters, { staticData: stateOf(...rows) });
		for (const { items, staticData } of results) {
			expect(items).toBeNull();
			expect(rowsIn(staticData).slice(0, 2)).toEqual(rows.slice(0, 2));
			expect(rowsIn(staticData)).toHaveLength(3);
		}
		expect(results.map(({ staticDataChanged }) => staticDataChanged)).toEqual([true, false]);
		stage.pass(DAY + HOUR);
		const { staticData } = await stage.poll(parameters, results[1]);
		expect(rowsIn(staticData)).toEqual(rows.slice(0, 2));
		expect(stage.asked()).toEqual([]);
	});

	it('may be rewound: the event repeats, and none is lost', async () => {
		const [id = ''] = approved(1);
		const before: IDataObject = stateOf([id, ago(HOUR), ago(10 * MINUTE), '']);
		const told = [
			await stage.poll(watching(id), { staticData: before }),
			await stage.poll(watching(id), { staticData: before }),
		];
		expect(told.map(toldBy)).toEqual([[[id, 'approved']], [[id, 'approved']]]);
	});
});
