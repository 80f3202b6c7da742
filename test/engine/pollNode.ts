import { PollContext, TriggersAndPollers } from 'n8n-core';
import type {
	IDataObject,
	INodeExecutionData,
	INodeTypes,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import { Container } from './container';
import type { LogEntry } from './runLog';
import { nodeOf, workflowOf, type NodeSetup } from './engineWorkflow';

export interface PollOptions extends NodeSetup {
	/** The node's static data before the poll; copied. */
	staticData?: IDataObject;
	/**
	 * An active workflow, whose polls share its static data and may overlap; from `Engine.activate`.
	 * Its node's parameters and static data count.
	 */
	workflow?: Workflow;
	mode: 'trigger' | 'manual';
	/** What `getPollBudgetMs()` answers; n8n's own default (five minutes) if left out. */
	pollBudgetMs?: number;
}

export interface PollResult {
	items: INodeExecutionData[] | null;
	/** The node's static data after the poll, as its JSON would be saved. */
	staticData: IDataObject;
	/** Whether n8n noticed a change, without which it saves nothing. */
	staticDataChanged: boolean;
	/** What the node logged. */
	log: LogEntry[];
}

/** A workflow with the node and its static data, for more than one poll. See `Engine.activate`. */
export function pollWorkflow(
	setup: NodeSetup & Pick<PollOptions, 'staticData'>,
	types: INodeTypes,
) {
	const node = nodeOf(setup, types);
	const saved = setup.staticData && { [`node:${node.name}`]: structuredClone(setup.staticData) };
	return workflowOf(node, types, saved);
}

/** Polls once. See `Engine.poll`. */
export async function pollNode(
	setup: PollOptions,
	nodeTypes: INodeTypes,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<Omit<PollResult, 'log'>> {
	const workflow = setup.workflow ?? pollWorkflow(setup, nodeTypes);
	const node = workflow.getNode(nodeOf(setup, nodeTypes).name)!;
	const { mode, pollBudgetMs } = setup;
	const context = new PollContext(
		workflow,
		node,
		additionalData,
		mode,
		mode === 'manual' ? 'manual' : 'activate',
		...keepDefault,
		pollBudgetMs === undefined ? undefined : () => pollBudgetMs,
	);
	const outputs = await workflow.expression.withIsolate(
		async () => await Container.get(TriggersAndPollers).runPollFunction(workflow, node, context),
	);
	return {
		items: outputs?.[0] ?? null,
		staticData: JSON.parse(JSON.stringify(workflow.staticData[`node:${node.name}`] ?? {})),
		staticDataChanged: workflow.staticData.__dataChanged === true,
	};
}

/** `PollContext` takes the budget after five parameters of the server's own. */
const keepDefault = [undefined, undefined, undefined, undefined, undefined] as const;
