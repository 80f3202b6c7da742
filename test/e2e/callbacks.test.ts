import type { INode } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { fetch } from 'undici';

import { runSql } from '../n8n/database';
import { FIXTURE_TIMEOUT_MS, startFixture, type Fixture } from '../../dev/n8n/fixture';
import { sendTo } from '../n8n/httpRequest';
import { publishAndActivate } from '../n8n/publish';
import { startReceiver, type Receiver } from '../../dev/n8n/receiver';
import type { StoredCredential, WorkflowDocument } from '../../dev/n8n/rest';
import { startedBy, withCredential, withNode } from '../../dev/n8n/workflowDocument';

const TRIGGER_NAME = 'Identomat Callback Trigger';

/** n8n starts again in one step. */
jest.setTimeout(120_000);

describe('callbacks in a real n8n', () => {
	let fixture: Fixture;
	let receiver: Receiver;
	let workflowId: string;
	let callbackUrl: string;

	/** A workflow that sends what the callback trigger emits to the receiver, and the trigger's path. */
	const callbackWorkflow = (name: string): { workflow: WorkflowDocument; path: string } => {
		const type = 'n8n-nodes-identomat.identomatCallbackTrigger';
		const trigger = { name: TRIGGER_NAME, type, parameters: {} };
		const webhookId = randomUUID();
		const change: Partial<INode> = { webhookId };
		const workflow = startedBy(trigger, name, [sendTo(receiver.url)]);
		return {
			workflow: withNode(workflow, TRIGGER_NAME, change),
			path: `/webhook/${webhookId}/webhook`,
		};
	};

	const importWith = async (workflow: WorkflowDocument, credential: StoredCredential) =>
		await fixture.rest.importWorkflow(withCredential(workflow, credential));

	/** Calls back about this session; returns the status that Identomat gets. */
	const callBack = async (sessionId: string): Promise<unknown> =>
		(await fixture.sandbox.sendCallback(sessionId, 'update'))?.status;

	const countRuns = async (): Promise<number> => (await fixture.rest.executions(workflowId)).length;

	beforeAll(async () => {
		receiver = await startReceiver();
		fixture = await startFixture();
		const { workflow, path } = callbackWorkflow('Callbacks');
		workflowId = await importWith(workflow, fixture.credential);
		await publishAndActivate(fixture, workflowId);
		callbackUrl = `${fixture.server.url}${path}`;
		fixture.sandbox.setCallbackUrl(callbackUrl);
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
		await receiver?.close();
	});

	it('start no second run after a restart for outcomes that n8n had stored', async () => {
		const { sandbox, server, rest } = fixture;
		const sessions = Array.from({ length: 5 }, () => sandbox.addSession());
		for (const sessionId of sessions) expect(await callBack(sessionId)).toBe(200);
		await Promise.all(sessions.map(async (id) => await receiver.arrival('sessionId', id)));
		// Starts nothing, so n8n stores what the five have started.
		expect(await callBack(String(sessions[0]))).toBe(200);
		for (const id of sessions) await rest.saved(workflowId, new RegExp(id));
		const runs = await countRuns();
		await server.stop();
		await server.start();
		for (const sessionId of sessions) expect(await callBack(sessionId)).toBe(200);
		expect([runs, await countRuns()]).toEqual([5, 5]);
	});

	it("start the workflow when repeated, if n8n's database refused the run", async () => {
		const { sandbox, server } = fixture;
		const sessionId = sandbox.addSession({ outcome: 'rejected' });
		const runs = await countRuns();
		await runSql(
			server,
			`CREATE TRIGGER refuse_runs BEFORE INSERT ON execution_entity
			BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`,
		);
		expect(await callBack(sessionId)).toBe(500);
		expect(await callBack(sessionId)).toBe(500);
		await runSql(server, 'DROP TRIGGER refuse_runs');
		expect(await callBack(sessionId)).toBe(200);
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'rejected' });
		expect(await callBack(sessionId)).toBe(200);
		expect(await countRuns()).toBe(runs + 1);
	});

	it('start the workflow once if the caller hangs up while the result is read', async () => {
		const { sandbox } = fixture;
		const sessionId = sandbox.addSession();
		const runs = await countRuns();
		const caller = new AbortController();
		const matches = ({ session_token: id }: Record<string, unknown>) => {
			if (id === sessionId) caller.abort();
			return id === sessionId;
		};
		sandbox.fault('result/', { matches, latencyMs: 500, times: 1 });
		const body = { callbackApiKey: sandbox.callbackKey, type: 'session-update', sessionId };
		const call = fetch(callbackUrl, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: caller.signal,
		});
		await expect(call).rejects.toThrow('aborted');
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
		expect(await callBack(sessionId)).toBe(200);
		expect(await countRuns()).toBe(runs + 1);
	});

	it('can be neither tested nor published without a valid callback key', async () => {
		const { rest, server, credentialData } = fixture;
		const data = credentialData({ callbackKey: 'short' });
		const credential = await rest.createCredential('identomatApi', 'Short key', data);
		const { workflow } = callbackWorkflow('Refused');
		const id = await importWith(workflow, credential);
		const reason = "'Callback Key' of the Identomat credential is too short";
		await expect(rest.run(id, TRIGGER_NAME)).rejects.toThrow(reason);
		const ended = server.logs(new RegExp(`"workflowId": ?"${id}", ?"result": ?"(\\w+)"`));
		await rest.publish(id);
		expect((await ended)[1]).toBe('failed');
		expect(server.log()).toContain(reason);
	});
});
