import type { INode, INodeExecutionData, INodeTypes } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { Identomat } from '../../../nodes/Identomat/Identomat.node';

import { sessionItems, setUpIdentomat, type RunSetup } from './identomatFixture';

const fixture = setUpIdentomat();

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const wait = (parameters = {}) => ({
	resource: 'result',
	operation: 'wait',
	sessionId: '={{ $json.sessionId }}',
	...parameters,
});

const open = () => fixture.sandbox.addSession({ state: 'open' });

/** An execution that waits for these sessions. */
const startWaiting = async (sessionIds: string[], parameters = {}, setup: RunSetup = {}) => {
	const run = await fixture.run(wait(parameters), { items: sessionItems(...sessionIds), ...setup });
	expect(run.status).toBe('waiting');
	return run.waiting!;
};

const askedFor = () => fixture.sandbox.audit.map(({ fields }) => fields.session_token);

const rows = (items: INodeExecutionData[] = []) =>
	items.map(({ json: { sessionId, outcome, timedOut }, pairedItem }) => [
		sessionId,
		outcome,
		timedOut,
		pairedItem,
	]);

it('continues immediately if all sessions are finished', async () => {
	const outcomes = ['approved', 'rejected', 'manual_check'];
	const sessions = outcomes.map((outcome) => fixture.sandbox.addSession({ outcome }));
	const { status, items } = await fixture.run(wait(), { items: sessionItems(...sessions) });
	expect(status).toBe('success');
	expect(rows(items)).toEqual(sessions.map((id, item) => [id, outcomes[item], false, { item }]));
	expect(Object.keys(items[0] ?? {})).toEqual(['json', 'pairedItem']);
});

it('returns the row of Get and whether the limit was reached', async () => {
	const sessionId = fixture.sandbox.addSession();
	for (const simplify of [true, false]) {
		const got = await fixture.run({ resource: 'result', operation: 'get', sessionId, simplify });
		const { items } = await fixture.run(wait({ sessionId, simplify }));
		expect(items[0]?.json).toEqual({ ...got.items[0]?.json, timedOut: false });
	}
});

it('returns only the chosen fields and those needed to lead an item back into the node', async () => {
	const sessionId = open();
	const waiting = await startWaiting([sessionId], { options: { fields: ['outcome', 'fullName'] } });
	expect((await waiting.reachLimit()).items[0]?.json).toMatchObject({ timedOut: true });
	fixture.sandbox.finish(sessionId);
	expect((await waiting.callResumeUrl()).resumed?.items.map(({ json }) => json)).toEqual([
		{
			sessionId,
			outcome: 'approved',
			finished: true,
			fullName: 'Nino Sandadze',
			timedOut: false,
		},
	]);
});

it('waits until all sessions are finished, however many resume requests come, by any method', async () => {
	const [done, first, second] = [fixture.sandbox.addSession(), open(), open()];
	const waiting = await startWaiting([first, done, second]);
	const early = [() => {}, () => fixture.sandbox.finish(first, 'rejected')];
	for (const happens of early) {
		happens();
		for (const method of ['GET', 'POST']) {
			const { answer, resumed } = await waiting.callResumeUrl({ method });
			expect(answer).toMatchObject({ status: 200 });
			expect(answer?.body).toContain('checking your details');
			expect(resumed).toBeUndefined();
		}
	}
	fixture.sandbox.finish(second);
	const { answer, resumed } = await waiting.callResumeUrl();
	expect(answer?.body).toContain('Thank you');
	expect(rows(resumed?.items)).toEqual([
		[first, 'rejected', false, { item: 0 }],
		[done, 'approved', false, { item: 1 }],
		[second, 'approved', false, { item: 2 }],
	]);
});

it('ignores the content of a resume request', async () => {
	const sessionId = open();
	const waiting = await startWaiting([sessionId]);
	const bodies = [
		{ sessionId, outcome: 'approved', finished: true },
		[{ json: { sessionId, outcome: 'approved' } }],
		JSON.parse('{"__proto__": {"finished": true}}'),
		'{{ $json }}',
		null,
	];
	for (const body of bodies) {
		const { answer, resumed } = await waiting.callResumeUrl({ method: 'POST', body });
		expect([answer?.status, resumed]).toEqual([200, undefined]);
	}
});

it.each([
	['refuses', { body: { argumentError: 'session_token' } }],
	['refuses the key', { status: 401 }],
	['fails', { status: 500 }],
	['answers with a web page', { body: '<html>' }],
	['breaks off', { reset: true }],
])('keeps waiting when Identomat %s at a resume request', async (_, fault) => {
	const sessionId = open();
	const waiting = await startWaiting([sessionId]);
	fixture.sandbox.finish(sessionId);
	fixture.sandbox.fault('result/', fault);
	const failed = await waiting.callResumeUrl();
	expect(failed.answer).toMatchObject({ status: 200 });
	expect(failed.resumed).toBeUndefined();
	fixture.sandbox.clearFaults();
	expect(rows((await waiting.callResumeUrl()).resumed?.items)).toEqual([
		[sessionId, 'approved', false, { item: 0 }],
	]);
});

it('continues if a finished session has been deleted since', async () => {
	const { sandbox } = fixture;
	const [done, late] = [sandbox.addSession({ outcome: 'rejected' }), open()];
	const waiting = await startWaiting([done, late]);
	sandbox.finish(late);
	await fixture.run({ resource: 'session', operation: 'delete', sessionId: done });
	expect(rows((await waiting.callResumeUrl()).resumed?.items)).toEqual([
		[done, 'rejected', false, { item: 0 }],
		[late, 'approved', false, { item: 1 }],
	]);
});

it('requests the open sessions first at a resume request, and no more than needed', async () => {
	const done = Array.from({ length: 20 }, () => fixture.sandbox.addSession());
	const late = open();
	const waiting = await startWaiting([...done, late], { options: { maxConcurrency: 1 } });
	fixture.sandbox.audit.length = 0;
	await waiting.callResumeUrl();
	expect(askedFor()[0]).toBe(late);
	expect(askedFor().length).toBeLessThan(done.length);
});

it('sends the extra fields of the item again', async () => {
	const sessionId = open();
	const extraFields = '={{ { company: $json.sessionId } }}';
	fixture.sandbox.fault('result/', { body: { result: 'in_progress' } });
	const waiting = await startWaiting([sessionId], { options: { extraFields } });
	await waiting.callResumeUrl();
	expect(fixture.sandbox.audit.map(({ fields }) => fields)).toEqual([
		{ session_token: sessionId, company: sessionId },
		{ session_token: sessionId, company: sessionId },
	]);
});

it('keeps waiting for an unknown word', async () => {
	const waiting = await startWaiting([fixture.sandbox.addSession({ outcome: 'postponed' })]);
	expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
});

describe('the limit', () => {
	it('returns final results from before the wait, and all others as unknown', async () => {
		const [done, late] = [fixture.sandbox.addSession({ outcome: 'rejected' }), open()];
		const waiting = await startWaiting([done, late]);
		fixture.sandbox.finish(late);
		const { status, items } = await waiting.reachLimit();
		expect(status).toBe('success');
		expect(rows(items)).toEqual([
			[done, 'rejected', false, { item: 0, input: undefined }],
			[late, null, true, { item: 1, input: undefined }],
		]);
		const [known, unknown] = items.map(({ json }) => json);
		expect(Object.keys(unknown ?? {})).toEqual(Object.keys(known ?? {}));
		const nulls = Object.fromEntries(Object.keys(known ?? {}).map((key) => [key, null]));
		expect(unknown).toEqual({ ...nulls, sessionId: late, finished: false, timedOut: true });
	});

	it('returns no fields of Identomat for an open session', async () => {
		const sessionId = open();
		const waiting = await startWaiting([sessionId], { simplify: false });
		expect((await waiting.reachLimit()).items[0]?.json).toEqual({
			sessionId,
			outcome: null,
			finished: false,
			timedOut: true,
		});
	});

	it.each([
		[{}, DAY],
		[{ limitAmount: 2, limitUnit: 'minutes' }, 2 * MINUTE],
		[{ limitAmount: '={{ "1.5" }}', limitUnit: 'hours' }, 90 * MINUTE],
		[{ limitAmount: 3650, limitUnit: 'days' }, 3650 * DAY],
	])('of %j is applied', async (parameters, milliseconds) => {
		const before = Date.now();
		const { waitTill } = await fixture.run(wait(parameters), { items: sessionItems(open()) });
		const lasts = Number(waitTill) - before;
		expect(lasts).toBeGreaterThanOrEqual(milliseconds);
		expect(lasts).toBeLessThan(milliseconds + MINUTE);
	});

	it('is the longest of all items', async () => {
		const before = Date.now();
		const { waitTill } = await fixture.run(
			wait({ limitAmount: '={{ [2, 4, 3][$itemIndex] }}', limitUnit: 'hours' }),
			{ items: sessionItems(open(), open(), open()) },
		);
		expect(Math.round((Number(waitTill) - before) / (60 * MINUTE))).toBe(4);
	});

	it.each([
		[1.9, 'minutes', "'Wait at Most' must be two minutes or more"],
		[0.001, 'days', "'Wait at Most' must be two minutes or more"],
		[0, 'days', "'Wait at Most' must be a number above 0"],
		[-1, 'days', "'Wait at Most' must be a number above 0"],
		['={{ "soon" }}', 'days', "'Wait at Most' must be a number above 0"],
		['={{ "" }}', 'days', "'Wait at Most' must be a number above 0"],
		['={{ null }}', 'days', "'Wait at Most' must be a number above 0"],
		['={{ [5] }}', 'days', "'Wait at Most' must be a number above 0"],
		[1e9, 'days', "'Wait at Most' must be ten years or less"],
	])('of %j %s is refused before any request', async (limitAmount, limitUnit, message) => {
		const run = await fixture.run(wait({ limitAmount, limitUnit }), {
			items: sessionItems(open()),
		});
		expect(run.error?.message).toContain(message);
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('is reported as too long if the workflow has a shorter one', async () => {
		const items = sessionItems(open());
		const run = async (executionTimeout: number) =>
			await fixture.run(wait({ limitUnit: 'hours' }), {
				items,
				shape: { settings: { executionTimeout } },
			});
		expect((await run(3000)).hints).toEqual([
			expect.objectContaining({ message: expect.stringContaining('3000 seconds is shorter') }),
		]);
		for (const seconds of [-1, 4000]) expect((await run(seconds)).hints).toEqual([]);
	});
});

describe('an item that fails at first', () => {
	it('ends the run before it waits', async () => {
		const { error, status } = await fixture.run(wait(), {
			items: sessionItems(open(), 'deleted-session'),
		});
		expect(status).toBe('error');
		expect(error).toMatchObject({
			message: 'Session not found [item 1]',
			description: expect.stringContaining('SESSION_NOT_FOUND'),
			context: { itemIndex: 1 },
		});
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'does not stop the others with %s',
		async (onError) => {
			const late = open();
			const waiting = await startWaiting(['deleted-session', late], {}, { onError });
			expect((await waiting.callResumeUrl()).resumed).toBeUndefined();
			const message = 'Session not found';
			const atLimit = await waiting.reachLimit();
			fixture.sandbox.finish(late);
			const { resumed: afterReturn } = await waiting.callResumeUrl();
			for (const [resumed, timedOut] of [
				[afterReturn, false],
				[atLimit, true],
			] as const) {
				const all = [...(resumed?.items ?? []), ...(resumed?.errorItems ?? [])];
				const failed = all.filter(({ json }) => json.error === message);
				expect(failed).toMatchObject([{ pairedItem: { item: 0 } }]);
				expect(all).toHaveLength(2);
				const others = all.filter(({ json }) => json.sessionId === late);
				expect(others).toMatchObject([{ json: { timedOut }, pairedItem: { item: 1 } }]);
				expect(resumed?.errorItems).toHaveLength(onError === 'continueErrorOutput' ? 1 : 0);
			}
		},
	);

	it('continues immediately if no other session is left', async () => {
		const done = fixture.sandbox.addSession();
		const run = await fixture.run(wait(), {
			items: sessionItems('deleted-session', done),
			onError: 'continueRegularOutput',
		});
		expect(run.status).toBe('success');
		expect(run.items).toMatchObject([{ json: { error: expect.any(String) } }, {}]);
	});
});

describe('the page', () => {
	const pageOf = async (options: Record<string, string>) => {
		const waiting = await startWaiting([open()], { options });
		return (await waiting.callResumeUrl()).answer!;
	};

	it('loads nothing from other servers, follows light and dark mode, and is not cached', async () => {
		const { body, headers } = await pageOf({});
		expect(body).not.toMatch(/https?:|<script|<link|<img|url\(/);
		expect(body).toContain('prefers-color-scheme: dark');
		expect(headers).toMatchObject({
			'cache-control': 'no-store',
			'referrer-policy': 'no-referrer',
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': expect.stringContaining("default-src 'none'"),
		});
	});

	it("shows the user's text as plain text", async () => {
		const { body } = await pageOf({ thankYouText: 'მადლობა <b>&"\'\n<script>alert(1)</script>' });
		expect(body).toContain('მადლობა &#60;b&#62;&#38;&#34;&#39;<br>&#60;script&#62;');
		expect(body).not.toContain('<script');
	});

	it("redirects to the user's page when all sessions are finished, or after three checks", async () => {
		const sessionId = open();
		const options = { afterwardsUrl: ' https://example.com/danke?a=ä ' };
		const waiting = await startWaiting([sessionId], { options });
		const redirect = { status: 303, headers: { location: 'https://example.com/danke?a=%C3%A4' } };
		const look = async (query: Record<string, string>) =>
			(await waiting.callResumeUrl({ method: 'GET', query })).answer;
		expect(await look({})).toMatchObject({ status: 200 });
		expect(await look({ checks: '2' })).toMatchObject({ status: 200 });
		expect(await look({ checks: '3' })).toMatchObject(redirect);
		fixture.sandbox.finish(sessionId);
		expect(await look({})).toMatchObject(redirect);
	});

	it('reloads itself, less and less often, for five minutes', async () => {
		const waiting = await startWaiting([open()]);
		let query: Record<string, string> = { signature: 'a&b' };
		const pauses: number[] = [];
		for (;;) {
			const { answer } = await waiting.callResumeUrl({ method: 'GET', query });
			const refresh = /http-equiv="refresh" content="(\d+); url=([^"]+)"/.exec(answer?.body ?? '');
			if (!refresh) break;
			pauses.push(Number(refresh[1]));
			const next = (refresh[2] ?? '').replaceAll('&#38;', '&');
			query = Object.fromEntries(new URLSearchParams(next));
			expect(query.signature).toBe('a&b');
		}
		expect(pauses[0]).toBe(3);
		expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
		expect(pauses.reduce((sum, pause) => sum + pause)).toBe(300);
	});

	it('does not reload when all sessions are finished', async () => {
		const sessionId = open();
		const waiting = await startWaiting([sessionId]);
		fixture.sandbox.finish(sessionId);
		expect((await waiting.callResumeUrl()).answer?.body).not.toContain('refresh');
	});

	it('shows texts in any direction', async () => {
		const { body } = await pageOf({ thankYouText: 'תודה' });
		expect(body).toContain('<p dir="auto" role="status">תודה</p>');
	});

	it.each([
		["'Thank-You Text'", { thankYouText: '😀'.repeat(1001) }],
		["'Redirect URL'", { afterwardsUrl: `https://example.com/${'a'.repeat(2000)}` }],
	])('refuses a %s that is too long', async (field, options) => {
		const { error } = await fixture.run(wait({ options }), { items: sessionItems(open()) });
		expect(error?.message).toBe(`${field} is longer than 2,000 characters`);
	});

	it("shows the first item's expressions as evaluated before the wait", async () => {
		const items = [
			{ json: { id: open(), text: 'Thanks, Ana' } },
			{ json: { id: open(), text: 'No' } },
		];
		const options = { thankYouText: '={{ $json.text }}' };
		const { waiting } = await fixture.run(wait({ sessionId: '={{ $json.id }}', options }), {
			items,
		});
		expect((await waiting!.callResumeUrl()).answer?.body).toContain('Thanks, Ana');
	});

	it.each([
		'example.com',
		'javascript:alert(1)',
		'data:text/html,x',
		'ftp://example.com',
		'/thanks',
	])('cannot be %s', async (afterwardsUrl) => {
		const { error } = await fixture.run(wait({ options: { afterwardsUrl } }), {
			items: sessionItems(open()),
		});
		expect(error?.message).toBe("'Redirect URL' is not a web address");
		expect(fixture.sandbox.audit).toEqual([]);
	});
});

it('waits without a key, with the address for the editor', async () => {
	const waiting = await startWaiting([open()]);
	expect(waiting.stored).not.toContain(fixture.sandbox.companyKey);
	const { metadata } = JSON.parse(waiting.stored).executionData.nodeExecutionStack[0];
	expect(metadata.resumeUrl).toMatch(/^http:\/\/n8n\.example\/webhook-waiting\/\d+\/identomat/);
});

it.each([
	['http://n8n.example/webhook-waiting/7'],
	['http://n8n.example/webhook-waiting/7?signature=1a'],
	['http://n8n.example/webhook-waiting/7/identomat?signature=1a'],
])('has a tooltip with its address if the editor shows it as %s', (resumeUrl) => {
	const { description } = new Identomat();
	const node: INode = {
		id: '1',
		name: 'Wait',
		type: 'identomat',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const tooltip = expression.getSimpleParameterValue(
		node,
		description.waitingNodeTooltip,
		'internal',
		{ $execution: { id: '7', mode: 'test', resumeUrl, resumeFormUrl: '' } },
	);
	const [, query = ''] = resumeUrl.split('?');
	const suffix = query && `?${query}`;
	expect(tooltip).toContain(`"http://n8n.example/webhook-waiting/7/identomat${suffix}"`);
});
