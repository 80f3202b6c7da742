import { WorkflowExecute } from 'n8n-core';
import type {
	ExecutionStatus,
	IDataObject,
	INodeExecutionData,
	INodeTypes,
	IRun,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
	OnError,
} from 'n8n-workflow';

import type { LogEntry } from './runLog';
import { WaitingExecution } from './waitingExecution';
import {
	nodeOf,
	startNode,
	workflowOf,
	type NodeSetup,
	type WorkflowShape,
} from './engineWorkflow';

export interface RunOptions extends NodeSetup {
	/** Input of the node; one empty item by default. Make their files with `engine.binary()`. */
	items?: INodeExecutionData[];
	onError?: OnError;
	/** What is around the node in its workflow. */
	shape?: WorkflowShape;
	/** Called when the engine is about to run the node. `cancel` is n8n's stop button. */
	onStarted?: (cancel: () => void) => void;
}

/**
 * An error as the engine records it: a plain object with the error's own fields, no instance of its
 * class (`name` tells the class).
 */
export interface RecordedError {
	name: string;
	message: string;
	description?: string | null;
	httpCode?: string | null;
	context?: IDataObject;
	stack?: string;
}

export interface RunResult {
	/** First output. */
	items: INodeExecutionData[];
	/** The error output that `continueErrorOutput` adds to a node with one output. */
	errorItems: INodeExecutionData[];
	/** The error the node threw. Errors of single items are on the items instead. */
	error?: RecordedError;
	hints: NodeExecutionHint[];
	/** What the node logged. */
	log: LogEntry[];
	/** What n8n keeps with the execution, to find it by. */
	customData: Record<string, string>;
	/** The status n8n saves with the execution. */
	status: ExecutionStatus;
	/** The execution where it waits in the node. */
	waiting?: WaitingExecution;
	/** Until when it waits. */
	waitTill?: Date;
}

/** Runs the node in a production execution, fed by a start node. See `Engine.run`. */
export async function runNode(
	setup: RunOptions,
	nodeTypes: INodeTypes,
	nextAdditionalData: () => IWorkflowExecuteAdditionalData,
): Promise<Omit<RunResult, 'log'>> {
	const additionalData = nextAdditionalData();
	const node = nodeOf(setup, nodeTypes, setup.onError);
	const workflow = workflowOf(node, nodeTypes, undefined, setup.shape);
	let savedStatus: ExecutionStatus | undefined;
	additionalData.hooks?.addHandler('workflowExecuteAfter', ({ status }) => {
		// A cancelled execution ends twice: when it is cancelled, and when its node returns.
		savedStatus ??= status;
	});
	additionalData.hooks?.addHandler('nodeExecuteBefore', (name) => {
		if (name === node.name) setup.onStarted?.(() => execution.cancel());
	});
	const execution = new WorkflowExecute(additionalData, 'trigger').run({
		workflow,
		startNode,
		triggerToStartFrom: startingWith(setup.items ?? [{ json: {} }]),
	});
	const run = await execution;
	const waiting = run.waitTill
		? new WaitingExecution(workflow, node, nodeTypes, nextAdditionalData, run.data)
		: undefined;
	return {
		...outcomeOf(run, node.name),
		status: savedStatus ?? run.status,
		waiting,
		waitTill: run.waitTill ?? undefined,
	};
}

type StartData = NonNullable<Parameters<WorkflowExecute['run']>[0]['triggerToStartFrom']>;

function startingWith(items: INodeExecutionData[]): StartData {
	return {
		name: startNode.name,
		data: {
			startTime: Date.now(),
			executionIndex: 0,
			executionTime: 0,
			source: [],
			data: { main: [items] },
		},
	};
}

function outcomeOf(run: IRun, nodeName: string): Omit<RunResult, 'log' | 'status'> {
	const task = run.data.resultData.runData[nodeName]?.[0];
	const [items, errorItems] = task?.data?.main ?? [];
	return {
		items: items ?? [],
		errorItems: errorItems ?? [],
		error: task?.error,
		hints: task?.hints ?? [],
		customData: run.data.resultData.metadata ?? {},
	};
}
