import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { sendTo } from './httpRequest';
import { withWaitLoop } from './waitLoop';

/** This many items. */
export const people = (count: number): NodeSpec => ({
	name: 'People',
	type: 'n8n-nodes-base.code',
	typeVersion: 2,
	parameters: {
		jsCode: `return Array.from({ length: ${count} }, (_, person) => ({ json: { person } }));`,
	},
});

/** An Identomat node. */
export const identomat = (name: string, parameters: NodeSpec['parameters']): NodeSpec => ({
	name,
	type: 'n8n-nodes-identomat.identomat',
	parameters,
});

/** A workflow, run by hand, that invites people, waits for them, and sends each result to the receiver. */
export function invitationWorkflow(
	receiverUrl: string,
	count = 1,
	wait: NodeSpec['parameters'] = {},
): WorkflowDocument {
	const invite = identomat('Invite', { resource: 'session', operation: 'invite' });
	const waiting = { resource: 'result', operation: 'wait', waitFor: 'invitation', ...wait };
	return withWaitLoop(
		'Invitations',
		[people(count), invite],
		identomat('Wait', waiting),
		sendTo(receiverUrl),
	);
}

/** The links of an execution's invitations, one per person. */
export function invitationUrls({ nodes }: Pick<Execution, 'nodes'>): string[] {
	return nodes.Invite?.items.map(({ json }) => String(json.invitationUrl)) ?? [];
}
