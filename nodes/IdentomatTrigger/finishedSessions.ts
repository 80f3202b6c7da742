import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import { concernsAll, refusesAccount, toNodeApiError, type Answer } from '../api/failures';
import { isFinished, outcomeOf, type Outcome } from '../api/results/outcomes';
import { simplifyResult, withOutcome } from '../api/results/sessionResult';
import { inWindow, windowSize } from '../api/network/window';
import { timeoutBefore } from './pollBudget';
import { watchedSessionIds } from './sessionSource';
import {
	dueSessions,
	mergedIds,
	watch,
	type SessionAnswer,
	type WatchedRow,
	type WatchEvent,
	type WatchRules,
} from './sessionWatch';

/** What `result/` answered, by session id. */
type Results = Map<string, Answer<IDataObject>>;

interface Options {
	maxConcurrency?: number;
	stopWatchingAfterDays?: number;
	includeUnavailable?: boolean;
}

const DAY_SECONDS = 24 * 60 * 60;
/** How many sessions a test run asks at most, to find one that is finished. */
const SESSIONS_OF_A_TEST = 20;
/** After this many refusals of the account in a row, asking for more sessions is in vain. */
const REFUSALS_IN_A_ROW = 20;

function optionsOf(context: IPollFunctions): Required<Options> {
	const options = context.getNodeParameter('options', {}) as Options;
	return { maxConcurrency: 5, stopWatchingAfterDays: 7, includeUnavailable: false, ...options };
}

/** @throws {UserError} when there is no outcome to tell */
function rulesOf(context: IPollFunctions): WatchRules {
	const { stopWatchingAfterDays, includeUnavailable } = optionsOf(context);
	const outcomes = context.getNodeParameter('outcomes') as Outcome[];
	if (outcomes.length === 0) {
		throw new UserError('"Outcomes" is empty', {
			description: 'Choose at least one outcome that starts the workflow.',
		});
	}
	return {
		outcomes,
		stopWatchingAfterSeconds: stopWatchingAfterDays * DAY_SECONDS,
		includeUnavailable,
	};
}

/**
 * Asks for the results of sessions until the deadline, or until Identomat refuses the account itself
 * again and again; sessions that were not reached are left out.
 */
async function askResults(
	context: IPollFunctions,
	client: IdentomatClient,
	ids: string[],
	deadline: number,
): Promise<Results> {
	const size = windowSize(optionsOf(context).maxConcurrency);
	const results: Results = new Map();
	let refusalsInARow = 0;
	await inWindow(ids.length, size, async (index) => {
		const sessionId = ids[index];
		const isInVain = refusalsInARow >= REFUSALS_IN_A_ROW;
		if (sessionId === undefined || isInVain || Date.now() >= deadline) return;
		const answer = await client.ask(endpoints.getResult, {
			fields: { sessionId },
			timeoutSeconds: timeoutBefore(deadline),
			// The next poll retries what failed, and no other session waits for it.
			maxRetries: 0,
		});
		results.set(sessionId, answer);
		const isRefusal = 'failure' in answer && refusesAccount(answer.failure);
		refusalsInARow = isRefusal ? refusalsInARow + 1 : 0;
	});
	return inOrder(ids, results);
}

/** The results in the order of the ids, not of the answers' arrival. */
function inOrder(ids: string[], results: Results): Results {
	return new Map(
		ids.flatMap((id): Array<[string, Answer<IDataObject>]> => {
			const answer = results.get(id);
			return answer ? [[id, answer]] : [];
		}),
	);
}

/** Whether every call failed for a reason that concerns all sessions. */
function allFailed(results: Results): boolean {
	return [...results.values()].every(
		(answer) => 'failure' in answer && concernsAll(answer.failure),
	);
}

function sessionAnswer(answer: Answer<IDataObject>): SessionAnswer {
	if ('data' in answer) return { outcome: outcomeOf(answer.data.result) };
	return concernsAll(answer.failure) ? { failed: true } : { refused: answer.failure.message };
}

function resultItem(
	context: IPollFunctions,
	sessionId: string,
	answer: Answer<IDataObject> | undefined,
): INodeExecutionData {
	const result = answer && 'data' in answer ? answer.data : {};
	const present = context.getNodeParameter('simplify') ? simplifyResult : withOutcome;
	return { json: present(sessionId, result) };
}

function eventItem(context: IPollFunctions, event: WatchEvent, results: Results) {
	if ('outcome' in event) return resultItem(context, event.sessionId, results.get(event.sessionId));
	const { sessionId, unavailable: reason } = event;
	return { json: { sessionId, outcome: 'unavailable', finished: false, reason } };
}

/** The first failure as an error, when there was nothing but failures that concern all sessions. */
function failureOf(context: IPollFunctions, results: Results) {
	const [first] = results.values();
	if (!first || !('failure' in first) || !allFailed(results)) return undefined;
	return toNodeApiError(context.getNode(), first.failure);
}

/**
 * One poll: asks the watched sessions that are due and gives an item for each that came to an outcome
 * to be told; null when there is none.
 * @throws {UserError} when there is no outcome to tell, or the source of the ids cannot be read
 * @throws {NodeApiError} when every call failed for a reason that concerns all; the state stays as it is
 */
export async function pollFinishedSessions(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const rules = rulesOf(context);
	const before = watchedRows(context);
	const ids = await watchedSessionIds(context, client, timeoutBefore(deadline));
	const now = Math.floor(Date.now() / 1000);
	const due = dueSessions(watchedRows(context), ids, now, rules);
	const results = await askResults(context, client, due, deadline);
	const failure = failureOf(context, results);
	if (failure) throw failure;

	const answers = new Map([...results].map(([id, answer]) => [id, sessionAnswer(answer)]));
	// The state is read again, since another poll may have changed it while this one waited.
	const current = watchedRows(context);
	const { state, events } = watch(current, mergedIds(ids, before, current), answers, now, rules);
	const items = events.map((event) => eventItem(context, event, results));
	writeIfChanged(context, state);
	return items.length > 0 ? items : null;
}

function watchedRows(context: IPollFunctions): WatchedRow[] {
	return (context.getWorkflowStaticData('node').watched ?? []) as WatchedRow[];
}

/** Only a newly assigned key of the static data is stored by n8n. */
function writeIfChanged(context: IPollFunctions, state: WatchedRow[]): void {
	if (JSON.stringify(state) === JSON.stringify(watchedRows(context))) return;
	context.getWorkflowStaticData('node').watched = state as unknown as IDataObject[];
}

/**
 * A test run: one finished session, failing that an open one; touches no state.
 * @throws {UserError} in plain words what is missing, when there is nothing to show
 * @throws {NodeApiError} when no session can be asked
 */
export async function showOneSession(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[]> {
	const ids = await watchedSessionIds(context, client, timeoutBefore(deadline));
	if (ids.length === 0) {
		throw new UserError('There are no sessions to watch yet', {
			description: 'Begin a session, and enter its ID or let the source URL list it.',
		});
	}
	const results = await askResults(context, client, ids.slice(0, SESSIONS_OF_A_TEST), deadline);
	const answered = [...results].filter(([, answer]) => 'data' in answer);
	const finished = answered.find(([, answer]) => hasOutcome(answer)) ?? answered[0];
	if (finished) return [resultItem(context, ...finished)];
	const [failed] = results.values();
	if (failed && 'failure' in failed) throw toNodeApiError(context.getNode(), failed.failure);
	throw new UserError('No session answered in time');
}

function hasOutcome(answer: Answer<IDataObject>): boolean {
	return 'data' in answer && isFinished(outcomeOf(answer.data.result));
}
