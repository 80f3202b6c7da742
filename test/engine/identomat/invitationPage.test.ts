import type { INodeParameters } from 'n8n-workflow';

import { queryOf, setUpInvitations, textOf } from './invitationFixture';

// The link of an invitation, whoever opens it, and the pages behind it.

const invitations = setUpInvitations();
const { startWaiting, visit, begin, returnUrlOf, passMinutes } = invitations;
const fixture = invitations.identomat;

describe('requests without a press create no session', () => {
	it.each([
		['GET', {}],
		['HEAD', {}],
		['GET', { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' }],
		['GET', { 'x-moz': 'prefetch', 'user-agent': 'SkypeUriPreview' }],
	])('%s with the headers %j, however often', async (method, headers) => {
		const { waiting, urls } = await startWaiting();
		for (let look = 0; look < 3; look++) {
			const { answer, resumed } = await visit(waiting, urls[0]!, { method, headers });
			expect(answer?.status).toBe(200);
			expect(resumed).toBeUndefined();
		}
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it.each(['returned', 'pressed', 'checks'])('with %s in the address', async (name) => {
		const { waiting, urls } = await startWaiting();
		const { answer, resumed } = await visit(waiting, urls[0]!, { query: { [name]: '1' } });
		expect(answer?.body).toContain('>Begin</button>');
		expect(resumed).toBeUndefined();
		expect(fixture.sandbox.audit).toEqual([]);
	});
});

it.each([
	['nothing', undefined],
	['a form', { button: '' }],
	['JSON', { outcome: 'approved', finished: true, sessionId: 'x'.repeat(40) }],
	['a list', [1, 2]],
	['a text', 'approved'],
])('a press that posts %s creates the session of the link', async (_, body) => {
	const { waiting, urls } = await startWaiting();
	const { answer, resumed } = await visit(waiting, urls[0]!, { method: 'POST', body });
	expect(answer?.status).toBe(303);
	const sessionId = new URL(answer?.headers.location ?? '').searchParams.get('session_token');
	expect(resumed?.items[0]?.json).toMatchObject({ sessionId, outcome: 'in_progress' });
});

describe('an id', () => {
	const kinds: Record<string, (id: string, otherRun: string) => unknown> = {
		'that is forged': () => 'A'.repeat(22),
		'of another run': (_, otherRun) => otherRun,
		'that is cut': (id) => id.slice(0, 21),
		'with more behind it': (id) => `${id}.`,
		'in other letters': (id) => swapCase(id),
		'with a blank': (id) => `${id} `,
		'that is empty': () => '',
		'that comes twice': (id) => [id, id],
		'in a list': (id) => [id],
		'in an object': (id) => ({ id }),
	};

	it.each(Object.keys(kinds))('%s has no page and creates no session', async (kind) => {
		const { waiting, urls } = await startWaiting({ people: 2 });
		const other = await startWaiting();
		const idOf = (url = '') => queryOf(url).invitation ?? '';
		const invitation = kinds[kind]!(idOf(urls[0]), idOf(other.urls[0]));
		for (const method of ['GET', 'POST']) {
			const { answer, resumed } = await visit(waiting, urls[0]!, { method, query: { invitation } });
			expect(answer?.status).toBe(404);
			expect(textOf(answer?.body)).toContain('This link is incomplete or no longer valid.');
			expect(answer?.body).not.toContain('<button');
			expect(resumed).toBeUndefined();
		}
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('of another person in the run creates only that person’s session', async () => {
		const { waiting, urls } = await startWaiting({ people: 2 });
		const { resumed, sessionId } = await begin(waiting, urls[1]!);
		expect(resumed?.items.map(({ json }) => json.sessionId)).toEqual([null, sessionId]);
	});

	it('that is wrong gets the language that the people of this run read', async () => {
		const { waiting, urls } = await startWaiting({
			invite: { options: { pageLanguage: 'es' } },
		});
		const { answer } = await visit(waiting, urls[0]!, { query: { invitation: 'x' } });
		expect(answer?.body).toContain('<html lang="es">');
		expect(textOf(answer?.body)).toContain('Este enlace está incompleto');
	});
});

it('shows the thank-you page again to a person who has left the wait, while others are in it', async () => {
	const { waiting, urls } = await startWaiting({
		people: 2,
		wait: { options: { thankYouText: 'See you soon' } },
	});
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(sessionId);
	const { resumed } = await visit(begun, returnUrlOf(sessionId));
	const others = resumed!.waiting!;
	expect(others.stored).not.toBe(begun.stored);
	fixture.sandbox.audit.length = 0;
	for (const method of ['GET', 'POST']) {
		const again = await visit(others, returnUrlOf(sessionId), { method });
		expect([again.answer?.status, again.resumed]).toEqual([200, undefined]);
		expect(textOf(again.answer?.body)).toContain('See you soon');
	}
	expect(fixture.sandbox.audit).toEqual([]);
});

it('a person whose end the node itself has found sees the thank-you page as well', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	fixture.sandbox.finish(sessionId);
	passMinutes(24 * 60);
	const { waiting: others } = await begun.reachLimit();
	const { answer } = await visit(others!, returnUrlOf(sessionId));
	expect(textOf(answer?.body)).toContain('You are done here');
});

it('asks people to wait while n8n is about to continue for somebody else', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const execution = JSON.parse(waiting.stored);
	// As the server stores it before it runs the node again: with the rows, but not as they were parked.
	for (const item of execution.executionData.nodeExecutionStack[0].data.main[0]) {
		delete item.pairedItem.waitsFor;
	}
	const resuming = Object.create(waiting, { stored: { value: JSON.stringify(execution) } });
	for (const method of ['GET', 'POST']) {
		const { answer, resumed } = await visit(resuming, urls[0]!, { method });
		expect(answer?.status).toBe(200);
		expect(textOf(answer?.body)).toContain('One moment.');
		expect(answer?.body).toContain('http-equiv="refresh" content="3;');
		expect(resumed).toBeUndefined();
	}
	expect(fixture.sandbox.audit).toEqual([]);
});

describe('the page', () => {
	const pageOf = async (options: INodeParameters, wait?: INodeParameters) => {
		const { waiting, urls } = await startWaiting({ invite: { options }, wait });
		return (await visit(waiting, urls[0]!)).answer!;
	};

	it.each([
		['en', 'Begin'],
		['ka', 'დაწყება'],
		['ru', 'Начать'],
		['es', 'Comenzar'],
		['uk', 'Почати'],
	])('is in %s', async (pageLanguage, button) => {
		const { body } = await pageOf({ pageLanguage });
		expect(body).toContain(`<html lang="${pageLanguage}">`);
		expect(body).toContain(`>${button}</button>`);
	});

	it("shows the user's texts as plain text", async () => {
		const { body } = await pageOf({
			pageTitle: 'A & B',
			pageText: '<b>one</b>\n</p><script>alert(1)</script>',
			buttonText: '"Go"',
		});
		expect(body).toContain('<h1 dir="auto">A &#38; B</h1>');
		expect(body).toContain('<title>A &#38; B</title>');
		expect(body).toContain('&#60;b&#62;one&#60;/b&#62;<br>&#60;/p&#62;&#60;script&#62;');
		expect(body).toContain('>&#34;Go&#34;</button>');
	});

	it('shows texts from right to left by themselves', async () => {
		const { body } = await pageOf({ pageText: 'تحقق من هويتك\nشكرا', buttonText: 'ابدأ' });
		expect(body).toContain('<p dir="auto" role="status">تحقق من هويتك<br>شكرا</p>');
		expect(body).toContain('dir="auto">ابدأ</button>');
	});

	it.each(['pageTitle', 'pageText', 'buttonText'])('refuses a %s of 1 MB', async (option) => {
		const { error } = await fixture.run({
			resource: 'session',
			operation: 'invite',
			options: { [option]: 'x'.repeat(1_000_000) },
		});
		expect(error?.message).toMatch(/^'[\w ]+' is longer than 2,000 characters$/);
	});

	it('needs nothing from elsewhere', async () => {
		const { body } = await pageOf({});
		expect(body).not.toMatch(/https?:|<script|<link|<img|url\(/);
	});

	it.each([
		['Identomat', {}, ''],
		[
			"the user's own page, to which the button leads people who have finished on another device",
			{ options: { afterwardsUrl: 'https://shop.example.com/thanks?a=1' } },
			' https://shop.example.com',
		],
	])('lets its form lead to itself and %s only', async (_, wait, more) => {
		const { headers } = await pageOf({}, wait);
		const { origin } = new URL(fixture.sandbox.widgetUrl);
		expect(headers).toEqual({
			'cache-control': 'no-store',
			'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${origin}${more}; base-uri 'none'; frame-ancestors 'none'`,
			'content-type': 'text/html; charset=utf-8',
			'referrer-policy': 'no-referrer',
		});
	});

	it('posts to its own address, whatever leads to it, and works with the keyboard and in the dark', async () => {
		const { body } = await pageOf({});
		expect(body).toContain('<form method="post"><button type="submit"');
		expect(body).toContain('button:focus-visible');
		expect(body).toContain('@media (prefers-color-scheme: dark)');
		expect(body).toContain('name="viewport"');
	});
});

function swapCase(text: string): string {
	const swap = (letter: string) =>
		letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
	return [...text].map(swap).join('');
}
