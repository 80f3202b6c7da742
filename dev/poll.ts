import { setTimeout } from 'node:timers/promises';

const POLL_INTERVAL_MS = 100;

/** Repeats the check until it returns something: for what happens without an event. */
export async function poll<T>(check: () => Promise<T | undefined>): Promise<T> {
	for (;;) {
		const result = await check();
		if (result !== undefined) return result;
		await setTimeout(POLL_INTERVAL_MS);
	}
}
