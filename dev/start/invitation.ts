import type { N8nRest, StoredCredential } from '../n8n/rest';
import { withWaitLoop } from '../n8n/waitLoop';
import type { NodeSpec } from '../n8n/workflowDocument';
import { TRIGGER_NAME, withCredential } from '../n8n/workflowDocument';

export const INVITATION_WORKFLOW = 'Invitation for you';

const identomat = (name: string, parameters: NodeSpec['parameters']): NodeSpec => ({
	name,
	type: 'n8n-nodes-identomat.identomat',
	parameters,
});

const invite = identomat('Invite', {
	resource: 'session',
	operation: 'invite',
	flags: { liveness: true },
});
const wait = identomat('Wait', { resource: 'result', operation: 'wait', waitFor: 'invitation' });
const last: NodeSpec = { name: 'Finished', type: 'n8n-nodes-base.noOp', parameters: {} };

/** An invitation that a running workflow waits for. */
export interface SentInvitation {
	workflowId: string;
	invitationUrl: string;
}

/**
 * Runs a workflow that invites one person and waits, a day at most each time. It is imported if n8n
 * does not have it yet.
 */
export async function inviteSomebody(
	rest: N8nRest,
	credential: StoredCredential,
): Promise<SentInvitation> {
	const known = (await rest.workflows()).find(({ name }) => name === INVITATION_WORKFLOW);
	const workflowId = known?.id ?? (await rest.importWorkflow(workflowWith(credential)));
	const { nodes, error } = await rest.run(workflowId, TRIGGER_NAME);
	const invitationUrl = nodes[invite.name]?.items[0]?.json.invitationUrl;
	if (typeof invitationUrl === 'string') return { workflowId, invitationUrl };
	throw new Error(`'${INVITATION_WORKFLOW}' gave no invitation: ${error?.message}`);
}

function workflowWith(credential: StoredCredential) {
	return withCredential(withWaitLoop(INVITATION_WORKFLOW, [invite], wait, last), credential);
}
