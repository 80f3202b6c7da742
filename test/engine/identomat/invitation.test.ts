import type { INode, INodeParameters } from 'n8n-workflow';

import type { WaitingExecution } from '../waitingExecution';
import { setUpIdentomat, type RunSetup } from './identomatFixture';

// People are invited, and the workflow waits for them: Invite → Wait → If finished, false → Wait.

const fixture = setUpIdentomat();

const MINUTE = 60_000;

interface Invited {
	waiting: WaitingExecution;
	/** One per person. */
	urls: string[];
}

interface Setup extends RunSetup {
	people?: number;
	invite?: INodeParameters;
	wait?: INodeParameters;
}

const inviteNode = (parameters: INodeParameters): INode => ({
	id: 'invite',
	name: 'Invite',
	type: 'identomat',
	typeVersion: 1,
	position: [100, 0],
	parameters: { resource: 'session', operation: 'invite', configId: 'kyc', ...parameters },
	credentials: { identomatApi: { id: 'identomatApi', name: 'Test identomatApi' } },
});

const waitParameters = (parameters: INodeParameters = {}) => ({
	resource: 'result',
	operation: 'wait',
	waitFor: 'invitation',
	...parameters,
});

const inviting = async ({ people = 1, invite = {}, wait = {}, ...setup }: Setup = {}) =>
	await fixture.run(waitParameters(wait), {
		items: Array.from({ length: people }, (_, person) => ({ json: { person } })),
		shape: { before: [inviteNode(invite)], loops: true },
		...setup,
	});

const startWaiting = async (setup?: Setup): Promise<Invited> => {
	const { waiting, error } = await inviting(setup);
	expect(error).toBeUndefined();
	const { resultData } = JSON.parse(waiting!.stored);
	const [items] = resultData.runData.Invite[0].data.main;
	return {
		waiting: waiting!,
		urls: items.map(({ json }: { json: { invitationUrl: string } }) => json.invitationUrl),
	};
};

const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

const visit = async (waiting: WaitingExecution, url: string, method = 'GET') =>
	await waiting.callResumeUrl({ method, query: queryOf(url) });

/** Presses the button; gives the session, and the execution as it waits then. */
const begin = async (waiting: WaitingExecution, url: string) => {
	const { answer, resumed } = await visit(waiting, url, 'POST');
	const sessionId = new URL(answer?.headers.location ?? '').searchParams.get('session_token') ?? '';
	return { sessionId, resumed, waiting: resumed?.waiting ?? waiting };
};

const returnUrlOf = (sessionId: string) =>
	String(fixture.sandbox.session(sessionId)?.beginRequest.flags?.return_url);

const created = () => fixture.sandbox.audit.filter(({ path }) => path === 'begin/');

afterEach(() => jest.restoreAllMocks());

const passMinutes = (minutes: number) => {
	const now = Date.now() + minutes * MINUTE;
	jest.spyOn(Date, 'now').mockImplementation(() => now);
};

it('goes from the link over the button and Identomat to the result', async () => {
	const { waiting, urls } = await startWaiting({ invite: { flags: { liveness: true } } });
	expect(fixture.sandbox.audit).toEqual([]);
	const page = await visit(waiting, urls[0]!);
	expect(page.answer?.body).toContain('>Begin</button>');
	const { sessionId, resumed } = await begin(waiting, urls[0]!);
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId,
		outcome: 'in_progress',
		finished: false,
		timedOut: false,
		invitation: { sessions: [{ sessionId }], attempts: 1 },
	});
	expect(fixture.sandbox.session(sessionId)?.beginRequest).toMatchObject({
		config_id: 'kyc',
		flags: { liveness: true },
	});
	expect(fixture.sandbox.audit).toHaveLength(1);
	fixture.sandbox.finish(sessionId, 'rejected');
	const { answer, resumed: end } = await visit(resumed!.waiting!, returnUrlOf(sessionId));
	expect(answer?.body).toContain('You are done here');
	expect(end?.status).toBe('success');
	expect(end?.items[0]?.json).toMatchObject({ sessionId, outcome: 'rejected', finished: true });
});

it('begins nothing for scanners and previews, however often they look', async () => {
	const { waiting, urls } = await startWaiting();
	for (let look = 0; look < 5; look++) {
		expect((await visit(waiting, urls[0]!)).resumed).toBeUndefined();
	}
	expect(fixture.sandbox.audit).toEqual([]);
});

it('begins one session when the button is pressed several times at once', async () => {
	const { waiting, urls } = await startWaiting();
	const presses = await Promise.all(
		[1, 2, 3].map(async () => await visit(waiting, urls[0]!, 'POST')),
	);
	expect(new Set(presses.map(({ answer }) => answer?.headers.location)).size).toBe(1);
	expect(created()).toHaveLength(1);
	expect(presses.filter(({ resumed }) => resumed)).toHaveLength(1);
	// One that n8n loaded before the others ended.
	expect((await visit(waiting, urls[0]!, 'POST')).answer?.status).toBe(303);
	expect(created()).toHaveLength(1);
});

it('continues with the same session while its link lives, and creates a new one later', async () => {
	const { waiting, urls } = await startWaiting();
	const first = await begin(waiting, urls[0]!);
	passMinutes(14);
	expect((await visit(first.waiting, urls[0]!)).answer?.body).toContain('>Continue</button>');
	expect((await begin(first.waiting, urls[0]!)).sessionId).toBe(first.sessionId);
	passMinutes(2);
	expect((await visit(first.waiting, urls[0]!)).answer?.body).toContain('>Begin again</button>');
	const second = await begin(first.waiting, urls[0]!);
	expect(second.sessionId).not.toBe(first.sessionId);
	// The person goes on with the first one, on another device.
	fixture.sandbox.finish(first.sessionId);
	const { resumed } = await visit(second.waiting, returnUrlOf(first.sessionId));
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId: first.sessionId,
		outcome: 'approved',
	});
});

it('asks before it creates a new session, and creates none for who is done', async () => {
	const { waiting, urls } = await startWaiting();
	const first = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(first.sessionId);
	passMinutes(60);
	const { answer, resumed } = await visit(first.waiting, urls[0]!, 'POST');
	expect(answer?.body).toContain('You are done here');
	expect(resumed?.status).toBe('success');
	expect(created()).toHaveLength(1);
});

it('creates no more sessions than it may, refused ones included', async () => {
	const { waiting, urls } = await startWaiting({ wait: { options: { maxSessions: 2 } } });
	fixture.sandbox.fault('begin/', { body: { paymentNeeded: 'no balance' }, times: 1 });
	const refused = await visit(waiting, urls[0]!, 'POST');
	const second = await begin(refused.resumed!.waiting!, urls[0]!);
	passMinutes(20);
	for (const method of ['GET', 'POST']) {
		const { answer } = await visit(second.waiting, urls[0]!, method);
		expect(answer?.body).toContain('cannot begin again with this link');
		expect(answer?.body).not.toContain('<button');
	}
	expect(created()).toHaveLength(2);
});

it('tells the workflow why Identomat refused, and the person only that it did not work', async () => {
	const { waiting, urls } = await startWaiting();
	fixture.sandbox.fault('begin/', { body: { paymentNeeded: 'no balance left' }, times: 1 });
	const { answer, resumed } = await visit(waiting, urls[0]!, 'POST');
	expect(answer?.status).toBe(503);
	expect(answer?.body).toContain('cannot begin right now');
	expect(answer?.body).not.toMatch(/balance|paymentNeeded/);
	expect(resumed?.items[0]?.json).toMatchObject({
		sessionId: null,
		outcome: null,
		finished: false,
		problem: { message: expect.any(String), code: 'paymentNeeded' },
		invitation: { sessions: [], attempts: 1 },
	});
	expect((await begin(resumed!.waiting!, urls[0]!)).sessionId).toHaveLength(40);
});

it.each(['forged', 'of another run', 'missing bits'])(
	'an id that is %s finds no page, and begins nothing',
	async (kind) => {
		const { waiting, urls } = await startWaiting({ people: 2 });
		const other = await startWaiting();
		const forged = new URL(urls[0]!);
		const id = forged.searchParams.get('invitation') ?? '';
		const ids: Record<string, string> = {
			forged: 'A'.repeat(22),
			'of another run': queryOf(other.urls[0]!).invitation ?? '',
			'missing bits': id.slice(0, 21),
		};
		forged.searchParams.set('invitation', ids[kind] ?? '');
		for (const method of ['GET', 'POST']) {
			const { answer, resumed } = await visit(waiting, forged.href, method);
			expect(answer?.status).toBe(404);
			expect(answer?.body).toContain('This link is not valid');
			expect(answer?.body).not.toContain('<button');
			expect(resumed).toBeUndefined();
		}
		expect(fixture.sandbox.audit).toEqual([]);
	},
);

it('people in one run begin and finish without each other', async () => {
	const { waiting, urls } = await startWaiting({ people: 3 });
	const first = await begin(waiting, urls[0]!);
	const third = await begin(first.waiting, urls[2]!);
	fixture.sandbox.finish(third.sessionId);
	const { resumed } = await visit(third.waiting, returnUrlOf(third.sessionId));
	expect(resumed?.items.map(({ json }) => [json.sessionId, json.outcome])).toEqual([
		[first.sessionId, 'in_progress'],
		[null, null],
		[third.sessionId, 'approved'],
	]);
	fixture.sandbox.finish(first.sessionId);
	const one = await visit(resumed!.waiting!, returnUrlOf(first.sessionId));
	expect(one.resumed?.items.map(({ json }) => json.outcome)).toEqual(['approved', null]);
});

it('two people who press at the same moment both keep their session', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const [one, other] = await Promise.all(urls.map(async (url) => await begin(waiting, url)));
	const goesOn = [one!, other!].find(({ resumed }) => resumed)!;
	for (const { sessionId } of [one!, other!]) {
		expect(goesOn.waiting.stored).toContain(sessionId);
	}
});

it('looks by itself for the result of a person who has returned', async () => {
	const { waiting, urls } = await startWaiting();
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	const { answer } = await visit(begun, returnUrlOf(sessionId));
	expect(answer?.body).toContain('checking your details');
	expect(answer?.body).toContain('http-equiv="refresh" content="3;');
	expect(answer?.body).toContain('>Continue</button>');
});

describe('the limit', () => {
	it('leads back into the node, which asks first', async () => {
		const { waiting, urls } = await startWaiting();
		const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
		fixture.sandbox.finish(sessionId);
		passMinutes(24 * 60);
		const { items, status } = await begun.reachLimit();
		expect(items[0]?.json).toMatchObject({
			sessionId,
			outcome: null,
			finished: false,
			timedOut: true,
			invitation: { sessions: [{ sessionId }] },
		});
		expect(status).toBe('success');
	});

	it('stays what it is while others begin', async () => {
		const { waiting, urls } = await startWaiting({ people: 2 });
		const before = JSON.parse(waiting.stored).waitTill;
		const { resumed } = await begin(waiting, urls[0]!);
		expect(JSON.parse(JSON.stringify(resumed?.waitTill))).toBe(before);
	});

	it('begins anew after it was reached', async () => {
		const { waiting } = await startWaiting();
		passMinutes(24 * 60);
		const { waitTill } = await waiting.reachLimit();
		expect(waitTill!.getTime()).toBe(Date.now() + 24 * 60 * MINUTE);
	});
});

describe('a state of the invitation', () => {
	it('that is older in the parameter than in the item does not count', async () => {
		const { waiting, urls } = await startWaiting({
			wait: { invitation: "={{ $('Invite').item.json.invitation }}" },
		});
		const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
		expect((await begin(begun, urls[0]!)).sessionId).toBe(sessionId);
	});

	it('of another execution is refused', async () => {
		const other = await startWaiting();
		const { resultData } = JSON.parse(other.waiting.stored);
		const { json } = resultData.runData.Invite[0].data.main[0][0];
		const { error } = await fixture.run(waitParameters(), {
			items: [{ json }],
			shape: { loops: true },
		});
		expect(error?.message).toBe('This invitation belongs to another execution');
	});

	it.each(['{', '[]', '={{ { id: 1 } }}', '={{ $json }}'])(
		'that is %s is refused',
		async (invitation) => {
			const { error } = await inviting({ wait: { invitation } });
			expect(error?.message).toBe("'Invitation' is not an invitation");
		},
	);
});

describe('the page', () => {
	const pageOf = async (options: INodeParameters) => {
		const { waiting, urls } = await startWaiting({ invite: { options } });
		return (await visit(waiting, urls[0]!)).answer!;
	};

	it.each([
		['en', 'Begin'],
		['ka', 'დაწყება'],
		['ru', 'Начать'],
		['es', 'Comenzar'],
		['uk', 'Почати'],
	])('speaks %s', async (pageLanguage, button) => {
		const { body } = await pageOf({ pageLanguage });
		expect(body).toContain(`<html lang="${pageLanguage}">`);
		expect(body).toContain(`>${button}</button>`);
	});

	it("shows the user's texts as texts", async () => {
		const { body } = await pageOf({ pageTitle: 'A & B', pageText: '<b>', buttonText: '"Go"' });
		expect(body).toContain('<h1 dir="auto">A &#38; B</h1>');
		expect(body).toContain('&#60;b&#62;');
		expect(body).toContain('>&#34;Go&#34;</button>');
	});

	it('needs nothing from elsewhere, and posts to itself and to Identomat only', async () => {
		const { body, headers } = await pageOf({});
		expect(body).not.toMatch(/https?:|<script|<link|<img|url\(/);
		const { origin } = new URL(fixture.sandbox.widgetUrl);
		expect(headers['content-security-policy']).toContain(`form-action 'self' ${origin};`);
		expect(headers['cache-control']).toBe('no-store');
	});
});

describe('Invite', () => {
	it.each([
		[{ flags: { return_url: 'https://example.com' } }, 'Flags'],
		[
			{ options: { extraFields: '{"flags": {"return_url": "https://a.b"}}' } },
			'Additional Fields (JSON)',
		],
	])('refuses a return address of the user in %j', async (parameters, place) => {
		const { error } = await fixture.run({
			resource: 'session',
			operation: 'invite',
			...parameters,
		});
		expect(error?.message).toBe(`'${place}' can't hold a return address for an invitation`);
	});

	it('makes links that differ in 128 bits', async () => {
		const { urls } = await startWaiting({ people: 3 });
		const ids = urls.map((url) => queryOf(url).invitation);
		expect(new Set(ids).size).toBe(3);
		for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
	});
});

it('a service that posts without an id has everybody checked', async () => {
	const { waiting, urls } = await startWaiting();
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(sessionId);
	const { resumed } = await begun.callResumeUrl({ method: 'POST' });
	expect(resumed?.items[0]?.json).toMatchObject({ sessionId, finished: true });
});
