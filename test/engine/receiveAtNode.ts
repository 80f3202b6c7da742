import type {
	IDataObject,
	INodeType,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import {
	callWebhook,
	type N8nStatus,
	type WebhookAnswer,
	type WebhookRequest,
} from './callWebhook';
import { nodeOf, workflowOf, type NodeSetup } from './engineWorkflow';

export interface ReceiveOptions extends NodeSetup {
	request: WebhookRequest;
	mode: 'webhook' | 'manual';
	/** The node's static data before the request; copied. */
	staticData?: IDataObject;
	/** See `WebhookSetup`. */
	n8nStatus?: N8nStatus;
}

export interface ReceiveResult {
	/** What the node answered itself; n8n answers the rest with 200. */
	answer?: WebhookAnswer;
	/** The items that the workflow starts with, where it does. */
	items?: IDataObject[];
	/** The node's static data after the request, as its JSON would be saved. */
	staticData: IDataObject;
}

/** Hands a request to the node's webhook. See `Engine.receive`. */
export async function receiveAtNode(
	setup: ReceiveOptions,
	nodeTypes: INodeTypes,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<ReceiveResult> {
	const node = nodeOf(setup, nodeTypes);
	const key = `node:${node.name}`;
	const saved = setup.staticData && { [key]: structuredClone(setup.staticData) };
	const workflow = workflowOf(node, nodeTypes, saved);
	const { request, mode, n8nStatus } = setup;
	const type = nodeTypes.getByNameAndVersion(node.type) as INodeType;
	const { answer, response } = await callWebhook(type, {
		workflow,
		node,
		additionalData,
		mode,
		request,
		n8nStatus,
	});
	return {
		answer,
		items: response.workflowData?.[0]?.map(({ json }) => json),
		staticData: JSON.parse(JSON.stringify(workflow.staticData[key] ?? {})),
	};
}
