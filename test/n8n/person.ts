import { fetch } from 'undici';

import type { Sandbox } from '../../dev/sandbox';
import type { Execution, N8nRest } from '../../dev/n8n/rest';
import { TRIGGER_NAME } from '../../dev/n8n/workflowDocument';

/**
 * Runs a workflow by hand that invites a person, who presses the button and is verified meanwhile.
 * @returns the execution at its end, which comes before the person where something failed
 */
export async function runWithPerson(
	{ rest, sandbox }: { rest: N8nRest; sandbox: Sandbox },
	workflowId: string,
): Promise<Execution> {
	const { id, status, nodes } = await rest.run(workflowId, TRIGGER_NAME);
	if (status !== 'waiting') return await rest.execution(id);
	const items = Object.values(nodes).flatMap((run) => run.items);
	const invited = items.find(({ json }) => 'invitationUrl' in json);
	const sessionId = await acceptInvitation(rest, id, String(invited?.json.invitationUrl));
	await completeVerification(sandbox, sessionId);
	return await rest.waitForEnd(id);
}

/**
 * Presses the button of an invitation, and stops before Identomat's page.
 * @returns the ID of the session, once n8n has stored it and the execution waits again
 */
export async function acceptInvitation(
	rest: N8nRest,
	executionId: string,
	invitationUrl: string,
): Promise<string> {
	const sessionId = await pressButton(invitationUrl);
	await rest.parkedWhen(executionId, ({ stored }) => stored.includes(sessionId));
	return sessionId;
}

async function pressButton(invitationUrl: string): Promise<string> {
	const { status, headers } = await fetch(invitationUrl, { method: 'POST', redirect: 'manual' });
	const location = headers.get('location');
	const sessionId = location && new URL(location).searchParams.get('session_token');
	if (sessionId) return sessionId;
	throw new Error(`The button led to no session, but to the status ${status}`);
}

/** Finishes a session as its person would: on the page, and back by the return URL in the browser. */
export async function completeVerification(
	sandbox: Sandbox,
	sessionId: string,
	outcome?: string,
): Promise<{ status: number; page: string }> {
	sandbox.finish(sessionId, outcome);
	return await openReturnUrl(sandbox, sessionId);
}

/** Opens the return URL of a session, whether it is finished or not. */
export async function openReturnUrl(
	sandbox: Sandbox,
	sessionId: string,
): Promise<{ status: number; page: string }> {
	const response = await fetch(returnUrlOf(sandbox, sessionId));
	return { status: response.status, page: await response.text() };
}

/** @throws Error for a session that was begun without one */
export function returnUrlOf(sandbox: Sandbox, sessionId: string): string {
	const url = sandbox.session(sessionId)?.beginRequest.flags?.return_url;
	if (typeof url === 'string') return url;
	throw new Error(`The session ${sessionId} has no return URL`);
}
