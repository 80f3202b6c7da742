import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { downloadFile, type DownloadSettings } from './downloadFile';
import { secretsOf } from './response/redaction';
import { readSignedResponse } from './signedResponse';
import { accountIdOf } from './request/account';
import { apiUrl, verificationUrl } from './request/addresses';
import type { ResponseData } from './response/readResponse';
import { describeBody, type BodyDescription } from './response/description';
import type { ResponseKind, Endpoint, ExpectedResponse } from './endpoint';
import { knownNames } from './endpoints';
import type { Result, Failure } from './errors/failure';
import { CHECK_BEFORE_RETRY } from './errors/messages';
import { sourceFailures } from './errors/sourceErrors';
import type { ReceivedFile } from './response/files';
import type { RawResponse } from './network/rawResponse';
import { requestBody, type ApiRequest } from './request/requestBody';
import { readBody, type ResponseBody } from './response/body';
import type { FoundLimit } from './network/rateLimiter';
import type { RetryReason } from './network/retry';
import { Transport, type NodeContext, type TransportSettings } from './network/transport';

const CREDENTIAL = 'identomatApi';
const SESSION_LIST_CREDENTIAL = 'identomatSessionListApi';
const DEFAULT_TIMEOUT_SECONDS = 60;
/** Maximum size in bytes of a page of the user's own list of sessions: some 100,000 ids with their details. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** A description of an endpoint's response, without its data. */
export interface Inspection {
	/** Why the response is not what the endpoint promises, or undefined if it is. */
	failure?: Failure;
	/** HTTP status, if there was a response. */
	status?: number;
	/** What the response is, if there was one. */
	body?: BodyDescription;
}

/** The only client of Identomat. It sends a request to an endpoint and returns a checked response. */
export class IdentomatClient {
	private constructor(
		private readonly context: NodeContext,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly transport: Transport,
	) {}

	/**
	 * A client with the credential of the node that `context` belongs to.
	 * @param signal ends its requests and their waiting
	 * @param settings how its requests are sent
	 */
	static async create(
		context: NodeContext,
		signal?: AbortSignal,
		settings: Omit<TransportSettings, 'signal'> = {},
	): Promise<IdentomatClient> {
		const credentials = await context.getCredentials(CREDENTIAL);
		return new IdentomatClient(
			context,
			credentials,
			new Transport(context, { signal, ...settings }),
		);
	}

	/** Sends no further request: the run has failed, and nobody waits for the responses of other items. */
	stop(): void {
		this.transport.stop();
	}

	/** How often requests were retried, by reason. Empty if there were no retries. */
	get retries(): ReadonlyMap<RetryReason, number> {
		return this.transport.retries;
	}

	/** The account's limit, if a request of this run has reached it. */
	get foundLimit(): FoundLimit | undefined {
		return this.transport.foundLimit(accountIdOf(this.credentials));
	}

	/** The link that a person opens to be verified. */
	verificationUrl(sessionId: string): string {
		return verificationUrl(this.credentials, sessionId);
	}

	/**
	 * Sends a request and reads the response as the kind that the endpoint promises.
	 * @returns data or failure. Failures of Identomat or the network are not thrown.
	 * @throws {UserError} if the credential's addresses are unusable
	 */
	async request<Fields extends string, Files extends string, Kind extends ResponseKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		request: ApiRequest<Fields, Files>,
	): Promise<Result<ResponseData[Kind]>> {
		const response = await this.exchange(endpoint, request);
		const answer = !response.ok ? response : this.read(endpoint.response, response.data);
		const mayHaveSucceeded = !answer.ok && answer.failure.mayHaveSucceeded;
		if (!mayHaveSucceeded || endpoint.readOnly) return answer;
		const { hasInvalidSignature, advice } = answer.failure;
		return {
			ok: false,
			failure: {
				...answer.failure,
				advice: hasInvalidSignature ? `${CHECK_BEFORE_RETRY} ${advice}` : CHECK_BEFORE_RETRY,
			},
		};
	}

	/**
	 * As `request`, but describes the response, whatever was expected, and leaves out its data. A large
	 * file is not read to its end.
	 */
	async inspect(endpoint: Endpoint, request: ApiRequest): Promise<Inspection> {
		const response = await this.exchange(endpoint, request);
		if (!response.ok) return { failure: response.failure };
		const answer = this.read(endpoint.response, response.data);
		response.data.rest?.source.destroy();
		return {
			failure: !answer.ok ? answer.failure : undefined,
			status: response.data.status,
			body: this.foundIn(response.data),
		};
	}

	private foundIn(response: RawResponse): BodyDescription | undefined {
		const body = triedBody(response, secretsOf(this.credentials));
		return body && describeBody(body, response, knownNames);
	}

	private async exchange(endpoint: Endpoint, request: ApiRequest): Promise<Result<RawResponse>> {
		const { value: kind } = endpoint.response;
		const url = apiUrl(this.credentials, endpoint.host, endpoint.path.value);
		return await this.transport.exchange({
			method: 'POST',
			url,
			body: requestBody(endpoint, request),
			timeoutMs: milliseconds(request.timeoutSeconds),
			credential: { type: CREDENTIAL, data: this.credentials },
			isFile: kind === 'file' || kind === 'files',
			readOnly: endpoint.readOnly,
			accountId: accountIdOf(this.credentials),
			maxRetries: request.maxRetries,
			isPastDeadline: request.isPastDeadline,
			serverName: `Identomat at ${new URL(url).host}`,
		});
	}

	/**
	 * Downloads a file that a response points to, by GET and without the company key.
	 * @param settings where the file may be, and of which type
	 */
	async downloadFile(
		url: string,
		{
			timeoutSeconds,
			...settings
		}: Omit<DownloadSettings, 'timeoutMs'> & { timeoutSeconds?: number },
	): Promise<Result<ReceivedFile>> {
		const timeoutMs = milliseconds(timeoutSeconds);
		return await downloadFile(this.transport, this.credentials, url, { ...settings, timeoutMs });
	}

	/**
	 * Fetches JSON from a user's own service, by GET, with the header of the session list credential if
	 * the node has one, and without the company key.
	 */
	async fetchSessionList(url: string, timeoutSeconds: number): Promise<Result<unknown>> {
		const isSecured = this.context.getNode().credentials?.[SESSION_LIST_CREDENTIAL];
		const response = await this.transport.exchange({
			method: 'GET',
			url,
			timeoutMs: milliseconds(timeoutSeconds),
			credential: isSecured && { type: SESSION_LIST_CREDENTIAL },
			maxBytes: MAX_LIST_BYTES,
			serverName: new URL(url).host,
		});
		return !response.ok ? response : readSessionList(response.data);
	}

	private read<Kind extends ResponseKind>(
		expected: ExpectedResponse<Kind>,
		response: RawResponse,
	): Result<ResponseData[Kind]> {
		return readSignedResponse(this.credentials, expected, response);
	}
}

function readSessionList(response: RawResponse): Result<unknown> {
	const isFine = response.status >= 200 && response.status < 300;
	const body = isFine ? triedBody(response, []) : undefined;
	if (body?.kind === 'json') return { ok: true, data: body.value };
	const { noJson, status } = sourceFailures;
	return { ok: false, failure: (isFine ? noJson : status)(response.status) };
}

/** The body, unless it cannot be read at all. */
function triedBody(response: RawResponse, secrets: readonly string[]): ResponseBody | undefined {
	try {
		return readBody(response, secrets);
	} catch {
		return undefined;
	}
}

function milliseconds(seconds = DEFAULT_TIMEOUT_SECONDS): number {
	return seconds * 1000;
}
