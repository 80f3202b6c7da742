import type {
	IDataObject,
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { IdentomatClient } from '../../../../api/client';
import { loggableReason } from '../../../../api/errors/nodeErrors';
import { MAX_READ_CONCURRENCY } from '../../../../api/network/mapConcurrently';
import { INVITATION_PARAMETER } from '../../invitation';
import { RESUME_PATH } from '../../resumeUrl';
import { checkItems, requestAtResume } from './checkSessions';
import { handleInvitation } from './invitationRequest';
import { busyPage, checkingPage, completed, sendResponse } from './response';
import type { ResumeRequest, Resumption } from './resumption';
import {
	currentWait,
	isDone,
	knownOf,
	readWaitingItems,
	noteReturned,
	resumedRow,
	sessionIdsOf,
	waitsIn,
	type WaitingItem,
	type WaitsFor,
} from './waitingItem';
import { executionKey, memoryOf, type WaitMemory } from './waitMemory';

/** A person's browser waits for the response. */
const MAX_RESPONSE_MS = 20_000;

const webhook = {
	name: 'default' as const,
	path: RESUME_PATH,
	responseMode: 'onReceived' as const,
	restartWebhook: true,
	isFullPath: true,
};

/** The webhooks of the node while it waits. n8n does not register them when a workflow is published. */
export const resumeWebhooks: IWebhookDescription[] = [
	{ httpMethod: 'GET', ...webhook },
	// Scanners of emails report a link that responds with an error to it.
	{ httpMethod: 'HEAD', ...webhook },
	{ httpMethod: 'POST', ...webhook },
];

/**
 * Handles a request to the resume URL. The request proves nothing, so the sessions are requested from
 * Identomat again, and the execution continues only if something has changed. Nothing is thrown, since n8n
 * would continue with an empty item.
 */
export async function handleResume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	let response = checkingPage({}, {});
	let rows: INodeExecutionData[] | undefined;
	try {
		const request = readRequest(context);
		const resumption = await request.memory.track(resume(request));
		rows = resumption.shouldContinue ? rowsToContinueWith(request, resumption) : undefined;
		response = responseOf(request, resumption);
	} catch (error) {
		context.logger.warn(`Identomat: the resume request was not handled: ${loggableReason(error)}`);
	}
	sendResponse(context, response);
	return { noWebhookResponse: true, workflowData: rows && [rows] };
}

function readRequest(context: IWebhookFunctions): ResumeRequest {
	// A webhook can only get the input of its node in this way.
	const stored = context.evaluateExpression('{{ JSON.stringify($input.all()) }}');
	return {
		context,
		isPost: context.getRequestObject().method === 'POST',
		query: context.getQueryData() as IDataObject,
		items: readWaitingItems(JSON.parse(String(stored))),
		memory: memoryOf(executionKey(context)),
		createClient: async () =>
			await IdentomatClient.create(context, AbortSignal.timeout(MAX_RESPONSE_MS), {
				maxConcurrency: MAX_READ_CONCURRENCY,
				isUrgent: true,
			}),
	};
}

/** The rows, unless another request resumes the execution from the same state. */
function rowsToContinueWith(
	{ items, memory }: ResumeRequest,
	{ extras }: Resumption,
): INodeExecutionData[] | undefined {
	if (!memory.claim(parkIdOf(items))) return undefined;
	for (const waitsFor of waitsIn(items)) noteContinued(waitsFor, memory);
	return items.map((item, index) => ({
		json: resumedRow(item, memory, extras?.get(item)),
		pairedItem: { item: index },
		...(item.binary && { binary: item.binary }),
	}));
}

/** n8n stores what is known of the item now. */
function noteContinued(waitsFor: WaitsFor, memory: WaitMemory): void {
	const current = currentWait(waitsFor, memory);
	for (const sessionId of sessionIdsOf(current)) memory.continuedWith.add(sessionId);
	noteReturned(current, memory);
}

/**
 * The response to the person. If n8n already continues for another request, and in another process, this
 * one's change would be lost: the page reloads until n8n can store it.
 */
function responseOf({ items, memory }: ResumeRequest, { response, pending }: Resumption) {
	if (!pending || pending.isStored() || memory.hasParked(parkIdOf(items))) return response;
	return pending.response;
}

function parkIdOf(items: WaitingItem[]): string {
	return waitsIn(items)[0]?.parkId ?? '';
}

async function resume(request: ResumeRequest): Promise<Resumption> {
	const { items, query } = request;
	// n8n has stored the rows that it continues with, but does not run yet.
	if (waitsIn(items).length === 0) return { response: busyPage(query), shouldContinue: false };
	const id = query[INVITATION_PARAMETER];
	return id === undefined ? await checkAll(request) : await handleInvitation(request, id);
}

/** Somebody returned or a service posted. All sessions are checked, whoever it was. */
async function checkAll(request: ResumeRequest): Promise<Resumption> {
	const { items, memory, query } = request;
	const open = waitsIn(items).filter((waitsFor) => !waitsFor.isDone);
	const isForAll = open.every(({ continueWhen }) => continueWhen === 'all');
	await memory.share('all', async () => {
		const client = await request.createClient();
		await checkItems(memory, open, requestAtResume(client), isForAll);
	});
	const done = open.filter((waitsFor) => {
		const known = knownOf(waitsFor, memory);
		return known !== undefined && isDone(known, waitsFor);
	});
	const isOver = done.length === open.length;
	if (isOver) memory.endedAt = Date.now();
	const completion = waitsIn(items)[0]?.completion ?? {};
	return {
		response: isOver ? completed(completion) : checkingPage(completion, query),
		shouldContinue: isForAll ? isOver : done.length > 0,
	};
}
