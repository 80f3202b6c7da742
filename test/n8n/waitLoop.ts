import type { NodeSpec } from '../../dev/n8n/workflowDocument';
import { chain, withNode } from '../../dev/n8n/workflowDocument';
import type { WorkflowDocument } from '../../dev/n8n/rest';

export const IF_FINISHED = 'If finished';

const ABOVE: [number, number] = [1100, -200];

const ifFinished: NodeSpec = {
	name: IF_FINISHED,
	type: 'n8n-nodes-base.if',
	typeVersion: 2.2,
	parameters: {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
			conditions: [
				{
					id: 'finished',
					leftValue: '={{ $json.finished }}',
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
			combinator: 'and',
		},
		options: {},
	},
};

/**
 * A workflow in which whoever is not finished after the wait goes back into it. n8n runs branches from top
 * to bottom, so the last node is above the wait: below it, it would run when the wait is over.
 */
export function withWaitLoop(
	name: string,
	before: NodeSpec[],
	waiting: NodeSpec,
	last: NodeSpec,
): WorkflowDocument {
	const workflow = chain(name, [...before, waiting, ifFinished, last]);
	const back = { node: waiting.name, type: 'main' as const, index: 0 };
	workflow.connections[IF_FINISHED]?.main?.push([back]);
	return withNode(workflow, last.name, { position: ABOVE });
}
