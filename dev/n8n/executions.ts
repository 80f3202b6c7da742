import { parse } from 'flatted';
import type {
	ExecutionStatus,
	IDataObject,
	INodeExecutionData,
	IRunExecutionData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { nodeNameToToolName } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'undici';

import { poll } from '../poll';
import { N8nConnection } from './connection';

/** What one node did in an execution; if it ran several times, in its last run. */
export interface NodeRun {
	/** Items of the first output; of a tool what it gave back to its agent. */
	items: INodeExecutionData[];
	/** Items of all outputs, by their index: the error output is the last. */
	outputs: INodeExecutionData[][];
	error?: { message: string; description?: string | null };
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

/** Runs workflows and reads what came of it. n8n has no event for an execution that waits, so it is polled. */
export class N8nExecutions extends N8nConnection {
	/**
	 * Runs the workflow by hand from that trigger node, and waits until it has ended, or waits itself.
	 * @param event what the trigger is to have received, if it does not find an event by itself
	 */
	async run(workflowId: string, triggerName: string, event?: IDataObject): Promise<Execution> {
		const data = event && { data: { main: [[{ json: event }]] } };
		const triggerToStartFrom = { name: triggerName, data };
		const { major, minor } = this.login.version;
		// Up to n8n 2.8 (at least), what is run by hand is what is sent, not what is saved.
		const workflowData =
			major === 1 || minor <= 8 ? await this.call('GET', `/workflows/${workflowId}`) : undefined;
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
		const { status, data } = await this.record(id);
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

	/** The execution once it has ended. */
	async waitForEnd(id: string): Promise<Execution> {
		return await poll(async () => {
			const { status } = await this.record(id);
			const hasEnded = !['new', 'running', 'waiting'].includes(status);
			return hasEnded ? await this.execution(id) : undefined;
		});
	}

	/**
	 * Waits until the newest execution of a workflow, which somebody has just started, is parked.
	 * @returns its id
	 * @throws Error if it ends instead
	 */
	async nextWaiting(workflowId: string): Promise<string> {
		return await poll(async () => {
			const [newest] = await this.executions(workflowId);
			return newest && isWaiting(newest) ? newest.id : undefined;
		});
	}

	/**
	 * Resolves once an execution is parked in a state that holds.
	 * @throws Error if it ends instead
	 */
	async parkedWhen(id: string, holds: (execution: Execution) => boolean): Promise<Execution> {
		return await poll(async () => {
			const execution = await this.execution(id);
			return isWaiting(execution) && holds(execution) ? execution : undefined;
		});
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

	private async record(id: string): Promise<ExecutionRecord> {
		return await this.call('GET', `/executions/${id}`);
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
		const { url, cookie } = this.login;
		const address = `${url.replace(/^http/, 'ws')}/rest/push?pushRef=${pushRef}`;
		const push = new WebSocket(address, { headers: { cookie, origin: url } });
		await once(push, 'open');
		return push;
	}
}

/** @throws Error for one that has ended */
function isWaiting({ id, status }: Pick<Execution, 'id' | 'status'>): boolean {
	if (['new', 'running', 'waiting'].includes(status)) return status === 'waiting';
	throw new Error(`The execution ${id} does not wait: ${status}`);
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
