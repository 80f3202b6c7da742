import { fetch } from 'undici';

import { poll } from '../poll';
import type { Execution, N8nRest, WorkflowDocument } from '../n8n/rest';
import type { VisitedPage, Visitor } from './visitor';

/** One visit: what the person saw in the end, and what n8n did. */
export interface FormVisit {
	seen: VisitedPage;
	execution: Execution;
}

/**
 * The address of the form that starts this workflow, once n8n serves it: that is some time after the
 * publishing, without an event.
 */
export async function waitForForm(n8nUrl: string, { nodes }: WorkflowDocument): Promise<string> {
	const form = nodes.find(({ type }) => type === 'n8n-nodes-base.formTrigger');
	const url = `${n8nUrl}/form/${String(form?.parameters.path)}`;
	return await poll(async () => ((await fetch(url)).status === 404 ? undefined : url));
}

/** Has somebody fill in the form of a published workflow, be verified while it waits, and come back. */
export async function visitForm(
	visitor: Visitor,
	{ rest, workflowId, formUrl }: { rest: N8nRest; workflowId: string; formUrl: string },
	outcome: string,
): Promise<FormVisit> {
	await visitor.submitForm(formUrl, 'nino.sandadze@example.com');
	const id = await rest.nextWaiting(workflowId);
	const seen = await visitor.completeVerification(outcome);
	return { seen, execution: await rest.waitForEnd(id) };
}
