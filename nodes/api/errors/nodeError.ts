import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

/** The cause as an error of the classes that n8n shows with the node and the item they belong to. */
export function toNodeError(
	node: INode,
	cause: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (cause instanceof NodeApiError || cause instanceof NodeOperationError) return cause;
	const error = cause instanceof Error ? cause : new Error(String(cause));
	const description = error instanceof UserError ? (error.description ?? undefined) : undefined;
	return new NodeOperationError(node, error, {
		message: error.message,
		description,
		itemIndex,
	});
}
