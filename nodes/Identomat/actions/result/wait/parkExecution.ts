import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { RETURN_FLAG } from '../../../../api/endpoints';
import { missingLoopError, noReturnHint, timeLimitHint } from '../../../../api/errors/waitErrors';
import type { Output } from '../../operation';
import { resumeUrlOf } from '../../resumeUrl';
import {
	knownOf,
	limitItem,
	noteReturned,
	storeWaitingItems,
	waitsIn,
	type WaitingItem,
	type WaitsFor,
} from './waitingItem';
import { executionKey, memoryOf, type WaitMemory } from './waitMemory';

/** An item as the operation returns it. Its row is in `json`, with the input fields that the user included. */
type CheckedItem = WaitingItem & Pick<Output, 'included'>;

/**
 * Refuses to start a wait that outputs unfinished items, unless its output leads back to it.
 * @throws {UserError} naming the missing connection
 */
export function requireLoop(context: IExecuteFunctions): void {
	const isForInvitations = context.getNodeParameter('waitFor', 0, 'session') === 'invitation';
	const isForEach = context.getNodeParameter('continueWhen', 0, 'all') === 'each';
	if (!(isForInvitations || isForEach) || leadsBack(context) || isTriedAlone(context)) return;
	throw missingLoopError(
		isForInvitations ? "'Wait For' Invitation" : "'Continue When' Each Session Is Done",
	);
}

/** A node is in neither list of its own, but in a loop some other node is in both. */
function leadsBack(context: IExecuteFunctions): boolean {
	const { name } = context.getNode();
	const parents = new Set(context.getParentNodes(name).map((node) => node.name));
	return context.getChildNodes(name).some((node) => parents.has(node.name));
}

/** Executing a single step in the editor leaves out all later nodes. */
function isTriedAlone(context: IExecuteFunctions): boolean {
	return (
		context.getMode() === 'manual' && context.getChildNodes(context.getNode().name).length === 0
	);
}

/**
 * Continues with the items if enough of them are done. Otherwise has n8n park the execution. At the limit
 * n8n does not run the node again but outputs its stored input, so the rows are stored as that input.
 */
export async function parkExecution(
	context: IExecuteFunctions,
	outputs: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const items = outputs as unknown as CheckedItem[];
	const memory = memoryOf(executionKey(context));
	const waiting = items.flatMap(({ waitsFor }) => (waitsFor && !waitsFor.isDone ? [waitsFor] : []));
	if (canContinue(items, memory)) {
		if (waiting.length === 0) memory.endedAt = Date.now();
		for (const waitsFor of waitsIn(items)) noteReturned(waitsFor, memory);
		return outputs.map(({ json, binary, pairedItem }) => ({
			json,
			pairedItem,
			...(binary && { binary }),
		}));
	}
	const limitAt = Math.max(...waiting.map((waitsFor) => waitsFor.limitAt));
	warnOfTimeLimit(context, limitAt);
	warnOfNoReturn(context);
	const { $execution } = context.getWorkflowDataProxy(0);
	context.setMetadata({ resumeUrl: resumeUrlOf(($execution as { resumeUrl: string }).resumeUrl) });
	const parkId = memory.park();
	const parked = items.map((item) => limitItem(withParkId(item, parkId), item.included));
	context.getExecuteData().data = { main: [storeWaitingItems(parked)] };
	await context.putExecutionToWait(new Date(limitAt));
	return storeWaitingItems(items);
}

function withParkId(item: CheckedItem, parkId: string): CheckedItem {
	return item.waitsFor ? { ...item, waitsFor: { ...item.waitsFor, parkId } } : item;
}

/**
 * Whether nothing is left to wait for or, if one is enough, one more item is done. A workflow may lead done
 * items back as well, until all are done: they must not come and go without a pause.
 */
function canContinue(items: WaitingItem[], memory: WaitMemory): boolean {
	const waits = waitsIn(items);
	if (waits.every(({ isDone }) => isDone)) return true;
	const isUnreported = (waitsFor: WaitsFor) => !knownOf(waitsFor, memory)?.isReported;
	return waits.some((each) => each.continueWhen === 'each' && each.isDone && isUnreported(each));
}

/** At the limit n8n counts a workflow's own time limit from the execution's start, the wait included. */
function warnOfTimeLimit(context: IExecuteFunctions, limitAt: number): void {
	const { executionTimeout = 0 } = context.getWorkflowSettings();
	if (executionTimeout <= 0 || Date.now() + executionTimeout * 1000 > limitAt) return;
	context.addExecutionHints({
		message: timeLimitHint(executionTimeout),
		type: 'warning',
		location: 'outputPane',
	});
}

/** Nobody returns to a wait if the node that created the session has no return address for it. */
function warnOfNoReturn(context: IExecuteFunctions): void {
	if (context.getNodeParameter('waitFor', 0, 'session') === 'invitation') return;
	const own = context.getNode();
	const parents = context
		.getParentNodes(own.name, { includeNodeParameters: true })
		.map((node) => ({ ...node, parameters: node.parameters ?? {} }))
		.filter(({ type, disabled, parameters }) => {
			const isCreate = (parameters.operation ?? 'create') === 'create';
			return type === own.type && !disabled && isCreate && isSession(parameters);
		});
	if (parents.length === 0 || parents.some(({ parameters }) => returns(parameters))) return;
	context.addExecutionHints({
		message: noReturnHint(parents.map(({ name }) => name)),
		type: 'warning',
		location: 'outputPane',
	});
}

function isSession({ resource = 'session' }: IDataObject): boolean {
	return resource === 'session';
}

/** Whether it is switched on, or an expression decides. A return address that the user set counts as well. */
function returns({ returnToWorkflow, flags }: IDataObject): boolean {
	return Boolean(returnToWorkflow) || Boolean((flags as IDataObject | undefined)?.[RETURN_FLAG]);
}
