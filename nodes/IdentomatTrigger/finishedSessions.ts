import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import type { ErrorContext } from '../api/errors/messages';
import { toNodeApiError } from '../api/errors/nodeErrors';
import { emptyFieldError } from '../api/errors/inputErrors';
import { noSessionInTimeError } from '../api/errors/sourceErrors';
import { classify, scopeOf } from '../api/errors/classify';
import { failureText, type Failure, type Result } from '../api/errors/failure';
import { isFinished, outcomeOf } from '../api/results/outcomes';
import { CheckQueue, workThrough } from './checkQueue';
import {
	applyResults,
	judge,
	type CheckResult,
	type Judgment,
	type WatchEvent,
} from './emittedOutcomes';
import {
	failureOfPoll,
	forgetFailedPoll,
	recoverFailedPoll,
	rememberFailedPoll,
	reschedule,
} from './pollFailure';
import { timeLeft, timeoutBefore } from './pollTime';
import { dueSessions, type WatchRules } from './schedule';
import { readSource, type SessionList } from './sessionSource';
import { readMaxConcurrency, readWatchRules, resultFormatter } from './settings';
import { fromRow, type WatchedRow } from './watchedSession';
import { syncWithSource, WatchStore } from './watchStore';

/** How many sessions a test run checks at most, to find one that is finished. */
const MAX_TEST_SESSIONS = 20;

/** What was requested, for the wording of errors. */
const WATCHED: ErrorContext = {
	fields: [{ name: 'sessionId', displayName: 'Session IDs' }],
};
const WATCHED_IN_TEST: ErrorContext = {
	...WATCHED,
	errorOverride: {
		advice:
			"Check 'Session IDs'. The published workflow keeps checking such a session, up to once an hour; with 'Include Unavailable' it triggers after an hour.",
	},
};

/** The findings about a session that was checked. */
interface Check {
	judgment: Judgment;
	failure?: Failure;
	/** The output about its result, if its outcome is new. */
	output?: IDataObject;
}

/**
 * One poll: checks the watched sessions that are due.
 * @param deadline in milliseconds of the monotonic clock
 * @returns an item for each session with a new outcome, or null if there is no such session
 * @throws {UserError} if a parameter is invalid, or the source cannot be read
 * @throws {NodeApiError} if no session could be read for a reason that concerns all. The sessions that
 * were checked have then moved back in the queue.
 */
export async function pollFinishedSessions(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const rules = readWatchRules(context);
	const now = Math.floor(Date.now() / 1000);
	const state = new WatchStore(context, now);
	const before = state.read();
	const list = await readSource(context, client, deadline);
	const nodeKey = `${context.getWorkflow().id}/${context.getNode().id}`;
	const current = recoverFailedPoll(nodeKey, state.read(), list.ids);
	const watched = syncWithSource(current, before, list.ids, now);
	const due = dueSessions(watched, now, rules);
	if (state.isNew && due.length === 0) await checkCompanyKey(context, client, deadline);
	state.write(watched);

	const checks = await checkSessions(context, client, deadline, { due, now, rules });
	const failure = failureOfChecks(due, checks);
	if (failure) {
		const rescheduled = reschedule(state.read(), checks, now, rules);
		state.write(rescheduled);
		rememberFailedPoll(nodeKey, before, rescheduled);
		throw toNodeApiError(context.getNode(), failure, WATCHED);
	}
	forgetFailedPoll(nodeKey);
	const judgments = new Map([...checks].map(([id, { judgment }]) => [id, judgment]));
	const { rows, events } = applyResults(state.read(), judgments, now, rules);
	state.write(rows);
	if (events.length === 0) return null;
	return events.map((event) => sessionItem(event.sessionId, outputOf(event, checks), list));
}

/**
 * Without a session to check, a wrong key would not be noticed at activation, only days later.
 * @throws {NodeApiError} if Identomat does not accept the key or the signature
 */
async function checkCompanyKey(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<void> {
	const result = await client.request(endpoints.listScreeningMonitoringRecords, {
		timeoutSeconds: timeoutBefore(deadline),
		maxRetries: 0,
	});
	const reason = result.ok ? undefined : classify(result.failure);
	if (result.ok || (reason !== 'invalidCompanyKey' && reason !== 'invalidSignature')) return;
	throw toNodeApiError(context.getNode(), result.failure);
}

/** Checks due sessions. Each is judged, and its output made, as soon as its response arrives. */
async function checkSessions(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
	{ due, now, rules }: { due: WatchedRow[]; now: number; rules: WatchRules },
): Promise<Map<string, Check>> {
	const rows = new Map(due.map((row) => [row[0], row]));
	const format = resultFormatter(context);
	const limits = { maxConcurrency: readMaxConcurrency(context), deadline, now };
	return await fetchResults(client, [...rows.keys()], limits, (sessionId, result): Check => {
		const judgment = judge(rows.get(sessionId)!, checkResult(result), now, rules);
		if (!result.ok) return { judgment, failure: result.failure };
		return { judgment, output: judgment.event && format(sessionId, result.data) };
	});
}

/**
 * Fetches the results of sessions until the deadline, or until Identomat repeatedly refuses the account
 * itself. Sessions that were not reached are left out.
 * @param read converts a response as soon as it arrives
 * @returns the converted responses by session id, in the order of the ids
 */
async function fetchResults<T>(
	client: IdentomatClient,
	ids: string[],
	{ maxConcurrency, deadline, now }: { maxConcurrency: number; deadline: number; now: number },
	read: (sessionId: string, result: Result<IDataObject>) => T,
): Promise<Map<string, T>> {
	const results = new Map<string, T>();
	const queue = new CheckQueue(ids, now);
	await workThrough(queue, maxConcurrency, async (sessionId) => {
		let startedAt = Infinity;
		const isPastDeadline = () => {
			startedAt = performance.now();
			return queue.isOver || timeLeft(deadline) <= 0;
		};
		if (isPastDeadline()) return false;
		const result = await client.request(endpoints.getResult, {
			fields: { sessionId },
			timeoutSeconds: timeoutBefore(deadline),
			// The next poll retries failed requests, so that no other session waits for them.
			maxRetries: 0,
			isPastDeadline,
		});
		if (!result.ok && result.failure.deadlineExceeded) return false;
		queue.record(result, startedAt);
		results.set(sessionId, read(sessionId, result));
		return result.ok;
	});
	return inOrder(ids, results);
}

/** The results in the order of the ids, not of the responses. */
function inOrder<T>(ids: string[], results: Map<string, T>): Map<string, T> {
	const present = ids.filter((id) => results.has(id));
	return new Map(present.map((id) => [id, results.get(id) as T]));
}

function checkResult(response: Result<IDataObject>): CheckResult {
	if (response.ok) {
		const { result } = response.data;
		return { outcome: outcomeOf(result), word: JSON.stringify(result) };
	}
	const { failure } = response;
	return scopeOf(failure) === 'resource'
		? { refused: failureText(failure) }
		: { failed: failureText(failure) };
}

function failureOfChecks(due: WatchedRow[], checks: Map<string, Check>): Failure | undefined {
	const ends = due.flatMap((row) => {
		const check = checks.get(row[0]);
		return check ? [{ failure: check.failure, wasRefused: fromRow(row).refusals > 0 }] : [];
	});
	return failureOfPoll(ends);
}

function outputOf(event: WatchEvent, checks: Map<string, Check>): IDataObject {
	const { sessionId } = event;
	if ('outcome' in event) return checks.get(sessionId)?.output ?? { ...event };
	return { sessionId, outcome: 'unavailable', finished: false, reason: event.unavailable };
}

/** An item about a session, with what the list of a source URL says about it. */
function sessionItem(
	sessionId: string,
	json: IDataObject,
	{ elementOf }: SessionList,
): INodeExecutionData {
	return { json: elementOf ? { ...json, source: elementOf(sessionId) } : json };
}

/**
 * A test run: one finished session, or else an open one. It changes no state.
 * @param deadline in milliseconds of the monotonic clock
 * @returns null when the source URL lists none
 * @throws {UserError} if there is nothing to show
 * @throws {NodeApiError} if no session can be read
 */
export async function showOneSession(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const list = await readSource(context, client, deadline);
	if (list.ids.length === 0) {
		if (list.elementOf) return null;
		throw emptyFieldError("'Session IDs'");
	}
	const ids = list.ids.slice(0, MAX_TEST_SESSIONS);
	const limits = { maxConcurrency: readMaxConcurrency(context), deadline, now: 0 };
	const results = [...(await fetchResults(client, ids, limits, (_, result) => result))];
	const read = results.filter(([, result]) => result.ok);
	const [sessionId, shown] = read.find(([, result]) => hasOutcome(result)) ?? read[0] ?? [];
	if (sessionId && shown?.ok) {
		return [sessionItem(sessionId, resultFormatter(context)(sessionId, shown.data), list)];
	}
	const [[, first] = []] = results;
	if (first && !first.ok) throw toNodeApiError(context.getNode(), first.failure, WATCHED_IN_TEST);
	throw noSessionInTimeError();
}

function hasOutcome(result: Result<IDataObject>): boolean {
	return result.ok && isFinished(outcomeOf(result.data.result));
}
