import type { IDataObject } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import { refusesAccount, type Answer } from '../api/failures';
import { inWindow, windowSize } from '../api/network/window';
import { timeLeft, timeoutBefore } from './pollBudget';

/** After this many refusals of the account in a row, asking for more sessions is in vain. */
const REFUSALS_IN_A_ROW = 20;

/**
 * Asks for the results of sessions until the deadline, or until Identomat refuses the account itself
 * again and again; sessions that were not reached are left out.
 * @param maxConcurrency how many are asked about at the same time, as the user set it
 * @param read what is made of an answer, as soon as it is there
 * @returns what was read by session id, in the order of the ids
 */
export async function askResults<T>(
	client: IdentomatClient,
	ids: string[],
	{ maxConcurrency, deadline }: { maxConcurrency: unknown; deadline: number },
	read: (sessionId: string, answer: Answer<IDataObject>) => T,
): Promise<Map<string, T>> {
	const results = new Map<string, T>();
	let refusalsInARow = 0;
	await inWindow(ids.length, windowSize(maxConcurrency), async (index) => {
		const sessionId = ids[index];
		const isInVain = refusalsInARow >= REFUSALS_IN_A_ROW;
		if (sessionId === undefined || isInVain || timeLeft(deadline) <= 0) return;
		const answer = await client.ask(endpoints.getResult, {
			fields: { sessionId },
			timeoutSeconds: timeoutBefore(deadline),
			// The next poll retries what failed, and no other session waits for it.
			maxRetries: 0,
		});
		const isRefusal = 'failure' in answer && refusesAccount(answer.failure);
		refusalsInARow = isRefusal ? refusalsInARow + 1 : 0;
		results.set(sessionId, read(sessionId, answer));
	});
	return inOrder(ids, results);
}

/** The results in the order of the ids, not of the answers' arrival. */
function inOrder<T>(ids: string[], results: Map<string, T>): Map<string, T> {
	const asked = ids.filter((id) => results.has(id));
	return new Map(asked.map((id) => [id, results.get(id) as T]));
}
