import type { IWebhookFunctions } from 'n8n-workflow';

import { mergeEmitted, wasEmitted, withEmitted, type EmittedOutcomes } from './emittedOutcomes';

/**
 * What this process has told, by node: callbacks that come at the same moment each get a copy of the
 * static data from before the other.
 */
const emittedHere = new Map<string, EmittedOutcomes[]>();

/**
 * Whether an outcome is told for the first time; from then on it counts as told, in the node's static
 * data, which survives a restart.
 */
export function isNewOutcome(
	context: IWebhookFunctions,
	sessionId: string,
	outcome: string,
): boolean {
	const node = `${context.getWorkflow().id}/${context.getNode().id}`;
	const state = context.getWorkflowStaticData('node') as { told?: EmittedOutcomes[] };
	const rows = mergeEmitted(state.told ?? [], emittedHere.get(node) ?? []);
	if (wasEmitted(rows, sessionId, outcome)) return false;
	// A newly assigned list: n8n notices nothing else.
	state.told = withEmitted(rows, sessionId, outcome);
	emittedHere.set(node, state.told);
	return true;
}
