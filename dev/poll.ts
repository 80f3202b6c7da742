import { setTimeout } from 'node:timers/promises';

const POLL_INTERVAL_MS = 100;

/** Asks until there is an answer: for what happens without an event. */
export async function poll<T>(ask: () => Promise<T | undefined>): Promise<T> {
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await setTimeout(POLL_INTERVAL_MS);
	}
}
