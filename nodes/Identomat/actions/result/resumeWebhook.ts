import type {
	IDataObject,
	INodeExecutionData,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { IdentomatClient } from '../../../api/client';
import { endpoints } from '../../../api/endpoints';
import { mapConcurrently } from '../../../api/network/mapConcurrently';
import { RESUME_PATH } from '../resumeUrl';
import { readWaitingItems, type WaitingItem, type WaitsFor } from './waitingItems';
import { completionPage, type CompletionPage } from './completionPage';
import { finished, waitRow } from './waitRow';

/** A person's browser waits for the answer. */
const LONGEST_ANSWER_MS = 20_000;
const LONGEST_SILENCE_SECONDS = 10;
/** A hit asks for a few at a time: one that is still open makes the other questions needless. */
const AT_A_HIT = 5;

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
 * Answers a hit on the resume URL, which proves nothing: Identomat is asked again, and only when all
 * sessions are finished the execution goes on. Nothing is thrown, since n8n would go on with an empty item.
 */
export async function handleResume(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	let afterwards: CompletionPage = {};
	let rows: INodeExecutionData[] | undefined;
	try {
		const items = parkedItems(context);
		afterwards = items.find(({ waitsFor }) => waitsFor)?.waitsFor?.completion ?? {};
		rows = await rowsWhenFinished(context, items);
	} catch (error) {
		context.logger.warn(`Identomat could not be asked: ${String(error)}`);
	}
	answer(context, afterwards, rows !== undefined);
	return { noWebhookResponse: true, workflowData: rows && [rows] };
}

/** What `parkUntilFinished` left; a webhook has no other way to the input of its node. */
function parkedItems(context: IWebhookFunctions): WaitingItem[] {
	const stored = context.evaluateExpression('{{ JSON.stringify($input.all()) }}');
	return readWaitingItems(JSON.parse(String(stored)));
}

/** The rows to go on with, in the input's order; undefined where not all sessions are known to be finished. */
async function rowsWhenFinished(
	context: IWebhookFunctions,
	items: WaitingItem[],
): Promise<INodeExecutionData[] | undefined> {
	const client = await IdentomatClient.create(context, AbortSignal.timeout(LONGEST_ANSWER_MS));
	let isWaiting = false;
	// Those that were open first: one that still is makes the other questions needless.
	const order = [...items.keys()].sort((a, b) => rank(items[a]) - rank(items[b]));
	const rows = new Map<number, IDataObject>();
	await mapConcurrently(order, AT_A_HIT, async (index) => {
		const { json, waitsFor } = items[index] as WaitingItem;
		if (isWaiting) return;
		const row = waitsFor ? await finishedRow(context, client, waitsFor, json) : json;
		if (row) rows.set(index, row);
		else isWaiting = true;
	});
	if (isWaiting) return undefined;
	return items.map(({ json }, item) => ({ json: rows.get(item) ?? json, pairedItem: { item } }));
}

function rank(item: WaitingItem | undefined): number {
	return item?.waitsFor?.isFinished === false ? 0 : 1;
}

/** The row of a session; undefined where it is open, or where that cannot be found out. */
async function finishedRow(
	context: IWebhookFunctions,
	client: IdentomatClient,
	waitsFor: WaitsFor,
	known: IDataObject,
): Promise<IDataObject | undefined> {
	const { sessionId, extraFields, timeoutSeconds = LONGEST_SILENCE_SECONDS } = waitsFor;
	const answer = await client.request(endpoints.getResult, {
		fields: { sessionId },
		extraFields: extraFields as IDataObject,
		timeoutSeconds: Math.min(timeoutSeconds, LONGEST_SILENCE_SECONDS),
		maxRetries: 1,
	});
	if (answer.ok) {
		return finished(answer.data) ? waitRow(waitsFor, answer.data, false) : undefined;
	}
	context.logger.info(`Identomat session could not be read: ${answer.failure.message}`);
	// One that was finished already stays so, even when it has been deleted since.
	return waitsFor.isFinished ? { ...known, timedOut: false } : undefined;
}

function answer(context: IWebhookFunctions, afterwards: CompletionPage, isFinished: boolean): void {
	try {
		const response = context.getResponseObject();
		response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
		if (afterwards.afterwardsUrl) {
			response.redirect(303, afterwards.afterwardsUrl);
			return;
		}
		response.set({
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
		});
		response.status(200).send(completionPage(afterwards, isFinished));
	} catch (error) {
		context.logger.warn(`The page of a person who came back could not be sent: ${String(error)}`);
	}
}
