import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Answer } from '../failures';
import { connectionFailure } from './networkErrors';
import { readResponse, type RawResponse } from './rawResponse';
import {
	type AttemptEnd,
	isWorthRetrying,
	MAX_RETRIES,
	ownSignal,
	pause,
	waitBeforeRetry,
} from './retry';
import { Throttle } from './throttle';

/**
 * A credential type and, where it was read already, its data: in a poll n8n takes some 70 ms of CPU
 * to read it anew for each request.
 */
export interface Credential {
	type: string;
	data?: ICredentialDataDecryptedObject;
}

/** What one exchange asks for. */
export interface Exchange {
	method: 'GET' | 'POST';
	url: string;
	/** How long the server may stay silent. */
	timeoutMs: number;
	body?: IHttpRequestOptions['body'];
	/** The credential that is added; without it the request carries no secret. */
	credential?: Credential;
	followsRedirects?: boolean;
	ignoresCertificates?: boolean;
	/** Whether a file is expected, so that a large one is not held in memory. */
	isFile?: boolean;
	isSafeToRetry?: boolean;
	maxRetries?: number;
	/** Who is asked, for messages. */
	who: string;
}

/** Waits and starts of attempts stay within this many timeouts. */
const TIMEOUTS_FOR_RETRIES = 4;

/**
 * The one place that talks to the network. Requests of one node run share it, so that when the server
 * says "too many" to one of them, all wait.
 */
export class Transport {
	private isStopped = false;
	private readonly throttle: Throttle;
	private readonly repeated = new Map<string, number>();

	constructor(
		private readonly context:
			| IExecuteFunctions
			| ILoadOptionsFunctions
			| IPollFunctions
			| IWebhookFunctions,
		private readonly signal?: AbortSignal,
	) {
		this.throttle = new Throttle(signal);
	}

	/** Lets no further request out. */
	stop(): void {
		this.isStopped = true;
	}

	/** How often requests were retried, by reason; empty when none was. */
	get retries(): ReadonlyMap<string, number> {
		return this.repeated;
	}

	/** Sends a request until it is answered or repeating it is of no use; any status is an answer. */
	async exchange(exchange: Exchange): Promise<Answer<RawResponse>> {
		const { isSafeToRetry = false, maxRetries = MAX_RETRIES, timeoutMs } = exchange;
		let leave = await this.throttle.enter();
		const latestStart = Date.now() + TIMEOUTS_FOR_RETRIES * timeoutMs;
		try {
			for (let repeat = 0; ; repeat++) {
				const answer = await this.attempt(exchange);
				const end = endOf(answer);
				if (maxRetries === 0 || !isWorthRetrying(end, isSafeToRetry)) return answer;
				const wait = waitBeforeRetry(repeat, end.retryAfterMs);
				// After the last attempt, too: the other requests would meet the same limit.
				if (end.status === 429) {
					this.throttle.pauseAll(wait);
				} else {
					leave?.();
					leave = undefined;
				}
				if (repeat >= maxRetries || Date.now() + wait > latestStart) return answer;
				await pause(wait, this.signal);
				leave ??= await this.throttle.enter();
				await this.throttle.untilUnpaused();
				if (this.isOver || Date.now() > latestStart) return answer;
				this.note(end, exchange, wait);
			}
		} finally {
			leave?.();
		}
	}

	private async attempt(exchange: Exchange): Promise<Answer<RawResponse>> {
		if (this.isStopped) throw new UserError('Not asked any more, since another item has failed');
		const { helpers } = this.context;
		const { credential, timeoutMs, who } = exchange;
		const options = this.requestOptions(exchange);
		try {
			const response: IN8nHttpFullResponse = credential
				? await helpers.httpRequestWithAuthentication.call(
						this.context,
						credential.type,
						options,
						decrypted(credential),
					)
				: await helpers.httpRequest(options);
			return { data: await readResponse(response, timeoutMs) };
		} catch (error) {
			return { failure: connectionFailure(error, who) };
		}
	}

	private requestOptions(exchange: Exchange): IHttpRequestOptions {
		const { method, url, body, timeoutMs, isFile, followsRedirects, ignoresCertificates } =
			exchange;
		return {
			method,
			url,
			body,
			timeout: timeoutMs,
			// Uncompressed, so that the announced length is that of the file.
			headers: isFile ? { 'Accept-Encoding': 'identity' } : {},
			encoding: isFile ? 'stream' : 'arraybuffer',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: !followsRedirects,
			skipSslCertificateValidation: ignoresCertificates,
			abortSignal: ownSignal(this.signal),
		};
	}

	private note({ status, code }: AttemptEnd, { url }: Exchange, waitMs: number): void {
		const reason = status === undefined ? String(code) : `status ${status}`;
		this.repeated.set(reason, (this.repeated.get(reason) ?? 0) + 1);
		// Without its query and its password, which can be what gives access to a file.
		const { origin, pathname } = new URL(url);
		this.context.logger.info(`Identomat request repeated after ${reason}`, {
			url: `${origin}${pathname}`,
			waitMs,
		});
	}

	/** Whether no further request may go out. */
	private get isOver(): boolean {
		return this.isStopped || Boolean(this.signal?.aborted);
	}
}

function decrypted({ type, data }: Credential): IAdditionalCredentialOptions | undefined {
	return data && { credentialsDecrypted: { id: '', name: '', type, data } };
}

function endOf(answer: Answer<RawResponse>): AttemptEnd {
	if ('failure' in answer) return { code: answer.failure.code };
	const { status, retryAfterMs } = answer.data;
	return { status, retryAfterMs };
}
