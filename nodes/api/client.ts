import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { apiUrl, verificationUrl } from './request/addresses';
import { CutOffError } from './network/bodyStream';
import { readAnswer, type Answer, type Answers } from './answer/answers';
import { connectionFailure } from './network/networkErrors';
import type { AnswerKind, Endpoint } from './endpoints';
import { toNodeApiError, type Failure } from './failures';
import type { ReceivedFile } from './answer/foundFiles';
import { asNodeError } from '../shared/nodeError';
import type { RawResponse } from './network/rawResponse';
import { requestBody, type ApiRequest } from './request/requestBody';
import { readBody } from './answer/answerBody';
import {
	secretKeyOf,
	SignatureCheck,
	UNSIGNED,
	WRONGLY_SIGNED,
	WrongSignatureError,
} from './signature';
import { Transport } from './network/transport';

const CREDENTIAL = 'identomatApi';
const SESSION_LIST_CREDENTIAL = 'identomatSessionListApi';
const DEFAULT_TIMEOUT_SECONDS = 60;

const MAY_BE_DONE =
	'Identomat may have carried the request out all the same: look before you send it again.';
const ADDRESS_EXPIRED =
	'Run the node again: the address that Identomat gave may have expired. If it stays like this, check that this n8n may connect to that server.';

/** The one way to Identomat: sends a request to an endpoint and hands back a checked answer. */
export class IdentomatClient {
	private constructor(
		private readonly context: IExecuteFunctions | IPollFunctions,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly transport: Transport,
	) {}

	/**
	 * A client with the credential of the node that `context` belongs to.
	 * @param signal ends its requests and what they wait for
	 */
	static async of(
		context: IExecuteFunctions | IPollFunctions,
		signal?: AbortSignal,
	): Promise<IdentomatClient> {
		const credentials = await context.getCredentials(CREDENTIAL);
		return new IdentomatClient(context, credentials, new Transport(context, signal));
	}

	/** Lets no further request out: the run has failed, and nobody waits for other items' answers. */
	stop(): void {
		this.transport.stop();
	}

	/** How often requests were repeated, by reason; empty when none was. */
	get repeats(): ReadonlyMap<string, number> {
		return this.transport.repeats;
	}

	/** The link that a person opens to be verified. */
	verificationUrl(sessionId: string): string {
		return verificationUrl(this.credentials, sessionId);
	}

	/**
	 * Sends a request and reads the answer as what the endpoint promises.
	 * @returns data or failure; nothing is thrown for what Identomat or the network did
	 * @throws {UserError} when the credential's addresses are unusable
	 */
	async ask<Fields extends string, Files extends string, Kind extends AnswerKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		request: ApiRequest<Fields, Files>,
	): Promise<Answer<Answers[Kind]>> {
		const kind = endpoint.answer.value;
		const url = apiUrl(this.credentials, endpoint.host, endpoint.path.value);
		const response = await this.transport.exchange({
			method: 'POST',
			url,
			body: requestBody(endpoint, request),
			timeoutMs: milliseconds(request.timeoutSeconds),
			credential: { type: CREDENTIAL, data: this.credentials },
			isFile: kind === 'file' || kind === 'files',
			isSafeToRepeat: endpoint.isSafeToRepeat,
			maxRepeats: request.maxRepeats,
			who: `Identomat at ${new URL(url).host}`,
		});
		const answer = 'failure' in response ? response : this.readSigned(kind, response.data);
		const isUnsettled = 'failure' in answer && answer.failure.isUnsettled;
		if (!isUnsettled || endpoint.isSafeToRepeat) return answer;
		return { failure: { ...answer.failure, advice: MAY_BE_DONE } };
	}

	/**
	 * Fetches a file that an answer pointed to, by GET and without the company key.
	 * @throws {NodeApiError} when there is no file at that address
	 */
	async fetchFile(
		url: string,
		timeoutSeconds: number | undefined,
		itemIndex: number,
	): Promise<ReceivedFile> {
		const response = await this.transport.exchange({
			method: 'GET',
			url,
			timeoutMs: milliseconds(timeoutSeconds),
			followsRedirects: true,
			ignoresCertificates: Boolean(this.credentials.allowUnauthorizedCerts),
			isFile: true,
			isSafeToRepeat: true,
			who: `The server at ${new URL(url).host}`,
		});
		const file = 'data' in response ? this.fileIn(response.data) : undefined;
		if (file) return file;
		const failure = 'data' in response ? noFileAt(url, response.data.status) : response.failure;
		const advice = failure.advice ?? ADDRESS_EXPIRED;
		throw toNodeApiError(this.context.getNode(), { ...failure, advice }, itemIndex);
	}

	private fileIn(response: RawResponse): ReceivedFile | undefined {
		const answer = this.read('file', response);
		return 'data' in answer ? answer.data.files[0] : undefined;
	}

	/**
	 * Fetches the JSON that a user's own service answers, by GET: with the header of the session list
	 * credential, if the node has one, and without the company key.
	 */
	async fetchSessionList(url: string, timeoutSeconds: number): Promise<Answer<unknown>> {
		const isSecured = this.context.getNode().credentials?.[SESSION_LIST_CREDENTIAL];
		const response = await this.transport.exchange({
			method: 'GET',
			url,
			timeoutMs: milliseconds(timeoutSeconds),
			credential: isSecured && { type: SESSION_LIST_CREDENTIAL },
			maxRepeats: 0,
			who: `The server at ${new URL(url).host}`,
		});
		return 'failure' in response ? response : readSessionList(response.data);
	}

	/**
	 * The data of an answer.
	 * @param adviceWhenRefused what to do where Identomat refuses just what was asked for
	 * @throws {NodeApiError} when it is a failure: what happened in the API's words, what to do, the
	 * status, the item
	 */
	dataOf<T>(answer: Answer<T>, itemIndex: number, adviceWhenRefused?: string): T {
		if ('data' in answer) return answer.data;
		throw toNodeApiError(this.context.getNode(), answer.failure, itemIndex, adviceWhenRefused);
	}

	/**
	 * Waits for a file to be stored whose rest still comes from the network.
	 * @throws {NodeApiError} when it was cut off, or is not what Identomat signed
	 * @throws {NodeOperationError} when it could not be stored
	 */
	async stored<T>(storing: Promise<T>, itemIndex: number): Promise<T> {
		const node = this.context.getNode();
		try {
			return await storing;
		} catch (error) {
			if (error instanceof CutOffError) {
				throw toNodeApiError(node, connectionFailure(error, 'Identomat'), itemIndex);
			}
			if (error instanceof WrongSignatureError) {
				throw toNodeApiError(node, WRONGLY_SIGNED, itemIndex);
			}
			throw asNodeError(node, error, itemIndex);
		}
	}

	/**
	 * As `read`; where the credential has a secret key, data only counts with a right signature. Errors
	 * carry none. The signature of a large file is checked when its end has passed.
	 */
	private readSigned<Kind extends AnswerKind>(
		kind: Kind,
		response: RawResponse,
	): Answer<Answers[Kind]> {
		const secretKey = secretKeyOf(this.credentials);
		if (!secretKey) return this.read(kind, response);
		const { authorization, bytes, rest } = response;
		const check = new SignatureCheck(secretKey, authorization ?? '');
		const answer = this.read(kind, { ...response, rest: rest && { ...rest, check } });
		if ('failure' in answer) return answer;
		if (!authorization) {
			rest?.source.destroy();
			return { failure: UNSIGNED };
		}
		return rest || check.update(bytes).isRight() ? answer : { failure: WRONGLY_SIGNED };
	}

	private read<Kind extends AnswerKind>(kind: Kind, response: RawResponse): Answer<Answers[Kind]> {
		const body = readBody(response, String(this.credentials.companyKey ?? '').trim());
		const answer = readAnswer(kind, body, response.status);
		if ('data' in answer) return answer;
		return { failure: { ...answer.failure, retryAfterMs: response.retryAfterMs } };
	}
}

function noFileAt(url: string, status: number): Failure {
	const said = `${new URL(url).host} answered with status ${status}`;
	const message = `The file that Identomat points to could not be had: ${said}`;
	return { kind: 'unexpected', message, status };
}

function readSessionList(response: RawResponse): Answer<unknown> {
	const body = readBody(response, '');
	const isFine = response.status >= 200 && response.status < 300;
	if (isFine && body.is === 'json') return { data: body.value };
	const what = isFine ? 'something that is not JSON' : `status ${response.status}`;
	const message = `The source URL answered with ${what}`;
	return { failure: { kind: 'unexpected', message, status: response.status } };
}

function milliseconds(seconds = DEFAULT_TIMEOUT_SECONDS): number {
	return seconds * 1000;
}
