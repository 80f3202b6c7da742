import type { IWebhookFunctions } from 'n8n-workflow';

import { mergedTold, wasTold, withTold, type ToldRow } from './toldOutcomes';

/**
 * What this process has told, by node: callbacks that come at the same moment each get a copy of the
 * static data from before the other.
 */
const toldHere = new Map<string, ToldRow[]>();

/**
 * Whether an outcome is told for the first time; from then on it counts as told, in the node's static
 * data, which survives a restart.
 */
export function isNews(context: IWebhookFunctions, sessionId: string, outcome: string): boolean {
	const node = `${context.getWorkflow().id}/${context.getNode().id}`;
	const state = context.getWorkflowStaticData('node') as { told?: ToldRow[] };
	const rows = mergedTold(state.told ?? [], toldHere.get(node) ?? []);
	if (wasTold(rows, sessionId, outcome)) return false;
	// A newly assigned list: n8n notices nothing else.
	state.told = withTold(rows, sessionId, outcome);
	toldHere.set(node, state.told);
	return true;
}
