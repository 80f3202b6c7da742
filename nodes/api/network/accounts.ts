import { AccountQueue, type Clock } from './accountQueue';
import type { SharedQueue } from './runQueue';

/** How long a limit is remembered after the account's last request. */
const MAX_IDLE_MS = 10 * 60_000;
const MAX_ACCOUNTS = 1_000;

/**
 * The queues of all accounts that this process sends requests to: one for each account, whoever sends.
 * A file server counts as an account of its own. Holds no timer.
 * @template T what an attempt ends with
 */
export class Accounts<T> {
	/** By account ID, least recently used first. */
	private readonly queues = new Map<string, SharedQueue<T>>();

	constructor(private readonly clock: Clock) {}

	/** The queue of an account, with the limit that was found for it in the last ten minutes. */
	queueOf(accountId: string): SharedQueue<T> {
		const queue = this.remembered(accountId) ?? new AccountQueue(this.clock);
		this.queues.delete(accountId);
		if (this.hasSpace()) this.queues.set(accountId, queue);
		return queue;
	}

	private remembered(accountId: string): SharedQueue<T> | undefined {
		const queue = this.queues.get(accountId);
		const idleMs = queue?.isIdle ? this.clock.now() - queue.lastUsedAt : 0;
		return idleMs > MAX_IDLE_MS ? undefined : queue;
	}

	/** Makes space for one more account. Returns false while all of them have requests. */
	private hasSpace(): boolean {
		if (this.queues.size < MAX_ACCOUNTS) return true;
		for (const [accountId, queue] of this.queues) {
			if (queue.isIdle) return this.queues.delete(accountId);
		}
		return false;
	}
}
