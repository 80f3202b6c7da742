import { randomUUID } from 'node:crypto';
import { fetch } from 'undici';

import { postJson } from '../../dev/postJson';
import { sendTo } from '../n8n/httpRequest';
import type { Receiver } from '../../dev/n8n/receiver';
import { startedBy, TRIGGER_NAME, withCredential } from '../../dev/n8n/workflowDocument';
import { withWaitLoop } from '../n8n/waitLoop';
import type { Cluster } from './cluster';
import { CALLBACK_KEY } from './cluster';
import { publish } from './batches';

const begin = {
	name: 'Begin',
	type: 'n8n-nodes-identomat.identomat',
	parameters: { resource: 'session', operation: 'create', returnToWorkflow: true },
};
const wait = {
	name: 'Wait',
	type: 'n8n-nodes-identomat.identomat',
	parameters: { resource: 'result', operation: 'wait', sessionId: '={{ $json.sessionId }}' },
};

/** A session that an execution waits for. */
export interface WaitingSession {
	sessionId: string;
	/** Where Identomat sends the person's browser. */
	returnUrl: string;
}

/** Begins a session in an execution that is then parked until it is finished, and sent to the receiver. */
export async function startWaiting(cluster: Cluster, receiver: Receiver): Promise<WaitingSession> {
	const { rest, main, credential, sandbox } = cluster;
	const path = randomUUID();
	const webhook = {
		name: 'Start',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: { httpMethod: 'POST', path, responseMode: 'onReceived' },
		webhookId: path,
	};
	const workflow = startedBy(webhook, 'Parked', [begin, wait, sendTo(receiver.url)]);
	const id = await rest.importWorkflow(withCredential(workflow, credential));
	await publish(cluster, id);
	const parked = main.logs(/Execution \d+ \(job \d+\) finished/);
	await fetch(`${main.url}/webhook/${path}`, { method: 'POST' });
	await parked;
	const [{ status } = { status: 'none' }] = await rest.executions(id);
	expect(status).toBe('waiting');
	const begun = sandbox.audit.findLast(({ path: asked }) => asked === 'begin/');
	const read = sandbox.audit.findLast(({ path: asked }) => asked === 'result/');
	const { return_url: returnUrl } = begun?.fields.flags as { return_url: string };
	return { sessionId: String(read?.fields.session_token), returnUrl };
}

/** Begins sessions of two people in one execution, which waits for each of them. */
export async function startWaitingForEach(
	{ rest, credential }: Cluster,
	receiver: Receiver,
): Promise<{ executionId: string; sessionIds: string[] }> {
	const people = {
		name: 'People',
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { jsCode: 'return [{ json: { person: 1 } }, { json: { person: 2 } }];' },
	};
	const workflow = withWaitLoop(
		'Each',
		[people, begin],
		{ ...wait, parameters: { ...wait.parameters, continueWhen: 'each' } },
		sendTo(receiver.url),
	);
	const id = await rest.importWorkflow(withCredential(workflow, credential));
	const { id: executionId, nodes } = await rest.run(id, TRIGGER_NAME);
	const items = nodes[begin.name]?.items ?? [];
	return { executionId, sessionIds: items.map(({ json }) => String(json.sessionId)) };
}

/** A published workflow that sends what the callback trigger emits to the receiver. */
export interface PublishedCallbacks {
	workflowId: string;
	url: string;
}

export async function publishCallbacks(
	cluster: Cluster,
	receiver: Receiver,
): Promise<PublishedCallbacks> {
	const { rest, main, credential } = cluster;
	const webhookId = randomUUID();
	const trigger = {
		name: 'Callback',
		type: 'n8n-nodes-identomat.identomatCallbackTrigger',
		parameters: {},
		webhookId,
	};
	const workflow = startedBy(trigger, 'Callbacks', [sendTo(receiver.url)]);
	const workflowId = await rest.importWorkflow(withCredential(workflow, credential));
	await publish(cluster, workflowId);
	return { workflowId, url: `${main.url}/webhook/${webhookId}/webhook` };
}

/** Calls back as Identomat does; returns the status of the answer. */
export async function sendCallback(
	url: string,
	sessionId: string,
	callbackApiKey = CALLBACK_KEY,
): Promise<number> {
	const response = await postJson(url, { callbackApiKey, type: 'session-update', sessionId });
	await response.text();
	return response.status;
}
