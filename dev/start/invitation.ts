import type { N8nRest } from '../n8n/rest';
import { TRIGGER_NAME } from '../n8n/workflowDocument';

/**
 * Runs the example that invites a person and waits. Its email is deactivated as shipped.
 * @returns the link of the invitation
 */
export async function runInvitation(rest: N8nRest, workflowId: string): Promise<string> {
	const { nodes, error } = await rest.run(workflowId, TRIGGER_NAME);
	const invitationUrl = nodes.Invite?.items[0]?.json.invitationUrl;
	if (typeof invitationUrl === 'string') return invitationUrl;
	throw new Error(`The example gave no invitation: ${error?.message}`);
}
