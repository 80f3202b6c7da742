import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { IdentomatClient } from '../../api/client';
import { toNodeError } from '../../api/errors/nodeErrors';
import { notForAgentsError, unknownOperationError } from '../../api/errors/operationErrors';
import type { FoundLimit } from '../../api/network/rateLimiter';
import { mapConcurrently, MAX_READ_CONCURRENCY } from '../../api/network/mapConcurrently';
import { MAX_WRITE_CONCURRENCY } from '../../api/network/transport';
import { CompletedItems } from './completedItems';
import { ParameterReader } from '../../shared/parameters/parameterReader';
import { isAgentTool, Item } from './item';
import type { Operation, Output } from './operation';
import { resources } from './resources';

/** Runs the chosen operation for every input item. The output keeps the input's order. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = chosenOperation(this);
	checkBeforeAll(this, operation);
	const maxConcurrency = maxConcurrencyOf(this, operation);
	const signal = this.getExecutionCancelSignal();
	const client = await IdentomatClient.create(this, signal, {
		maxConcurrency,
		isUrgent: operation.isUrgent,
	});
	const completed = new CompletedItems(operation, this.getInputData().length);
	const outputs = await mapConcurrently(
		this.getInputData(),
		maxConcurrency,
		async (_, index) => await completed.track(runItem(this, client, operation, index)),
	).catch(async (error) => {
		throw await completed.addTo(toNodeError(this.getNode(), error));
	});
	hintAtLimits(this, client);
	const items = outputs.flat();
	return [operation.afterAll ? await operation.afterAll(this, items) : items];
}

function checkBeforeAll(context: IExecuteFunctions, operation: Operation): void {
	try {
		operation.beforeAll?.(context);
	} catch (cause) {
		throw toNodeError(context.getNode(), cause);
	}
}

/** Maximum number of items to process at the same time, from the first item's options. */
function maxConcurrencyOf(context: IExecuteFunctions, { readOnly, fields }: Operation): number {
	const parameters = new ParameterReader((name) => context.getNodeParameter(name, 0, null), fields);
	try {
		const setting = parameters.optionalNumber('options.maxConcurrency', { min: 1, isWhole: true });
		return setting ?? (readOnly ? MAX_READ_CONCURRENCY : MAX_WRITE_CONCURRENCY);
	} catch (cause) {
		throw toNodeError(context.getNode(), cause, 0);
	}
}

/** Retries cost time and show an account's limit, so the user sees them. */
function hintAtLimits(context: IExecuteFunctions, { retries, foundLimit }: IdentomatClient): void {
	if (retries.size === 0 && !foundLimit) return;
	const reasons = [...retries].map(([reason, times]) => `${times} × ${reason}`).join(', ');
	const hints = [
		reasons && `Some requests were retried: ${reasons}.`,
		foundLimit && limitText(foundLimit),
	];
	context.addExecutionHints({
		message: hints.filter(Boolean).join(' '),
		location: 'outputPane',
	});
}

function limitText(limit: FoundLimit): string {
	const [number, unit] =
		'concurrency' in limit ? [limit.concurrency, 'at a time'] : [limit.perSecond, 'per second'];
	const about = number < 1 ? 'less than one request' : `about ${counted(Math.round(number))}`;
	return `Identomat took ${about} ${unit}.`;
}

function counted(requests: number): string {
	return requests === 1 ? '1 request' : `${requests} requests`;
}

function chosenOperation(context: IExecuteFunctions): Operation {
	const resource = context.getNodeParameter('resource', 0) as string;
	const name = context.getNodeParameter('operation', 0) as string;
	const operation = resources[resource]?.operations[name];
	if (!operation) throw toNodeError(context.getNode(), unknownOperationError(resource, name));
	if (operation.hideFromAgents && isAgentTool(context)) {
		throw toNodeError(context.getNode(), notForAgentsError(operation.option.action));
	}
	return operation;
}

/** In a run of several items, the headline of the error names the item, as n8n's own errors do. */
function withItem<E extends Error>(context: IExecuteFunctions, error: E, index: number): E {
	if (context.getInputData().length > 1) error.message += ` [item ${index}]`;
	return error;
}

/** The output of one item, with the input's fields and files added if the user wants that. */
function withInput(item: Item, output: Output): Output {
	if (!item.includesInput) return output;
	const binary = { ...item.inputFiles, ...output.binary };
	const hasFiles = Object.keys(binary).length > 0;
	return {
		...output,
		json: { ...(output.included ?? item.input), ...output.json },
		...(hasFiles && { binary }),
	};
}

async function runItem(
	context: IExecuteFunctions,
	client: IdentomatClient,
	operation: Operation,
	index: number,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: index };
	try {
		const item = new Item(context, client, operation, index);
		item.checkOptions();
		const output = await operation.execute(item);
		const outputs = Array.isArray(output) ? output : [withInput(item, output)];
		return outputs.map((one) => ({ ...one, pairedItem }));
	} catch (cause) {
		// A stopped run ends here: the remaining items have not failed.
		const isStopped = context.getExecutionCancelSignal()?.aborted;
		if (isStopped || !context.continueOnFail()) {
			client.stop();
			throw withItem(context, toNodeError(context.getNode(), cause, index), index);
		}
		const { message, description } = toNodeError(context.getNode(), cause, index);
		// Just these two fields and no `error` beside `json`: every version of n8n recognizes a failed
		// item by that, and keeps the input's fields on the error output.
		return [{ json: { error: message, message: description }, pairedItem }];
	}
}
