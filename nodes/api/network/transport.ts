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
import { connectionFailure, skippedRequest, type SkipReason } from '../errors/connectionErrors';
import type { FoundLimit } from './rateLimiter';
import type { Clock } from './accountQueue';
import { Accounts } from './accounts';
import { readRawResponse, type BodyLimits, type RawResponse } from './rawResponse';
import type { AttemptEnd, RetryReason } from './retry';
import { RunQueue, type RunSettings } from './runQueue';

/** What n8n hands to a node that sends requests: in a run, a list of choices, a poll or a call to its webhook. */
export type NodeContext =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IPollFunctions
	| IWebhookFunctions;

/**
 * A credential type and, if it was read already, its data: in a poll n8n needs some 70 ms of CPU to read
 * it again for each request.
 */
export interface Credential {
	type: string;
	data?: ICredentialDataDecryptedObject;
}

/** The request of one exchange. */
export interface Exchange extends BodyLimits {
	method: 'GET' | 'POST';
	url: string;
	body?: IHttpRequestOptions['body'];
	/** The credential that is added. Without it the request carries no secret. */
	credential?: Credential;
	ignoresCertificates?: boolean;
	readOnly?: boolean;
	maxRetries?: number;
	/** The account whose limit it counts against. Without one it is sent immediately, and once. */
	accountId?: string;
	/** Whether it is too late to send it. Called when its turn has come. */
	isPastDeadline?: () => boolean;
	/** The server's name in messages. */
	serverName: string;
}

/** How the requests of a run are sent. */
export interface TransportSettings {
	/** Ends the requests and their waiting. */
	signal?: AbortSignal;
	/** Maximum number of requests in flight. */
	maxConcurrency?: number;
	/** Whether a person waits for them: they go before those of batches. */
	isUrgent?: boolean;
}

/** How many requests may be in progress if files are moved, or something is created, deleted or paid for. */
export const MAX_WRITE_CONCURRENCY = 10;

/** The clock of this machine can be set back. This one never runs backwards. */
const clock: Clock = {
	now: () => performance.now(),
	sleep: async (milliseconds, signal) => {
		await sleep(Math.ceil(milliseconds), signal).catch(() => undefined);
	},
};

/** Shared by all runs of this process. */
const accounts = new Accounts<Result<RawResponse>>(clock);

/**
 * The only place that uses the network. Requests of one node run share it. The requests of all runs share
 * the queue of their account, which starts as many at a time as the account accepts.
 */
export class Transport {
	private readonly signal?: AbortSignal;
	private readonly settings: RunSettings;
	/** This run's requests in the queue of each account that it has sent requests to, by account ID. */
	private readonly queues = new Map<string, RunQueue<Result<RawResponse>>>();
	private readonly inFlight = new Set<AbortController>();
	private readonly retried = new Map<RetryReason, number>();
	/** How many exchanges are not over. */
	private exchanges = 0;
	/** Why no further request is sent. */
	private stoppedBy?: SkipReason;

	constructor(
		private readonly context: NodeContext,
		{ signal, maxConcurrency = MAX_WRITE_CONCURRENCY, isUrgent = false }: TransportSettings = {},
	) {
		this.signal = signal;
		this.settings = { maxConcurrency, isUrgent };
	}

	/** Sends no further request. Requests in progress are completed. */
	stop(reason: SkipReason = 'otherItem'): void {
		this.stoppedBy ??= reason;
		for (const queue of this.queues.values()) queue.stop();
	}

	private readonly abort = () => {
		this.stop('executionStopped');
		for (const controller of this.inFlight) controller.abort();
	};

	/** How often requests were retried, by reason. Empty if there were no retries. */
	get retries(): ReadonlyMap<RetryReason, number> {
		return this.retried;
	}

	/** The account's limit, if this run has reached it. */
	foundLimit(accountId: string): FoundLimit | undefined {
		return this.queues.get(accountId)?.foundLimit;
	}

	/** Sends a request until there is a response, of any status, or a retry does not help. */
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
		const { readOnly = false, accountId, maxRetries, timeoutMs } = exchange;
		if (accountId === undefined) return await this.attempt(exchange);
		return await this.queueOf(accountId).send({
			attempt: async () => await this.attempt(exchange),
			attemptEnd,
			bodyEnd,
			readOnly,
			maxRetries,
			timeoutMs,
			onRetry: (reason, waitMs) => this.note(reason, exchange, waitMs),
		});
	}

	private queueOf(accountId: string): RunQueue<Result<RawResponse>> {
		let queue = this.queues.get(accountId);
		if (!queue) {
			queue = new RunQueue(accounts.queueOf(accountId), this.settings);
			this.queues.set(accountId, queue);
			if (this.stoppedBy) queue.stop();
		}
		return queue;
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
		// In an execution, n8n's helper uses the signal of the context and ignores the one in the options.
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
		const { method, url, body, timeoutMs, isFile, ignoresCertificates } = exchange;
		return {
			method,
			url,
			body,
			timeout: timeoutMs,
			// Uncompressed, so that the announced length is that of the file.
			headers: isFile ? { 'Accept-Encoding': 'identity' } : {},
			// With any other encoding, n8n's helper reads the whole body, however long it is.
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			skipSslCertificateValidation: ignoresCertificates,
			abortSignal,
		};
	}

	private note(reason: RetryReason, { url }: Exchange, waitMs: number): void {
		this.retried.set(reason, (this.retried.get(reason) ?? 0) + 1);
		// No path and no query: in the address of a file they can name a person, or give access to it.
		const { host } = new URL(url);
		this.context.logger.info(`Identomat request retried after ${reason}`, {
			host,
			waitMs,
		});
	}
}

function decrypted({ type, data }: Credential): IAdditionalCredentialOptions | undefined {
	return data && { credentialsDecrypted: { id: '', name: '', type, data } };
}

function attemptEnd(answer: Result<RawResponse>): AttemptEnd {
	if (answer.ok) {
		const { status, retryAfterMs } = answer.data;
		return { status, retryAfterMs };
	}
	const { code, mayHaveSucceeded } = answer.failure;
	return { code, mayHaveSucceeded };
}

/** A large file is in transfer until its stream is closed. */
async function bodyEnd(answer: Result<RawResponse>): Promise<void> {
	const rest = answer.ok ? answer.data.rest : undefined;
	if (!rest || rest.source.destroyed) return;
	await new Promise<void>((resolve) => rest.source.once('close', resolve));
}
