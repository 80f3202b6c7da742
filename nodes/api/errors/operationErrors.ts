import { UserError } from 'n8n-workflow';

/** Why an operation does not run, and what the error of a run adds. */

export function unknownOperationError(resource: string, operation: string): UserError {
	return new UserError(`There is no operation "${resource}: ${operation}"`);
}

/** @param action the operation, as the panel calls it */
export function notForAgentsError(action: string): UserError {
	return new UserError(`'${action}' is not for AI agents`, {
		description: 'It deletes, waits or moves files. Make it a step of the workflow instead.',
	});
}

/** More would hide the rest of the text. */
const MAX_IDS = 100;

/**
 * What an error of one item says about those that were completed: they are in no output.
 * @param ids of what was created or deleted; empty if nothing with an ID was
 */
export function completedItemsNote(completed: number, total: number, ids: string[]): string {
	const items = `Completed before: ${completed} of ${total} items.`;
	if (ids.length === 0) return items;
	const rest = ids.length > MAX_IDS ? ` and ${ids.length - MAX_IDS} more` : '';
	return `${items} IDs: ${ids.slice(0, MAX_IDS).join(', ')}${rest}.`;
}
