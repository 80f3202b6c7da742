import { Identomat } from '../../../nodes/Identomat/Identomat.node';

import { queryOf, setUpInvitations, textOf } from './invitationFixture';
import { setUpIdentomat } from './identomatFixture';

// In queue mode one process receives the requests of people, and another one runs the node. They share
// nothing but what n8n stores.

const { identomat, ...invitations } = setUpInvitations(
	setUpIdentomat(() => {
		const node = new Identomat();
		jest.isolateModules(() => {
			const path = '../../../nodes/Identomat/Identomat.node';
			const receiver = jest.requireActual<{ Identomat: typeof Identomat }>(path);
			node.webhook = new receiver.Identomat().webhook;
		});
		return node;
	}),
);
const { startWaiting, visit, begin, returnUrlOf, created } = invitations;

const press = { method: 'POST' };

it('a person starts, returns, and checks again while the wait for others continues', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	expect(begun.stored).toContain(sessionId);
	identomat.sandbox.finish(sessionId);
	const { resumed } = await visit(begun, returnUrlOf(sessionId));
	expect(resumed?.items[0]?.json).toMatchObject({ sessionId, outcome: 'approved' });
	const { answer } = await visit(resumed!.waiting!, returnUrlOf(sessionId));
	expect(textOf(answer?.body)).toContain('You are done here');
});

it('sends a person to Identomat only when n8n has stored the session, if two press at the same time', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const presses = await Promise.all(urls.map(async (url) => await visit(waiting, url, press)));
	expect(created()).toHaveLength(2);
	const first = presses.findIndex(({ resumed }) => resumed);
	const second = 1 - first;
	expect(presses[first]?.answer?.status).toBe(303);
	const { answer, resumed } = presses[second]!;
	expect([answer?.status, resumed]).toEqual([200, undefined]);
	expect(textOf(answer?.body)).toContain('One moment.');
	const [, refresh = ''] = /url=([^"]*)"/.exec(answer?.body ?? '') ?? [];
	const reloaded = new URL(refresh.replace(/&#38;/g, '&'), urls[second]).href;
	expect(queryOf(reloaded)).toMatchObject(queryOf(urls[second]!));
	const parked = presses[first]!.resumed!.waiting!;
	const stored = await visit(parked, reloaded);
	const { searchParams } = new URL(stored.answer?.headers.location ?? '');
	expect(stored.resumed?.waiting?.stored).toContain(searchParams.get('session_token'));
	expect(created()).toHaveLength(2);
	// The person goes back to that page later.
	const again = await visit(stored.resumed!.waiting!, reloaded);
	expect(again.answer?.headers.location).toBe(stored.answer?.headers.location);
	expect(again.resumed).toBeUndefined();
});

it('shows the last page to a person only when n8n has stored the end, if two return at the same time', async () => {
	const { waiting, urls } = await startWaiting({ people: 2 });
	const first = await begin(waiting, urls[0]!);
	const second = await begin(first.waiting, urls[1]!);
	const sessions = [first.sessionId, second.sessionId];
	for (const sessionId of sessions) identomat.sandbox.finish(sessionId);
	const returns = await Promise.all(
		sessions.map(async (sessionId) => await visit(second.waiting, returnUrlOf(sessionId))),
	);
	const texts = returns.map(({ answer }) => textOf(answer?.body)).sort();
	expect(texts).toEqual([
		expect.stringContaining('One moment.'),
		expect.stringContaining('You are done here'),
	]);
	const parked = returns.find(({ resumed }) => resumed)!.resumed!.waiting;
	const late = returns.findIndex(({ resumed }) => !resumed);
	const again = await visit(parked!, returnUrlOf(sessions[late]!));
	expect(textOf(again.answer?.body)).toContain('You are done here');
	expect(again.resumed?.status).toBe('success');
});

it('a person who presses twice at the same time gets one session immediately', async () => {
	const { waiting, urls } = await startWaiting();
	const presses = await Promise.all([1, 2].map(async () => await visit(waiting, urls[0]!, press)));
	expect(presses.map(({ answer }) => answer?.status)).toEqual([303, 303]);
	expect(created()).toHaveLength(1);
});

it('at the limit, the process that runs the node knows a session that n8n has stored', async () => {
	const { waiting, urls } = await startWaiting();
	const { sessionId, waiting: begun } = await begin(waiting, urls[0]!);
	identomat.sandbox.finish(sessionId, 'rejected');
	invitations.passMinutes(24 * 60);
	const { status, items } = await begun.reachLimit();
	expect([status, items[0]?.json.timedOut]).toEqual(['success', true]);
	expect(identomat.sandbox.audit.at(-1)?.fields.session_token).toBe(sessionId);
});
