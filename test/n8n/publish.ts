import type { N8nRest } from '../../dev/n8n/rest';
import type { N8nServer } from '../../dev/n8n/server';

/** Publishes a workflow and waits until its triggers are at work, which the log of n8n tells (level `debug`). */
export async function publishAndActivate(
	{ rest, server }: { rest: N8nRest; server: N8nServer },
	workflowId: string,
): Promise<void> {
	const record = `"workflowId": ?"${workflowId}", ?"result": ?"completed"`;
	const done = server.logs(new RegExp(`Finished processing workflow publication .*${record}`));
	await rest.publish(workflowId);
	await done;
}
