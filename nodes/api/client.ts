import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { apiUrl, verificationUrl } from './addresses';
import { readAnswer, type Answer, type Answers } from './answers';
import { hosts, type AnswerKind, type Endpoint } from './endpoints';
import { toNodeApiError, type Failure } from './failures';
import type { ReceivedFile } from './foundFiles';
import { connectionFailure } from './connectionFailure';
import { readBody, type RawResponse } from './responseBody';

const CREDENTIAL = 'identomatApi';
const SESSION_LIST_CREDENTIAL = 'identomatSessionListApi';
const DEFAULT_TIMEOUT_SECONDS = 60;

const NO_FILE_AT_ADDRESS: Failure = {
	kind: 'unexpected',
	message: 'There is no file at the address that Identomat gave',
};

/** A JPEG to upload. */
export interface UploadFile {
	bytes: Buffer;
	fileName: string;
	mimeType: string;
}

/** What one call sends, besides the company key that the credential adds. */
export interface ApiRequest<Fields extends string = string, Files extends string = string> {
	/** Values by our names; those that are undefined are left out. */
	fields?: Partial<Record<Fields, unknown>>;
	files?: Partial<Record<Files, UploadFile>>;
	/** Fields by the API's names, which win over `fields`. */
	extraFields?: IDataObject;
	/** How long the server may stay silent. */
	timeoutSeconds?: number;
}

/** The one way to Identomat: sends a request to an endpoint and hands back a checked answer. */
export class IdentomatClient {
	private isStopped = false;

	private constructor(
		private readonly context: IExecuteFunctions | IPollFunctions,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * A client with the credential of the node that `context` belongs to.
	 * @param signal ends its requests; those of an execution end with the execution anyway
	 */
	static async of(
		context: IExecuteFunctions | IPollFunctions,
		signal?: AbortSignal,
	): Promise<IdentomatClient> {
		return new IdentomatClient(context, await context.getCredentials(CREDENTIAL), signal);
	}

	/** Lets no further request out: the run has failed, and nobody waits for other items' answers. */
	stop(): void {
		this.isStopped = true;
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
		const response = await this.exchange(
			{
				method: 'POST',
				url: apiUrl(this.credentials, endpoint.host, endpoint.path.value),
				body: requestBody(endpoint, request),
				timeout: milliseconds(request.timeoutSeconds),
				disableFollowRedirect: true,
			},
			CREDENTIAL,
		);
		return 'failure' in response ? response : this.read(endpoint.answer.value, response.data);
	}

	/**
	 * As `ask`, for callers that need the data.
	 * @throws {NodeApiError} what happened in the API's words, what to do, the status, the item
	 */
	async send<Fields extends string, Files extends string, Kind extends AnswerKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		request: ApiRequest<Fields, Files>,
		itemIndex: number,
	): Promise<Answers[Kind]> {
		return this.dataOf(await this.ask(endpoint, request), itemIndex);
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
		const response = await this.exchange({
			method: 'GET',
			url,
			timeout: milliseconds(timeoutSeconds),
			skipSslCertificateValidation: Boolean(this.credentials.allowUnauthorizedCerts),
		});
		const answer = 'failure' in response ? response : this.read('file', response.data);
		const [file] = 'data' in answer ? answer.data.files : [];
		if (file) return file;
		const failure = 'failure' in answer ? answer.failure : NO_FILE_AT_ADDRESS;
		const advice = 'Run the node again: the address that Identomat gave may have expired.';
		throw toNodeApiError(this.context.getNode(), { ...failure, advice }, itemIndex);
	}

	/**
	 * Fetches the JSON that a user's own service answers, by GET: with the header of the session list
	 * credential, if the node has one, and without the company key.
	 */
	async fetchSessionList(url: string, timeoutSeconds: number): Promise<Answer<unknown>> {
		const credential = this.context.getNode().credentials?.[SESSION_LIST_CREDENTIAL];
		const response = await this.exchange(
			// A redirect could carry the header to another host.
			{ method: 'GET', url, timeout: milliseconds(timeoutSeconds), disableFollowRedirect: true },
			credential && SESSION_LIST_CREDENTIAL,
		);
		return 'failure' in response ? response : readSessionList(response.data);
	}

	/**
	 * The data of an answer.
	 * @throws {NodeApiError} when it is a failure
	 */
	dataOf<T>(answer: Answer<T>, itemIndex: number): T {
		if ('failure' in answer)
			throw toNodeApiError(this.context.getNode(), answer.failure, itemIndex);
		return answer.data;
	}

	private read<Kind extends AnswerKind>(kind: Kind, response: RawResponse): Answer<Answers[Kind]> {
		const body = readBody(response, String(this.credentials.companyKey ?? '').trim());
		const answer = readAnswer(kind, body, response.status);
		if ('data' in answer) return answer;
		return { failure: { ...answer.failure, retryAfterMs: response.retryAfterMs } };
	}

	/** The one place that talks to the network: any status is an answer, of any type. */
	private async exchange(
		options: IHttpRequestOptions,
		credential?: string,
	): Promise<Answer<RawResponse>> {
		if (this.isStopped) throw new UserError('Not asked any more, since another item has failed');
		const full: IHttpRequestOptions = {
			...options,
			encoding: 'arraybuffer',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			abortSignal: this.signal,
		};
		const { helpers } = this.context;
		try {
			const response: IN8nHttpFullResponse = credential
				? await helpers.httpRequestWithAuthentication.call(this.context, credential, full)
				: await helpers.httpRequest(full);
			return { data: rawResponse(response) };
		} catch (error) {
			const who = credential === CREDENTIAL ? 'Identomat' : 'The server';
			return { failure: connectionFailure(error, `${who} at ${new URL(options.url).host}`) };
		}
	}
}

function rawResponse({ statusCode, headers, body }: IN8nHttpFullResponse): RawResponse {
	return {
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
		bytes: body as Buffer,
	};
}

/** A `Retry-After` header, in seconds or as a date, as milliseconds from `now`. */
function retryAfterMs(header: unknown, now: number): number | undefined {
	if (header === undefined) return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(String(header)) - now : seconds * 1000;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
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

function requestBody(endpoint: Endpoint, request: ApiRequest): IDataObject | FormData {
	const fields = { ...apiFields(endpoint, request.fields), ...withoutKeys(request.extraFields) };
	return request.files ? formData(endpoint, fields, request.files) : fields;
}

/** The key comes from the credential alone, so neither host's name for it is anybody's field. */
function withoutKeys(fields: IDataObject = {}): IDataObject {
	const names: string[] = Object.values(hosts).map(({ keyField }) => keyField.value);
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function apiFields(endpoint: Endpoint, fields: ApiRequest['fields'] = {}): IDataObject {
	const present = Object.entries(fields).filter(([, value]) => value !== undefined);
	return Object.fromEntries(
		present.map(([name, value]) => [endpoint.fields[name]?.value, value]),
	) as IDataObject;
}

/** Text parts come before the files: signed requests are read in that order. */
function formData(
	endpoint: Endpoint,
	fields: IDataObject,
	files: Partial<Record<string, UploadFile>>,
): FormData {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
	}
	for (const [name, file] of Object.entries(files)) {
		const field = endpoint.files[name];
		if (!field || !file) continue;
		form.set(
			field.value,
			new Blob([file.bytes as BlobPart], { type: file.mimeType }),
			file.fileName,
		);
	}
	return form;
}
