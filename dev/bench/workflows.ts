import { parse } from 'flatted';
import type { INodeParameters, IRunExecutionData, IWorkflowSettings } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import { postJson } from '../postJson';
import { httpRequest } from '../../test/n8n/httpRequest';
import type { N8nRest, StoredCredential, WorkflowDocument } from '../n8n/rest';
import { startedBy, withCredential, type NodeSpec } from '../n8n/workflowDocument';

const START = 'Start';
const SESSIONS = 'Sessions';
const LOOP = 'Loop';

/** The items that all workflows begin with: one for each session, with `sessionId`. */
const sessions: NodeSpec = {
	name: SESSIONS,
	type: 'n8n-nodes-base.splitOut',
	parameters: {
		fieldToSplitOut: 'body.sessionIds',
		options: { destinationFieldName: 'sessionId' },
	},
};

/** This package's node at its defaults. */
export function identomat(operation: INodeParameters): NodeSpec {
	return {
		name: 'Identomat',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { sessionId: '={{ $json.sessionId }}', ...operation },
	};
}

/** n8n's HTTP Request node at its defaults, asking the API at `url` for each session. */
export function httpRequestPerItem(url: string): NodeSpec {
	const parameters = [{ name: 'session_token', value: '={{ $json.sessionId }}' }];
	return httpRequest(url, { sendBody: true, bodyParameters: { parameters }, options: {} });
}

/** The node with "On Error" at "Continue": an item that fails does not end the workflow. */
export function continueOnError(node: NodeSpec): NodeSpec {
	return { ...node, onError: 'continueRegularOutput' };
}

/** A workflow that passes all sessions to the node together. */
export function allAtOnce(node: NodeSpec): WorkflowDocument {
	return startedByCall([sessions, node]);
}

/** A workflow that passes this many sessions to the node at a time, with n8n's Loop Over Items. */
export function inBatchesOf(batchSize: number, node: NodeSpec): WorkflowDocument {
	const loop = {
		name: LOOP,
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		parameters: { batchSize, options: {} },
	};
	const workflow = startedByCall([sessions, loop, node]);
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	const connections = {
		...workflow.connections,
		[LOOP]: { main: [[], to(node.name)] },
		[node.name]: { main: [to(LOOP)] },
	};
	return { ...workflow, connections };
}

/** In production, as a webhook starts it: run by hand, n8n also sends all data to the editor. */
function startedByCall(specs: NodeSpec[]): WorkflowDocument {
	const path = randomUUID();
	const webhook = {
		name: START,
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData' },
		webhookId: path,
	};
	return startedBy(webhook, `Benchmark ${path}`, specs);
}

/** A published workflow of `allAtOnce` or `inBatchesOf`. */
export class CallableWorkflow {
	private constructor(
		private readonly rest: N8nRest,
		private readonly id: string,
		private readonly url: string,
	) {}

	/** @param settings of the workflow, such as whether its executions are stored */
	static async publish(
		rest: N8nRest,
		n8nUrl: string,
		workflow: WorkflowDocument,
		credential: StoredCredential,
		settings: IWorkflowSettings = {},
	): Promise<CallableWorkflow> {
		const id = await rest.importWorkflow({
			...withCredential(workflow, credential),
			settings: { ...workflow.settings, ...settings },
		});
		await rest.publish(id);
		const path = workflow.nodes.find(({ name }) => name === START)?.parameters.path;
		return new CallableWorkflow(rest, id, `${n8nUrl}/webhook/${String(path)}`);
	}

	/** Runs it to its end. */
	async run(sessionIds: string[]): Promise<void> {
		const response = await postJson(this.url, { sessionIds });
		const text = await response.text();
		if (!response.ok) throw new Error(`The workflow gave ${response.status}: ${text}`);
	}

	/** What n8n wrote down of the last run: the time in all nodes but those that make the items. */
	async lastRunSeconds(): Promise<number> {
		const [last] = await this.rest.executions(this.id);
		const { stored, status } = await this.rest.execution(String(last?.id));
		if (status !== 'success') throw new Error(`The workflow ended with ${status}`);
		const { runData } = (parse(stored) as IRunExecutionData).resultData;
		const runs = Object.entries(runData)
			.filter(([name]) => ![START, SESSIONS].includes(name))
			.flatMap(([, tasks]) => tasks);
		return runs.reduce((sum, { executionTime }) => sum + executionTime, 0) / 1000;
	}
}
