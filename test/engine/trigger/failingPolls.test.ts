import type { IDataObject } from 'n8n-workflow';

import type { Fault } from '../../../dev/sandbox';
import { passTime } from '../../monotonicClock';
import type { PollOptions } from '../pollNode';
import {
	secondsAgo,
	HOUR,
	MINUTE,
	rowsIn,
	setUpTrigger,
	stateOf,
	emittedBy,
	watching,
} from './triggerFixture';

const fixture = setUpTrigger();

/** What an active workflow stored about its sessions besides times, by session. */
function detailsIn(workflow: PollOptions['workflow']) {
	const staticData = workflow?.staticData['node:Identomat Trigger'] as IDataObject;
	return rowsIn(staticData).map(([id, , , details]) => [id, details]);
}

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
		const [id = '', ...others] = fixture.approved(4);
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
	const [silent = '', ...others] = fixture.approved(3);
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
		const [known = '', fresh = ''] = fixture.approved(2);
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
		const error = await fixture.pollError(watching(...fixture.approved(20)), {
			pollBudgetMs: 1_500,
		});
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
		const [id = ''] = fixture.approved(1);
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
		await fixture.pollError({ ...watching(...fixture.approved(30)), options });
		expect(fixture.requestedSessions()).toHaveLength(calls);
	});

	it('checks a session behind twenty that fail', async () => {
		const [last = '', ...poisoned] = fixture.approved(21);
		fixture.faultFor(poisoned, { status: 500 });
		expect(emittedBy(await fixture.poll(watching(...poisoned, last)))).toEqual([
			[last, 'approved'],
		]);
	});

	it('does not end the poll for refusals between good responses', async () => {
		const ids = fixture.approved(50);
		const refused = ids.filter((_, index) => index % 2 === 0);
		fixture.faultFor(refused, { status: 403 });
		const { items } = await fixture.poll(watching(...ids));
		expect(items).toHaveLength(25);
		expect(fixture.requestedSessions()).toHaveLength(50);
	});

	it('ends the poll at a limit, and starts the next one with the sessions left', async () => {
		const ids = fixture.approved(30);
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
	const ids = fixture.approved(3);
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
