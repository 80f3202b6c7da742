import { fetch } from 'undici';

import { sendTo } from '../n8n/httpRequest';
import { FIXTURE_TIMEOUT_MS, startFixture, type Fixture } from '../../dev/n8n/fixture';
import { acceptInvitation, completeVerification } from '../n8n/person';
import { startReceiver, type Receiver } from '../../dev/n8n/receiver';
import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import { identomat, people } from '../n8n/invitations';
import { IF_FINISHED, withWaitLoop } from '../n8n/waitLoop';
import { chain, TRIGGER_NAME, withCredential, type NodeSpec } from '../../dev/n8n/workflowDocument';
import { startVisitor } from '../n8n/startVisitor';
import type { Visitor } from '../../dev/visitor/visitor';

// Waits that lead back into themselves, in a real n8n.

/** n8n starts again in one step, and a limit is two minutes at least. */
const STEP_LIMIT_MS = 900_000;

jest.setTimeout(STEP_LIMIT_MS);

const create = identomat('Create', {
	resource: 'session',
	operation: 'create',
	returnToWorkflow: true,
});
const invite = identomat('Invite', { resource: 'session', operation: 'invite' });
const wait = (parameters: NodeSpec['parameters']) =>
	identomat('Wait', { resource: 'result', operation: 'wait', ...parameters });

describe('waits that lead open items back into the node, in a real n8n', () => {
	let fixture: Fixture;
	let receiver: Receiver;
	let visitor: Visitor;

	const start = async (workflow: WorkflowDocument): Promise<Execution> => {
		const { rest, credential } = fixture;
		const id = await rest.importWorkflow(withCredential(workflow, credential));
		const execution = await rest.run(id, TRIGGER_NAME);
		expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
		return execution;
	};

	const sessionsOf = ({ nodes }: Execution): string[] =>
		nodes.Create?.items.map(({ json }) => String(json.sessionId)) ?? [];

	/** Resolves once the execution waits with this text in what n8n stored. */
	const waitsAgain = async (id: string, text: string): Promise<Execution> =>
		await fixture.rest.parkedWhen(id, ({ stored }) => stored.includes(text));

	beforeAll(async () => {
		receiver = await startReceiver();
		visitor = await startVisitor();
		fixture = await startFixture();
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
		await receiver?.close();
		await visitor?.close();
	});

	it('invited people start with the button, return after a restart, or start again after the limit', async () => {
		const { rest, sandbox, server } = fixture;
		const waiting = wait({
			waitFor: 'invitation',
			limitAmount: 2,
			limitUnit: 'minutes',
			options: { linkMinutes: 1 },
		});
		const execution = await start(
			withWaitLoop('Invitations', [people(2), invite], waiting, sendTo(receiver.url)),
		);
		const [first = '', second = ''] =
			execution.nodes.Invite?.items.map(({ json }) => String(json.invitationUrl)) ?? [];
		await server.stop();
		await server.start();
		const page = await fetch(first);
		expect(await page.text()).toContain('>Begin</button>');
		expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http");
		const begun = await visitor.acceptInvitation(first);
		await waitsAgain(execution.id, begun);
		const forgotten = await acceptInvitation(rest, execution.id, second);
		await server.kill();
		await server.start();
		const thanks = await visitor.completeVerification('approved');
		expect(thanks).toMatchObject({
			status: 200,
			text: expect.stringContaining('You are done here'),
		});
		expect(await receiver.arrival('sessionId', begun)).toMatchObject({ outcome: 'approved' });
		sandbox.advance(20);
		expect((await fetch(`${sandbox.widgetUrl}/?session_token=${forgotten}`)).status).not.toBe(200);
		await waitsAgain(execution.id, 'approved');
		const limitsBefore = (await rest.execution(execution.id)).nodes[IF_FINISHED]?.outputs[1];
		expect(limitsBefore).toMatchObject([{ json: { sessionId: forgotten, timedOut: false } }]);
		await rest.parkedWhen(execution.id, ({ nodes }) => {
			const [row] = nodes[IF_FINISHED]?.outputs[1] ?? [];
			return row?.json.timedOut === true;
		});
		expect(await (await fetch(second)).text()).toContain('>Begin again</button>');
		const again = await acceptInvitation(rest, execution.id, second);
		expect(again).not.toBe(forgotten);
		await completeVerification(sandbox, again, 'rejected');
		expect(await receiver.arrival('sessionId', again)).toMatchObject({ outcome: 'rejected' });
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
		expect((await fetch(second)).status).toBe(409);
	});

	it('people in one run do not wait for each other, even after a restart', async () => {
		const { rest, sandbox, server } = fixture;
		const execution = await start(
			withWaitLoop(
				'Each',
				[people(2), create],
				wait({ continueWhen: 'each' }),
				sendTo(receiver.url),
			),
		);
		const [first = '', second = ''] = sessionsOf(execution);
		await completeVerification(sandbox, second, 'rejected');
		expect(await receiver.arrival('sessionId', second)).toMatchObject({ outcome: 'rejected' });
		await waitsAgain(execution.id, 'rejected');
		await server.kill();
		await server.start();
		await completeVerification(sandbox, first);
		expect(await receiver.arrival('sessionId', first)).toMatchObject({ outcome: 'approved' });
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
	});

	it('300 sessions are ended by at most three returns, and none is asked for again once it is final', async () => {
		const { rest, sandbox } = fixture;
		const execution = await start(chain('Many', [people(300), create, wait({})]));
		const sessions = sessionsOf(execution);
		expect(sessions).toHaveLength(300);
		for (const sessionId of sessions.slice(1)) sandbox.finish(sessionId);
		sandbox.audit.length = 0;
		sandbox.fault('result/', { latencyMs: 500 });
		let returns = 0;
		do {
			returns++;
			await completeVerification(sandbox, sessions[0] ?? '');
		} while ((await rest.execution(execution.id)).status === 'waiting' && returns < 3);
		sandbox.clearFaults();
		const { status, nodes } = await rest.waitForEnd(execution.id);
		expect(status).toBe('success');
		expect(nodes.Wait?.items).toHaveLength(300);
		expect(nodes.Wait?.items.every(({ json }) => json.outcome === 'approved')).toBe(true);
		const requests = sandbox.audit.filter(({ path }) => path === 'result/');
		// Those of a return whose time is over have to be sent again.
		expect(requests.length).toBeLessThanOrEqual(300 + 50 * (returns - 1));
	});

	it('a wait without a loop back into the node refuses to start', async () => {
		const { rest, credential } = fixture;
		const workflow = chain('No way back', [
			create,
			wait({ continueWhen: 'each' }),
			sendTo(receiver.url),
		]);
		const id = await rest.importWorkflow(withCredential(workflow, credential));
		const { status, error } = await rest.run(id, TRIGGER_NAME);
		expect([status, error?.message]).toEqual(['error', "'Wait' needs a connection back to itself"]);
	});
});
