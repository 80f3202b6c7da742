import { randomUUID } from 'node:crypto';
import { fetch } from 'undici';

import { postJson } from '../../dev/postJson';
import { startRequestGate } from '../n8n/requestGate';
import { sendTo } from '../n8n/httpRequest';
import { startPathProxy } from '../n8n/pathProxy';
import { openReturnUrl, completeVerification, returnUrlOf } from '../n8n/person';
import { publishAndActivate } from '../n8n/publish';
import { startReceiver, type Receiver } from '../../dev/n8n/receiver';
import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import { FIXTURE_TIMEOUT_MS, startFixture, type Fixture } from '../../dev/n8n/fixture';
import {
	chain,
	startedBy,
	TRIGGER_NAME,
	withCredential,
	type NodeSpec,
} from '../../dev/n8n/workflowDocument';

/** n8n starts again in one step, which a busy machine takes its time for. */
const STEP_LIMIT_MS = 400_000;

jest.setTimeout(STEP_LIMIT_MS);

const begin: NodeSpec = {
	name: 'Begin',
	type: 'n8n-nodes-identomat.identomat',
	parameters: { resource: 'session', operation: 'create', returnToWorkflow: true },
};
const wait: NodeSpec = {
	name: 'Wait',
	type: 'n8n-nodes-identomat.identomat',
	parameters: {
		resource: 'result',
		operation: 'wait',
		sessionId: "={{ $('Begin').item.json.sessionId }}",
		limitAmount: 2,
		limitUnit: 'minutes',
	},
};

describe('a wait in a real n8n', () => {
	let fixture: Fixture;
	let receiver: Receiver;

	const sessionIn = ({ nodes }: Execution, name = 'Begin'): string =>
		String(nodes[name]?.items[0]?.json.sessionId);

	const importIt = async (workflow: WorkflowDocument): Promise<string> =>
		await fixture.rest.importWorkflow(withCredential(workflow, fixture.credential));

	/** Runs it by hand until it waits. */
	const park = async (name: string): Promise<Execution> => {
		const workflow = chain(name, [begin, wait, sendTo(receiver.url)]);
		const execution = await fixture.rest.run(await importIt(workflow), TRIGGER_NAME);
		expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
		return execution;
	};

	const timesEmitted = (sessionId: string) =>
		receiver.arrivals.filter((arrived) => arrived.sessionId === sessionId).length;

	beforeAll(async () => {
		receiver = await startReceiver();
		fixture = await startFixture();
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
		await receiver?.close();
	});

	it('outlives a crash, ignores an invalid signature, and continues once for two resume requests', async () => {
		const { sandbox, server } = fixture;
		const execution = await park('Crash');
		const sessionId = sessionIn(execution);
		await server.kill();
		await server.start();
		const url = returnUrlOf(sandbox, sessionId);
		const forged = await fetch(url.replace(/signature=.*/, 'signature=0'));
		expect(forged.status).toBe(401);
		const posted = await postJson(url, { outcome: 'approved', finished: true });
		expect(await posted.text()).toContain('checking your details');
		sandbox.finish(sessionId);
		const hits = await Promise.all([
			openReturnUrl(sandbox, sessionId),
			openReturnUrl(sandbox, sessionId),
		]);
		expect(hits.map(({ status }) => status)).toContain(200);
		const { status, nodes } = await fixture.rest.waitForEnd(execution.id);
		expect(status).toBe('success');
		expect(nodes.Wait?.items).toMatchObject([{ json: { outcome: 'approved', timedOut: false } }]);
		expect(timesEmitted(sessionId)).toBe(1);
		expect((await openReturnUrl(sandbox, sessionId)).status).toBe(409);
	});

	it('ignores a person who returns before it has started, and accepts the next resume request', async () => {
		const { rest, sandbox, server } = fixture;
		const holder = await startRequestGate();
		const path = randomUUID();
		const trigger = {
			name: 'When called',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			parameters: { path, responseMode: 'onReceived' },
			webhookId: path,
		};
		const standStill = { ...sendTo(holder.url), name: 'Stand still' };
		const nodes = [begin, standStill, wait, sendTo(receiver.url)];
		const workflowId = await importIt(startedBy(trigger, 'Early', nodes));
		await publishAndActivate(fixture, workflowId);
		await fetch(`${server.url}/webhook/${path}`);
		const letGo = await holder.nextRequest();
		const begun = sandbox.audit.findLast(({ path: asked }) => asked === 'begin/');
		const { return_url: url } = begun?.fields.flags as { return_url: string };
		expect((await fetch(url)).status).toBe(409);
		letGo();
		const id = await rest.nextWaiting(workflowId);
		const sessionId = sessionIn(await rest.execution(id));
		await completeVerification(sandbox, sessionId);
		expect((await rest.waitForEnd(id)).status).toBe('success');
		expect(timesEmitted(sessionId)).toBe(1);
		await holder.close();
	});

	it('in a sub-workflow continues the parent workflow too', async () => {
		const { rest, sandbox } = fixture;
		const trigger = {
			name: 'When called',
			type: 'n8n-nodes-base.executeWorkflowTrigger',
			typeVersion: 1.1,
			parameters: { inputSource: 'passthrough' },
		};
		const below = await importIt(startedBy(trigger, 'Below', [begin, wait]));
		await rest.publish(below);
		const call = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: { workflowId: { __rl: true, mode: 'id', value: below }, options: {} },
		};
		const above = await importIt(chain('Above', [call, sendTo(receiver.url)]));
		const before = sandbox.audit.length;
		const execution = await rest.run(above, TRIGGER_NAME);
		expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
		const [asked] = sandbox.audit.slice(before).filter(({ path }) => path === 'result/');
		const sessionId = String(asked?.fields.session_token);
		await completeVerification(sandbox, sessionId);
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
	});

	it('is resumed below the path of a proxy set with N8N_PATH and WEBHOOK_URL', async () => {
		const { rest, server, sandbox } = fixture;
		const proxy = await startPathProxy('/automation/', server.url);
		await server.stop();
		server.configure({ N8N_PATH: '/automation/', WEBHOOK_URL: `${proxy.url}/automation/` });
		await server.start();
		const execution = await park('Behind a path');
		const sessionId = sessionIn(execution);
		const below = `${proxy.url}/automation/webhook-waiting/${execution.id}/identomat?signature=`;
		expect(returnUrlOf(sandbox, sessionId).startsWith(below)).toBe(true);
		const early = await openReturnUrl(sandbox, sessionId);
		expect([early.status, early.page]).toEqual([
			200,
			expect.stringContaining('checking your details'),
		]);
		await completeVerification(sandbox, sessionId);
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
		expect(timesEmitted(sessionId)).toBe(1);
		await proxy.close();
	});

	it("leaves no key in n8n's database or log", async () => {
		const { server, sandbox } = fixture;
		expect(server.log()).not.toContain(sandbox.companyKey);
	});
});
