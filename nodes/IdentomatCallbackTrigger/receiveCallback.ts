import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import { NO_SESSION_REASON, unrequestedResult } from '../api/errors/callbackErrors';
import { failed, failureText, type Result } from '../api/errors/failure';
import { loggableReason } from '../api/errors/nodeErrors';
import { redact, secretsOf } from '../api/response/redaction';
import { isFinished, outcomeOf } from '../api/results/outcomes';
import { formatResult } from '../api/results/simplifiedResult';
import { isSameSecret } from '../shared/isSameSecret';
import { readBoolean, readChoices } from '../shared/parameters/choices';
import { ParameterReader } from '../shared/parameters/parameterReader';
import { readResultFormat, resultFormatFields } from '../shared/resultFormat';
import { jsonObject, keyIn, readCallback, callbackEvents, type Callback } from './callback';
import { callbackKeyOf, canBeKey } from './callbackKey';
import { EmittedStore, isRunTaken } from './emittedStore';
import { SessionTurns } from './sessionTurns';

/** Identomat waits for the response, so reading the result may take this long. */
const MAX_READ_MS = 8_000;
/** So may waiting for an earlier callback of the same session. */
const MAX_TURN_WAIT_MS = 8_000;
const MAX_WORD_LENGTH = 60;

const turns = new SessionTurns();

/**
 * Responds to a callback: 400 if it is not a JSON object, 401 without the right key, 503 while an earlier
 * callback of the session is still being handled. Otherwise outputs one item if the workflow is to start.
 * Nothing is thrown: n8n would start the workflow with an empty item.
 */
export async function receiveCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await handleCallback(context);
	} catch (error) {
		context.logger.warn(`An Identomat callback could not be processed: ${loggableReason(error)}`);
		return respond(context, 500, 'Callback not processed. The log of n8n says why.');
	}
}

async function handleCallback(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const body = jsonObject(context.getRequestObject());
	if (!body) return respond(context, 400, 'Bad Request');
	const credentials = await credentialsFor(context, keyIn(body));
	if (!credentials) return respond(context, 401, 'Unauthorized');
	const secrets = secretsOf(credentials);
	const callback = readCallback(body, secrets);
	if (!callback) return respond(context, 400, 'Bad Request');
	const events = readChoices(context.getNodeParameter('events'), "'Trigger On'", callbackEvents);
	if (!events.includes(callback.event)) return ignore(context);
	if (callback.event !== 'sessionUpdated') return start(deliveryOf(callback));
	const { sessionId } = callback;
	return sessionId === null
		? start(rowWithoutSession(callback))
		: await handleUpdate(context, { ...callback, sessionId }, secrets);
}

function respond(context: IWebhookFunctions, status: number, text: string): IWebhookResponseData {
	context.getResponseObject().status(status).send(text).end();
	return { noWebhookResponse: true };
}

function start(json: IDataObject): IWebhookResponseData {
	return { workflowData: [[{ json }]] };
}

/** Starts nothing. n8n saves the static data of such a call, so this is the time to write it. */
function ignore(context: IWebhookFunctions): IWebhookResponseData {
	if (!isTest(context)) new EmittedStore(context).save();
	return {};
}

function isTest(context: IWebhookFunctions): boolean {
	return context.getMode() === 'manual';
}

/**
 * The credential if the callback holds its key. Decrypting the credential is slow, so it is not read
 * without a key.
 */
async function credentialsFor(
	context: IWebhookFunctions,
	sentKey: string | undefined,
): Promise<ICredentialDataDecryptedObject | undefined> {
	if (sentKey === undefined || !canBeKey(sentKey)) return undefined;
	try {
		const credentials = await context.getCredentials('identomatApi');
		const key = callbackKeyOf(credentials);
		return key !== undefined && isSameSecret(sentKey, key) ? credentials : undefined;
	} catch {
		context.logger.warn('The credential of the Identomat Callback Trigger cannot be read');
		return undefined;
	}
}

/** A password or a link that the workflow is to deliver. */
function deliveryOf({ event, type, sessionId, channel, rest }: Callback): IDataObject {
	return { ...rest, event, type, sessionId, channel };
}

function rowWithoutSession({ event, type, rest }: Callback): IDataObject {
	return {
		event,
		type,
		sessionId: null,
		outcome: 'unknown',
		finished: false,
		reason: NO_SESSION_REASON,
		callback: rest,
	};
}

type SessionCallback = Callback & { sessionId: string };

/** A session that has changed. Only what is new starts the workflow, unless 'Only Finished' is off. */
async function handleUpdate(
	context: IWebhookFunctions,
	callback: SessionCallback,
	secrets: string[],
): Promise<IWebhookResponseData> {
	const onlyFinished = readSwitch(context, 'options.onlyFinished', 'Only Finished');
	const read = async () => await readSession(context, callback, secrets);
	if (!onlyFinished || isTest(context)) return start((await read()).row);
	const { sessionId } = callback;
	const store = new EmittedStore(context);
	const endTurn = await turns.acquire(`${store.nodeKey}/${sessionId}`, MAX_TURN_WAIT_MS);
	if (!endTurn) return respond(context, 503, 'An earlier callback of this session is in progress.');
	// The turn lasts until n8n has responded: the next callback of the session must know whether this one
	// started a run.
	let isTurnOver = Promise.resolve();
	try {
		const { row, outcome } = await read();
		if (outcome === undefined) return start(row);
		if (outcome === null || !store.isNew(sessionId, outcome)) return ignore(context);
		isTurnOver = isRunTaken(context.getResponseObject()).then((isTaken) => {
			if (isTaken) store.add(sessionId, outcome);
		});
		return start(row);
	} finally {
		void isTurnOver.then(endTurn);
	}
}

/** A switch that is on by default. */
function readSwitch(context: IWebhookFunctions, name: string, label: string): boolean {
	return readBoolean(context.getNodeParameter(name, true), `'${label}'`);
}

interface SessionState {
	row: IDataObject;
	/** null while the session is open, or undefined if its result could not be read. */
	outcome?: string | null;
}

/** Reads a session's result, since a callback proves nothing. If it cannot be read, the row says why. */
async function readSession(
	context: IWebhookFunctions,
	{ event, type, sessionId }: SessionCallback,
	secrets: string[],
): Promise<SessionState> {
	const source = { event, type, sessionId };
	const result = await requestResult(context, sessionId);
	if (!result.ok) {
		const reason = failureText(result.failure);
		return { row: { ...source, outcome: 'unknown', finished: false, reason } };
	}
	const parameters = new ParameterReader(
		(name) => context.getNodeParameter(name, null),
		resultFormatFields,
	);
	const format = readResultFormat(parameters);
	const row = redact(formatResult(format, sessionId, result.data), secrets);
	return { row: { ...source, ...row, ...source }, outcome: outcomeKeyOf(result.data.result) };
}

async function requestResult(
	context: IWebhookFunctions,
	sessionId: string,
): Promise<Result<IDataObject>> {
	try {
		const client = await IdentomatClient.create(context, AbortSignal.timeout(MAX_READ_MS), {
			isUrgent: true,
		});
		return await client.request(endpoints.getResult, {
			fields: { sessionId },
			timeoutSeconds: MAX_READ_MS / 1000,
			maxRetries: 1,
		});
	} catch (error) {
		return failed(unrequestedResult(error));
	}
}

/** The key that two results share if they have the same outcome. An unknown word may be a decision. */
function outcomeKeyOf(word: unknown): string | null {
	const outcome = outcomeOf(word);
	if (outcome === 'unknown') return `unknown ${String(word).slice(0, MAX_WORD_LENGTH)}`;
	return isFinished(outcome) ? outcome : null;
}
