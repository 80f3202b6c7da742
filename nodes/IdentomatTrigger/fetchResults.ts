import type { IDataObject } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import type { ErrorContext } from '../api/errors/apiError';
import { refusesAccount, type Result } from '../api/errors/failure';
import { mapConcurrently } from '../api/network/mapConcurrently';
import { timeLeft, timeoutBefore } from './pollBudget';

/** So often in a row without a good answer, and asking for more sessions is in vain. */
const IN_VAIN = { refusals: 20, limits: 5 };

/** What was asked for, as an error about it says. */
export const WATCHED: ErrorContext = {
	fields: [{ name: 'sessionId', displayName: 'Session IDs' }],
};

/**
 * Asks for the results of sessions until the deadline, or until Identomat refuses the account itself
 * again and again; sessions that were not reached are left out.
 * @param ceiling how many are asked about at the same time at most
 * @param read what is made of an answer, as soon as it is there
 * @returns what was read by session id, in the order of the ids
 */
export async function fetchResults<T>(
	client: IdentomatClient,
	ids: string[],
	{ ceiling, deadline }: { ceiling: number; deadline: number },
	read: (sessionId: string, answer: Result<IDataObject>) => T,
): Promise<Map<string, T>> {
	const results = new Map<string, T>();
	const circuitBreaker = new CircuitBreaker();
	await mapConcurrently(ids, ceiling, async (sessionId) => {
		let startedAt = Infinity;
		const isPastDeadline = () => {
			startedAt = performance.now();
			return circuitBreaker.isOpen || timeLeft(deadline) <= 0;
		};
		if (isPastDeadline()) return;
		const answer = await client.request(endpoints.getResult, {
			fields: { sessionId },
			timeoutSeconds: timeoutBefore(deadline),
			// The next poll retries what failed, and no other session waits for it.
			maxRetries: 0,
			isPastDeadline,
		});
		if (!answer.ok && answer.failure.deadlineExceeded) return;
		circuitBreaker.record(answer, startedAt);
		results.set(sessionId, read(sessionId, answer));
	});
	return inOrder(ids, results);
}

/** Tells when asking on is in vain, because Identomat refuses the account or takes no more requests. */
class CircuitBreaker {
	private refusals = 0;
	private limits = 0;
	private limitedAt = -Infinity;

	get isOpen(): boolean {
		return this.refusals >= IN_VAIN.refusals || this.limits >= IN_VAIN.limits;
	}

	/** @param startedAt when it was asked; what was asked together meets a limit once */
	record(answer: Result<IDataObject>, startedAt: number): void {
		const failure = !answer.ok ? answer.failure : undefined;
		if (!failure || !refusesAccount(failure)) {
			this.refusals = 0;
			if (!failure) this.limits = 0;
		} else if (failure.status !== 429) this.refusals++;
		else if (startedAt > this.limitedAt) {
			this.limits++;
			this.limitedAt = performance.now();
		}
	}
}

/** The results in the order of the ids, not of the answers' arrival. */
function inOrder<T>(ids: string[], results: Map<string, T>): Map<string, T> {
	const asked = ids.filter((id) => results.has(id));
	return new Map(asked.map((id) => [id, results.get(id) as T]));
}
