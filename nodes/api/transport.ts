import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	IN8nHttpFullResponse,
	IPollFunctions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Answer } from './answers';
import { connectionFailure } from './connectionFailure';
import { readResponse, type RawResponse } from './rawResponse';
import { isWorthRepeating, MAX_REPEATS, pause, waitBeforeRepeat } from './repeating';

/** What one exchange asks for. */
export interface Exchange {
	method: 'GET' | 'POST';
	url: string;
	/** How long the server may stay silent. */
	timeoutMs: number;
	body?: IHttpRequestOptions['body'];
	/** The credential that is added; without it the request carries no secret. */
	credential?: string;
	followsRedirects?: boolean;
	ignoresCertificates?: boolean;
	/** Whether a file is expected, so that a large one is not held in memory. */
	isFile?: boolean;
	isSafeToRepeat?: boolean;
	maxRepeats?: number;
	/** Who is asked, for messages. */
	who: string;
}

/** Waits and starts of attempts stay within this many timeouts. */
const TIMEOUTS_FOR_REPEATS = 4;

/**
 * The one place that talks to the network. Requests of one node run share it, so that when the server
 * says "too many" to one of them, all wait.
 */
export class Transport {
	private isStopped = false;
	private pausedUntil = 0;
	private readonly repeated = new Map<string, number>();

	constructor(
		private readonly context: IExecuteFunctions | IPollFunctions,
		private readonly signal?: AbortSignal,
	) {}

	/** Lets no further request out. */
	stop(): void {
		this.isStopped = true;
	}

	/** How often requests were repeated, by reason; empty when none was. */
	get repeats(): ReadonlyMap<string, number> {
		return this.repeated;
	}

	/** Sends a request until it is answered or repeating it is of no use; any status is an answer. */
	async exchange(exchange: Exchange): Promise<Answer<RawResponse>> {
		await this.untilUnpaused();
		const latestStart = Date.now() + TIMEOUTS_FOR_REPEATS * exchange.timeoutMs;
		for (let repeat = 0; ; repeat++) {
			const answer = await this.attempt(exchange);
			const wait = this.waitAfter(answer, exchange, repeat);
			if (wait === undefined || Date.now() + wait > latestStart) return answer;
			this.note(answer, exchange, wait);
			await pause(wait, this.signal);
			await this.untilUnpaused();
		}
	}

	private async attempt(exchange: Exchange): Promise<Answer<RawResponse>> {
		if (this.isStopped) throw new UserError('Not asked any more, since another item has failed');
		const { helpers } = this.context;
		const { credential, timeoutMs } = exchange;
		const options = this.requestOptions(exchange);
		try {
			const response: IN8nHttpFullResponse = credential
				? await helpers.httpRequestWithAuthentication.call(this.context, credential, options)
				: await helpers.httpRequest(options);
			return { data: await readResponse(response, timeoutMs) };
		} catch (error) {
			return { failure: connectionFailure(error, exchange.who) };
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
			abortSignal: this.signal,
		};
	}

	/** Milliseconds until the request is worth another attempt; undefined when it is not. */
	private waitAfter(
		answer: Answer<RawResponse>,
		{ isSafeToRepeat = false, maxRepeats = MAX_REPEATS }: Exchange,
		repeat: number,
	): number | undefined {
		const end = endOf(answer);
		if (repeat >= maxRepeats || this.signal?.aborted) return undefined;
		return isWorthRepeating(end, isSafeToRepeat)
			? waitBeforeRepeat(repeat, end.retryAfterMs)
			: undefined;
	}

	private note(answer: Answer<RawResponse>, { url }: Exchange, waitMs: number): void {
		const { status, code } = endOf(answer);
		const reason = status === undefined ? String(code) : `status ${status}`;
		this.repeated.set(reason, (this.repeated.get(reason) ?? 0) + 1);
		this.context.logger.info(`Identomat request repeated after ${reason}`, { url, waitMs });
		if (status === 429) this.pausedUntil = Math.max(this.pausedUntil, Date.now() + waitMs);
	}

	private async untilUnpaused(): Promise<void> {
		while (Date.now() < this.pausedUntil && !this.signal?.aborted) {
			await pause(this.pausedUntil - Date.now(), this.signal);
		}
	}
}

function endOf(answer: Answer<RawResponse>) {
	if ('failure' in answer) return { code: answer.failure.code };
	const { status, retryAfterMs } = answer.data;
	return { status, retryAfterMs };
}
