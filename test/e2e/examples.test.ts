import type {
	IBinaryData,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetch, FormData } from 'undici';

import { postJson } from '../../dev/postJson';
import { jpeg, type Sandbox } from '../../dev/sandbox';
import type { ChatModel } from '../n8n/chatModel';
import { startChatModel } from '../n8n/chatModel';
import type {
	Execution,
	N8nRest,
	NodeRun,
	StoredCredential,
	WorkflowDocument,
} from '../../dev/n8n/rest';
import type { N8nServer } from '../../dev/n8n/server';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import { startRequestGate } from '../n8n/requestGate';
import type { S3Storage } from '../n8n/s3Storage';
import { startS3Storage } from '../n8n/s3Storage';
import { withNode } from '../../dev/n8n/workflowDocument';
import { withCredentials, withSwitchedOffShown } from '../n8n/exampleWorkflow';
import { acceptInvitation, completeVerification } from '../n8n/person';

/** n8n starts again in some steps, which a busy machine takes its time for. */
const STEP_LIMIT_MS = 120_000;
/** A start of n8n, and the poll after the next where the first one comes too early for the list's own webhook. */
const CRASH_LIMIT_MS = 240_000;
const FOLDER = join(__dirname, '..', '..', 'examples');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const LIST_HEADER = { name: 'X-Session-List', value: 'an-invented-list-password' };
/** Credential types that an example may ask for in a node that is switched on. */
const OWN_CREDENTIALS = ['identomatApi', 'identomatSessionListApi', 'httpHeaderAuth'];

jest.setTimeout(STEP_LIMIT_MS);

describe('the examples in a real n8n', () => {
	let fixture: Fixture;
	let sandbox: Sandbox;
	let server: N8nServer;
	let rest: N8nRest;
	let storage: S3Storage;
	let types: INodeTypeDescription[];
	let credentials: StoredCredential[];

	/** The example as it is imported, with the credentials chosen. */
	const example = async (file: string): Promise<WorkflowDocument> =>
		withCredentials(await readExample(file), credentials);

	const typeOf = ({ type, typeVersion }: INode): INodeTypeDescription | undefined =>
		types.find(
			({ name, version }) => name === type && [version].flat().includes(Number(typeVersion)),
		);

	/** The node's fields that n8n knows and shows, with their defaults where they are not given. */
	const fieldsOf = (node: INode): INodeParameters => {
		const type = typeOf(node) ?? null;
		const properties = type?.properties ?? [];
		return (
			NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, type) ?? {}
		);
	};

	const run = async (
		workflow: WorkflowDocument,
		triggerName: string,
		event?: IDataObject,
	): Promise<Execution> => await rest.run(await rest.importWorkflow(workflow), triggerName, event);

	const countLogged = (pattern: string): number =>
		server.log().match(new RegExp(pattern, 'g'))?.length ?? 0;

	/** The match of that number, from 1, in the log of n8n. */
	const nthLogged = async (pattern: string, number: number): Promise<RegExpExecArray> =>
		await server.logged(new RegExp(`(?:${pattern}[\\s\\S]*?){${number}}`));

	/** The next match in the log of n8n. To be called before what n8n is to tell of. */
	const nextLogged = async (pattern: string): Promise<RegExpExecArray> =>
		await nthLogged(pattern, countLogged(pattern) + 1);

	/**
	 * The next execution that this trigger starts, once it has ended. To be called before what starts it.
	 * Its id is in the log alone for sure: n8n's list can miss an execution that ends while it is made.
	 */
	const nextExecution = async (workflowId: string, trigger: string): Promise<Execution> => {
		const ended = `hookFunctionsSave.*"executionId": ?"(\\d+)", ?"workflowId": ?"${workflowId}"`;
		for (let number = countLogged(ended) + 1; ; number++) {
			const [, id = ''] = await nthLogged(ended, number);
			await server.logged(new RegExp(`Execution finalized .*"executionId": ?"${id}"`));
			const execution = await rest.execution(id);
			if (execution.nodes[trigger]) return execution;
		}
	};

	/** Publishes it, or takes it back, and waits until its triggers are at work, or at rest. */
	const switchTriggers = async (id: string, how: 'publish' | 'unpublish'): Promise<void> => {
		const record = `"workflowId": ?"${id}", ?"result": ?"(\\w+)"`;
		const finished = nextLogged(`Finished processing workflow publication .*${record}`);
		await rest[how](id);
		const [, result] = await finished;
		expect(result).toBe(how === 'publish' ? 'completed' : 'unpublished');
	};

	beforeAll(async () => {
		storage = await startS3Storage();
		fixture = await startFixture();
		({ sandbox, server, rest } = fixture);
		types = await rest.nodeDescriptions();
		const { name: headerName, value: headerValue } = LIST_HEADER;
		const keys = { accessKeyId: 'invented', secretAccessKey: 'invented', forcePathStyle: true };
		credentials = [
			fixture.credential,
			await rest.createCredential('identomatSessionListApi', 'Session list', {
				headerName,
				headerValue,
			}),
			await rest.createCredential('httpHeaderAuth', 'Session list', LIST_HEADER),
			await rest.createCredential('s3', 'Archive', { endpoint: storage.url, ...keys }),
		];
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await fixture?.close();
		await storage?.close();
	});

	describe.each(FILES)('%s', (file) => {
		let nodes: INode[];

		beforeAll(async () => {
			({ nodes } = await readExample(file));
		});

		it('has nodes that n8n knows, with every required field set except the session IDs', () => {
			for (const node of nodes) {
				const type = typeOf(node);
				expect([node.name, type?.name]).toEqual([node.name, node.type]);
				const { properties } = type as INodeTypeDescription;
				const { parameters } = node;
				// Which sessions to watch only the user knows: the panel marks the empty field.
				const filledIn = parameters.sessionIds === '' ? { sessionIds: 'a-session-id' } : {};
				const switchedOn = {
					...node,
					disabled: false,
					parameters: { ...fieldsOf(node), ...filledIn },
				};
				const issues = NodeHelpers.getNodeParametersIssues(properties, switchedOn, type ?? null);
				expect([node.name, issues]).toEqual([node.name, null]);
				expect([node.name, fieldsOf(node)]).toMatchObject([node.name, parameters]);
			}
		});

		it('lists in a note the fields to fill in, and ships nodes of other services deactivated', () => {
			const note = String(nodes.find(isNote)?.parameters.content);
			for (const node of nodes.filter((one) => !isNote(one))) {
				const wanted = (typeOf(node)?.credentials ?? []).filter((credential) =>
					NodeHelpers.displayParameter(fieldsOf(node), credential, node, null),
				);
				const isOutside = wanted.some(({ name }) => !OWN_CREDENTIALS.includes(name));
				const { resource, operation } = node.parameters;
				const deletes = resource === 'session' && operation === 'delete';
				expect([node.name, node.disabled ?? false]).toEqual([node.name, isOutside || deletes]);
			}
			expect(note).toContain('credential');
			expect(/then activate/i.test(note)).toBe(nodes.some(({ disabled }) => disabled));
		});
	});

	describe('finished sessions to a CRM', () => {
		const FILE = 'finished-sessions-to-crm.json';
		const TRIGGER = 'When a session is finished';
		const CONTACT = 'Write the outcome to the contact';
		const MESSAGE = 'Report a session without an address';
		let workflow: WorkflowDocument;

		const watching = (...sessionIds: string[]): WorkflowDocument =>
			withNode(workflow, TRIGGER, { parameters: { sessionIds: sessionIds.join('\n') } });

		beforeAll(async () => {
			workflow = await example(FILE);
		});

		it('updates the contact or the channel for each session once published', async () => {
			const [withAddress, without] = [
				sandbox.addSession(),
				sandbox.addSession({ outcome: 'disagreed', person: { email: null } }),
			];
			const id = await rest.importWorkflow(watching(withAddress, without));
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { status, nodes } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(status).toBe('success');
			expect(sessionsOf(nodes[CONTACT]?.items)).toEqual([withAddress]);
			expect(sessionsOf(nodes[MESSAGE]?.items)).toEqual([without]);
		});

		it('sends the outcome and the document, and of the person only the email address', async () => {
			const sessionId = sandbox.addSession({ outcome: 'rejected' });
			const shown = withSwitchedOffShown(watching(sessionId));
			const { nodes } = await run(shown, TRIGGER);
			expect(nodes[CONTACT]?.items.map(({ json }) => json)).toMatchObject([
				{
					email: 'nino.sandadze@example.com',
					additionalFields: {
						customPropertiesUi: {
							customPropertiesValues: [
								{ property: 'identomat_session', value: sessionId },
								{ property: 'identomat_outcome', value: 'rejected' },
								{ property: 'identomat_reject_reason', value: 'Faces do not match' },
								{ property: 'identomat_document_type', value: 'id' },
								{ property: 'identomat_document_country', value: 'GEO' },
								{ property: 'identomat_document_expires', value: '2034-11-20' },
							],
						},
					},
				},
			]);
			expect(JSON.stringify(nodes[CONTACT]?.items)).not.toMatch(/Sandadze"|1990|00TS00042/);
		});

		it('sends the channel the session and its outcome, and no data of the person', async () => {
			const sessionId = sandbox.addSession({ person: { email: null } });
			const { nodes } = await run(withSwitchedOffShown(watching(sessionId)), TRIGGER);
			expect(messagesOf(nodes[MESSAGE]?.items)).toEqual([
				':mag: A session has no email address, so it is in no contact\n' +
					`Session ${sessionId}: approved`,
			]);
		});
	});

	describe('open sessions in a data table', () => {
		const FILE = 'open-sessions-in-a-data-table.json';
		const TABLE = 'Identomat sessions';
		const BEGIN = 'When somebody is to be verified';
		const FORM = { Customer: '1001', Email: 'nino.sandadze@example.com' };
		const TRIGGER = 'When a session is finished';
		let workflow: WorkflowDocument;
		let workflowId: string;
		let listUrl: string;
		let sessions: string[];

		const askForList = async (headers: Record<string, string>) => await fetch(listUrl, { headers });

		const listed = async (): Promise<unknown> => {
			const response = await askForList({ [LIST_HEADER.name]: LIST_HEADER.value });
			const rows = (await response.json()) as Array<{ session_id: string }>;
			return rows.map(({ session_id: id }) => id);
		};

		const rows = async (): Promise<IDataObject[]> =>
			(await rest.dataTableRows(TABLE)).map(({ session_id, customer, outcome, reason }) => ({
				session_id,
				customer,
				outcome,
				reason,
			}));

		beforeAll(async () => {
			const shipped = await example(FILE);
			const { path } = shipped.nodes.find(({ type }) => type.endsWith('.webhook'))
				?.parameters as IDataObject;
			const { sourceUrl } = shipped.nodes.find(({ name }) => name === TRIGGER)
				?.parameters as IDataObject;
			expect(sourceUrl).toBe(`http://localhost:5678/webhook/${String(path)}`);
			listUrl = String(sourceUrl).replace('http://localhost:5678', server.url);
			workflow = withNode(shipped, TRIGGER, { parameters: { sourceUrl: listUrl } });
			workflowId = await rest.importWorkflow(workflow);
		});

		it('creates the table and adds each session that it creates', async () => {
			const begun = [];
			for (let count = 0; count < 4; count++) {
				const { status, nodes } = await rest.run(workflowId, BEGIN, FORM);
				expect(status).toBe('success');
				begun.push(nodes['Create a session']?.items[0]?.json.sessionId);
			}
			sessions = begun.map(String);
			expect(await rows()).toEqual(
				sessions.map((session_id) => ({
					session_id,
					customer: '1001',
					outcome: 'open',
					reason: null,
				})),
			);
		});

		it('emails the link to the person', async () => {
			const shown = withSwitchedOffShown(workflow);
			const { nodes } = await run(shown, BEGIN, FORM);
			const sessionId = String(nodes['Create a session']?.items[0]?.json.sessionId);
			sandbox.finish(sessionId);
			const { toEmail, text } = nodes['Send the link to the person']?.items[0]?.json ?? {};
			expect(toEmail).toBe('nino.sandadze@example.com');
			expect(text).toContain(`${sandbox.widgetUrl}/?session_token=${sessionId}`);
			sessions.push(sessionId);
		});

		it('watches the sessions in the table and stores their outcomes', async () => {
			const [rejected = '', inCheck = ''] = sessions;
			sandbox.finish(rejected, 'rejected');
			sandbox.finish(inCheck, 'manual_check');
			const execution = nextExecution(workflowId, TRIGGER);
			await switchTriggers(workflowId, 'publish');
			const { status, nodes } = await execution;
			expect(status).toBe('success');
			expect(sessionsOf(nodes[TRIGGER]?.items)).toEqual([rejected, inCheck, sessions[4]]);
			expect((await rows()).map(({ outcome, reason }) => [outcome, reason])).toEqual([
				['rejected', 'Faces do not match'],
				['manual_check', ''],
				['open', null],
				['open', null],
				['approved', ''],
			]);
		});

		it('lists open sessions only for requests with the header', async () => {
			expect(await listed()).toEqual(sessions.slice(1, 4));
			expect((await askForList({})).status).toBe(403);
			expect((await askForList({ [LIST_HEADER.name]: 'a guess' })).status).toBe(403);
		});

		it('continues after a restart of n8n, and lists nothing once all sessions are decided', async () => {
			await server.stop();
			for (const sessionId of sessions.slice(1, 4)) sandbox.finish(sessionId, 'approved');
			const execution = nextExecution(workflowId, TRIGGER);
			await server.start();
			const { nodes } = await execution;
			expect(sessionsOf(nodes[TRIGGER]?.items)).toEqual(sessions.slice(1, 4));
			expect(await listed()).toEqual([]);
			await switchTriggers(workflowId, 'unpublish');
		});

		it(
			'emits an outcome again if n8n crashed before it was stored',
			async () => {
				const holder = await startRequestGate();
				try {
					const { nodes } = await rest.run(workflowId, BEGIN, FORM);
					const sessionId = String(nodes['Create a session']?.items[0]?.json.sessionId);
					const holdingId = await rest.importWorkflow(withHolder(workflow, holder.url));
					sandbox.finish(sessionId, 'approved');
					await rest.publish(holdingId);
					await holder.nextRequest();
					expect(await listed()).toEqual([sessionId]);

					await server.kill();
					await server.start();
					const letGo = await holder.nextRequest();
					expect(await listed()).toEqual([sessionId]);
					const execution = nextExecution(holdingId, TRIGGER);
					letGo();
					expect(sessionsOf((await execution).nodes[TRIGGER]?.items)).toEqual([sessionId]);
					expect(await listed()).toEqual([]);
					await switchTriggers(holdingId, 'unpublish');
				} finally {
					await holder.close();
				}
			},
			CRASH_LIMIT_MS,
		);

		/**
		 * The example with a branch that comes before the writing and stands still, so that n8n can be killed
		 * in between; it tells again after six seconds.
		 */
		function withHolder(document: WorkflowDocument, url: string): WorkflowDocument {
			const [trigger] = document.nodes.filter(({ name }) => name === TRIGGER);
			const [x = 0, y = 0] = trigger?.position ?? [];
			const hold: INode = {
				id: 'hold',
				name: 'Hold',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [x + 220, y - 120],
				parameters: { method: 'POST', url, options: { timeout: CRASH_LIMIT_MS } },
			};
			const options = {
				...(trigger?.parameters.options as IDataObject),
				tellAgainAfterMinutes: 0.1,
			};
			const { nodes, connections } = withNode(document, TRIGGER, {
				parameters: { options } as INodeParameters,
			});
			const [write = []] = connections[TRIGGER]?.main ?? [];
			const first = { node: hold.name, type: 'main' as const, index: 0 };
			return {
				...document,
				name: 'With a branch that stands still',
				nodes: [...nodes, hold],
				connections: { ...connections, [TRIGGER]: { main: [[first, ...(write ?? [])]] } },
			};
		}
	});

	describe('nightly AML screening', () => {
		const FILE = 'nightly-aml-screening.json';
		const TABLE = 'Identomat monitored people';
		const NIGHT = 'Every night at two';
		const SEARCH = 'Search the lists for the person';
		const MONITOR = 'Put the person under monitoring';
		const STOP = 'Stop with the message';
		let workflow: WorkflowDocument;
		let workflowId: string;

		const monitoredNames = (): unknown[] =>
			sandbox.audit
				.filter(({ path, status }) => path === 'monitor-screening-query' && status === 200)
				.map(({ fields }) => fields.name);

		const customers = async (): Promise<unknown[]> =>
			(await rest.dataTableRows(TABLE)).map(({ customer }) => customer);

		beforeAll(async () => {
			workflow = await example(FILE);
			workflowId = await rest.importWorkflow(workflow);
			sandbox.reset();
		});

		it('can be published with its messages deactivated', async () => {
			await switchTriggers(workflowId, 'publish');
			await switchTriggers(workflowId, 'unpublish');
		});

		it('monitors people with a hit, continues after one fails, and ends with that error', async () => {
			const isAna = ({ name }: Record<string, unknown>) => name === 'Ana Testidze';
			sandbox.fault('monitor-screening-query', {
				status: 402,
				code: 'paymentNeeded',
				times: 1,
				matches: isAna,
			});
			const { status, nodes, error } = await rest.run(workflowId, NIGHT);
			expect(nodes[SEARCH]?.items.map(({ json }) => json.highestScore)).toEqual([
				expect.any(Number),
				100,
				100,
			]);
			expect(monitoredNames()).toEqual(['Max Beispielmann']);
			expect(await customers()).toEqual(['1003']);
			expect(status).toBe('error');
			expect(nodes[STOP]).toBeDefined();
			expect(error?.message).toMatch(/^Not everybody was screened: Insufficient balance or plan/);
		});

		it('retries the next night, monitors nobody twice, and reports only the new hit', async () => {
			const shown = withSwitchedOffShown(workflow);
			const { status, nodes } = await run(shown, NIGHT);
			expect(status).toBe('success');
			expect(monitoredNames()).toEqual(['Max Beispielmann', 'Ana Testidze']);
			expect(await customers()).toEqual(['1003', '1002']);
			const recordId = String(nodes[MONITOR]?.items[0]?.json.id);
			expect(messagesOf(nodes['Report the new hit']?.items)).toEqual([
				':rotating_light: Customer 1002: 2 possible matches in the sanctions, PEP and watch lists, ' +
					`the highest score is 100\nUnder monitoring now, record ${recordId}`,
			]);
		});

		it('searches with every field that the list has for a person', () => {
			const searches = sandbox.audit.filter(({ path }) => path === 'search-screening-person');
			expect(searches.map(({ fields }) => fields)).toContainEqual({
				name: 'Nino Sandadze',
				birthdayTime: '1990-07-04',
				nationality: 'GEO',
			});
		});
	});

	describe('changes of monitored people', () => {
		const FILE = 'monitored-people-to-slack.json';
		const TRIGGER = 'When a monitored person changes';
		const MESSAGE = 'Report the change';
		let workflow: WorkflowDocument;

		beforeAll(async () => {
			sandbox.reset();
			workflow = withSwitchedOffShown(await example(FILE));
		});

		it('reports changed and new records', async () => {
			const id = await rest.importWorkflow(workflow);
			await monitor('Ana Testidze');
			const known = await monitor('Max Beispielmann');
			await switchTriggers(id, 'publish');
			await switchTriggers(id, 'unpublish');
			const added = await monitor('Jo Sampleton');
			sandbox.changeMonitoringRecord(known);
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { status, nodes } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(status).toBe('success');
			expect(nodes[TRIGGER]?.items.map(({ json }) => [json.id, json.change])).toEqual([
				[known, 'changed'],
				[added, 'new'],
			]);
			expect(messagesOf(nodes[MESSAGE]?.items)).toEqual([
				':bell: The lists have something new about a monitored person\n' +
					`Record ${known}: the data table says which customer that is`,
				':bell: A person is under monitoring now\n' +
					`Record ${added}: the data table says which customer that is`,
			]);
		});

		/** Puts a person under monitoring, as a request of one's own; gives the id of the record. */
		async function monitor(name: string): Promise<string> {
			const response = await postJson(`${sandbox.externalApiUrl}/monitor-screening-query`, {
				companyKey: sandbox.companyKey,
				name,
			});
			return ((await response.json()) as { id: string }).id;
		}
	});

	describe('monitor customers', () => {
		const JOINS = 'When a customer joins';
		const LEAVES = 'When a customer leaves';

		it('monitors a new customer once, and stops when the customer leaves', async () => {
			sandbox.reset();
			const workflow = await example('monitor-customers.json');
			const id = await rest.importWorkflow(workflow);
			const customer = {
				Customer: '2001',
				'Full name': 'Jo Sampleton',
				'Birth date': '1980-02-03',
				Nationality: 'GEO',
			};
			const joined = await rest.run(id, JOINS, customer);
			expect(joined.error).toBeUndefined();
			await rest.run(id, JOINS, customer);
			const monitored = () =>
				sandbox.audit.filter(({ path }) => path.endsWith('monitor-screening-query'));
			expect(monitored().map(({ fields }) => fields)).toEqual([
				{ name: 'Jo Sampleton', birthdayTime: '1980-02-03', nationality: 'GEO' },
			]);
			const left = await rest.run(id, LEAVES, { Customer: '2001' });
			expect(left.error).toBeUndefined();
			const recordId = String(joined.nodes['Monitor the person']?.items[0]?.json.id);
			expect(left.nodes['Stop monitoring']?.items.map(({ json }) => json)).toEqual([
				{ stopped: true, recordId },
			]);
			const rows = await rest.dataTableRows('Identomat monitored people');
			expect(rows.map(({ record_id }) => record_id)).not.toContain(recordId);
		});
	});

	describe('the examples that invite people', () => {
		const OPENS = 'When a case is opened';

		/** Opens a case of two people. */
		const openCase = async (submittedAt: Date): Promise<{ id: string; links: string[] }> => {
			sandbox.reset();
			const workflow = withSwitchedOffShown(await example('several-people-one-case.json'));
			const { id, status, nodes, error } = await run(workflow, OPENS, {
				Company: 'Example Ltd',
				'Email addresses': 'a@example.com\nb@example.com',
				submittedAt: submittedAt.toISOString(),
			});
			expect([error, status]).toEqual([undefined, 'waiting']);
			expect(jsonOf(nodes, 'Send the invitation')).toMatchObject([
				{ toEmail: 'a@example.com' },
				{ toEmail: 'b@example.com' },
			]);
			// The participants' sessions begin when they open their links.
			expect(sandbox.audit.map(({ path }) => path)).toEqual(['begin/']);
			const links = jsonOf(nodes, 'Invite').map(({ invitationUrl }) => String(invitationUrl));
			return { id, links };
		};

		it('decides a case once everyone is done, and everyone individually', async () => {
			const { id, links } = await openCase(new Date());
			const [first = '', second = ''] = links;
			const approved = await acceptInvitation(rest, id, first);
			await completeVerification(sandbox, approved, 'approved');
			// Until then n8n answers 409.
			await rest.parkedWhen(id, ({ nodes }) => {
				const rows = nodes['Is everyone done?']?.outputs[1] ?? [];
				return rows.some(({ json }) => json.sessionId === approved && json.finished === true);
			});
			const rejected = await acceptInvitation(rest, id, second);
			await completeVerification(sandbox, rejected, 'rejected');
			const { status, error, nodes } = await rest.waitForEnd(id);
			expect([error, status]).toEqual([undefined, 'success']);
			expect(jsonOf(nodes, 'Decide everyone individually')).toEqual([
				{ email: 'a@example.com', outcome: 'approved' },
				{ email: 'b@example.com', outcome: 'rejected' },
			]);
			const [parent] = jsonOf(nodes, 'Create the case').map(({ sessionId }) => String(sessionId));
			expect(jsonOf(nodes, 'Decide the case')).toEqual([
				{ case: parent, company: 'Example Ltd', decision: 'declined', missing: '' },
			]);
			expect(sandbox.children(parent ?? '')).toEqual([approved, rejected]);
		});

		it('says who is missing when a case has been open for too long', async () => {
			const fifteenDaysAgo = new Date(Date.now() - 15 * 24 * 60 * 60 * 1000);
			const { id, links } = await openCase(fifteenDaysAgo);
			// The button has the execution continue, which is when it sees that the time is over.
			await fetch(links[0] ?? '', { method: 'POST', redirect: 'manual' });
			const { status, error, nodes } = await rest.waitForEnd(id);
			expect([error, status]).toEqual([undefined, 'success']);
			expect(jsonOf(nodes, 'Decide everyone individually')).toEqual([
				{ email: 'a@example.com', outcome: 'in_progress' },
				{ email: 'b@example.com', outcome: 'missing' },
			]);
			expect(jsonOf(nodes, 'Decide the case')).toMatchObject([
				{ decision: 'incomplete', missing: 'a@example.com, b@example.com' },
			]);
		});

		it('invites nobody if no document expires', async () => {
			const workflow = await example('documents-that-expire.json');
			const { status, error } = await run(workflow, 'Every morning at eight');
			expect([error, status]).toEqual([undefined, 'success']);
		});

		it.each([
			['a new document', '11/20/2099', 'Write the new date'],
			['the old document once more', '1/2/2020', 'Call the customer'],
			['a document without a date', '', 'Call the customer'],
		])('invites a customer, who shows %s', async (_, documentExpires, last) => {
			sandbox.reset();
			const shipped = withSwitchedOffShown(await example('documents-that-expire.json'));
			const customer = { customer: '7', email: 'a@example.com', expires_on: '2020-01-02' };
			const workflow = withNode(shipped, 'Find documents that expire', {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: { mode: 'raw', jsonOutput: JSON.stringify(customer) },
			});
			// Nothing in the table: the row that is invited is not one of it.
			const remembered = withNode(workflow, 'Remember the invitation', {
				type: 'n8n-nodes-base.noOp',
				typeVersion: 1,
				parameters: {},
			});
			const { id, status, nodes } = await run(remembered, 'Every morning at eight');
			expect(status).toBe('waiting');
			expect(jsonOf(nodes, 'Send the invitation')).toMatchObject([{ toEmail: 'a@example.com' }]);
			const [link = ''] = jsonOf(nodes, 'Invite').map(({ invitationUrl }) => String(invitationUrl));
			const sessionId = await acceptInvitation(rest, id, link);
			const person = { first_name: 'Nino', document_expires: documentExpires };
			sandbox.fault('result/', { body: { result: 'approved', person } });
			await completeVerification(sandbox, sessionId, 'approved');
			const ended = await rest.waitForEnd(id);
			expect([ended.error, ended.status]).toEqual([undefined, 'success']);
			expect(Object.keys(ended.nodes)).toContain(last);
		});
	});

	describe('read a document from a form', () => {
		it('adds the fields of a JPEG file to the table', async () => {
			sandbox.reset();
			const workflow = await example('read-a-document-from-a-form.json');
			// GraphicsMagick need not be on this machine; the picture is a JPEG file already.
			const converted = withNode(workflow, 'Convert to JPEG', {
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				parameters: {
					mode: 'raw',
					jsonOutput: '{}',
					options: { stripBinary: false },
					includeOtherFields: true,
				},
			});
			const id = await rest.importWorkflow(converted);
			await switchTriggers(id, 'publish');
			const execution = nextExecution(id, 'When a picture is uploaded');
			const { nodes } = workflow;
			const path = String(nodes.find(({ webhookId }) => webhookId)?.parameters.path);
			const form = new FormData();
			form.set(
				'field-0',
				new Blob([new Uint8Array(jpeg({ width: 160, height: 100 }))], { type: 'image/jpeg' }),
				'card.jpg',
			);
			await fetch(`${server.url}/form/${path}`, { method: 'POST', body: form });
			const { error } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(error).toBeUndefined();
			expect(sandbox.audit).toMatchObject([{ path: 'card/front/', status: 200 }]);
			expect(await rest.dataTableRows('Identomat documents')).toHaveLength(1);
		});
	});

	describe('keep the files, then delete the session', () => {
		const FILE = 'keep-and-delete.json';
		const TRIGGER = 'When a session is decided';
		const STORE = 'Store the archive';
		const DELETE = 'Delete the session at Identomat';
		let shipped: WorkflowDocument;
		let switchedOn: WorkflowDocument;

		const watching = (workflow: WorkflowDocument, ...sessionIds: string[]): WorkflowDocument =>
			withNode(workflow, TRIGGER, { parameters: { sessionIds: sessionIds.join('\n') } });

		const pathOf = (sessionId: string) => `/identomat-archive/${sessionId}.zip`;

		const deletions = (): unknown[] =>
			sandbox.audit
				.filter(({ path }) => path === 'delete/')
				.map(({ fields }) => fields.session_token);

		beforeAll(async () => {
			shipped = await example(FILE);
			const { id = '', name = '' } = credentials.find(({ type }) => type === 's3') ?? {};
			const s3 = { id, name };
			const storing = withNode(shipped, STORE, { disabled: false, credentials: { s3 } });
			switchedOn = withNode(storing, DELETE, { disabled: false });
		});

		beforeEach(() => {
			sandbox.reset();
			storage.files.clear();
			storage.isFullFor = () => false;
		});

		it('can be published with the storage deactivated', async () => {
			const id = await rest.importWorkflow(watching(shipped, sandbox.addSession()));
			await switchTriggers(id, 'publish');
			await switchTriggers(id, 'unpublish');
		});

		it('deletes nothing as shipped, with the storage deactivated', async () => {
			const sessionId = sandbox.addSession();
			const { status, error, nodes } = await run(watching(shipped, sessionId), TRIGGER);
			expect(Object.keys(nodes[STORE]?.items[0]?.binary ?? {})).toEqual(['data']);
			expect(status).toBe('error');
			expect(error?.message).toBe(`Not stored, so kept at Identomat: ${sessionId}`);
			expect(deletions()).toEqual([]);
			expect(sandbox.session(sessionId)).toBeDefined();
		});

		it('stores the PDF and every file in one archive, then deletes the session', async () => {
			const sessionId = sandbox.addSession({ outcome: 'rejected' });
			const { status, nodes } = await run(watching(switchedOn, sessionId), TRIGGER);
			expect(status).toBe('success');
			const archive = storage.files.get(pathOf(sessionId));
			const files = filesIn(nodes['Export the PDF'], nodes['Download all files']);
			expect(files.map(({ fileName }) => fileName)).toEqual([
				`session-${sessionId}.pdf`,
				`card-front-${sessionId}.jpg`,
				`card-back-${sessionId}.jpg`,
				`face-${sessionId}.jpg`,
				`face-video-${sessionId}.mp4`,
			]);
			for (const { id = '', fileName = '' } of files) {
				expect(archive?.includes(fileName)).toBe(true);
				// Files of these kinds stand in the archive as they are.
				expect(archive?.includes(await rest.binary(id))).toBe(true);
			}
			expect(nodes[DELETE]?.items.map(({ json }) => json)).toEqual([{ deleted: true, sessionId }]);
			expect(sandbox.session(sessionId)).toBeUndefined();
		});

		it.each(['open', 'manual check'])('keeps a session that is %s in a manual run', async (how) => {
			const session = how === 'open' ? { state: 'open' as const } : { outcome: 'manual_check' };
			const sessionId = sandbox.addSession(session);
			const { status, nodes } = await run(watching(switchedOn, sessionId), TRIGGER);
			expect(status).toBe('success');
			expect(nodes[TRIGGER]?.items).toMatchObject([{ json: { sessionId } }]);
			expect([...storage.files.keys()]).toEqual([]);
			expect(deletions()).toEqual([]);
		});

		it.each([
			['a file', 'result/face/'],
			['the report', 'export-session-as-pdf'],
		])('stores and deletes the other sessions if %s is not available', async (_, path) => {
			const [failing, stored] = [sandbox.addSession(), sandbox.addSession()];
			sandbox.fault(path, {
				code: 'invalidAccess',
				matches: ({ session_token, sessionId }) => [session_token, sessionId].includes(failing),
			});
			const id = await rest.importWorkflow(watching(switchedOn, failing, stored));
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { error } = await execution;
			await switchTriggers(id, 'unpublish');
			const said = `Not stored, so kept at Identomat: ${failing}. Session not found`;
			expect(error?.message).toContain(said);
			expect([...storage.files.keys()]).toEqual([pathOf(stored)]);
			expect(deletions()).toEqual([stored]);
		});

		it('keeps a session if a file named in its result is missing', async () => {
			const [incomplete, stored] = [sandbox.addSession(), sandbox.addSession()];
			sandbox.fault('result/face/', {
				body: { argumentError: 'there is none' },
				matches: ({ session_token }) => session_token === incomplete,
			});
			const id = await rest.importWorkflow(watching(switchedOn, incomplete, stored));
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { error } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(error?.message).toBe(`Files are missing, so kept at Identomat: ${incomplete}`);
			expect([...storage.files.keys()]).toEqual([pathOf(stored)]);
			expect(deletions()).toEqual([stored]);
		});

		it('keeps a session with an unknown outcome, and reports it after processing the others', async () => {
			const [unknown, stored] = [
				sandbox.addSession({ outcome: 'a_new_word' }),
				sandbox.addSession(),
			];
			const id = await rest.importWorkflow(watching(switchedOn, unknown, stored));
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { error } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(error?.message).toContain(
				`does not recognize, so the session is kept: ${unknown} (a_new_word)`,
			);
			expect([...storage.files.keys()]).toEqual([pathOf(stored)]);
			expect(deletions()).toEqual([stored]);
		});

		it('deletes only stored sessions and reports the other one, once published', async () => {
			const [stored, refused, inCheck] = [
				sandbox.addSession(),
				sandbox.addSession({ outcome: 'disagreed' }),
				sandbox.addSession({ outcome: 'manual_check' }),
			];
			storage.isFullFor = (path) => path === pathOf(refused);
			const id = await rest.importWorkflow(watching(switchedOn, refused, stored, inCheck));
			const execution = nextExecution(id, TRIGGER);
			await switchTriggers(id, 'publish');
			const { status, error } = await execution;
			await switchTriggers(id, 'unpublish');
			expect(status).toBe('error');
			expect(error?.message).toMatch(
				new RegExp(`^Not stored, so kept at Identomat: ${refused}\\. `),
			);
			expect([...storage.files.keys()]).toEqual([pathOf(stored)]);
			expect(deletions()).toEqual([stored]);
			expect(sandbox.session(refused)).toBeDefined();
			expect(sandbox.session(inCheck)).toBeDefined();
		});
	});

	describe('ask an agent', () => {
		const FILE = 'ask-an-agent.json';
		const TRIGGER = 'When a question comes in the chat';
		const TOOL = 'Look up a session';
		let workflow: WorkflowDocument;
		let workflowId: string;
		let sessionId: string;

		beforeAll(async () => {
			workflow = await example(FILE);
			workflowId = await rest.importWorkflow(workflow);
			sandbox.reset();
			sessionId = sandbox.addSession({ outcome: 'rejected' });
		});

		it('can be published with its model deactivated', async () => {
			await switchTriggers(workflowId, 'publish');
			await switchTriggers(workflowId, 'unpublish');
		});

		it('looks up a session with the tool only', async () => {
			const { status, nodes } = await rest.runTool(workflowId, TOOL, { Session_ID: sessionId });
			expect(status).toBe('success');
			expect(nodes[TOOL]?.items).toMatchObject([
				{
					json: {
						response: [
							{
								outcome: 'rejected',
								finished: true,
								documentExpired: false,
								rejectReason: 'face_mismatch',
							},
						],
					},
				},
			]);
			expect(sandbox.audit).toMatchObject([
				{ path: 'result/', fields: { session_token: sessionId }, keyCorrect: true },
			]);
		});

		describe('with an active model', () => {
			let model: ChatModel;
			let withModel: WorkflowDocument;

			const ask = async (chatInput: string): Promise<Execution> => {
				const id = await rest.importWorkflow(withModel);
				const event = { sessionId: 'chat', action: 'sendMessage', chatInput };
				return await rest.run(id, TRIGGER, event);
			};

			beforeAll(async () => {
				model = await startChatModel();
				const data = { apiKey: 'invented', url: `${model.url}/v1` };
				const { id, name } = await rest.createCredential('openAiApi', 'Model', data);
				const change = { disabled: false, credentials: { openAiApi: { id, name } } };
				withModel = withNode(workflow, 'OpenAI Chat Model', change);
			});

			afterAll(async () => {
				await model?.close();
			});

			beforeEach(() => {
				model.requests.length = 0;
			});

			it('responds with the result of the tool', async () => {
				model.toolArguments = { Session_ID: sessionId };
				const { status, nodes } = await ask(`Has session ${sessionId} been verified?`);
				expect(status).toBe('success');
				expect(nodes['Answer the question']?.items[0]?.json.output).toContain('face_mismatch');
				expect(model.requests[0]?.tools).toMatchObject([
					{
						name: 'Look_up_a_session',
						description: expect.stringContaining('session ID'),
						parameters: { required: ['Session_ID'] },
					},
				]);
				expect(JSON.stringify(model.requests)).not.toContain(sandbox.companyKey);
			});

			it('gives the model the outcome, and no data of the person', async () => {
				model.toolArguments = { Session_ID: sessionId };
				await ask(`Has session ${sessionId} been verified?`);
				const { output } = model.requests.at(-1)?.input.find(({ output }) => output) ?? {};
				const [row] = JSON.parse(output ?? '[]') as IDataObject[];
				expect(row).toEqual({
					outcome: 'rejected',
					finished: true,
					documentExpired: false,
					rejectReason: 'face_mismatch',
				});
				expect(JSON.stringify(model.requests)).not.toMatch(/Nino|Sandadze|00TS00042/);
			});

			it('reports to the model that the session does not exist', async () => {
				model.toolArguments = { Session_ID: 'there-is-no-such-session' };
				const execution = await ask('Has a session that nobody knows been verified?');
				expect(execution.status).toBe('success');
				expect(execution.nodes[TOOL]?.error?.message).toBe('Session not found');
				expect(model.requests.at(-1)?.input).toContainEqual(
					expect.objectContaining({
						type: 'function_call_output',
						output: expect.stringContaining('Session not found'),
					}),
				);
			});
		});
	});
});

function isNote({ type }: INode): boolean {
	return type === 'n8n-nodes-base.stickyNote';
}

async function readExample(file: string): Promise<WorkflowDocument> {
	return JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as WorkflowDocument;
}

/** The stored files of the first item of each node. */
function filesIn(...runs: Array<NodeRun | undefined>): IBinaryData[] {
	return runs.flatMap((nodeRun) => Object.values(nodeRun?.items[0]?.binary ?? {}));
}

function jsonOf(nodes: Execution['nodes'], name: string): IDataObject[] {
	return (nodes[name]?.items ?? []).map(({ json }) => json);
}

function sessionsOf(items: INodeExecutionData[] = []): unknown[] {
	return items.map(({ json }) => json.sessionId);
}

/** The texts of chat messages, from nodes that show what they would send. */
function messagesOf(items: INodeExecutionData[] = []): unknown[] {
	return items.map(({ json }) => json.text);
}
