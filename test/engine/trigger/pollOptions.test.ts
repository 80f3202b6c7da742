import type { INodeParameters } from 'n8n-workflow';

import { setUpTrigger, emittedBy, watching } from './triggerFixture';

const fixture = setUpTrigger();

const openSession = () => fixture.sandbox.addSession({ state: 'open' });

describe('the options of a poll', () => {
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
		const parameters = { ...watching(...fixture.approved(1)), options };
		expect((await fixture.pollError(parameters)).message).toContain(message);
		expect(fixture.requestedSessions()).toEqual([]);
	});

	it.each([
		['={{ "false" }}', false],
		['={{ false }} ', false],
		['={{ 0 }}', false],
		['={{ "TRUE " }}', true],
	])('reads %s of Simplify as the switch that is meant', async (simplify, isSimple) => {
		const { items } = await fixture.poll({ ...watching(...fixture.approved(1)), simplify });
		expect(items?.[0]?.json.fullName).toBe(isSimple ? 'Nino Sandadze' : undefined);
	});

	it.each(['={{ "no" }}', '={{ undefined }}', '={{ {} }}'])(
		'fails the poll for %s in Simplify instead of returning more',
		async (simplify) => {
			const error = await fixture.pollError({ ...watching(...fixture.approved(1)), simplify });
			expect(error.message).toMatch(/^'Simplify' (must be true or false|is empty)/);
		},
	);

	it.each([
		'={{ ["Approved"] }}',
		'={{ "approved, rejected " }}',
		'={{ ["manual-check", "APPROVED"] }}',
	])('reads the outcomes %s by any spelling', async (outcomes) => {
		const [id = ''] = fixture.approved(1);
		const result = await fixture.poll({ ...watching(id), outcomes });
		expect(emittedBy(result)).toEqual([[id, 'approved']]);
	});

	it.each(['={{ ["accepted"] }}', '={{ "in_progress" }}', '={{ { approved: true } }}'])(
		'fails the poll for the outcomes %s',
		async (outcomes) => {
			const error = await fixture.pollError({ ...watching(...fixture.approved(1)), outcomes });
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
			const ids = fixture.approved(7);
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
		const [id = ''] = fixture.approved(1);
		const first = await fixture.poll(watching(id), { pollBudgetMs: 0 });
		expect(first.items).toBeNull();
		expect(fixture.requestedSessions()).toEqual([]);
		expect(emittedBy(await fixture.poll(watching(id), { staticData: first.staticData }))).toEqual([
			[id, 'approved'],
		]);
	});
});
