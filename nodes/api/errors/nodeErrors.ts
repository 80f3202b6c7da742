import type { Failure as N8nFailure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, UserError } from 'n8n-workflow';

import { classify, refusesKey, scopeOf } from './classify';
import { FailureError, type Failure } from './failure';
import { errorText, type ErrorContext } from './messages';

const NO_CONTEXT: ErrorContext = { fields: [] };

/** The cause by which n8n decides when a trigger polls again, if it knows such causes (2.37). */
function causeForN8n(failure: Failure): N8nFailure | undefined {
	const { retryAfterMs } = failure;
	const reason = classify(failure);
	if (reason === 'rateLimited') return { cause: 'rate-limited', retryAfterMs };
	if (refusesKey(failure)) return { cause: 'credential-invalid' };
	const isLasting = ['resource', 'request'].includes(scopeOf(failure));
	return isLasting ? undefined : { cause: 'temporarily-unavailable', retryAfterMs };
}

/** The error that a user sees for a failure. */
export function toNodeApiError(
	node: INode,
	failure: Failure,
	context: ErrorContext = NO_CONTEXT,
	itemIndex?: number,
): NodeApiError {
	const { status } = failure;
	const { headline: message, description } = errorText(failure, context);
	return new NodeApiError(node, { message } as JsonObject, {
		message,
		description,
		httpCode: status === undefined ? undefined : String(status),
		itemIndex,
		failure: causeForN8n(failure),
	});
}

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

/**
 * What went wrong, in words that may be logged. It leaves out Identomat's words, which can name a person,
 * and an item's values, which messages quote.
 */
export function loggableReason(error: unknown): string {
	const isOurs =
		error instanceof UserError || error instanceof NodeApiError || error instanceof FailureError;
	if (isOurs) return error.message.replace(/".*"/gs, '"…"');
	return error instanceof Error ? error.name : 'unknown reason';
}
