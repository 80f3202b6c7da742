import { parse } from 'flatted';
import type {
	ExecutionStatus,
	ICredentialDataDecryptedObject,
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeListSearchResult,
	INodeTypeDescription,
	IRunExecutionData,
	IWorkflowSettings,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { nodeNameToToolName } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fetch, WebSocket } from 'undici';

/** Of an n8n that nobody else reaches. */
const INVENTED = 'An-Invented-Passw0rd';
/** The one account of each n8n that is started here. */
export const OWNER = {
	email: 'ana.testidze@example.com',
	firstName: 'Ana',
	lastName: 'Testidze',
	password: INVENTED,
};

const ASK_EVERY_MS = 250;

/** A workflow as n8n's editor exports it. */
export interface WorkflowDocument {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
}

/** A credential as n8n lists it, and as its test wants it together with the values. */
export interface StoredCredential {
	id: string;
	name: string;
	type: string;
}

export interface CredentialTest {
	status: 'OK' | 'Error';
	message: string;
}

/** What the editor asks for when somebody opens a list to choose from, or searches it. */
export interface ListSearch {
	node: Pick<INode, 'type' | 'parameters'>;
	/** The node's own name for the search. */
	methodName: string;
	parameter: string;
	credential: StoredCredential;
	filter?: string;
	/** Of the page before; the first page when missing. */
	paginationToken?: unknown;
}

/** What one node did in an execution; where it ran several times, in its last run. */
export interface NodeRun {
	/** Items of the first output; of a tool what it gave back to its agent. */
	items: INodeExecutionData[];
	/** Items of all outputs, by their index: the error output is the last. */
	outputs: INodeExecutionData[][];
	error?: { message: string; description?: string | null };
}

export interface WorkflowSummary {
	id: string;
	name: string;
	/** Whether it is published. */
	active: boolean;
}

export interface Execution {
	id: string;
	status: ExecutionStatus;
	/** By node name; a node that did not run is missing. */
	nodes: Record<string, NodeRun>;
	/** The error that ended the execution. */
	error?: { message: string };
	/** All that n8n stored of the execution, as text, to look for what must not be there. */
	stored: string;
}

export interface ExecutionSummary {
	id: string;
	/** `manual` for a run by hand, `trigger` for one that a published trigger started. */
	mode: WorkflowExecuteMode;
	status: ExecutionStatus;
}

interface ExecutionRecord {
	id: string;
	status: ExecutionStatus;
	data: string;
}

/** n8n's REST interface, as its editor uses it. Every method throws n8n's own message when n8n refuses. */
export class N8nRest {
	private constructor(
		private readonly url: string,
		/** The session cookie, `n8n-auth=…`. */
		readonly cookie: string,
		/** The REST interface of n8n 1 differs in a few calls. */
		private readonly isVersion1: boolean,
		/** Up to n8n 2.8 (at least), what is run by hand is what is sent, not what is saved. */
		private readonly runsGiven: boolean,
	) {}

	/** Logs in as the owner, who is set up where that was not done yet. */
	static async connect(url: string): Promise<N8nRest> {
		const post = async (path: string, body: object) =>
			await fetch(`${url}${path}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
		await post('/rest/owner/setup', OWNER);
		const { email, password } = OWNER;
		const login = await post('/rest/login', { emailOrLdapLoginId: email, password });
		const cookie = login.headers.getSetCookie().find((one) => one.startsWith('n8n-auth='));
		if (!cookie) throw new Error(`n8n did not log in: ${login.status} ${await login.text()}`);
		const settings = await fetch(`${url}/rest/settings`, { headers: { cookie } });
		const { data } = (await settings.json()) as { data: { versionCli: string } };
		const [major = 0, minor = 0] = data.versionCli.split('.').map(Number);
		const runsGiven = major === 1 || minor <= 8;
		return new N8nRest(url, cookie.split(';')[0] ?? '', major === 1, runsGiven);
	}

	/** The names of all node types, as the editor gets them. */
	async nodeTypes(): Promise<string[]> {
		return (await this.nodeDescriptions()).map(({ name }) => name);
	}

	/** What the editor knows of all node types; a type whose versions differ comes several times. */
	async nodeDescriptions(): Promise<INodeTypeDescription[]> {
		const response = await this.fetch('GET', '/types/nodes.json');
		return (await response.json()) as INodeTypeDescription[];
	}

	/** What the editor shows of a node's output before it has run; `path` is its resource and operation, if any. */
	async outputPreview(nodeType: string, ...path: string[]): Promise<IDataObject> {
		const address = ['/schemas', nodeType, '1.0.0', ...path].join('/');
		return (await (await this.fetch('GET', `${address}.json`)).json()) as IDataObject;
	}

	/** One page of the list that a node offers to choose from, as the editor asks for it. */
	async searchList(search: ListSearch): Promise<INodeListSearchResult> {
		const { node, methodName, parameter, credential, filter, paginationToken } = search;
		return await this.call('POST', '/dynamic-node-parameters/resource-locator-results', {
			nodeTypeAndVersion: { name: node.type, version: 1 },
			currentNodeParameters: node.parameters,
			path: `parameters.${parameter}`,
			methodName,
			credentials: { [credential.type]: { id: credential.id, name: credential.name } },
			filter,
			paginationToken,
		});
	}

	async createCredential(
		type: string,
		name: string,
		data: ICredentialDataDecryptedObject,
	): Promise<StoredCredential> {
		const { id } = await this.call<StoredCredential>('POST', '/credentials', { name, type, data });
		return { id, name, type };
	}

	/** The credentials of this type. */
	async credentials(type: string): Promise<StoredCredential[]> {
		const all = await this.call<StoredCredential[]>('GET', '/credentials');
		return all.filter((one) => one.type === type).map(({ id, name }) => ({ id, name, type }));
	}

	/** The values of a credential as its form shows them: those of secret fields are blotted out. */
	async credentialData({ id }: StoredCredential): Promise<ICredentialDataDecryptedObject> {
		const path = `/credentials/${id}?includeData=true`;
		return (await this.call<{ data: ICredentialDataDecryptedObject }>('GET', path)).data;
	}

	/** Replaces the values of a credential, all of them. */
	async updateCredential(
		{ id, name, type }: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.call('PATCH', `/credentials/${id}`, { name, type, data });
	}

	/** Runs the test that the button in the credential's form runs. */
	async testCredential(
		credential: StoredCredential,
		data: ICredentialDataDecryptedObject,
	): Promise<CredentialTest> {
		return await this.call('POST', '/credentials/test', { credentials: { ...credential, data } });
	}

	/** @returns the id of the new workflow */
	async importWorkflow(workflow: WorkflowDocument): Promise<string> {
		const { name, nodes, connections, settings } = workflow;
		const document = { name, nodes, connections, settings, active: false };
		return (await this.call<{ id: string }>('POST', '/workflows', document)).id;
	}

	/** All workflows but those in the archive. */
	async workflows(): Promise<WorkflowSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ isArchived: false }));
		return await this.call('GET', `/workflows?filter=${filter}`);
	}

	async workflow(id: string): Promise<WorkflowDocument> {
		return await this.call('GET', `/workflows/${id}`);
	}

	/** Saves the nodes of the workflow; where it is published, it goes on as it was until `publish`. */
	async saveNodes(workflowId: string, nodes: INode[]): Promise<void> {
		await this.call('PATCH', `/workflows/${workflowId}`, { nodes });
	}

	/** Publishes the workflow, so that its trigger starts it from now on. */
	async publish(workflowId: string): Promise<void> {
		if (this.isVersion1) {
			await this.call('PATCH', `/workflows/${workflowId}`, { active: true });
			return;
		}
		const { versionId } = await this.call<{ versionId: string }>('GET', `/workflows/${workflowId}`);
		await this.call('POST', `/workflows/${workflowId}/activate`, { versionId });
	}

	/** Takes it back: its trigger starts the workflow no more. */
	async unpublish(workflowId: string): Promise<void> {
		await this.call('POST', `/workflows/${workflowId}/deactivate`, {});
	}

	/**
	 * Runs the workflow by hand from that trigger node, and waits until it has ended, or waits itself.
	 * @param event what the trigger is to have received, where it does not find an event by itself
	 */
	async run(workflowId: string, triggerName: string, event?: IDataObject): Promise<Execution> {
		const data = event && { data: { main: [[{ json: event }]] } };
		const triggerToStartFrom = { name: triggerName, data };
		const workflowData = this.runsGiven ? await this.workflow(workflowId) : undefined;
		return await this.runToItsEnd(workflowId, { triggerToStartFrom, workflowData });
	}

	/**
	 * Runs a tool of an agent by itself, as the editor's "Execute step" does, and waits until it has ended.
	 * @param filledIn what the model would fill in, by the keys of `$fromAI`
	 */
	async runTool(workflowId: string, nodeName: string, filledIn: IDataObject): Promise<Execution> {
		const name = nodeNameToToolName(nodeName);
		return await this.runToItsEnd(workflowId, {
			destinationNode: { nodeName, mode: 'inclusive' },
			agentRequest: { query: { [name]: filledIn }, tool: { name } },
		});
	}

	/** Presses the stop button of an execution that is under way. */
	async stop(executionId: string): Promise<void> {
		await this.call('POST', `/executions/${executionId}/stop`);
	}

	async execution(id: string): Promise<Execution> {
		const { status, data } = await this.call<ExecutionRecord>('GET', `/executions/${id}`);
		const { resultData, waitTill } = parse(data) as IRunExecutionData;
		const runs = Object.entries(resultData.runData).map(([name, tasks]): [string, NodeRun] => {
			const task = tasks.at(-1);
			const { main, ai_tool: tool } = task?.data ?? {};
			const outputs = (main ?? tool ?? []).map((items) => items ?? []);
			return [name, { items: outputs[0] ?? [], outputs, error: task?.error }];
		});
		return {
			id,
			// On its way out of a wait n8n stores the new rows some time before the new status.
			status: status === 'waiting' && !waitTill ? 'running' : status,
			nodes: Object.fromEntries(runs),
			error: resultData.error,
			stored: data,
		};
	}

	/** The execution once it has ended; n8n tells nobody of one that was parked, so it is asked. */
	async waitForEnd(id: string): Promise<Execution> {
		for (;;) {
			const { status } = await this.call<ExecutionRecord>('GET', `/executions/${id}`);
			if (!['new', 'running', 'waiting'].includes(status)) return await this.execution(id);
			await setTimeout(ASK_EVERY_MS);
		}
	}

	/**
	 * Waits until the newest execution of a workflow, which somebody has just started, is parked.
	 * @returns its id
	 * @throws Error where it ends instead
	 */
	async nextWaiting(workflowId: string): Promise<string> {
		for (;;) {
			const [newest] = await this.executions(workflowId);
			if (newest?.status === 'waiting') return newest.id;
			if (newest && !['new', 'running'].includes(newest.status)) {
				throw new Error(`The execution ${newest.id} does not wait: ${newest.status}`);
			}
			await setTimeout(ASK_EVERY_MS);
		}
	}

	/**
	 * Resolves once an execution is parked in a state that holds; n8n tells nobody, so it is asked.
	 * @throws Error where it ends instead
	 */
	async parkedWhen(id: string, holds: (execution: Execution) => boolean): Promise<Execution> {
		for (;;) {
			const execution = await this.execution(id);
			if (execution.status === 'waiting' && holds(execution)) return execution;
			if (!['running', 'waiting'].includes(execution.status)) {
				throw new Error(`The execution ${id} does not wait: ${execution.status}`);
			}
			await setTimeout(ASK_EVERY_MS);
		}
	}

	/** Resolves once what n8n has saved for the triggers of a workflow matches; n8n tells nobody, so it is asked. */
	async saved(workflowId: string, pattern: RegExp): Promise<void> {
		for (;;) {
			const path = `/workflows/${workflowId}`;
			const { staticData } = await this.call<{ staticData: IDataObject | null }>('GET', path);
			if (pattern.test(JSON.stringify(staticData))) return;
			await setTimeout(ASK_EVERY_MS);
		}
	}

	/** The executions of a workflow, the newest first. */
	async executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const { results } = await this.call<{ results: ExecutionSummary[] }>(
			'GET',
			`/executions?filter=${filter}`,
		);
		return results.map(({ id, mode, status }) => ({ id, mode, status }));
	}

	/** The rows of the owner's data table with this name, oldest first; none where there is no such table. */
	async dataTableRows(tableName: string): Promise<IDataObject[]> {
		const { id: projectId } = await this.call<{ id: string }>('GET', '/projects/personal');
		const tables = `/projects/${projectId}/data-tables`;
		const { data } = await this.call<{ data: Array<{ id: string; name: string }> }>('GET', tables);
		const table = data.find(({ name }) => name === tableName);
		if (!table) return [];
		return (await this.call<{ data: IDataObject[] }>('GET', `${tables}/${table.id}/rows`)).data;
	}

	/** Downloads a stored file by the `id` of an item's binary field. */
	async binary(id: string): Promise<Buffer> {
		const query = `id=${encodeURIComponent(id)}&action=download`;
		const response = await this.fetch('GET', `/rest/binary-data?${query}`);
		return Buffer.from(await response.arrayBuffer());
	}

	private async runToItsEnd(workflowId: string, payload: object): Promise<Execution> {
		const pushRef = randomUUID();
		const push = await this.openPush(pushRef);
		try {
			const finished = executionFinished(push);
			const [{ executionId }] = await Promise.all([
				this.call<{ executionId: string }>('POST', `/workflows/${workflowId}/run`, payload, {
					'push-ref': pushRef,
				}),
				finished,
			]);
			return await this.execution(executionId);
		} finally {
			push.close();
		}
	}

	/** The connection on which n8n tells the editor what happens in the executions that it started. */
	private async openPush(pushRef: string): Promise<WebSocket> {
		const address = `${this.url.replace(/^http/, 'ws')}/rest/push?pushRef=${pushRef}`;
		const headers = { cookie: this.cookie, origin: this.url };
		const push = new WebSocket(address, { headers });
		await once(push, 'open');
		return push;
	}

	private async call<T>(
		method: string,
		path: string,
		body?: object,
		headers: Record<string, string> = {},
	): Promise<T> {
		const response = await this.fetch(method, `/rest${path}`, body, headers);
		return ((await response.json()) as { data: T }).data;
	}

	private async fetch(
		method: string,
		path: string,
		body?: object,
		headers: Record<string, string> = {},
	) {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: { cookie: this.cookie, 'content-type': 'application/json', ...headers },
			body: body && JSON.stringify(body),
		});
		if (response.ok) return response;
		throw new Error(`${method} ${path} gave ${response.status}: ${await response.text()}`);
	}
}

/** Resolves when the execution of that push connection has ended or waits; n8n has stored it by then. */
async function executionFinished(push: WebSocket): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		push.addEventListener('message', ({ data }) => {
			// The output of a node comes as a binary message; all that says what happened is text.
			if (typeof data !== 'string') return;
			const { type } = JSON.parse(data) as { type: string };
			if (type === 'executionFinished' || type === 'executionWaiting') resolve();
		});
		push.addEventListener('close', () => reject(new Error('n8n closed its push connection')));
	});
}
