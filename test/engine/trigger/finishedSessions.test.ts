import type { IDataObject } from 'n8n-workflow';

import { simplifyResult } from '../../../nodes/api/results/simplifiedResult';
import type { Fault } from '../../../dev/sandbox';
import type { WatchedRow } from '../../../nodes/IdentomatTrigger/watchedSession';
import {
	secondsAgo,
	DAY,
	HOUR,
	MINUTE,
	rowsIn,
	setUpTrigger,
	stateOf,
	emittedBy,
	watching,
} from './triggerFixture';

const fixture = setUpTrigger();

const openSession = () => fixture.sandbox.addSession({ state: 'open' });

describe('emitted outcomes', () => {
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
		const [first = '', second = '', third = ''] = fixture.approved(3);
		const result = await fixture.poll({ sessionIds: `${third}, ${first}\n${second} ${first}` });
		expect(emittedBy(result)).toEqual([third, first, second].map((id) => [id, 'approved']));
		expect(fixture.requestedSessions()).toHaveLength(3);
	});

	it('accepts an array of IDs from an expression', async () => {
		const [id = ''] = fixture.approved(1);
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
		const [first = '', second = ''] = fixture.approved(2);
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
		const parameters = { ...watching(...fixture.approved(1)), outcomes: [] };
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
			const [id = ''] = fixture.approved(1);
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
		const [id = ''] = fixture.approved(1);
		const staticData = stateOf([id, secondsAgo(watched), secondsAgo(sinceAsked)]);
		const result = await fixture.poll(watching(id), { staticData });
		expect(fixture.requestedSessions()).toEqual(isAsked ? [id] : []);
		expect(emittedBy(result)).toEqual(isAsked ? [[id, 'approved']] : []);
		if (!isAsked) expect(result.staticData).toEqual(staticData);
	});

	it('stops checking a session after the days that the user set', async () => {
		const [expired = '', watched = ''] = fixture.approved(2);
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
			const [id = '', other = ''] = fixture.approved(2);
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
			const [id = ''] = fixture.approved(1);
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
		const [id = ''] = fixture.approved(1);
		fixture.faultFor([id], { code: 'notFound', times: 2 });
		const results = await fixture.pollRepeatedly(5, watching(id));
		expect(results.map(emittedBy)).toEqual([[], [], [], [[id, 'approved']], []]);
	});
});

describe('the state', () => {
	it('is one row of JSON per session, of at most 120 bytes', async () => {
		const [decided = ''] = fixture.approved(1);
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
		const [id = ''] = fixture.approved(1);
		const before: IDataObject = stateOf([id, secondsAgo(HOUR), secondsAgo(10 * MINUTE)]);
		const told = [
			await fixture.poll(watching(id), { staticData: before }),
			await fixture.poll(watching(id), { staticData: before }),
		];
		expect(told.map(emittedBy)).toEqual([[[id, 'approved']], [[id, 'approved']]]);
	});
});
