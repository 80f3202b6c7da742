import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { completedItemsNote } from '../../api/errors/operationErrors';
import type { Operation } from './operation';

/** The output fields with the id of what an operation created or deleted. */
const ID_FIELDS = ['sessionId', 'recordId', 'id'];

/** The items that a run has completed, in case another item ends the run. */
export class CompletedItems {
	private readonly running = new Set<Promise<INodeExecutionData[]>>();
	private readonly outputs: INodeExecutionData[][] = [];

	constructor(
		private readonly operation: Operation,
		private readonly total: number,
	) {}

	async track(item: Promise<INodeExecutionData[]>): Promise<INodeExecutionData[]> {
		const recorded = item.then((output) => {
			this.outputs.push(output);
			return output;
		});
		this.running.add(recorded);
		return await recorded;
	}

	/**
	 * The error that ends a run, with a note of what was created, deleted or paid for before. It waits for
	 * items in progress: they may still be completed.
	 */
	async addTo<E extends NodeApiError | NodeOperationError>(error: E): Promise<E> {
		await Promise.allSettled(this.running);
		const outputs = this.operation.readOnly ? [] : this.outputs;
		const items = outputs.flat();
		if (items.length === 0 || items.some(({ binary }) => binary)) return error;
		const ids = items.flatMap(({ json }) => ID_FIELDS.map((name) => json[name]).find(isId) ?? []);
		const note = completedItemsNote(outputs.length, this.total, ids);
		error.description = [error.description, note].filter(Boolean).join(' ');
		return error;
	}
}

function isId(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}
