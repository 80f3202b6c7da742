import type { Cluster } from './cluster';
import { sendTo } from '../n8n/httpRequest';
import type { Receiver } from '../../dev/n8n/receiver';
import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { startedBy, withCredential } from '../../dev/n8n/workflowDocument';
import { publish } from './batches';

/** Publishes a workflow that sends every item of a polling trigger to the receiver; returns its id. */
export async function publishTrigger(
	cluster: Cluster,
	{ url }: Receiver,
	parameters: NodeSpec['parameters'],
): Promise<string> {
	const { rest, credential } = cluster;
	const trigger = {
		name: 'Identomat Trigger',
		type: 'n8n-nodes-identomat.identomatTrigger',
		parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
	};
	const workflow = startedBy(trigger, 'Trigger', [sendTo(url)]);
	const id = await rest.importWorkflow(withCredential(workflow, credential));
	await publish(cluster, id);
	return id;
}

/** How often the receiver was told of each of these sessions. */
export function timesEmitted({ arrivals }: Receiver, sessionIds: string[]): number[] {
	return sessionIds.map((id) => arrivals.filter(({ sessionId }) => sessionId === id).length);
}
