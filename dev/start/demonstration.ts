import { OWNER } from '../n8n/connection';
import { N8nRest } from '../n8n/rest';
import { TRIGGER_NAME } from '../n8n/workflowDocument';
import type { Sandbox } from '../sandbox';
import { list, printLine, step, type Row } from '../terminal';
import { waitForForm, visitForm } from '../visitor/formVisit';
import { HttpVisitor } from '../visitor/httpVisitor';
import { CREDENTIAL_NAME, credentialFor } from './credential';
import { importExamples, publishWatching } from './examples';
import { outcomeRows } from './outcome';

/** Names of the examples that are shown at work. */
export const FORM_EXAMPLE = 'Form, verification, decision';
export const INVITATION_EXAMPLE = 'Invite, remind, decide';
export const TRIGGER_EXAMPLE = 'Finished sessions to Slack';

const TO_IDENTOMAT = `To use the real Identomat: open the credential '${CREDENTIAL_NAME}' and replace the key.
Set the two URLs to https://widget.identomat.com and https://external-api.identomat.com.`;
const TO_SANDBOX = `To use the sandbox again: open the credential '${CREDENTIAL_NAME}' and set the two URLs to
the sandbox's. Then run 'npm start' again.`;

/** What is running, and the folder of its data. */
export interface RunningServers {
	n8nUrl: string;
	sandbox: Sandbox;
	folder: string;
}

/**
 * Runs examples and shows where everything is. If somebody has pointed the credential at a real
 * account, nothing is run: that would cost money.
 */
export async function runExamples({ n8nUrl, sandbox, folder }: RunningServers): Promise<void> {
	const rest = await N8nRest.connect(n8nUrl);
	const { credential, otherUrl } = await credentialFor(rest, sandbox);
	const examples = await step('Importing the examples', async () => {
		return await importExamples(rest, credential);
	});
	const places: Row[] = [
		['Editor', n8nUrl],
		['Login', `${OWNER.email} with the password ${OWNER.password}`],
		[
			'Sandbox',
			`${sandbox.widgetUrl} (Widget URL) and ${sandbox.externalApiUrl} (External API URL)`,
		],
		['Data', `${folder} (delete it to start from scratch)`],
	];
	if (otherUrl) {
		printLine(
			`The credential '${CREDENTIAL_NAME}' points to ${otherUrl}. It is kept, and no workflow is run.`,
		);
	} else {
		const formUrl = await runFirst(rest, n8nUrl, idOf(examples, FORM_EXAMPLE));
		places.push(['Form', `${formUrl}\nFill it in and verify yourself in the sandbox`]);
		const invitationId = idOf(examples, INVITATION_EXAMPLE);
		places.push(['Invitation', await showInvitation(rest, n8nUrl, invitationId)]);
		const triggerId = idOf(examples, TRIGGER_EXAMPLE);
		const page = await startTrigger(rest, triggerId, sandbox);
		places.push([
			'Trigger',
			`${n8nUrl}/workflow/${triggerId}/executions\n` +
				'It has fired for a finished session. To make it fire again within a minute, open this\n' +
				`page in the next 15 minutes and choose an outcome: ${page}`,
		]);
	}
	const change = otherUrl ? TO_SANDBOX : TO_IDENTOMAT;
	printLine(`\n${list(places)}\n\n${change}\n\nPress Ctrl-C to stop n8n and the sandbox.`);
}

function idOf(examples: Map<string, string>, name: string): string {
	const id = examples.get(name);
	if (id) return id;
	throw new Error(`There is no example with the name '${name}'.`);
}

/**
 * Has a person fill in the form of the first example, be verified on the sandbox's page and come back.
 * @returns the address of the form
 */
async function runFirst(rest: N8nRest, n8nUrl: string, workflowId: string): Promise<string> {
	const formUrl = await step(`Publishing the example '${FORM_EXAMPLE}'`, async () => {
		await rest.publish(workflowId);
		return await waitForForm(n8nUrl, await rest.workflow(workflowId));
	});
	const { seen, execution } = await step('Having a person fill in its form', async () => {
		return await visitForm(new HttpVisitor(), { rest, workflowId, formUrl }, 'approved');
	});
	printLine(`\n${list(outcomeRows(execution, seen))}\n`);
	return formUrl;
}

/**
 * Runs the example that invites a person, who is the one at the keyboard. Its email is deactivated as shipped.
 * @returns the link of the invitation, and what to do with it
 */
async function showInvitation(rest: N8nRest, n8nUrl: string, workflowId: string): Promise<string> {
	const { nodes, error } = await step(`Running the example '${INVITATION_EXAMPLE}'`, async () => {
		return await rest.run(workflowId, TRIGGER_NAME);
	});
	const invitationUrl = nodes.Invite?.items[0]?.json.invitationUrl;
	if (typeof invitationUrl !== 'string') {
		throw new Error(`The example gave no invitation: ${error?.message}`);
	}
	return (
		`${invitationUrl}\n` +
		'Open it whenever you like. The session is created when you press the button. The workflow\n' +
		`waits for your result: ${n8nUrl}/workflow/${workflowId}/executions`
	);
}

/**
 * Has the trigger watch a finished session, for which it fires immediately, and an open one.
 * @returns the address of that person's page
 */
async function startTrigger(rest: N8nRest, workflowId: string, sandbox: Sandbox): Promise<string> {
	const open = sandbox.addSession({ state: 'open' });
	await step(`Publishing the example '${TRIGGER_EXAMPLE}'`, async () => {
		await publishWatching(rest, workflowId, [sandbox.addSession(), open]);
	});
	return sandbox.verificationUrl(open);
}
