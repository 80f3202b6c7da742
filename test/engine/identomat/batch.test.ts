import type { AuditEntry } from '../../../dev/sandbox';
import { sessionItems, setUpIdentomat } from './identomatFixture';

const fixture = setUpIdentomat();

const result = (options = {}) => ({
	resource: 'result',
	operation: 'get',
	sessionId: '={{ $json.sessionId }}',
	options,
});

const sessions = (count: number) =>
	Array.from({ length: count }, () => fixture.sandbox.addSession());

/** How many requests were under way at the same time, at most. */
function mostAtOnce(audit: AuditEntry[]): number {
	return Math.max(
		...audit.map(
			({ at }) =>
				audit.filter((other) => other.at <= at && at < (other.answeredAt ?? Infinity)).length,
		),
	);
}

/** Slows this session's requests down, so that others overtake them. */
const delay = (sessionId: string | undefined, latencyMs: number) =>
	fixture.sandbox.fault('result/*', {
		latencyMs,
		matches: ({ session_token }) => session_token === sessionId,
	});

const refuse = (sessionId: string | undefined) =>
	fixture.sandbox.fault('result/*', {
		code: 'invalidAccess',
		matches: ({ session_token }) => session_token === sessionId,
	});

it('keeps the order of the input when responses arrive in another order', async () => {
	const sessionIds = sessions(6);
	delay(sessionIds[0], 600);
	delay(sessionIds[2], 300);
	const { items } = await fixture.run(result({ maxConcurrency: 6 }), {
		items: sessionItems(...sessionIds),
	});
	expect(items.map(({ json, pairedItem }) => [json.sessionId, pairedItem])).toEqual(
		sessionIds.map((sessionId, item) => [sessionId, { item }]),
	);
	const answered = [...fixture.sandbox.audit].sort(
		(one, other) => Number(one.answeredAt) - Number(other.answeredAt),
	);
	expect(answered.at(-1)?.fields.session_token).toBe(sessionIds[0]);
});

it.each([
	['one item', { maxConcurrency: 1 }, 1],
	['three items', { maxConcurrency: 3 }, 3],
])('processes %s at a time', async (_, options, expected) => {
	fixture.sandbox.fault('result/', { latencyMs: 150 });
	const sessionIds = sessions(expected + 2);
	const { items } = await fixture.run(result(options), { items: sessionItems(...sessionIds) });
	expect(items).toHaveLength(sessionIds.length);
	expect(mostAtOnce(fixture.sandbox.audit)).toBe(expected);
});

it('starts with five items at a time and rises to 50 by default', async () => {
	fixture.sandbox.fault('result/', { latencyMs: 500, times: 5 });
	fixture.sandbox.fault('result/', { latencyMs: 1500, skip: 60 });
	const warnings: Error[] = [];
	const noteWarning = (warning: Error) => warnings.push(warning);
	process.on('warning', noteWarning);
	const sessionIds = sessions(125);
	const { items, hints } = await fixture.run(result(), {
		items: sessionItems(...sessionIds),
	});
	process.off('warning', noteWarning);
	expect(items.map(({ json }) => json.sessionId)).toEqual(sessionIds);
	const [first] = fixture.sandbox.audit;
	const atFirst = fixture.sandbox.audit.filter(({ at }) => at < Number(first?.answeredAt));
	expect(atFirst).toHaveLength(5);
	expect(mostAtOnce(fixture.sandbox.audit)).toBe(50);
	expect(hints).toEqual([]);
	// Such as of a leak: 50 requests listen for the end of one run.
	expect(warnings).toEqual([]);
}, 20_000);

it('processes at most ten items at a time when deleting', async () => {
	fixture.sandbox.fault('delete/', { latencyMs: 700, skip: 15 });
	const parameters = { ...result(), resource: 'session', operation: 'delete' };
	const { items } = await fixture.run(parameters, { items: sessionItems(...sessions(30)) });
	expect(items).toHaveLength(30);
	expect(mostAtOnce(fixture.sandbox.audit)).toBe(10);
});

it('finds the limit of the account, loses no item, and reports the limit', async () => {
	const most = 8;
	const isTooMuch = () => {
		const open = fixture.sandbox.audit.filter(({ answeredAt }) => answeredAt === null);
		// Those that were refused are answered at once; the one that is asked about is on the list.
		return open.length > most;
	};
	fixture.sandbox.fault('result/', { status: 429, matches: isTooMuch });
	fixture.sandbox.fault('result/', { latencyMs: 60 });
	const sessionIds = sessions(80);
	const { items, hints } = await fixture.run(result(), { items: sessionItems(...sessionIds) });
	expect(items.map(({ json }) => json.sessionId)).toEqual(sessionIds);
	const refused = fixture.sandbox.audit.filter(({ status }) => status === 429);
	expect(refused.length).toBeGreaterThan(0);
	expect(refused.length).toBeLessThanOrEqual(12);
	expect(hints).toEqual([
		expect.objectContaining({
			message: expect.stringMatching(
				/^Some requests were retried: \d+ × status 429\. Identomat took about \d+ requests (at a time|per second)\.$/,
			),
		}),
	]);
});

describe('when an item fails', () => {
	it('sends no requests for further items', async () => {
		const [first, failing, ...others] = sessions(6);
		refuse(failing);
		const { items, error, status } = await fixture.run(result({ maxConcurrency: 1 }), {
			items: sessionItems(String(first), String(failing), ...others),
		});
		expect(status).toBe('error');
		expect(items).toEqual([]);
		expect(error).toMatchObject({
			message: 'Session not found [item 1]',
			description: expect.stringContaining('"invalidAccess: refused as ordered"'),
			context: { itemIndex: 1 },
		});
		expect(fixture.sandbox.audit.map(({ fields }) => fields.session_token)).toEqual([
			first,
			failing,
		]);
	});

	it('sends no further requests for items in progress', async () => {
		const [failing, slow, never] = sessions(3);
		refuse(failing);
		delay(slow, 50);
		const { error } = await fixture.run(
			{ ...result({ maxConcurrency: 2 }), resource: 'media', operation: 'downloadAll' },
			{ items: sessionItems(String(failing), String(slow), String(never)) },
		);
		expect(error).toMatchObject({ context: { itemIndex: 0 } });

		// While this one is waited for, the slow item gets its answer and could go on.
		const [later] = sessions(1);
		delay(later, 200);
		await fixture.run(result(), { items: sessionItems(String(later)) });
		const asked = fixture.sandbox.audit.map(({ path, fields }) => [path, fields.session_token]);
		expect(asked).toHaveLength(3);
		expect(asked).toEqual(
			expect.arrayContaining([
				['result/card-front/', failing],
				['result/card-front/', slow],
				['result/', later],
			]),
		);
	});

	it('continues with the error in the item’s place if the workflow is set to', async () => {
		const [first, failing, last] = sessions(3);
		refuse(failing);
		const { items, status } = await fixture.run(result(), {
			items: sessionItems(String(first), String(failing), String(last)),
			onError: 'continueRegularOutput',
		});
		expect(status).toBe('success');
		expect(items).toEqual([
			{ json: expect.objectContaining({ sessionId: first }), pairedItem: { item: 0 } },
			{
				json: {
					error: 'Session not found',
					message: expect.stringMatching(
						/^Identomat said "invalidAccess: refused as ordered"\. Check 'Session ID'/,
					),
				},
				pairedItem: { item: 1 },
			},
			{ json: expect.objectContaining({ sessionId: last }), pairedItem: { item: 2 } },
		]);
	});

	it('passes it to the error output with its input', async () => {
		const [failing, last] = sessions(2);
		refuse(failing);
		const run = await fixture.run(result(), {
			items: sessionItems(String(failing), String(last), ' '),
			onError: 'continueErrorOutput',
		});
		expect(run.items.map(({ json, pairedItem }) => [json.sessionId, pairedItem])).toEqual([
			[last, { item: 1 }],
		]);
		expect(run.errorItems).toEqual([
			{
				json: {
					sessionId: failing,
					error: 'Session not found',
					message: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
			{
				json: { sessionId: ' ', error: "'Session ID' is empty", message: expect.any(String) },
				pairedItem: { item: 2 },
			},
		]);
	});
});
