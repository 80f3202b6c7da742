import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { toNodeApiError } from '../api/errors/apiError';
import { concernsOneSession, type Result, type Failure } from '../api/errors/failure';
import { outcomeOf } from '../api/results/outcomes';
import { formatResult } from '../api/results/simplifiedResult';
import { fetchResults, WATCHED } from './fetchResults';
import { syncWithSource } from './syncWithSource';
import { failureOfPoll } from './pollFailure';
import { readSource, type SessionList } from './sessionSource';
import {
	dueSessions,
	isNewOutcome,
	reschedule,
	applyResults,
	type SessionAnswer,
	type WatchEvent,
	type WatchRules,
} from './sessionWatch';
import { decode, type WatchedRow } from './watchedRow';
import { ceilingOf, rulesOf } from './watchSettings';
import { WatchState } from './watchState';

/** How asking for a session went. */
interface Asked {
	answer: SessionAnswer;
	failure?: Failure;
	/** What the session's item says, where its outcome is to be told. */
	told?: IDataObject;
}

function sessionAnswer(answer: Result<IDataObject>): SessionAnswer {
	if (answer.ok) {
		const { result } = answer.data;
		return { outcome: outcomeOf(result), word: JSON.stringify(result) };
	}
	const { failure } = answer;
	return concernsOneSession(failure) ? { refused: failure.message } : { failed: failure.message };
}

/** How the items of this node say what a session's result is. */
export function presenter(context: IPollFunctions) {
	const simplify = context.getNodeParameter('simplify') as boolean;
	const form = { simplify, fields: context.getNodeParameter('options.fields', []) };
	return (sessionId: string, result: IDataObject) => formatResult(form, sessionId, result);
}

/**
 * Reads answers as they come. The item is made at once: making thousands of them at the end would take
 * longer than the poll may.
 */
function reader(context: IPollFunctions, due: WatchedRow[], now: number, rules: WatchRules) {
	const rows = new Map(due.map((row) => [row[0], row]));
	const present = presenter(context);
	return (sessionId: string, answer: Result<IDataObject>): Asked => {
		const said = sessionAnswer(answer);
		if (!answer.ok) return { answer: said, failure: answer.failure };
		const row = rows.get(sessionId);
		const isToTell = row && isNewOutcome(row, said, now, rules);
		return { answer: said, told: isToTell ? present(sessionId, answer.data) : undefined };
	};
}

function failureOf(due: WatchedRow[], asked: Map<string, Asked>): Failure | undefined {
	const endings = due.flatMap((row) => {
		const ending = asked.get(row[0]);
		if (!ending) return [];
		return [{ failure: ending.failure, wasRefused: decode(row).refusals > 0 }];
	});
	return failureOfPoll(endings);
}

/** An item about a session, with what the list of a source URL says of it. */
export function itemOf(
	sessionId: string,
	json: IDataObject,
	{ elementOf }: SessionList,
): INodeExecutionData {
	return { json: elementOf ? { ...json, source: elementOf(sessionId) } : json };
}

function jsonOf(event: WatchEvent, asked: Map<string, Asked>): IDataObject {
	const { sessionId } = event;
	if ('outcome' in event) return asked.get(sessionId)?.told ?? { ...event };
	return { sessionId, outcome: 'unavailable', finished: false, reason: event.unavailable };
}

/**
 * One poll: asks the watched sessions that are due and gives an item for each that came to an outcome
 * to be told; null when there is none.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} when there is no outcome to tell, or the source of the ids cannot be read
 * @throws {NodeApiError} when no session could be read for a reason that concerns all; what was asked
 * has then moved back in the queue
 */
export async function pollFinishedSessions(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const rules = rulesOf(context);
	const now = Math.floor(Date.now() / 1000);
	const state = new WatchState(context, now);
	const before = state.read();
	const list = await readSource(context, client, deadline);
	const followed = syncWithSource(state.read(), before, list.ids, now);
	state.write(followed);

	const due = dueSessions(followed, now, rules);
	const ids = due.map(([id]) => id);
	const pace = { ceiling: ceilingOf(context), deadline };
	const asked = await fetchResults(client, ids, pace, reader(context, due, now, rules));
	const failure = failureOf(due, asked);
	if (failure) {
		// n8n keeps this although the poll fails, but until the next item only in its memory.
		state.write(reschedule(state.read(), asked, now, rules));
		throw toNodeApiError(context.getNode(), failure, WATCHED);
	}
	const answers = new Map([...asked].map(([id, { answer }]) => [id, answer]));
	const { state: rows, events } = applyResults(state.read(), answers, now, rules);
	state.write(rows);
	if (events.length === 0) return null;
	return events.map((event) => itemOf(event.sessionId, jsonOf(event, asked), list));
}
