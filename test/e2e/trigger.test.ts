import type { IDataObject, INode } from 'n8n-workflow';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { postJson } from '../../dev/postJson';
import type { MonitoringRecord, Sandbox } from '../../dev/sandbox';
import { sendTo } from '../n8n/httpRequest';
import type { Receiver } from '../../dev/n8n/receiver';
import { startReceiver } from '../../dev/n8n/receiver';
import type { Execution, N8nRest, StoredCredential, WorkflowDocument } from '../../dev/n8n/rest';
import type { N8nServer } from '../../dev/n8n/server';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { startedBy, withCredential } from '../../dev/n8n/workflowDocument';

/** A poll comes within a minute, at a second that n8n chooses; some steps start n8n again besides. */
const STEP_LIMIT_MS = 120_000;
/** Longer than a poll takes. */
const HANG_MS = 30_000;
const EXAMPLE = join(__dirname, '..', '..', 'examples', 'finished-sessions-to-slack.json');
const TRIGGER_NAME = 'Identomat Trigger';
const LIST_HEADER = { headerName: 'X-Watch-List', headerValue: 'an-invented-list-password' };

jest.setTimeout(STEP_LIMIT_MS);

describe('the trigger in a real n8n', () => {
	let fixture: Fixture;
	let sandbox: Sandbox;
	let server: N8nServer;
	let rest: N8nRest;
	let receiver: Receiver;
	let credential: StoredCredential;
	/** The example; it stays published, so that its sessions have to survive the crashes too. */
	let exampleId: string;

	/** Publishes a workflow that sends every item of the trigger to the receiver; returns its id. */
	const publish = async (
		name: string,
		parameters: NodeSpec['parameters'],
		credentials?: NodeSpec['credentials'],
	): Promise<string> => {
		const trigger = {
			name: TRIGGER_NAME,
			type: 'n8n-nodes-identomat.identomatTrigger',
			parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
			credentials,
		};
		const workflow = startedBy(trigger, name, [sendTo(receiver.url)]);
		const id = await rest.importWorkflow(withCredential(workflow, credential));
		await rest.publish(id);
		return id;
	};

	/** The first execution of the workflow with this name, once it has ended. */
	const firstExecution = async (name: string): Promise<Execution> => {
		const assigned = `Execution for workflow ${name} was assigned id (\\d+)`;
		const [, id = ''] = await server.logged(new RegExp(assigned));
		await server.logged(new RegExp(`Execution finalized .*"executionId": ?"${id}"`));
		return await rest.execution(id);
	};

	/** How often the receiver was told of each of these sessions. */
	const timesTold = (ids: string[]): number[] =>
		ids.map((id) => receiver.arrivals.filter(({ sessionId }) => sessionId === id).length);

	beforeAll(async () => {
		receiver = await startReceiver();
		fixture = await startFixture();
		({ sandbox, server, rest, credential } = fixture);
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
		await receiver?.close();
	});

	describe('the example workflow', () => {
		const words = ['approved', 'rejected', 'manual_check', 'disagreed', 'a_new_word'];
		const messages = [
			'Report the approval',
			'Report the rejection',
			'Ask for a manual check',
			'Report declined terms',
			'Report the unknown status',
		];
		let example: WorkflowDocument;
		let sessions: Array<{ sessionId: string; outcome: string }>;

		const watching = (name: string): WorkflowDocument => {
			const sessionIds = sessions.map(({ sessionId }) => sessionId).join('\n');
			const nodes = example.nodes.map((node): INode => {
				if (node.name !== TRIGGER_NAME) return node;
				return { ...node, parameters: { ...node.parameters, sessionIds } };
			});
			return withCredential({ ...example, name, nodes }, credential);
		};

		beforeAll(async () => {
			example = JSON.parse(await readFile(EXAMPLE, 'utf8')) as WorkflowDocument;
			sessions = words.map((word) => ({
				sessionId: sandbox.addSession({ outcome: word }),
				outcome: word === 'a_new_word' ? 'unknown' : word,
			}));
		});

		it('explains in a note what to fill in, and ships with its messages deactivated', () => {
			const note = example.nodes.find(({ type }) => type === 'n8n-nodes-base.stickyNote');
			expect(note?.parameters.content).toMatch(/Fill in.*Identomat Trigger.*Slack.*Publish/s);
			const slack = example.nodes.filter(({ type }) => type === 'n8n-nodes-base.slack');
			expect(slack.map(({ name, disabled }) => [name, disabled])).toEqual(
				messages.map((name) => [name, true]),
			);
		});

		it('returns one finished session in a manual run', async () => {
			const id = await rest.importWorkflow(watching('By hand'));
			const { status, nodes } = await rest.run(id, TRIGGER_NAME);
			expect(status).toBe('success');
			const shown = sessionsOf(nodes[TRIGGER_NAME]?.items);
			expect(shown).toHaveLength(1);
			expect(sessions).toContainEqual(shown[0]);
		});

		it('sends a message of its own for each outcome once published', async () => {
			const name = 'Example as published';
			exampleId = await rest.importWorkflow(watching(name));
			await rest.publish(exampleId);
			const { status, nodes } = await firstExecution(name);
			expect(status).toBe('success');
			const expected = sessions.map((session) => [session]);
			const routed = nodes['Which outcome?']?.outputs.map(sessionsOf);
			expect(routed).toEqual(expected);
			expect(messages.map((message) => sessionsOf(nodes[message]?.items))).toEqual(expected);
		});
	});

	describe('the trigger with session IDs from a URL', () => {
		let source: Server;
		let sessionId: string;
		const requests: IncomingMessage[] = [];
		let listCredential: StoredCredential;

		beforeAll(async () => {
			sessionId = sandbox.addSession();
			source = createServer((request, response) => {
				requests.push(request);
				response.end(JSON.stringify({ data: [{ session_token: sessionId }] }));
			});
			await once(source.listen(0, '127.0.0.1'), 'listening');
			const type = 'identomatSessionListApi';
			listCredential = await rest.createCredential(type, 'Our CRM', LIST_HEADER);
		});

		afterAll(async () => {
			await once(source.close(), 'close');
		});

		it.each([
			[LIST_HEADER.headerName, 'OK'],
			['No Header', 'Error'],
		])('the test of the credential with the header "%s" says %s', async (headerName, status) => {
			const data = { ...LIST_HEADER, headerName };
			expect(await rest.testCredential(listCredential, data)).toMatchObject({ status });
		});

		it('watches the sessions, and sends the URL its own header but never the company key', async () => {
			const { port } = source.address() as AddressInfo;
			const sourceUrl = `http://127.0.0.1:${port}/open?limit=100`;
			const { id, name, type } = listCredential;
			const workflowId = await publish(
				'From a URL',
				{
					event: 'sessionFinished',
					source: 'url',
					sourceUrl,
					sourceIdPath: 'data[*].session_token',
				},
				{ [type]: { id, name } },
			);
			expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
			await rest.unpublish(workflowId);
			const [{ method, url, rawHeaders }] = requests as [IncomingMessage];
			expect([method, url]).toEqual(['GET', '/open?limit=100']);
			expect(rawHeaders.join('\n')).toContain(`X-Watch-List\n${LIST_HEADER.headerValue}`);
			expect([url, ...rawHeaders].join('\n')).not.toContain(sandbox.companyKey);
			for (const { headers } of sandbox.audit) expect(headers).not.toHaveProperty('x-watch-list');
		});
	});

	describe('through two crashes of n8n', () => {
		let early: string;
		let next: string;
		let duringPoll: string;
		let whileDown: string;
		let lastBeforeCrash: string;
		let last: string;
		let record: MonitoringRecord;
		let workflowId: string;

		const told = async (sessionId: string) => await receiver.arrival('sessionId', sessionId);

		beforeAll(async () => {
			const open = () => sandbox.addSession({ state: 'open' });
			[early, next, duringPoll, whileDown] = [sandbox.addSession(), open(), open(), open()];
			[lastBeforeCrash, last] = [open(), open()];
			const sessionIds = [early, next, duringPoll, whileDown, lastBeforeCrash, last];
			record = await monitor(sandbox, 'Ana Testidze');
			const listed = whenListed(sandbox);
			await publish('Monitoring', { event: 'monitoringRecordChanged' });
			await listed;
			workflowId = await publish('Sessions', {
				event: 'sessionFinished',
				source: 'list',
				sessionIds: JSON.stringify(sessionIds),
			});
		});

		it('emits a session that was already finished', async () => {
			expect(await told(early)).toMatchObject({
				sessionId: early,
				outcome: 'approved',
				finished: true,
				fullName: 'Nino Sandadze',
			});
		});

		it('emits a session that finishes, at the next poll', async () => {
			sandbox.finish(next, 'rejected');
			expect(await told(next)).toMatchObject({ outcome: 'rejected', finished: true });
		});

		it('loses no session when n8n is killed during a poll', async () => {
			const asked = whenAsked(sandbox, duringPoll);
			sandbox.finish(duringPoll);
			await asked;
			await server.kill();
			sandbox.finish(whileDown);
			sandbox.changeMonitoringRecord(record.id);
			await monitor(sandbox, 'Max Beispielmann');
			expect(timesTold([duringPoll, whileDown])).toEqual([0, 0]);
			await server.start();
			expect(await told(duringPoll)).toMatchObject({ outcome: 'approved' });
			expect(await told(whileDown)).toMatchObject({ outcome: 'approved' });
		});

		it('emits monitored people who changed or were added while n8n was down', async () => {
			const { arrivals } = receiver;
			expect(await receiver.arrival('change', 'changed')).toMatchObject({ id: record.id });
			expect(await receiver.arrival('change', 'new')).toMatchObject({
				query: { name: 'Max Beispielmann' },
			});
			expect(arrivals.filter(({ change }) => change)).toHaveLength(2);
		});

		it('emits no outcome twice when n8n is killed right after emitting it', async () => {
			sandbox.finish(lastBeforeCrash);
			await told(lastBeforeCrash);
			await server.kill();
			sandbox.finish(last, 'disagreed');
			await server.start();
			expect(await told(last)).toMatchObject({ outcome: 'disagreed' });
		});

		it('has emitted every session exactly once', async () => {
			const sessions = [early, next, duringPoll, whileDown, lastBeforeCrash, last];
			expect(timesTold(sessions)).toEqual([1, 1, 1, 1, 1, 1]);
			expect(receiver.arrivals.filter(({ change }) => change)).toHaveLength(2);
			expect(await rest.executions(workflowId)).toHaveLength(5);
			expect(await rest.executions(exampleId)).toHaveLength(1);
		});
	});

	it('leaves no key in the log of n8n', () => {
		expect(server.log().includes(sandbox.companyKey)).toBe(false);
		expect(server.log().includes(LIST_HEADER.headerValue)).toBe(false);
	});
});

function sessionsOf(items: Array<{ json: IDataObject }> = []) {
	return items.map(({ json: { sessionId, outcome } }) => ({ sessionId, outcome }));
}

/** Puts a person under monitoring, as a request of one's own. */
async function monitor(
	{ externalApiUrl, companyKey }: Sandbox,
	name: string,
): Promise<MonitoringRecord> {
	const response = await postJson(`${externalApiUrl}/monitor-screening-query`, {
		companyKey,
		name,
	});
	return (await response.json()) as MonitoringRecord;
}

/** Resolves when the monitored persons are listed for the first time. */
async function whenListed(sandbox: Sandbox): Promise<void> {
	await new Promise<void>((resolve) => {
		const matches = () => {
			resolve();
			return false;
		};
		sandbox.fault('list-screening-monitoring-records', { matches });
	});
}

/** Resolves when this session's result is asked for; that request gets no answer for long. */
async function whenAsked(sandbox: Sandbox, sessionId: string): Promise<void> {
	await new Promise<void>((resolve) => {
		const matches = ({ session_token: asked }: Record<string, unknown>) => {
			if (asked === sessionId) resolve();
			return asked === sessionId;
		};
		sandbox.fault('result/', { times: 1, latencyMs: HANG_MS, matches });
	});
}
