import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { redact } from '../api/response/redaction';
import { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import type { Result } from '../api/errors/failure';
import { isFinished, outcomeOf } from '../api/results/outcomes';
import { formatResult, type ResultFormat } from '../api/results/simplifiedResult';
import { jsonObject, keyIn, readCallback, type Callback, type CallbackEvent } from './callback';
import { isSameKey } from './callbackKey';
import { isNewOutcome } from './emittedState';

/** Identomat waits for the answer, so `result/` has this long. */
const LONGEST_ASKING_MS = 8_000;
const LONGEST_WORD = 60;

interface Options {
	onlyFinished?: boolean;
	fields?: unknown;
}

/**
 * Answers a callback: turned away without the right key; otherwise taken, and handed on as one item where
 * the workflow is to start.
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const contentType = context.getHeaderData()['content-type'];
	const body = jsonObject(context.getBodyData(), contentType);
	if (!body) return answeredWith(context, 400, 'Bad Request');
	const key = await callbackKeyOf(context);
	const sent = keyIn(body);
	if (!key || sent === undefined || !isSameKey(sent, key)) {
		return answeredWith(context, 401, 'Unauthorized');
	}
	const callback = readCallback(body, key);
	if (!callback) return answeredWith(context, 400, 'Bad Request');
	const events = context.getNodeParameter('events', []) as CallbackEvent[];
	if (!events.includes(callback.event)) return {};
	const json =
		callback.event === 'sessionUpdated' ? await updateRow(context, callback) : delivery(callback);
	return json ? { workflowData: [[{ json: redact(json, key) }]] } : {};
}

function answeredWith(
	context: IWebhookFunctions,
	status: number,
	text: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).send(text).end();
	return { noWebhookResponse: true };
}

/** The key that callbacks have to carry; undefined where it cannot be read, so that nothing is let in. */
async function callbackKeyOf(context: IWebhookFunctions): Promise<string | undefined> {
	try {
		const { callbackKey } = await context.getCredentials('identomatApi');
		return String(callbackKey ?? '').trim() || undefined;
	} catch (error) {
		context.logger.warn(`The credential of an Identomat callback cannot be read: ${String(error)}`);
		return undefined;
	}
}

/** A password or a link that the workflow is to deliver. */
function delivery({ event, type, sessionId, channel, rest }: Callback): IDataObject {
	return { ...rest, event, type, sessionId, channel };
}

/**
 * The row of a session that has changed, as `result/` tells it; undefined where that is no news. A
 * session that cannot be asked about is handed on with the reason.
 */
async function updateRow(
	context: IWebhookFunctions,
	{ event, type, sessionId, rest }: Callback,
): Promise<IDataObject | undefined> {
	const about = { event, type, sessionId };
	const unknown = { ...about, outcome: 'unknown', finished: false };
	if (!sessionId) return { ...unknown, reason: 'The callback names no session', callback: rest };
	const answer = await askResult(context, sessionId);
	if (!answer.ok) return { ...unknown, reason: answer.failure.message };
	if (!isWanted(context, sessionId, answer.data.result)) return undefined;
	return { ...about, ...formatResult(formOf(context), sessionId, answer.data), ...about };
}

async function askResult(
	context: IWebhookFunctions,
	sessionId: string,
): Promise<Result<IDataObject>> {
	const client = await IdentomatClient.create(context, AbortSignal.timeout(LONGEST_ASKING_MS));
	return await client.request(endpoints.getResult, {
		fields: { sessionId },
		timeoutSeconds: LONGEST_ASKING_MS / 1000,
		maxRetries: 1,
	});
}

/** Whether the workflow starts for this word of `result/`. In a test run any update is shown. */
function isWanted(context: IWebhookFunctions, sessionId: string, word: unknown): boolean {
	const { onlyFinished = true } = context.getNodeParameter('options', {}) as Options;
	if (!onlyFinished || context.getMode() === 'manual') return true;
	const outcome = outcomeOf(word);
	// A word that nobody knows may be a decision: it is told, each once.
	if (outcome === 'unknown') {
		return isNewOutcome(context, sessionId, `unknown ${String(word).slice(0, LONGEST_WORD)}`);
	}
	return isFinished(outcome) && isNewOutcome(context, sessionId, outcome);
}

function formOf(context: IWebhookFunctions): ResultFormat {
	const { fields } = context.getNodeParameter('options', {}) as Options;
	return { simplify: context.getNodeParameter('simplify', true) as boolean, fields };
}
