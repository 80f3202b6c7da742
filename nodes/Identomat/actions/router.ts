import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { IdentomatClient } from '../../api/client';
import { Item } from './item';
import type { Operation } from './operation';
import { resources } from './resources';
import { inWindow } from './window';

const DEFAULT_CONCURRENCY = 5;

/** Runs the chosen operation for every input item; the output keeps the input's order. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(this);
	const client = await IdentomatClient.of(this);
	const outputs = await inWindow(this.getInputData().length, concurrency(this), async (index) =>
		runItem(this, client, operation, index),
	);
	return [outputs.flat()];
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = resources[resource]?.[name];
	if (operation) return operation;
	throw new NodeOperationError(context.getNode(), `There is no operation "${resource}: ${name}"`);
}

function concurrency(context: IExecuteFunctions): number {
	const size = Number(context.getNodeParameter('options.maxConcurrency', 0, DEFAULT_CONCURRENCY));
	return Math.max(1, Math.floor(size) || DEFAULT_CONCURRENCY);
}

async function runItem(
	context: IExecuteFunctions,
	client: IdentomatClient,
	operation: Operation,
	index: number,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: index };
	try {
		const output = await operation.execute(new Item(context, client, operation.description, index));
		return [output].flat().map((item) => ({ ...item, pairedItem }));
	} catch (cause) {
		if (!context.continueOnFail()) throw asNodeError(context, cause, index);
		const { message, description } = asNodeError(context, cause, index);
		// No `error` beside `json`: n8n would then drop the input's fields from the error output.
		return [{ json: { error: message, details: description }, pairedItem }];
	}
}

/** n8n shows errors of these two classes with the node and the item they belong to. */
function asNodeError(
	context: IExecuteFunctions,
	cause: unknown,
	itemIndex: number,
): NodeApiError | NodeOperationError {
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) return cause;
	const error = cause instanceof Error ? cause : new Error(String(cause));
	const description = error instanceof UserError ? (error.description ?? undefined) : undefined;
	return new NodeOperationError(context.getNode(), error, {
		message: error.message,
		description,
		itemIndex,
	});
}
