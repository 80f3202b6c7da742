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
import { sleep } from 'n8n-workflow';

import type { Result } from '../errors/failure';
import { Concurrency, type FoundLimit } from './concurrency';
import { connectionFailure, skippedRequest, type SkipReason } from '../errors/connectionErrors';
import { readRawResponse, type BodyLimits, type RawResponse } from './rawResponse';
import { RequestQueue, type Clock } from './requestQueue';
import type { AttemptEnd, RetryReason } from './retry';

/**
 * A credential type and, where it was read already, its data: in a poll n8n takes some 70 ms of CPU
 * to read it anew for each request.
 */
export interface Credential {
	type: string;
	data?: ICredentialDataDecryptedObject;
}

/** What one exchange asks for. */
export interface Exchange extends BodyLimits {
	method: 'GET' | 'POST';
	url: string;
	body?: IHttpRequestOptions['body'];
	/** The credential that is added; without it the request carries no secret. */
	credential?: Credential;
	followsRedirects?: boolean;
	ignoresCertificates?: boolean;
	readOnly?: boolean;
	/** With 0 it is sent at once, whatever limit the others have met. */
	maxRetries?: number;
	/** Whether it goes to a server that knows nothing of Identomat's limits: at once, and once. */
	bypassQueue?: boolean;
	/** Whether it is too late to send it; asked when its turn has come. */
	isPastDeadline?: () => boolean;
	/** Who is asked, for messages. */
	serverName: string;
}

/** How the requests of a run go out. */
export interface TransportSettings {
	/** Ends the requests and what they wait for. */
	signal?: AbortSignal;
	/** How many may be under way at most. */
	maxConcurrency?: number;
}

/** What may be under way where files are moved, or something is created, deleted or paid for. */
export const MAX_WRITE_CONCURRENCY = 10;

/** The clock of this machine can be set back; this one never runs backwards. */
const clock: Clock = {
	now: () => performance.now(),
	sleep: async (milliseconds, signal) => {
		await sleep(Math.ceil(milliseconds), signal).catch(() => undefined);
	},
};

/**
 * The one place that talks to the network. Requests of one node run share it: it lets out as many at a
 * time as Identomat takes.
 */
export class Transport {
	private readonly signal?: AbortSignal;
	private readonly concurrency: Concurrency;
	private readonly queue: RequestQueue<Result<RawResponse>>;
	private readonly inFlight = new Set<AbortController>();
	private readonly retried = new Map<RetryReason, number>();
	/** How many exchanges are not over. */
	private exchanges = 0;
	/** Why nothing goes out any more. */
	private stoppedBy?: SkipReason;

	constructor(
		private readonly context:
			| IExecuteFunctions
			| ILoadOptionsFunctions
			| IPollFunctions
			| IWebhookFunctions,
		{ signal, maxConcurrency = MAX_WRITE_CONCURRENCY }: TransportSettings = {},
	) {
		this.signal = signal;
		this.concurrency = new Concurrency(maxConcurrency);
		this.queue = new RequestQueue(this.concurrency, clock);
	}

	/** Lets no further request out; those under way come to their end. */
	stop(reason: SkipReason = 'otherItem'): void {
		this.stoppedBy ??= reason;
		this.queue.stop();
	}

	private readonly abort = () => {
		this.stop('executionStopped');
		for (const controller of this.inFlight) controller.abort();
	};

	/** How often requests were retried, by reason; empty when none was. */
	get retries(): ReadonlyMap<RetryReason, number> {
		return this.retried;
	}

	/** What Identomat takes at most, where that was found out. */
	get foundLimit(): FoundLimit | undefined {
		return this.concurrency.found;
	}

	/** Sends a request until it is answered or a retry is of no use; any status is an answer. */
	async exchange(exchange: Exchange): Promise<Result<RawResponse>> {
		this.listen();
		const answer = await this.sendQueued(exchange);
		void bodyEnd(answer).then(() => this.listenNoMore());
		return answer;
	}

	/** One listener for all requests, as long as there are any: with more than ten Node warns of a leak. */
	private listen(): void {
		if (this.signal?.aborted) this.abort();
		if (this.exchanges++ === 0) this.signal?.addEventListener('abort', this.abort);
	}

	private listenNoMore(): void {
		if (--this.exchanges === 0) this.signal?.removeEventListener('abort', this.abort);
	}

	private async sendQueued(exchange: Exchange): Promise<Result<RawResponse>> {
		const { readOnly = false, bypassQueue = false, maxRetries, timeoutMs } = exchange;
		if (bypassQueue) return await this.attempt(exchange);
		return await this.queue.send({
			attempt: async () => await this.attempt(exchange),
			endOf,
			bodyEnd,
			isSafe: readOnly,
			maxRetries,
			timeoutMs,
			onRetry: (reason, waitMs) => this.note(reason, exchange, waitMs),
		});
	}

	private async attempt(exchange: Exchange): Promise<Result<RawResponse>> {
		const skipReason = this.stoppedBy ?? (exchange.isPastDeadline?.() && 'deadlineExceeded');
		if (skipReason) return { ok: false, failure: skippedRequest(skipReason) };
		const controller = new AbortController();
		this.inFlight.add(controller);
		try {
			const response = await this.request(exchange, controller.signal);
			const answer: Result<RawResponse> = {
				ok: true,
				data: await readRawResponse(response, exchange),
			};
			void bodyEnd(answer).then(() => this.inFlight.delete(controller));
			return answer;
		} catch (error) {
			this.inFlight.delete(controller);
			return { ok: false, failure: connectionFailure(error, exchange.serverName) };
		}
	}

	private async request(exchange: Exchange, signal: AbortSignal): Promise<IN8nHttpFullResponse> {
		const { credential } = exchange;
		const options = this.requestOptions(exchange, signal);
		if (!credential) return await this.context.helpers.httpRequest(options);
		// In an execution n8n's helper takes the signal from the context, whatever the options say.
		const context = Object.create(this.context, {
			getExecutionCancelSignal: { value: () => signal },
		}) as IExecuteFunctions;
		return await this.context.helpers.httpRequestWithAuthentication.call(
			context,
			credential.type,
			options,
			decrypted(credential),
		);
	}

	private requestOptions(exchange: Exchange, abortSignal: AbortSignal): IHttpRequestOptions {
		const { method, url, body, timeoutMs, isFile, followsRedirects, ignoresCertificates } =
			exchange;
		return {
			method,
			url,
			body,
			timeout: timeoutMs,
			// Uncompressed, so that the announced length is that of the file.
			headers: isFile ? { 'Accept-Encoding': 'identity' } : {},
			// Anything else would have n8n's helper read the whole body, however long it is.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: !followsRedirects,
			skipSslCertificateValidation: ignoresCertificates,
			abortSignal,
		};
	}

	private note(reason: RetryReason, { url }: Exchange, waitMs: number): void {
		this.retried.set(reason, (this.retried.get(reason) ?? 0) + 1);
		// Without its query and its password, which can be what gives access to a file.
		const { origin, pathname } = new URL(url);
		this.context.logger.info(`Identomat request retried after ${reason}`, {
			url: `${origin}${pathname}`,
			waitMs,
		});
	}
}

function decrypted({ type, data }: Credential): IAdditionalCredentialOptions | undefined {
	return data && { credentialsDecrypted: { id: '', name: '', type, data } };
}

function endOf(answer: Result<RawResponse>): AttemptEnd {
	if (answer.ok) {
		const { status, retryAfterMs } = answer.data;
		return { status, retryAfterMs };
	}
	const { code, mayHaveSucceeded } = answer.failure;
	return { code, mayHaveSucceeded };
}

/** A large file is under way until its stream is closed. */
async function bodyEnd(answer: Result<RawResponse>): Promise<void> {
	const rest = answer.ok ? answer.data.rest : undefined;
	if (!rest || rest.source.destroyed) return;
	await new Promise<void>((resolve) => rest.source.once('close', resolve));
}
