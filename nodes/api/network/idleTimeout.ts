import { sleep } from 'n8n-workflow';

/**
 * How long a server may send nothing within a body. It has one timer at a time, not one for each chunk, since
 * a large body comes in thousands of them.
 */
export class IdleTimeout {
	private readonly ended = new AbortController();
	private waiting?: { since: number; giveUp: () => void };
	private isWatching = false;

	/**
	 * @param timeoutMs how long a server may send nothing, in milliseconds
	 * @param newError made when it is over
	 */
	constructor(
		private readonly timeoutMs: number,
		private readonly newError: () => Error,
	) {}

	/** Waits for the next chunk. @throws the error if it takes too long */
	async waitFor<T>(chunk: Promise<T>): Promise<T> {
		const timeout = new Promise<never>((_, reject) => {
			const giveUp = () => reject(this.newError());
			this.waiting = { since: performance.now(), giveUp };
		});
		if (!this.isWatching) void this.watch();
		try {
			return await Promise.race([chunk, timeout]);
		} finally {
			this.waiting = undefined;
		}
	}

	/** Ends the timer. Call it when the body is over. */
	end(): void {
		this.ended.abort();
	}

	/** Stops by itself when nobody waits, so that whoever stores a body may take any time. */
	private async watch(): Promise<void> {
		const { signal } = this.ended;
		this.isWatching = true;
		while (this.waiting && !signal.aborted) {
			const leftMs = this.waiting.since + this.timeoutMs - performance.now();
			if (leftMs > 0) await sleep(Math.ceil(leftMs), signal).catch(() => undefined);
			else return this.waiting.giveUp();
		}
		this.isWatching = false;
	}
}
