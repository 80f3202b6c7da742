import { randomUUID } from 'node:crypto';

import { postJson } from '../../dev/postJson';
import type { Cluster } from './cluster';
import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { startedBy, withCredential } from '../../dev/n8n/workflowDocument';
import type { Sandbox } from '../../dev/sandbox';

const NODES: NodeSpec[] = [
	{
		name: 'References',
		type: 'n8n-nodes-base.splitOut',
		parameters: {
			fieldToSplitOut: 'body.references',
			options: { destinationFieldName: 'reference' },
		},
	},
	{
		name: 'Begin',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { resource: 'session', operation: 'create', configId: '={{ $json.reference }}' },
	},
	{
		name: 'Read',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { resource: 'result', operation: 'get', sessionId: '={{ $json.sessionId }}' },
	},
];

/** A published workflow that begins a session for each reference, and reads the results of all of them. */
export class Batches {
	private constructor(
		/** Of the workflow. */
		readonly id: string,
		private readonly url: string,
	) {}

	static async publish({ rest, main, credential }: Cluster): Promise<Batches> {
		const path = randomUUID();
		const webhook = {
			name: 'Start',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			parameters: { httpMethod: 'POST', path, responseMode: 'lastNode', responseData: 'noData' },
			webhookId: path,
		};
		const workflow = startedBy(webhook, 'Batch', NODES);
		const id = await rest.importWorkflow(withCredential(workflow, credential));
		await publish({ rest, main }, id);
		return new Batches(id, `${main.url}/webhook/${path}`);
	}

	/** Runs it to its end, and returns n8n's answer to the call: 200 where all went well. */
	async run(references: string[]): Promise<number> {
		const response = await postJson(this.url, { references });
		await response.text();
		return response.status;
	}
}

/** This many lists of that many references, no two of them alike. */
export function references(batches: number, size: number): string[][] {
	return Array.from({ length: batches }, () => Array.from({ length: size }, () => randomUUID()));
}

/** How often the sandbox was asked to begin a session for each of the references. */
export function timesCreated({ audit }: Sandbox, wanted: string[]): number[] {
	const times = new Map(wanted.map((reference) => [reference, 0]));
	for (const { path, fields } of audit) {
		const reference = String(fields.config_id);
		const before = times.get(reference);
		if (path === 'begin/' && before !== undefined) times.set(reference, before + 1);
	}
	return [...times.values()];
}

/** Publishes the workflow, and waits until n8n takes calls for it. */
export async function publish(
	{ rest, main }: Pick<Cluster, 'rest' | 'main'>,
	id: string,
): Promise<void> {
	const registered = main.logs(
		new RegExp(`Finished processing workflow publication .*"workflowId": ?"${id}"`),
	);
	await rest.publish(id);
	await registered;
}
