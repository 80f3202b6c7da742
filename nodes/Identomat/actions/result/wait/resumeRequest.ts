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

/** What the node listens to while it waits; n8n registers nothing of it when a workflow is published. */
export const resumeWebhooks: IWebhookDescription[] = [
	{ httpMethod: 'GET', ...webhook },
	{ httpMethod: 'POST', ...webhook },
];

/**
 * Handles a request to the resume URL, which proves nothing: Identomat is asked again, and the execution
 * goes on only if that changed something. Nothing is thrown, since n8n would go on with an empty item.
 */
export async function handleResume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	let response = checkingPage({}, {});
	let rows: INodeExecutionData[] | undefined;
	try {
		const request = readRequest(context);
		const resumption = await request.memory.track(resume(request));
		response = resumption.response;
		rows = resumption.goesOn ? rowsToGoOnWith(request, resumption) : undefined;
	} catch (error) {
		context.logger.warn(`Identomat: the resume request was not handled: ${loggableReason(error)}`);
	}
	sendResponse(context, response);
	return { noWebhookResponse: true, workflowData: rows && [rows] };
}

function readRequest(context: IWebhookFunctions): ResumeRequest {
	// A webhook has no other way to the input of its node.
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

/** The rows, unless another request has the execution go on from the same state. */
function rowsToGoOnWith(
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
	if (!isForInvitations) return { response: invalidLink(), goesOn: false };
	return await handleInvitation(request, String(id));
}

/** Somebody returned or a service posted, no matter who: all sessions are checked. */
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
		goesOn: isForAll ? isOver : done.length > 0,
	};
}
