import type { INode, INodeParameters } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import type { StoredCredential, WorkflowDocument } from './rest';

export const TRIGGER_NAME = 'When you click Execute';

export interface NodeSpec {
	name: string;
	/** `n8n-nodes-base.` or `n8n-nodes-identomat.` and the node's own name. */
	type: string;
	/** 1 when missing. */
	typeVersion?: number;
	parameters: INodeParameters;
	/** By credential type; `withCredential` adds to it. */
	credentials?: INode['credentials'];
	/** What becomes of the workflow if an item fails; it ends when missing. */
	onError?: INode['onError'];
}

/** A workflow that starts by hand and runs these nodes one after the other. */
export function chain(name: string, specs: NodeSpec[]): WorkflowDocument {
	const trigger = { name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger', parameters: {} };
	return startedBy(trigger, name, specs);
}

/** A workflow that this trigger starts and that runs these nodes one after the other. */
export function startedBy(trigger: NodeSpec, name: string, specs: NodeSpec[]): WorkflowDocument {
	const nodes = [trigger, ...specs].map(
		(spec, index): INode => ({
			id: randomUUID(),
			typeVersion: 1,
			position: [index * 220, 0],
			...spec,
		}),
	);
	const connections = Object.fromEntries(
		nodes.slice(0, -1).map((node, index) => {
			const next = specs[index]?.name ?? '';
			return [node.name, { main: [[{ node: next, type: 'main' as const, index: 0 }]] }];
		}),
	);
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

/** The workflow with this credential in every Identomat node and in every node that is set to its type. */
export function withCredential(
	workflow: WorkflowDocument,
	{ id, name, type }: StoredCredential,
): WorkflowDocument {
	const wantsIt = (node: INode) =>
		node.type.startsWith('n8n-nodes-identomat.') || node.parameters.nodeCredentialType === type;
	const nodes = workflow.nodes.map((node) =>
		wantsIt(node) ? { ...node, credentials: { ...node.credentials, [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

/** The workflow with these fields of one node replaced; of its parameters only those that are given. */
export function withNode(
	workflow: WorkflowDocument,
	name: string,
	change: Partial<INode>,
): WorkflowDocument {
	const nodes = workflow.nodes.map((node): INode => {
		if (node.name !== name) return node;
		return { ...node, ...change, parameters: { ...node.parameters, ...change.parameters } };
	});
	return { ...workflow, nodes };
}
