import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { simplifyResult } from '../../../nodes/api/results/simplifiedResult';
import type { Fault } from '../../../dev/sandbox';
import type { WatchedRow } from '../../../nodes/IdentomatTrigger/watchedSession';
import { passTime } from '../../monotonicClock';
import type { PollOptions } from '../pollNode';
import {
	secondsAgo,
	DAY,
	HOUR,
	MINUTE,
	rowsIn,
	setUpTrigger,
	stateOf,
	emittedBy,
} from './triggerFixture';

const fixture = setUpTrigger();

const watching = (...ids: string[]) => ({ sessionIds: ids.join('\n') });

/** New sessions that are decided. */
function approved(count: number): string[] {
	return Array.from({ length: count }, () => fixture.sandbox.addSession());
}

/** What an active workflow stored about its sessions besides times, by session. */
function detailsIn(workflow: PollOptions['workflow']) {
	const staticData = workflow?.staticData['node:Identomat Trigger'] as IDataObject;
	return rowsIn(staticData).map(([id, , , details]) => [id, details]);
}

const openSession = () => fixture.sandbox.addSession({ state: 'open' });

describe('what is emitted', () => {
	it.each([
		['approved', 'approved'],
		['Rejected', 'rejected'],
		['manual-check', 'manual_check'],
		['MANUAL CHECK', 'manual_check'],
		['disagreed_with_terms', 'disagreed'],
	])('emits a session that is "%s" as %s', async (word, outcome) => {
		const id = fixture.sandbox.addSession({ outcome: word });
		expect(emittedBy(await fixture.poll(watching(id)))).toEqual([[id, outcome]]);
	});

	it('emits nothing about a session in progress', async () => {
		const id = fixture.sandbox.addSession({ outcome: 'in_progress' });
		const { items, staticData } = await fixture.poll(watching(id));
		expect(items).toBeNull();
		expect(rowsIn(staticData)).toEqual([[id, expect.any(Number), expect.any(Number)]]);
		expect(fixture.requestedSessions()).toEqual([id]);
	});

	it('emits the simplified result, or the raw one with the outcome', async () => {
		const id = fixture.sandbox.addSession({ outcome: 'rejected' });
		const [simple] = (await fixture.poll(watching(id))).items ?? [];
		const [raw] = (await fixture.poll({ ...watching(id), simplify: false })).items ?? [];
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

	it('emits an item per session, in the order of the source, whatever separates the IDs', async () => {
		const [first = '', second = '', third = ''] = approved(3);
		const result = await fixture.poll({ sessionIds: `${third}, ${first}\n${second} ${first}` });
		expect(emittedBy(result)).toEqual([third, first, second].map((id) => [id, 'approved']));
		expect(fixture.requestedSessions()).toHaveLength(3);
	});

	it('accepts an array of IDs from an expression', async () => {
		const [id = ''] = approved(1);
		const result = await fixture.poll({ sessionIds: `={{ ["${id}"] }}` });
		expect(emittedBy(result)).toEqual([[id, 'approved']]);
	});

	it.each([
		['={{ undefined }}', 'is empty'],
		['={{ null }}', 'is empty'],
		['={{ { id: "a" } }}', 'must be a list of session IDs'],
		['={{ ["a", null] }}', 'holds something that is not a session ID'],
		['["a"', 'holds something that is not a session ID'],
		['id1;id2', 'holds something that is not a session ID'],
		['', 'is empty'],
		[' \n', 'is empty'],
		['[]', 'is empty'],
	])('fails the poll for the session IDs %j, and changes no state', async (sessionIds, problem) => {
		const staticData = stateOf([
			'kept-session',
			secondsAgo(HOUR),
			secondsAgo(0),
			{ outcome: 'approved' },
		]);
		const workflow = fixture.activate({ sessionIds }, staticData);
		expect(await fixture.pollError({ sessionIds }, { workflow })).toMatchObject({
			message: `'Session IDs' ${problem}`,
		});
		expect(workflow?.staticData).toEqual({ 'node:Identomat Trigger': staticData });
	});

	it.each(['={{ [] }}', '={{ "" }}'])(
		'accepts an expression without IDs for now (%s)',
		async (sessionIds) => {
			expect((await fixture.poll({ sessionIds })).items).toBeNull();
		},
	);

	it.each([
		(a: string, b: string) => `${a};${b}`,
		(a: string, b: string) => `"${a}", '${b}'`,
		(a: string, b: string) => `<https://id.example/?session_token=${a}> ${b}\u200b`,
		(a: string, b: string) => `https://id.example/?session_token=${a}|Ana | ${b}`,
	])('reads IDs between separators, quotes and link texts (%#)', async (write) => {
		const [first = '', second = ''] = approved(2);
		const result = await fixture.poll({ sessionIds: write(first, second) });
		expect(emittedBy(result)).toEqual([
			[first, 'approved'],
			[second, 'approved'],
		]);
	});

	it('emits only the chosen outcomes, and does not check a decided session again', async () => {
		const rejected = fixture.sandbox.addSession({ outcome: 'rejected' });
		const manual = fixture.sandbox.addSession({ outcome: 'manual_check' });
		const parameters = { ...watching(rejected, manual), outcomes: ['approved'] };
		const [first, second] = await fixture.pollRepeatedly(2, parameters);
		expect([first?.items, second?.items]).toEqual([null, null]);
		expect(fixture.requestedSessions()).toEqual([rejected, manual, manual]);

		fixture.sandbox.finish(manual, 'approved');
		const third = await fixture.poll(parameters, { staticData: second?.staticData });
		expect(emittedBy(third)).toEqual([[manual, 'approved']]);
	});

	it('fails the poll when no outcome is chosen', async () => {
		const parameters = { ...watching(...approved(1)), outcomes: [] };
		expect(await fixture.pollError(parameters)).toMatchObject({
			message: "'Outcomes' is empty",
			description: 'Choose at least one outcome that starts the workflow.',
		});
		expect(fixture.requestedSessions()).toEqual([]);
	});

	it('emits a manual check when it appears, and the decision later', async () => {
		const id = openSession();
		const first = await fixture.poll(watching(id));
		fixture.sandbox.finish(id, 'manual_check');
		const [second, third] = await fixture.pollRepeatedly(2, watching(id), first);
		fixture.sandbox.finish(id, 'rejected');
		const [fourth, fifth] = await fixture.pollRepeatedly(2, watching(id), third);
		const all = [first, second, third, fourth, fifth];
		expect(all.map((result) => result && emittedBy(result))).toEqual([
			[],
			[[id, 'manual_check']],
			[],
			[[id, 'rejected']],
			[],
		]);
		expect(fixture.requestedSessions()).toHaveLength(4);
	});

	it.each(['approved', 'rejected', 'disagreed'] as const)(
		'does not check a session stored as %s',
		async (outcome) => {
			const [id = ''] = approved(1);
			const staticData = stateOf([id, secondsAgo(DAY), secondsAgo(HOUR), { outcome }]);
			expect(await fixture.poll(watching(id), { staticData })).toMatchObject({
				items: null,
				staticData,
				staticDataChanged: false,
			});
			expect(fixture.requestedSessions()).toEqual([]);
		},
	);
});

describe('how often a session is checked', () => {
	it.each([
		['young, however soon the poll comes', 9 * MINUTE, 0, true],
		['young, though checked after a long time', 9 * MINUTE, 1, true],
		['an hour old, checked less than six minutes ago', HOUR, 4 * MINUTE, false],
		['an hour old, checked six minutes ago', HOUR, 6 * MINUTE, true],
		['five hours old, checked 14 minutes ago', 5 * HOUR, 14 * MINUTE, false],
		['five hours old, checked a quarter of an hour ago', 5 * HOUR, 15 * MINUTE, true],
		['three days old, checked 14 minutes ago', 3 * DAY, 14 * MINUTE, false],
		['three days old, checked a quarter of an hour ago', 3 * DAY, 15 * MINUTE, true],
		['expired-session', 7 * DAY + MINUTE, 2 * HOUR, false],
		['not yet expired', 7 * DAY - MINUTE, 2 * HOUR, true],
		['expired and never checked', 8 * DAY, secondsAgo(0), true],
		['expired and not checked for days, since n8n did not run', 8 * DAY, 3 * DAY, true],
	])('%s', async (_, watched, sinceAsked, isAsked) => {
		const [id = ''] = approved(1);
		const staticData = stateOf([id, secondsAgo(watched), secondsAgo(sinceAsked)]);
		const result = await fixture.poll(watching(id), { staticData });
		expect(fixture.requestedSessions()).toEqual(isAsked ? [id] : []);
		expect(emittedBy(result)).toEqual(isAsked ? [[id, 'approved']] : []);
		if (!isAsked) expect(result.staticData).toEqual(staticData);
	});

	it('stops checking a session after the days that the user set', async () => {
		const [expired = '', watched = ''] = approved(2);
		const staticData = stateOf(
			[expired, secondsAgo(3 * DAY + MINUTE), secondsAgo(DAY)],
			[watched, secondsAgo(3 * DAY - MINUTE), secondsAgo(DAY)],
		);
		const options = { stopWatchingAfterDays: 3 };
		const result = await fixture.poll({ ...watching(expired, watched), options }, { staticData });
		expect(emittedBy(result)).toEqual([[watched, 'approved']]);
		expect(fixture.requestedSessions()).toEqual([watched]);
		expect(rowsIn(result.staticData)[0]).toEqual(rowsIn(staticData)[0]);
	});
});

describe('a session that Identomat does not know', () => {
	const reasons: Array<[string, Fault, string]> = [
		['argumentError', { code: 'argumentError' }, 'argumentError: refused as ordered'],
		['notFound', { code: 'notFound' }, 'notFound: refused as ordered'],
		['invalidAccess', { code: 'invalidAccess' }, 'invalidAccess: refused as ordered'],
	];

	it.each(reasons)(
		'is checked less and less often after %s, and emitted once its result can be read',
		async (_, fault) => {
			const [id = '', other = ''] = approved(2);
			fixture.faultFor([id], fault);
			const results = await fixture.pollRepeatedly(16, watching(id, other));
			expect(results.flatMap(emittedBy)).toEqual([[other, 'approved']]);
			expect(fixture.requestedSessions().filter((asked) => asked === id)).toHaveLength(5);

			fixture.sandbox.clearFaults();
			fixture.advanceClock(HOUR);
			expect(emittedBy(await fixture.poll(watching(id, other), results.at(-1)))).toEqual([
				[id, 'approved'],
			]);
		},
	);

	it.each(reasons)(
		'is emitted with the reason %s after an hour, once, with Include Unavailable',
		async (_, fault, reason) => {
			const [id = ''] = approved(1);
			fixture.faultFor([id], fault);
			const parameters = { ...watching(id), options: { includeUnavailable: true } };
			const results = await fixture.pollRepeatedly(130, parameters);
			const json = { sessionId: id, outcome: 'unavailable', finished: false, reason };
			expect(results.map(({ items }) => items).filter(Boolean)).toEqual([[{ json }]]);
			expect(results[63]?.items).toEqual([{ json }]);

			fixture.sandbox.clearFaults();
			fixture.advanceClock(HOUR);
			expect(emittedBy(await fixture.poll(parameters, results.at(-1)))).toEqual([[id, 'approved']]);
		},
	);

	it('is emitted when Identomat knows it again', async () => {
		const [id = ''] = approved(1);
		fixture.faultFor([id], { code: 'notFound', times: 2 });
		const results = await fixture.pollRepeatedly(5, watching(id));
		expect(results.map(emittedBy)).toEqual([[], [], [], [[id, 'approved']], []]);
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
	it('does not delay other sessions, and the session is emitted when it has passed', async () => {
		const [id = '', ...others] = approved(4);
		fixture.faultFor([id], fault);
		const parameters = { ...watching(id, ...others), options: { maxConcurrency: 1 } };
		const first = await fixture.poll(parameters);
		expect(emittedBy(first)).toEqual(others.map((other) => [other, 'approved']));
		expect(rowsIn(first.staticData)[0]?.[3]).toEqual({ fails: 1 });

		fixture.sandbox.clearFaults();
		expect(emittedBy(await fixture.poll(parameters, first))).toEqual([[id, 'approved']]);
	});
});

it('leaves time for other sessions if one does not respond', async () => {
	const [silent = '', ...others] = approved(3);
	fixture.faultFor([silent], { latencyMs: 60_000 });
	const parameters = { ...watching(silent, ...others), options: { maxConcurrency: 1 } };
	const result = await fixture.poll(parameters, { pollBudgetMs: 3_000 });
	expect(emittedBy(result)).toEqual(others.map((other) => [other, 'approved']));
});

describe('when every request fails for a reason of the account', () => {
	const CREDENTIAL = { cause: 'credential-invalid' };
	const LATER = { cause: 'temporarily-unavailable', retryAfterMs: undefined };

	it.each<[string, Fault, object]>([
		[
			'HTTP 401',
			{ status: 401 },
			{ message: 'Invalid company key', httpCode: '401', failure: CREDENTIAL },
		],
		[
			'HTTP 403',
			{ status: 403, body: 'not for this company' },
			{
				message: "Your account doesn't have access to this",
				httpCode: '403',
				failure: CREDENTIAL,
			},
		],
		[
			'companyMissing',
			{ code: 'companyMissing' },
			{ message: 'Invalid company key', httpCode: '200', failure: CREDENTIAL },
		],
		[
			'an argumentError that names the key',
			{ body: { argumentError: 'company_key is not valid' } },
			{
				message: 'Invalid company key',
				description:
					'Identomat said "argumentError: company_key is not valid". Check \'Company Key\' in the credential.',
				failure: CREDENTIAL,
			},
		],
		[
			'HTTP 429',
			{ status: 429, headers: { 'retry-after': '7' } },
			{
				message: 'Too many requests. Try again later.',
				httpCode: '429',
				failure: { cause: 'rate-limited', retryAfterMs: 7_000 },
			},
		],
		[
			'HTTP 500',
			{ status: 500 },
			{ message: 'Identomat is currently unavailable', httpCode: '500', failure: LATER },
		],
		[
			'HTTP 503',
			{ status: 503, headers: { 'retry-after': '11' } },
			{
				message: 'Identomat is currently unavailable',
				httpCode: '503',
				failure: { cause: 'temporarily-unavailable', retryAfterMs: 11_000 },
			},
		],
	])('fails the poll after %s, and moves the checked sessions back', async (_, fault, error) => {
		const [known = '', fresh = ''] = approved(2);
		const staticData = stateOf([
			known,
			secondsAgo(HOUR),
			secondsAgo(30 * MINUTE),
			{ emitted: 'manual' },
		]);
		fixture.sandbox.fault('result/', fault);
		const workflow = fixture.activate(watching(known, fresh), staticData);
		expect(await fixture.pollError(watching(known, fresh), { workflow })).toMatchObject(error);
		expect(detailsIn(workflow)).toEqual([
			[known, { emitted: 'manual', fails: 1 }],
			[fresh, { fails: 1 }],
		]);
		expect(fixture.requestedSessions()).toEqual([known, fresh]);

		fixture.sandbox.clearFaults();
		// A limit that was met holds back the requests of the next poll, too.
		passTime(30_000);
		const healed = await fixture.poll(watching(known, fresh), { workflow });
		expect(emittedBy(healed)).toEqual([
			[known, 'approved'],
			[fresh, 'approved'],
		]);
	});

	it('fails the poll if nothing listens', async () => {
		const credentials = {
			identomatApi: { companyKey: 'invented-key', widgetUrl: 'http://127.0.0.1:1' },
		};
		expect(
			await fixture.pollError(watching('session-one', 'session-two'), { credentials }),
		).toMatchObject({
			message: 'Could not connect to Identomat at 127.0.0.1:1: connection refused',
			failure: LATER,
		});
	});

	it('fails the poll within its time budget if no session responds', async () => {
		fixture.sandbox.fault('result/', { latencyMs: 60_000 });
		const error = await fixture.pollError(watching(...approved(20)), { pollBudgetMs: 1_500 });
		expect(error.message).toMatch(
			/^(Identomat at 127\.0\.0\.1:\d+ did not respond in time|Request canceled: .*)$/,
		);
		expect(error.failure).toEqual(LATER);
		expect(fixture.requestedSessions()).toHaveLength(5);
	});

	it('fails the first poll with a wrong company key though there is no session to check yet', async () => {
		const { widgetUrl, externalApiUrl } = fixture.sandbox;
		const wrong = { companyKey: 'another-invented-key', widgetUrl, externalApiUrl };
		const parameters = { sessionIds: '={{ [] }}' };
		const credentials = { identomatApi: wrong };
		const workflow = fixture.activate(parameters);
		expect(await fixture.pollError(parameters, { workflow, credentials })).toMatchObject({
			failure: CREDENTIAL,
		});
		expect(workflow?.staticData['node:Identomat Trigger'] ?? {}).toEqual({});
	});

	it.each([{ status: 403 }, { status: 503 }, { code: 'paymentNeeded' }, { reset: true }])(
		'does not fail a first poll without sessions for %j from the list that verifies the key',
		async (fault) => {
			fixture.sandbox.fault('list-screening-monitoring-records', fault);
			expect((await fixture.poll({ sessionIds: '={{ [] }}' })).items).toBeNull();
		},
	);

	it('gives up no session for a wrong company key, however often it polls', async () => {
		const [id = ''] = approved(1);
		const wrong = {
			identomatApi: { companyKey: 'another-invented-key', widgetUrl: fixture.sandbox.widgetUrl },
		};
		const workflow = fixture.activate(watching(id));
		for (let time = 0; time < 8; time++) {
			const error = await fixture.pollError(watching(id), { workflow, credentials: wrong });
			expect(error).toMatchObject({
				message: 'Invalid company key',
				failure: CREDENTIAL,
			});
			fixture.advanceClock(10 * MINUTE);
		}
		expect(emittedBy(await fixture.poll(watching(id), { workflow }))).toEqual([[id, 'approved']]);
	});

	it.each([
		['HTTP 401', { status: 401 }, 20],
		['HTTP 429', { status: 429 }, 5],
		['HTTP 500', { status: 500 }, 30],
	])('ends a poll of 30 sessions early after %s', async (_, fault, calls) => {
		fixture.sandbox.fault('result/', fault);
		const options = { maxConcurrency: 1 };
		await fixture.pollError({ ...watching(...approved(30)), options });
		expect(fixture.requestedSessions()).toHaveLength(calls);
	});

	it('checks a session behind twenty that fail', async () => {
		const [last = '', ...poisoned] = approved(21);
		fixture.faultFor(poisoned, { status: 500 });
		expect(emittedBy(await fixture.poll(watching(...poisoned, last)))).toEqual([
			[last, 'approved'],
		]);
	});

	it('does not end the poll for refusals between good responses', async () => {
		const ids = approved(50);
		const refused = ids.filter((_, index) => index % 2 === 0);
		fixture.faultFor(refused, { status: 403 });
		const { items } = await fixture.poll(watching(...ids));
		expect(items).toHaveLength(25);
		expect(fixture.requestedSessions()).toHaveLength(50);
	});

	it('ends the poll at a limit, and starts the next one with the sessions left', async () => {
		const ids = approved(30);
		fixture.sandbox.fault('result/', { status: 429, skip: 4 });
		const parameters = { ...watching(...ids), options: { maxConcurrency: 1 } };
		const first = await fixture.poll(parameters);
		expect(emittedBy(first)).toHaveLength(4);
		expect(fixture.requestedSessions()).toHaveLength(9);

		fixture.sandbox.reset();
		passTime(11 * 60_000);
		fixture.sandbox.fault('result/', { body: { result: 'in_progress' } });
		await fixture.poll(parameters, first);
		expect(fixture.requestedSessions()).toEqual([...ids.slice(9), ...ids.slice(4, 9)]);
	});
});

it('does not fail the poll for refusals of single sessions', async () => {
	const ids = approved(3);
	fixture.faultFor(ids.slice(0, 2), { code: 'notFound' });
	fixture.faultFor(ids.slice(2), { status: 503 });
	const { items, staticData } = await fixture.poll(watching(...ids));
	expect(items).toBeNull();
	expect(rowsIn(staticData).map(([id, , , details]) => [id, details])).toEqual([
		[ids[0], { refused: [1, 0] }],
		[ids[1], { refused: [1, 0] }],
		[ids[2], { fails: 1 }],
	]);
});

describe('options', () => {
	it.each<[INodeParameters, string]>([
		[{ maxConcurrency: '={{ 2.5 }}' }, "'Max Concurrency' must be a whole number from 1"],
		[{ maxConcurrency: '={{ "many" }}' }, "'Max Concurrency' must be a whole number from 1"],
		[{ maxConcurrency: 0 }, "'Max Concurrency' must be a whole number from 1"],
		[{ longestPauseMinutes: '={{ "abc" }}' }, "'Max Polling Interval (Minutes)' must be"],
		[{ longestPauseMinutes: 0 }, "'Max Polling Interval (Minutes)' must be a number from 1"],
		[{ stopWatchingAfterDays: -1 }, "'Stop Watching After (Days)' must be a number from 0"],
		[{ tellAgainAfterMinutes: '={{ {} }}' }, "'Trigger Again After (Minutes)' must be"],
		[{ includeUnavailable: '={{ "no" }}' }, "'Include Unavailable' must be true or false"],
	])('fails the poll for the options %j', async (options, message) => {
		const parameters = { ...watching(...approved(1)), options };
		expect((await fixture.pollError(parameters)).message).toContain(message);
		expect(fixture.requestedSessions()).toEqual([]);
	});

	it.each([
		['={{ "false" }}', false],
		['={{ false }} ', false],
		['={{ 0 }}', false],
		['={{ "TRUE " }}', true],
	])('reads %s of Simplify as the switch that is meant', async (simplify, isSimple) => {
		const { items } = await fixture.poll({ ...watching(...approved(1)), simplify });
		expect(items?.[0]?.json.fullName).toBe(isSimple ? 'Nino Sandadze' : undefined);
	});

	it.each(['={{ "no" }}', '={{ undefined }}', '={{ {} }}'])(
		'fails the poll for %s in Simplify instead of returning more',
		async (simplify) => {
			const error = await fixture.pollError({ ...watching(...approved(1)), simplify });
			expect(error.message).toMatch(/^'Simplify' (must be true or false|is empty)/);
		},
	);

	it.each([
		'={{ ["Approved"] }}',
		'={{ "approved, rejected " }}',
		'={{ ["manual-check", "APPROVED"] }}',
	])('reads the outcomes %s by any spelling', async (outcomes) => {
		const [id = ''] = approved(1);
		const result = await fixture.poll({ ...watching(id), outcomes });
		expect(emittedBy(result)).toEqual([[id, 'approved']]);
	});

	it.each(['={{ ["accepted"] }}', '={{ "in_progress" }}', '={{ { approved: true } }}'])(
		'fails the poll for the outcomes %s',
		async (outcomes) => {
			const error = await fixture.pollError({ ...watching(...approved(1)), outcomes });
			expect(error.message).toContain("'Outcomes'");
		},
	);

	it.each([
		[1, 1],
		[3, 3],
		['={{ " 2 " }}', 2],
		[undefined, 5],
	])(
		'checks with Max Concurrency %s at most %d sessions at a time',
		async (maxConcurrency, expected) => {
			const ids = approved(7);
			fixture.sandbox.fault('result/', { latencyMs: 30 });
			await fixture.poll({ ...watching(...ids), options: { maxConcurrency } });
			const { audit } = fixture.sandbox;
			const open = audit.map(
				({ at }) => audit.filter((other) => other.at <= at && (other.answeredAt ?? at) > at).length,
			);
			expect(audit).toHaveLength(7);
			expect(Math.max(...open)).toBe(expected);
		},
	);

	it('starts with the sessions that the previous poll did not reach', async () => {
		const ids = Array.from({ length: 8 }, openSession);
		const parameters = { ...watching(...ids), options: { maxConcurrency: 1 } };
		fixture.sandbox.fault('result/', { latencyMs: 150 });
		const first = await fixture.poll(parameters, { pollBudgetMs: 1_500 });
		const reached = fixture.requestedSessions().length;
		expect(reached).toBeGreaterThan(0);
		expect(reached).toBeLessThan(8);

		fixture.sandbox.clearFaults();
		await fixture.poll(parameters, first);
		const inSecond = fixture.requestedSessions().slice(reached);
		expect(inSecond).toEqual([...ids.slice(reached), ...ids.slice(0, reached)]);
	});

	it('stores the sessions without a request if no time is left', async () => {
		const [id = ''] = approved(1);
		const first = await fixture.poll(watching(id), { pollBudgetMs: 0 });
		expect(first.items).toBeNull();
		expect(fixture.requestedSessions()).toEqual([]);
		expect(emittedBy(await fixture.poll(watching(id), { staticData: first.staticData }))).toEqual([
			[id, 'approved'],
		]);
	});
});

describe('the state', () => {
	it('is one row of JSON per session, of at most 120 bytes', async () => {
		const [decided = ''] = approved(1);
		const [open, manual] = [openSession(), fixture.sandbox.addSession({ outcome: 'manual' })];
		const { staticData, staticDataChanged } = await fixture.poll(watching(decided, open, manual));
		const now = expect.any(Number);
		expect(staticData).toEqual({
			watched: [
				[decided, now, now, { outcome: 'approved' }],
				[open, now, now],
				[manual, now, now, { emitted: 'manual' }],
			],
		});
		expect(staticDataChanged).toBe(true);
		expect(JSON.stringify(staticData).length).toBeLessThan(3 * 120);
	});

	it('is written after each check, and n8n notices', async () => {
		const id = openSession();
		const staticData = stateOf([id, secondsAgo(HOUR), secondsAgo(10 * MINUTE)]);
		const result = await fixture.poll(watching(id), { staticData });
		expect(result.staticDataChanged).toBe(true);
		expect(rowsIn(result.staticData)[0]?.[2]).toBeGreaterThanOrEqual(secondsAgo(5));
	});

	it('is not written again if there is nothing to watch', async () => {
		const [first, second] = await fixture.pollRepeatedly(2, { sessionIds: '={{ [] }}' });
		expect(first).toMatchObject({ items: null, staticData: { watched: [] } });
		expect(second).toMatchObject({ items: null, staticDataChanged: false });
	});

	it('keeps final and expired sessions, and for a day those that left the source', async () => {
		const rows: WatchedRow[] = [
			['final-session', secondsAgo(DAY), secondsAgo(HOUR), { outcome: 'approved' }],
			['expired-session', secondsAgo(8 * DAY), secondsAgo(DAY), { emitted: 'manual' }],
			['left-session', secondsAgo(DAY), secondsAgo(HOUR), { outcome: 'approved' }],
		];
		const parameters = watching('final-session', 'expired-session');
		const results = await fixture.pollRepeatedly(2, parameters, { staticData: stateOf(...rows) });
		for (const { items, staticData } of results) {
			expect(items).toBeNull();
			expect(rowsIn(staticData).slice(0, 2)).toEqual(rows.slice(0, 2));
			expect(rowsIn(staticData)).toHaveLength(3);
		}
		expect(results.map(({ staticDataChanged }) => staticDataChanged)).toEqual([true, false]);
		fixture.advanceClock(DAY + HOUR);
		const { staticData } = await fixture.poll(parameters, results[1]);
		expect(rowsIn(staticData)).toEqual(rows.slice(0, 2));
		expect(fixture.requestedSessions()).toEqual([]);
	});

	it('can be rewound: outcomes are emitted again, and none is lost', async () => {
		const [id = ''] = approved(1);
		const before: IDataObject = stateOf([id, secondsAgo(HOUR), secondsAgo(10 * MINUTE)]);
		const told = [
			await fixture.poll(watching(id), { staticData: before }),
			await fixture.poll(watching(id), { staticData: before }),
		];
		expect(told.map(emittedBy)).toEqual([[[id, 'approved']], [[id, 'approved']]]);
	});
});
