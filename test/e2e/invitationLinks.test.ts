import { fetch } from 'undici';

import { FIXTURE_TIMEOUT_MS, startFixture, type Fixture } from '../../dev/n8n/fixture';
import { startReceiver, type Receiver } from '../../dev/n8n/receiver';
import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import { chain, TRIGGER_NAME, withCredential, withNode } from '../../dev/n8n/workflowDocument';
import type { Visitor } from '../../dev/visitor/visitor';
import { sendTo } from '../n8n/httpRequest';
import { invitationUrls, invitationWorkflow } from '../n8n/invitations';
import { startPathProxy } from '../n8n/pathProxy';
import { acceptInvitation, completeVerification } from '../n8n/person';
import { startVisitor } from '../n8n/startVisitor';

// The links of invitations, whoever opens them and wherever n8n runs, in a real n8n.

/** n8n starts again in one step. */
const STEP_LIMIT_MS = 400_000;

jest.setTimeout(STEP_LIMIT_MS);

describe('the link of an invitation in a real n8n', () => {
	let fixture: Fixture;
	let receiver: Receiver;
	let visitor: Visitor;

	const importIt = async (workflow: WorkflowDocument): Promise<string> =>
		await fixture.rest.importWorkflow(withCredential(workflow, fixture.credential));

	/** Runs it by hand until it waits. */
	const start = async (workflow: WorkflowDocument): Promise<Execution> => {
		const execution = await fixture.rest.run(await importIt(workflow), TRIGGER_NAME);
		expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
		return execution;
	};

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

	it('survives scanners, other methods and broken requests, which begin nothing', async () => {
		const { rest, sandbox } = fixture;
		const execution = await start(invitationWorkflow(receiver.url));
		const [url = ''] = invitationUrls(execution);
		const before = sandbox.audit.length;
		const statusOf = async (method: string, init = {}) =>
			(await fetch(url, { method, redirect: 'manual', ...init })).status;
		expect([await statusOf('HEAD'), await statusOf('GET'), await statusOf('GET')]).toEqual([
			200, 200, 200,
		]);
		expect(await statusOf('GET', { headers: { 'sec-purpose': 'prefetch' } })).toBe(200);
		expect([await statusOf('PUT'), await statusOf('DELETE')]).toEqual([404, 404]);
		expect(await statusOf('OPTIONS', { headers: { origin: 'https://example.com' } })).toBe(204);
		const broken = { headers: { 'content-type': 'application/json' }, body: '{"a' };
		expect(await statusOf('POST', broken)).toBeGreaterThanOrEqual(400);
		expect(sandbox.audit).toHaveLength(before);
		const { status } = await rest.execution(execution.id);
		expect(status).toBe('waiting');
		const sessionId = await acceptInvitation(rest, execution.id, url);
		const { return_url: returnUrl } = sandbox.session(sessionId)!.beginRequest.flags!;
		const checking = await (await fetch(String(returnUrl))).text();
		const [, reload = ''] = /url=([^"]*)"/.exec(checking) ?? [];
		const reloaded = await fetch(new URL(reload.replace(/&#38;/g, '&'), String(returnUrl)));
		expect(await reloaded.text()).toContain('checking your details');
		await completeVerification(sandbox, sessionId);
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
	});

	it('leads into a sub-workflow, and the workflow above continues at its end only', async () => {
		const { rest, sandbox } = fixture;
		const below = await importIt(
			withNode(invitationWorkflow(receiver.url), TRIGGER_NAME, {
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
			}),
		);
		await rest.publish(below);
		const call = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { workflowId: { __rl: true, mode: 'id', value: below }, options: {} },
		};
		const after = { ...sendTo(receiver.url), name: 'Send what the workflow above has' };
		const above = await start(chain('Above', [call, after]));
		const [{ id = '' } = {}] = await rest.executions(below);
		const [url = ''] = invitationUrls(await rest.execution(id));
		const sessionId = await acceptInvitation(rest, id, url);
		expect((await rest.execution(above.id)).status).toBe('waiting');
		await completeVerification(sandbox, sessionId);
		const { status, nodes } = await rest.waitForEnd(above.id);
		expect([status, nodes[after.name]?.items.length]).toEqual(['success', 1]);
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
	});

	it('works below a path of a proxy, in a browser, and over a restart after the person began', async () => {
		const { rest, server } = fixture;
		const proxy = await startPathProxy('/automation/', server.url);
		await server.stop();
		server.configure({ N8N_PATH: '/automation/', WEBHOOK_URL: `${proxy.url}/automation/` });
		await server.start();
		const execution = await start(invitationWorkflow(receiver.url));
		const [url = ''] = invitationUrls(execution);
		expect(url.startsWith(`${proxy.url}/automation/webhook-waiting/${execution.id}/`)).toBe(true);
		const sessionId = await visitor.acceptInvitation(url);
		await rest.parkedWhen(execution.id, ({ stored }) => stored.includes(sessionId));
		await server.kill();
		await server.start();
		const page = await visitor.completeVerification('rejected');
		expect(page).toMatchObject({
			status: 200,
			text: expect.stringContaining('You are done here'),
		});
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'rejected' });
		await proxy.close();
	});
});
