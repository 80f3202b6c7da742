import { WorkflowExecute } from 'n8n-core';
import type {
	INode,
	INodeExecutionData,
	INodeTypes,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

import { callWebhook, type WebhookAnswer, type WebhookRequest } from './callWebhook';

/** An execution that waits in the node under test, as the server keeps it. */
export class WaitingExecution {
	/** All that is stored: resume requests and limits start from it, each on its own. */
	readonly stored: string;

	constructor(
		private readonly workflow: Workflow,
		private readonly node: INode,
		private readonly nodeTypes: INodeTypes,
		private readonly additionalData: () => IWorkflowExecuteAdditionalData,
		data: IRunExecutionData,
	) {
		this.stored = JSON.stringify(data);
	}

	/** A request to the resume URL: the response, and how the execution goes on if it does. */
	async callResumeUrl(
		request: WebhookRequest = { method: 'GET' },
	): Promise<{ answer?: WebhookAnswer; resumed?: Resumed }> {
		const { workflow, node, nodeTypes } = this;
		const nodeType = nodeTypes.getByNameAndVersion(node.type) as Parameters<typeof callWebhook>[0];
		const execution = this.resumed();
		const { answer, response } = await callWebhook(nodeType, {
			workflow,
			node,
			additionalData: this.additionalData(),
			mode: 'trigger',
			execution,
			request,
		});
		if (!response.workflowData) return { answer };
		const [entry] = execution.executionData?.nodeExecutionStack ?? [];
		if (entry) entry.data.main = response.workflowData;
		return { answer, resumed: await this.goOn(execution) };
	}

	/** The limit of the wait is reached. */
	async reachLimit(): Promise<Resumed> {
		return await this.goOn(this.resumed());
	}

	/** The execution's data, prepared as the server does before it goes on. */
	private resumed(): IRunExecutionData {
		const execution = JSON.parse(this.stored) as IRunExecutionData;
		const [entry] = execution.executionData?.nodeExecutionStack ?? [];
		if (entry) entry.node.disabled = true;
		execution.waitTill = undefined;
		execution.resultData.runData[this.node.name]?.pop();
		return execution;
	}

	private async goOn(execution: IRunExecutionData): Promise<Resumed> {
		const runIndex = execution.resultData.runData[this.node.name]?.length ?? 0;
		const run = await new WorkflowExecute(
			this.additionalData(),
			'trigger',
			execution,
		).processRunExecutionData(this.workflow);
		const task = run.data.resultData.runData[this.node.name]?.[runIndex];
		const [items, errorItems] = task?.data?.main ?? [];
		return {
			items: items ?? [],
			errorItems: errorItems ?? [],
			status: run.status,
			waiting: run.waitTill ? this.waitingAgain(run.data) : undefined,
			waitTill: run.waitTill ?? undefined,
		};
	}

	private waitingAgain(data: IRunExecutionData): WaitingExecution {
		const { workflow, node, nodeTypes, additionalData } = this;
		return new WaitingExecution(workflow, node, nodeTypes, additionalData, data);
	}
}

/** How an execution went on. */
export interface Resumed {
	/** What the node handed on. */
	items: INodeExecutionData[];
	errorItems: INodeExecutionData[];
	status: string;
	/** The execution, if it came back into the node and waits again. */
	waiting?: WaitingExecution;
	waitTill?: Date;
}
