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
import { checkingPage, completed, invalidLink, sendResponse } from './response';
import type { ResumeRequest, Resumption } from './resumption';
import {
	isDone,
	knownOf,
	readWaitingItems,
	resumedRow,
	type WaitingItem,
	type WaitsFor,
} from './waitingItem';
import { executionKey, memoryOf } from './waitMemory';

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
		response = resumption.response;
		rows = resumption.shouldContinue ? rowsToContinueWith(request, resumption) : undefined;
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
	const parkId = waitsIn(items)[0]?.parkId;
	if (parkId !== undefined && !memory.claim(parkId)) return undefined;
	return items.map((item, index) => ({
		json: resumedRow(item, memory, extras?.get(item)),
		pairedItem: { item: index },
		...(item.binary && { binary: item.binary }),
	}));
}

function waitsIn(items: WaitingItem[]): WaitsFor[] {
	return items.flatMap(({ waitsFor }) => waitsFor ?? []);
}

async function resume(request: ResumeRequest): Promise<Resumption> {
	const id = request.query[INVITATION_PARAMETER];
	if (id === undefined) return await checkAll(request);
	const isForInvitations = waitsIn(request.items).some(({ invitation }) => invitation);
	if (!isForInvitations) return { response: invalidLink(), shouldContinue: false };
	return await handleInvitation(request, String(id));
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
