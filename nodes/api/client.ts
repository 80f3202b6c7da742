import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';

import { apiUrl, verificationUrl } from './request/addresses';
import type { Answers } from './answer/answers';
import { describeBody, type Found } from './answer/bodyDescription';
import { readResponse } from './answer/readResponse';
import { knownNames, type AnswerKind, type Endpoint, type PromisedAnswer } from './endpoints';
import type { Answer, Failure } from './failures';
import type { ReceivedFile } from './answer/foundFiles';
import type { RawResponse } from './network/rawResponse';
import { requestBody, type ApiRequest } from './request/requestBody';
import { readBody, type ResponseBody } from './answer/answerBody';
import { secretKeyOf, SignatureCheck } from './signature';
import type { FoundLimit } from './network/concurrency';
import type { RetryReason } from './network/retry';
import { Transport, type TransportSettings } from './network/transport';

const CREDENTIAL = 'identomatApi';
const SESSION_LIST_CREDENTIAL = 'identomatSessionListApi';
const DEFAULT_TIMEOUT_SECONDS = 60;

const CHECK_FIRST =
	'Identomat may have carried the request out all the same: look before you send it again.';
const ADDRESS_EXPIRED =
	'Run the node again: the address that Identomat gave may have expired. If it stays like this, check that this n8n may connect to that server.';

/** What a file that an answer points to is taken for: its own server knows nothing of the API. */
const ANY_FILE: PromisedAnswer<'file'> = { value: 'file', evidence: 'observed' };

/** What an endpoint answered, without its data. */
export interface Inspection {
	/** Why the answer is not what the endpoint promises; undefined when it is. */
	failure?: Failure;
	/** HTTP status, where there was an answer. */
	status?: number;
	/** What the answer is, where there was one. */
	found?: Found;
}

/** The one way to Identomat: sends a request to an endpoint and hands back a checked answer. */
export class IdentomatClient {
	private constructor(
		private readonly context:
			| IExecuteFunctions
			| ILoadOptionsFunctions
			| IPollFunctions
			| IWebhookFunctions,
		private readonly credentials: ICredentialDataDecryptedObject,
		private readonly transport: Transport,
	) {}

	/**
	 * A client with the credential of the node that `context` belongs to.
	 * @param signal ends its requests and what they wait for
	 * @param settings how its requests go out
	 */
	static async of(
		context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions,
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

	/** Lets no further request out: the run has failed, and nobody waits for other items' answers. */
	stop(): void {
		this.transport.stop();
	}

	/** How often requests were retried, by reason; empty when none was. */
	get retries(): ReadonlyMap<RetryReason, number> {
		return this.transport.retries;
	}

	/** What Identomat takes at most, where that was found out. */
	get foundLimit(): FoundLimit | undefined {
		return this.transport.foundLimit;
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
		const response = await this.exchange(endpoint, request);
		const answer =
			'failure' in response ? response : this.readSigned(endpoint.answer, response.data);
		const mayBeDone = 'failure' in answer && answer.failure.mayBeDone;
		if (!mayBeDone || endpoint.isSafeToRetry) return answer;
		const { isForged, advice } = answer.failure;
		return {
			failure: { ...answer.failure, advice: isForged ? `${CHECK_FIRST} ${advice}` : CHECK_FIRST },
		};
	}

	/**
	 * As `ask`, to find out what an endpoint answers: with what the answer is, whatever was expected, and
	 * without its data. A large file is not read to its end.
	 */
	async inspect(endpoint: Endpoint, request: ApiRequest): Promise<Inspection> {
		const response = await this.exchange(endpoint, request);
		if ('failure' in response) return { failure: response.failure };
		const answer = this.readSigned(endpoint.answer, response.data);
		response.data.rest?.source.destroy();
		return {
			failure: 'failure' in answer ? answer.failure : undefined,
			status: response.data.status,
			found: this.foundIn(response.data),
		};
	}

	private foundIn(response: RawResponse): Found | undefined {
		const body = triedBody(response, this.companyKey);
		return body && describeBody(body, response, knownNames);
	}

	private async exchange(endpoint: Endpoint, request: ApiRequest): Promise<Answer<RawResponse>> {
		const { value: kind } = endpoint.answer;
		const url = apiUrl(this.credentials, endpoint.host, endpoint.path.value);
		return await this.transport.exchange({
			method: 'POST',
			url,
			body: requestBody(endpoint, request),
			timeoutMs: milliseconds(request.timeoutSeconds),
			credential: { type: CREDENTIAL, data: this.credentials },
			isFile: kind === 'file' || kind === 'files',
			isSafeToRetry: endpoint.isSafeToRetry,
			maxRetries: request.maxRetries,
			isTooLate: request.isTooLate,
			who: `Identomat at ${new URL(url).host}`,
		});
	}

	/**
	 * Fetches a file that an answer pointed to, by GET and without the company key.
	 * @param types what its MIME type has to begin with; any does where there are none
	 */
	async fetchFile(
		url: string,
		{ timeoutSeconds, types = [] }: { timeoutSeconds?: number; types?: readonly string[] },
	): Promise<Answer<ReceivedFile>> {
		const response = await this.transport.exchange({
			method: 'GET',
			url,
			timeoutMs: milliseconds(timeoutSeconds),
			followsRedirects: true,
			ignoresCertificates: Boolean(this.credentials.allowUnauthorizedCerts),
			isFile: true,
			isSafeToRetry: true,
			who: `The server at ${new URL(url).host}`,
		});
		const file = 'data' in response ? this.fileIn(response.data) : undefined;
		const isOfType = types.length === 0 || types.some((type) => file?.mimeType.startsWith(type));
		if (file && isOfType) return { data: file };
		file?.rest?.source.destroy();
		if (file) return { failure: otherTypeAt(file.mimeType, types) };
		const failure = 'data' in response ? noFileAt(url, response.data.status) : response.failure;
		const advice = failure.advice ?? ADDRESS_EXPIRED;
		return { failure: { ...failure, advice } };
	}

	private fileIn(response: RawResponse): ReceivedFile | undefined {
		const answer = this.read(ANY_FILE, response);
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
			isApart: true,
			who: `The server at ${new URL(url).host}`,
		});
		return 'failure' in response ? response : readSessionList(response.data);
	}

	/**
	 * As `read`; where the credential has a secret key, data only counts with a right signature. Errors
	 * carry none, so they count without one, and say so. The signature of a large file is checked when
	 * its end has passed.
	 */
	private readSigned<Kind extends AnswerKind>(
		promised: PromisedAnswer<Kind>,
		response: RawResponse,
	): Answer<Answers[Kind]> {
		const secretKey = secretKeyOf(this.credentials);
		if (!secretKey) return this.read(promised, response);
		const { authorization, bytes, rest, status } = response;
		const check = new SignatureCheck(secretKey, authorization ?? '');
		const isLater = rest && authorization;
		const answer = this.read(promised, { ...response, rest: rest && { ...rest, checks: [check] } });
		if ('data' in answer && isLater) return answer;
		const forged = rest ? check.failure() : check.update(bytes).failure();
		if ('failure' in answer) {
			return forged ? { failure: { ...answer.failure, isUnsigned: true } } : answer;
		}
		rest?.source.destroy();
		if (!forged) return answer;
		return { failure: { ...forged, status, mayBeDone: true, isForged: true } };
	}

	private read<Kind extends AnswerKind>(
		promised: PromisedAnswer<Kind>,
		response: RawResponse,
	): Answer<Answers[Kind]> {
		return readResponse(promised, response, this.companyKey);
	}

	private get companyKey(): string {
		return String(this.credentials.companyKey ?? '').trim();
	}
}

function otherTypeAt(mimeType: string, types: readonly string[]): Failure {
	const message = `The file that Identomat points to is of another type than expected: ${mimeType} instead of ${types.join(' or ')}`;
	return { kind: 'unexpected', message };
}

function noFileAt(url: string, status: number): Failure {
	const said = `${new URL(url).host} answered with status ${status}`;
	const message = `The file that Identomat points to could not be had: ${said}`;
	return { kind: 'unexpected', message, status };
}

function readSessionList(response: RawResponse): Answer<unknown> {
	const isFine = response.status >= 200 && response.status < 300;
	const body = isFine ? triedBody(response, '') : undefined;
	if (body?.is === 'json') return { data: body.value };
	const what = isFine ? 'something that is not JSON' : `status ${response.status}`;
	const message = `The source URL answered with ${what}`;
	return { failure: { kind: 'unexpected', message, status: response.status } };
}

/** The body, unless it cannot be read at all. */
function triedBody(response: RawResponse, secret: string): ResponseBody | undefined {
	try {
		return readBody(response, secret);
	} catch {
		return undefined;
	}
}

function milliseconds(seconds = DEFAULT_TIMEOUT_SECONDS): number {
	return seconds * 1000;
}
