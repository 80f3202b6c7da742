import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { resumeUrlOf } from '../resumeUrl';
import { storeWaitingItems, type WaitingItem } from './waitingItems';

/**
 * Goes on with the items where nothing is left to wait for; otherwise has n8n park the execution. At the
 * limit n8n does not run the node again, but hands on what stands as its input: so that becomes the rows.
 */
export async function waitForSessions(
	context: IExecuteFunctions,
	outputs: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const items = outputs as unknown as WaitingItem[];
	const limits = items.flatMap(({ waitsFor }) =>
		waitsFor && !waitsFor.isFinished ? [waitsFor.until] : [],
	);
	if (limits.length === 0) return outputs.map(({ json, pairedItem }) => ({ json, pairedItem }));
	const until = Math.max(...limits);
	warnOfTimeLimit(context, until);
	const { $execution } = context.getWorkflowDataProxy(0);
	context.setMetadata({ resumeUrl: resumeUrlOf(($execution as { resumeUrl: string }).resumeUrl) });
	context.getExecuteData().data = { main: [storeWaitingItems(items.map(timedOut))] };
	await context.putExecutionToWait(new Date(until));
	return storeWaitingItems(items);
}

/** The item as it goes on at the limit. */
function timedOut({ json, waitsFor }: WaitingItem): WaitingItem {
	return waitsFor ? { json: { ...json, timedOut: true }, waitsFor } : { json };
}

/** At the limit n8n counts a workflow's own time limit from the execution's start, the wait included. */
function warnOfTimeLimit(context: IExecuteFunctions, until: number): void {
	const { executionTimeout = 0 } = context.getWorkflowSettings();
	if (executionTimeout <= 0 || Date.now() + executionTimeout * 1000 > until) return;
	context.addExecutionHints({
		message: `The workflow's own time limit of ${executionTimeout} seconds is shorter than 'Wait at Most': when that is over, n8n stops the execution instead of going on. Raise 'Timeout Workflow' in the workflow's settings.`,
		type: 'warning',
		location: 'outputPane',
	});
}
