import type {
	IConnections,
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeListSearchResult,
	INodeTypeDescription,
	IWorkflowSettings,
} from 'n8n-workflow';

import { poll } from '../poll';
import { logIn } from './connection';
import { N8nExecutions } from './executions';

export type { Execution, ExecutionSummary, NodeRun } from './executions';

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

/** The request of the editor when a list to choose from is opened or searched. */
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

export interface WorkflowSummary {
	id: string;
	name: string;
	/** Whether it is published. */
	active: boolean;
}

/** n8n's REST interface, as its editor uses it. Every method throws n8n's own message when n8n refuses. */
export class N8nRest extends N8nExecutions {
	/** Logs in as the owner, who is set up if that was not done yet. */
	static async connect(url: string): Promise<N8nRest> {
		return new N8nRest(await logIn(url));
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

	/** Saves the nodes of the workflow; if it is published, that version stays active until `publish`. */
	async saveNodes(workflowId: string, nodes: INode[]): Promise<void> {
		await this.call('PATCH', `/workflows/${workflowId}`, { nodes });
	}

	/** Publishes the workflow, so that its trigger starts it from now on. */
	async publish(workflowId: string): Promise<void> {
		// The REST interface of n8n 1 differs.
		if (this.login.version.major === 1) {
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

	/** Resolves once what n8n has saved for the triggers of a workflow matches; without an event of n8n, so it polls. */
	async saved(workflowId: string, pattern: RegExp): Promise<void> {
		await poll(async () => {
			const path = `/workflows/${workflowId}`;
			const { staticData } = await this.call<{ staticData: IDataObject | null }>('GET', path);
			return pattern.test(JSON.stringify(staticData)) || undefined;
		});
	}

	/** The rows of the owner's data table with this name, oldest first; none if there is no such table. */
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
}
