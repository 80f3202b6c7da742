import type { IDataObject } from 'n8n-workflow';

import type { IdentomatClient } from '../../../../api/client';
import { endpoints } from '../../../../api/endpoints';
import type { Failure, Result } from '../../../../api/errors/failure';
import { mapConcurrently, MAX_READ_CONCURRENCY } from '../../../../api/network/mapConcurrently';
import { isFinished, outcomeOf } from '../../../../api/results/outcomes';
import { isDone, knownOf, resultRow, sessionIdsOf, type WaitsFor } from './waitingItem';
import type { CheckedSession, WaitMemory } from './waitMemory';

/** A person's browser waits for the response. */
const MAX_RESULT_SECONDS = 10;

/** How many are checked before all others, if an open session makes the other checks unnecessary. */
const FIRST_CHECKS = 5;

/** Requests a session's result. `isNeedless` is called when its turn has come. */
export type RequestResult = (
	waitsFor: WaitsFor,
	sessionId: string,
	isNeedless?: () => boolean,
) => Promise<Result<IDataObject>>;

/**
 * The request of a result during a resume request. It has a short timeout, since the next resume request
 * tries again.
 */
export function requestAtResume(client: IdentomatClient): RequestResult {
	return async (waitsFor, sessionId, isPastDeadline) =>
		await client.request(endpoints.getResult, {
			fields: { sessionId },
			extraFields: waitsFor.extraFields,
			timeoutSeconds: Math.min(waitsFor.timeoutSeconds ?? Infinity, MAX_RESULT_SECONDS),
			maxRetries: 1,
			isPastDeadline,
		});
}

interface CheckOptions {
	/** Whether the known result is recent enough. */
	isFresh?: (known: CheckedSession) => boolean;
	/** Whether the result became unnecessary before the request was sent. */
	isNeedless?: () => boolean;
}

/**
 * Updates what is known of an item. It checks the item's sessions, newest first, until one is finished. A
 * final result is not requested again.
 * @returns what is known, and why the last of the requests had no result, if one had none
 */
export async function checkItem(
	memory: WaitMemory,
	waitsFor: WaitsFor,
	request: RequestResult,
	{ isFresh = () => false, isNeedless }: CheckOptions = {},
): Promise<{ known?: CheckedSession; failure?: Failure }> {
	let failure: Failure | undefined;
	for (const sessionId of sessionIdsOf(waitsFor)) {
		const known = memory.sessions.get(sessionId);
		if (!known || !(isDone(known, waitsFor) || isFresh(known))) {
			const response = await request(waitsFor, sessionId, isNeedless);
			if (response.ok) memory.sessions.set(sessionId, checked(waitsFor, sessionId, response.data));
			else failure = response.failure;
		}
		const outcome = memory.sessions.get(sessionId)?.outcome;
		if (outcome && isFinished(outcome)) break;
	}
	return { known: knownOf(waitsFor, memory), failure };
}

function checked(waitsFor: WaitsFor, sessionId: string, result: IDataObject): CheckedSession {
	const outcome = outcomeOf(result.result);
	const row = resultRow(waitsFor, sessionId, result, outcome);
	return { outcome, row, checkedAt: Date.now() };
}

/**
 * Updates what is known of several items.
 * @param untilOpen whether one item that is not done makes the other checks unnecessary
 */
export async function checkItems(
	memory: WaitMemory,
	items: WaitsFor[],
	request: RequestResult,
	untilOpen: boolean,
): Promise<void> {
	let foundOpen = false;
	const isNeedless = () => foundOpen && untilOpen;
	// Those that were open first: they probably still are.
	const order = [...items].sort((a, b) => rank(a, memory) - rank(b, memory));
	const firstChecks = untilOpen ? FIRST_CHECKS : 0;
	for (const group of [order.slice(0, firstChecks), order.slice(firstChecks)]) {
		await mapConcurrently(group, MAX_READ_CONCURRENCY, async (waitsFor) => {
			if (isNeedless()) return;
			const { known } = await checkItem(memory, waitsFor, request, { isNeedless });
			if (!known || !isDone(known, waitsFor)) foundOpen = true;
		});
	}
}

function rank(waitsFor: WaitsFor, memory: WaitMemory): number {
	const known = knownOf(waitsFor, memory);
	return known && !isDone(known, waitsFor) ? 0 : 1;
}
