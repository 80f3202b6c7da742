import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { postJson } from '../../dev/postJson';
import { acceptInvitation, completeVerification } from '../n8n/person';
import { publishAndActivate } from '../n8n/publish';
import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import { TRIGGER_NAME, withCredential, withNode } from '../../dev/n8n/workflowDocument';
import { withSwitchedOffShown } from '../n8n/exampleWorkflow';
import type { CallbackKind } from '../../dev/sandbox/callbacks';
import { waitForForm, visitForm } from '../../dev/visitor/formVisit';
import { HttpVisitor } from '../../dev/visitor/httpVisitor';
import { startVisitor } from '../n8n/startVisitor';

/** A limit of two minutes, the one in which n8n looks, and the time that a busy machine takes. */
const REMINDER_LIMIT_MS = 400_000;

const FOLDER = join(__dirname, '..', '..', 'examples');

jest.setTimeout(200_000);

describe('examples started by a person or by Identomat, in a real n8n', () => {
	let fixture: Fixture;

	/** The example as it is imported, with the nodes of outside services showing what they would send. */
	const example = async (file: string): Promise<WorkflowDocument> => {
		const shipped = JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as WorkflowDocument;
		return withSwitchedOffShown(withCredential(shipped, fixture.credential));
	};

	const published = async (workflow: WorkflowDocument): Promise<string> => {
		const id = await fixture.rest.importWorkflow(workflow);
		await publishAndActivate(fixture, id);
		return id;
	};

	/** Where Identomat calls: the address that the trigger of this workflow shows. */
	const callbackUrl = ({ nodes }: WorkflowDocument): string => {
		const trigger = nodes.find(({ type }) => type.endsWith('.identomatCallbackTrigger'));
		return `${fixture.server.url}/webhook/${trigger?.webhookId}/webhook`;
	};

	/** The execution that a callback starts, at its end. */
	const startedBy = async (calls: () => void): Promise<Execution> => {
		const { rest, server } = fixture;
		const done = server.logs(doneInLog('(\\d+)'));
		calls();
		const [, id = ''] = await done;
		return await rest.execution(id);
	};

	beforeAll(async () => {
		fixture = await startFixture();
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
	});

	beforeEach(() => {
		fixture.sandbox.reset();
		fixture.sandbox.setCallbackUrl(undefined);
	});

	describe('form, verification, decision', () => {
		let workflowId: string;
		let formUrl: string;

		beforeAll(async () => {
			const workflow = await example('form-verification-decision.json');
			workflowId = await published(workflow);
			formUrl = await waitForForm(fixture.server.url, workflow);
		});

		it.each([
			['approved', 'Open the account', startVisitor],
			['rejected', 'Explain the rejection', async () => new HttpVisitor()],
			['manual_check', 'Review the session', async () => new HttpVisitor()],
			['disagreed', 'Ask the person again', async () => new HttpVisitor()],
		])('%s: %s', async (outcome, last, start) => {
			const visitor = await start();
			const way = { rest: fixture.rest, workflowId, formUrl };
			const { seen, execution } = await visitForm(visitor, way, outcome);
			await visitor.close();
			expect({ ...seen, text: seen.text.replace(/\n+/g, '\n') }).toEqual({
				status: 200,
				text: 'Identity verification\nThank you! We will write to you about the result.',
			});
			expect([execution.status, Object.keys(execution.nodes).at(-1)]).toEqual(['success', last]);
			expect(jsonOf(execution, last)).toMatchObject([{ outcome, timedOut: false }]);
		});
	});

	describe('finished sessions to Slack, with the callback trigger', () => {
		let url: string;

		beforeAll(async () => {
			const workflow = withNode(
				await example('finished-sessions-to-slack.json'),
				'Identomat Trigger',
				{ type: 'n8n-nodes-identomat.identomatCallbackTrigger', webhookId: randomUUID() },
			);
			await published(workflow);
			url = callbackUrl(workflow);
		});

		it.each([
			['approved', 'Report the approval', 'Session approved'],
			['a_new_word', 'Report the unknown status', 'unknown status: a_new_word'],
		])('%s: %s', async (outcome, node, text) => {
			const { sandbox } = fixture;
			const sessionId = sandbox.addSession({ state: 'open' });
			sandbox.setCallbackUrl(url);
			const execution = await startedBy(() => sandbox.finish(sessionId, outcome));
			expect(execution.status).toBe('success');
			expect(jsonOf(execution, node)).toMatchObject([{ text: expect.stringContaining(text) }]);
		});

		it('does not start without the callback key', async () => {
			const { sandbox } = fixture;
			const sessionId = sandbox.addSession();
			const { status } = await postJson(url, {
				callbackApiKey: 'a guessed key',
				type: 'update',
				sessionId,
			});
			expect(status).toBe(401);
			expect(sandbox.audit).toEqual([]);
		});
	});

	describe('verify, screen, decide', () => {
		let workflowId: string;
		let formUrl: string;

		beforeAll(async () => {
			const workflow = await example('verify-screen-decide.json');
			workflowId = await published(workflow);
			formUrl = await waitForForm(fixture.server.url, workflow);
		});

		it.each([
			['approved', 'Review', 'review'],
			['rejected', 'Decline', 'declined'],
		])('%s: %s', async (outcome, node, decision) => {
			const way = { rest: fixture.rest, workflowId, formUrl };
			const { execution } = await visitForm(new HttpVisitor(), way, outcome);
			expect([execution.error, execution.status]).toEqual([undefined, 'success']);
			expect(jsonOf(execution, node)).toMatchObject([{ outcome, decision }]);
			const rows = await fixture.rest.dataTableRows('Identomat decisions');
			expect(rows.at(-1)).toMatchObject({ outcome, decision, session_id: expect.any(String) });
		});
	});

	describe('deliver codes and links', () => {
		let url: string;
		const phoneNumber = '+995555000042';
		const email = 'nino.sandadze@example.com';

		beforeAll(async () => {
			const workflow = await example('deliver-codes-and-links.json');
			await published(workflow);
			url = callbackUrl(workflow);
		});

		it.each<[CallbackKind, string, IDataObject]>([
			['passwordBySms', 'Send an SMS', { to: phoneNumber, message: 'Your code is 271828' }],
			['linkBySms', 'Send an SMS', { to: phoneNumber, message: 'Verify your identity: LINK' }],
			[
				'passwordByEmail',
				'Send an email',
				{ toEmail: email, subject: 'Your code', text: 'Your code is 271828' },
			],
			[
				'linkByEmail',
				'Send an email',
				{ toEmail: email, subject: 'Verify your identity', text: 'Verify your identity: LINK' },
			],
		])('%s: %s', async (kind, node, sent) => {
			const { sandbox } = fixture;
			const sessionId = sandbox.addSession({ state: 'open' });
			const link = `${sandbox.widgetUrl}/?session_token=${sessionId}`;
			sandbox.setCallbackUrl(url);
			const execution = await startedBy(() => void sandbox.sendCallback(sessionId, kind));
			const expected = Object.entries(sent).map(([key, text]) => [
				key,
				String(text).replace('LINK', link),
			]);
			expect(jsonOf(execution, node)).toMatchObject([Object.fromEntries(expected)]);
			expect(execution.stored).not.toContain(sandbox.callbackKey);
		});
	});

	it(
		'invite, remind, decide: reminds one person who then finishes, and gives up on another',
		async () => {
			const { rest, sandbox } = fixture;
			const id = await rest.importWorkflow(hurried(await example('invite-remind-decide.json')));
			const { id: executionId, nodes, status, error } = await rest.run(id, TRIGGER_NAME);
			expect([status, error]).toEqual(['waiting', undefined]);
			const [url] = jsonOf({ nodes }, 'Invite').map(({ invitationUrl }) => String(invitationUrl));
			const reminded = await rest.parkedWhen(
				executionId,
				(execution) => execution.nodes['Count the reminder'] !== undefined,
			);
			expect(jsonOf(reminded, 'Send the reminder')).toMatchObject([
				{ toEmail: 'first@example.com', text: expect.stringContaining(String(url)) },
			]);
			expect(jsonOf(reminded, 'Count the reminder')).toMatchObject([{ reminders: 1 }]);
			const sessionId = await acceptInvitation(rest, executionId, String(url));
			await completeVerification(sandbox, sessionId, 'rejected');
			const ended = await rest.waitForEnd(executionId);
			expect([ended.status, ended.error]).toEqual(['success', undefined]);
			expect(jsonOf(ended, 'Give up')).toMatchObject([{ finished: false, reminders: 3 }]);
			expect(jsonOf(ended, 'Decline the customer')).toMatchObject([
				{ sessionId, outcome: 'rejected', reminders: 1 },
			]);
			expect(jsonOf(ended, 'Download all files')).toMatchObject([{ sessionId }]);
			expect(jsonOf(ended, 'Delete the session')).toMatchObject([{ sessionId }]);
		},
		REMINDER_LIMIT_MS,
	);

	it('a callback ends a wait when a manual check is decided later without a browser', async () => {
		const { rest, sandbox } = fixture;
		const workflow = await example('a-callback-ends-a-wait.json');
		const id = await published(workflow);
		const { id: executionId, nodes } = await rest.run(id, 'When somebody is to be verified', {});
		const sessionId = String(nodes['Create a session']?.items[0]?.json.sessionId);
		await completeVerification(sandbox, sessionId, 'manual_check');
		expect((await rest.execution(executionId)).status).toBe('waiting');
		sandbox.setCallbackUrl(callbackUrl(workflow));
		sandbox.finish(sessionId, 'approved');
		const execution = await rest.waitForEnd(executionId);
		expect(execution.status).toBe('success');
		expect(jsonOf(execution, 'Continue with the decision')).toMatchObject([
			{ sessionId, outcome: 'approved', finished: true },
		]);
		expect(await rest.dataTableRows('Identomat waits')).toEqual([]);
	});
});

/** What n8n's log says of an execution that is taken up and then ends or is parked; its id is the first group. */
function doneInLog(id: string): RegExp {
	const of = (event: string, which: string) => `${event} [^\\n]*"executionId": ?"${which}"`;
	return new RegExp(`${of('Execution added', id)}[^]*${of('Execution finalized', '\\1')}`);
}

/** The example with a wait of two minutes and two people, of whom the second was reminded three times before. */
function hurried(workflow: WorkflowDocument): WorkflowDocument {
	const people = ['first@example.com', 'second@example.com'].map((email) => ({ json: { email } }));
	const two = withNode(workflow, 'Choose the person', {
		type: 'n8n-nodes-base.code',
		typeVersion: 2,
		parameters: { mode: 'runOnceForAllItems', jsCode: `return ${JSON.stringify(people)};` },
	});
	const reminded = withNode(two, 'Send the invitation', {
		parameters: {
			mode: 'raw',
			jsonOutput: '={{ JSON.stringify({ reminders: 3 * $itemIndex }) }}',
		},
	});
	return withNode(reminded, 'Wait for the result', {
		parameters: { limitAmount: 2, limitUnit: 'minutes' },
	});
}

function jsonOf({ nodes }: Pick<Execution, 'nodes'>, name: string): IDataObject[] {
	const items: INodeExecutionData[] = nodes[name]?.items ?? [];
	return items.map(({ json }) => json);
}
