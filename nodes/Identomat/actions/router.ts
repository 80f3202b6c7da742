import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { IdentomatClient } from '../../api/client';
import { asNodeError } from '../../shared/nodeError';
import { inWindow, windowSize } from '../../api/network/window';
import { isAgentTool } from './agentTool';
import { Item } from './item';
import type { Operation } from './operation';
import { resources } from './resources';

/** Runs the chosen operation for every input item; the output keeps the input's order. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(this);
	const client = await IdentomatClient.of(this, this.getExecutionCancelSignal());
	const size = windowSize(this.getNodeParameter('options.maxConcurrency', 0, null));
	const outputs = await inWindow(this.getInputData().length, size, async (index) =>
		runItem(this, client, operation, index),
	);
	hintAtRetries(this, client);
	const items = outputs.flat();
	return [operation.afterAll ? await operation.afterAll(this, items) : items];
}

/** Retries cost time, and tell of an account's limit: the user sees them. */
function hintAtRetries(context: IExecuteFunctions, { retries }: IdentomatClient): void {
	if (retries.size === 0) return;
	const reasons = [...retries].map(([reason, times]) => `${times} × ${reason}`).join(', ');
	const advice = retries.has('status 429')
		? ' Identomat takes no more at once: if this goes on, lower Max Concurrency in the options.'
		: '';
	context.addExecutionHints({
		message: `Some requests were repeated: ${reasons}.${advice}`,
		location: 'outputPane',
	});
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = resources[resource]?.operations[name];
	if (!operation) {
		throw new NodeOperationError(context.getNode(), `There is no operation "${resource}: ${name}"`);
	}
	if (operation.isNoTool && isAgentTool(context)) {
		const { action } = operation.offer;
		throw new NodeOperationError(context.getNode(), `'${action}' is not for AI agents`, {
			description: 'It deletes, waits or moves files. Make it a step of the workflow instead.',
		});
	}
	return operation;
}

async function runItem(
	context: IExecuteFunctions,
	client: IdentomatClient,
	operation: Operation,
	index: number,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: index };
	try {
		const output = await operation.execute(new Item(context, client, operation, index));
		return [output].flat().map((item) => ({ ...item, pairedItem }));
	} catch (cause) {
		// A run that was stopped ends here: the items to go have not failed.
		const isStopped = context.getExecutionCancelSignal()?.aborted;
		if (isStopped || !context.continueOnFail()) {
			client.stop();
			throw asNodeError(context.getNode(), cause, index);
		}
		const { message, description } = asNodeError(context.getNode(), cause, index);
		// Just these two fields and no `error` beside `json`: by that every n8n tells a failed item, and
		// keeps the input's fields on the error output.
		return [{ json: { error: message, message: description }, pairedItem }];
	}
}
