import type { INode } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';

import type { StoredCredential, WorkflowDocument } from '../../dev/n8n/rest';

/** The workflow with the stored credentials in every node that refers to one of their types. */
export function withCredentials(
	workflow: WorkflowDocument,
	stored: StoredCredential[],
): WorkflowDocument {
	const byType = new Map(stored.map(({ type, id, name }) => [type, { id, name }]));
	const nodes = workflow.nodes.map((node): INode => {
		const references = Object.entries(node.credentials ?? {});
		const filled = references.map(([type, empty]) => [type, byType.get(type) ?? empty]);
		return references.length > 0 ? { ...node, credentials: Object.fromEntries(filled) } : node;
	});
	return { ...workflow, nodes };
}

/**
 * The workflow with every node that is switched off replaced by one that gives its parameters, as far as they
 * are texts, with all expressions in them evaluated: what the node would send.
 */
export function withSwitchedOffShown(workflow: WorkflowDocument): WorkflowDocument {
	const nodes = workflow.nodes.map((node): INode => {
		if (!node.disabled) return node;
		const assignments = textsIn(node.parameters).map(([name, value]) => ({
			id: randomUUID(),
			name,
			value,
			type: 'string',
		}));
		const parameters = { assignments: { assignments }, options: {} };
		const shown = { ...node, type: 'n8n-nodes-base.set', typeVersion: 3.4, parameters };
		return { ...shown, disabled: false };
	});
	return { ...workflow, nodes };
}

/** Every text in there, by its path such as `list.0.name`. */
function textsIn(value: unknown, path: string[] = []): Array<[string, string]> {
	if (typeof value === 'string') return [[path.join('.'), value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}
