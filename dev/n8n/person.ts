import { fetch } from 'undici';

import type { Sandbox } from '../sandbox';
import type { Execution, N8nRest } from './rest';
import { TRIGGER_NAME } from './workflowDocument';

/**
 * Runs a workflow by hand that begins a session and waits for its person, who is verified meanwhile.
 * @returns the execution at its end, which comes before the person where something failed
 */
export async function runWithPerson(
	{ rest, sandbox }: { rest: N8nRest; sandbox: Sandbox },
	workflowId: string,
): Promise<Execution> {
	const execution = await rest.run(workflowId, TRIGGER_NAME);
	if (execution.status !== 'waiting') return execution;
	const items = Object.values(execution.nodes).flatMap((run) => run.items);
	const begun = items.find(({ json }) => 'resumeUrl' in json);
	await completeVerification(sandbox, String(begun?.json.sessionId));
	return await rest.waitForEnd(execution.id);
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
