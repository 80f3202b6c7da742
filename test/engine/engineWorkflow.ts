import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import {
	NodeConnectionTypes,
	UnexpectedError,
	Workflow,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type OnError,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { agentType } from './agent';
import { StoredCredentialsHelper, type StoredCredentials } from './credentialsHelper';

export const WORKFLOW_ID = 'workflow-under-test';

/** A node as a workflow holds it, and what it may use. */
export interface NodeSetup {
	/** Key of the node type in the engine's `nodes`. */
	node: string;
	/** As saved in a workflow: without the defaults, expressions as `={{ … }}`. */
	parameters: INodeParameters;
	/** Decrypted credential data, by credential type name. */
	credentials?: StoredCredentials;
}

/** Hands on, like any trigger in production, the items it was started with. */
const startType: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: 'Starts the workflow with the items of the test',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	trigger: async () => undefined,
};

/** Hands on finished items on its first output, all others on its second. */
const ifFinishedType: INodeType = {
	description: {
		displayName: 'If finished',
		name: 'ifFinished',
		group: ['transform'],
		version: 1,
		description: 'Stands in for an IF node on finished',
		defaults: { name: 'If finished' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		properties: [{ displayName: 'Together', name: 'together', type: 'boolean', default: false }],
	},
	async execute() {
		const items = this.getInputData();
		const isRowFinished = ({ json }: INodeExecutionData) => json.finished === true;
		const isTogether = this.getNodeParameter('together', 0) === true;
		const isFinished = isTogether ? () => items.every(isRowFinished) : isRowFinished;
		return [items.filter(isFinished), items.filter((item) => !isFinished(item))];
	},
};

const ifFinishedNode: INode = {
	id: 'ifFinished',
	name: 'If finished',
	type: 'ifFinished',
	typeVersion: 1,
	position: [400, 0],
	parameters: {},
};

export const startNode: INode = {
	id: 'start',
	name: 'Start',
	type: 'start',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** The node types the workflow can name: those given, and the one it starts with. */
export function nodeTypesOf(nodes: Record<string, INodeType>): INodeTypes {
	const known: Record<string, INodeType> = {
		...nodes,
		start: startType,
		agent: agentType,
		ifFinished: ifFinishedType,
	};
	const getByNameAndVersion = (name: string): INodeType => {
		const type = known[name];
		if (!type) throw new UnexpectedError(`The engine was given no node "${name}"`);
		return type;
	};
	return {
		getByName: getByNameAndVersion,
		getByNameAndVersion,
		getKnownTypes: () => ({}),
	};
}

/** The node under test, named as it is in the editor. */
export function nodeOf(setup: NodeSetup, types: INodeTypes, onError?: OnError): INode {
	const { displayName } = types.getByNameAndVersion(setup.node).description;
	const credentials = Object.keys(setup.credentials ?? {}).map((name) => [
		name,
		{ id: name, name: `Test ${name}` },
	]);
	return {
		id: setup.node,
		name: displayName,
		type: setup.node,
		typeVersion: 1,
		position: [200, 0],
		parameters: structuredClone(setup.parameters),
		...(credentials.length > 0 && { credentials: Object.fromEntries(credentials) }),
		...(onError && { onError }),
	};
}

export interface WorkflowShape {
	settings?: IWorkflowSettings;
	/** Nodes between the start and the node under test. */
	before?: INode[];
	/** Whether items that are not finished lead back into the node; `together`: all items while one is not. */
	loops?: boolean | 'together';
	/** The tool of an agent. */
	tool?: INode;
}

/** A workflow `Start → node`, with what the shape adds. */
export function workflowOf(
	node: INode,
	nodeTypes: INodeTypes,
	staticData?: IDataObject,
	{ settings, before = [], loops = false, tool }: WorkflowShape = {},
): Workflow {
	const to = (name: string) => [{ node: name, type: NodeConnectionTypes.Main, index: 0 }];
	const line = [startNode, ...before, node];
	const connections = Object.fromEntries(
		line.slice(1).map(({ name }, index) => [line[index]?.name ?? '', { main: [to(name)] }]),
	);
	const loop = {
		[node.name]: { main: [to(ifFinishedNode.name)] },
		[ifFinishedNode.name]: { main: [[], to(node.name)] },
	};
	const ifFinished = { ...ifFinishedNode, parameters: { together: loops === 'together' } };
	const use = { node: node.name, type: NodeConnectionTypes.AiTool, index: 0 };
	return new Workflow({
		id: WORKFLOW_ID,
		name: 'Workflow under test',
		nodes: [...line, ...(loops ? [ifFinished] : []), ...(tool ? [tool] : [])],
		connections: {
			...connections,
			...(loops && loop),
			...(tool && { [tool.name]: { [use.type]: [[use]] } }),
		},
		active: true,
		nodeTypes,
		staticData,
		settings: { executionOrder: 'v1', ...settings },
	});
}

function notHere(): never {
	throw new UnexpectedError('Only a server can do this');
}

/**
 * What the server hands to every execution. `executionId` is left out where nothing is executed
 * (a poll).
 */
export function additionalDataOf(
	credentialTypes: ICredentialType[],
	stored: StoredCredentials = {},
	mode: WorkflowExecuteMode,
	executionId?: string,
): IWorkflowExecuteAdditionalData {
	const host = 'http://n8n.example';
	const hooks = new ExecutionLifecycleHooks(mode, executionId ?? '', {
		id: WORKFLOW_ID,
		name: 'Workflow under test',
		active: true,
		isArchived: false,
		activeVersionId: null,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes: [],
		connections: {},
	});
	return {
		credentialsHelper: new StoredCredentialsHelper(credentialTypes, stored),
		externalSecretsProxy: new ExternalSecretsProxy(),
		hooks,
		executionId,
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: `${host}/rest`,
		instanceBaseUrl: `${host}/`,
		formBaseUrl: `${host}/form`,
		formWaitingBaseUrl: `${host}/form-waiting`,
		formTestBaseUrl: `${host}/form-test`,
		webhookBaseUrl: `${host}/webhook`,
		webhookWaitingBaseUrl: `${host}/webhook-waiting`,
		webhookTestBaseUrl: `${host}/webhook-test`,
		mcpBaseUrl: `${host}/mcp`,
		mcpTestBaseUrl: `${host}/mcp-test`,
		executeWorkflow: notHere,
		startRunnerTask: notHere,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		logAiEvent: () => {},
	};
}
