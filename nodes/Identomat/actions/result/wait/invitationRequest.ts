import type { IDataObject } from 'n8n-workflow';

import { endpoints, RETURN_FLAG } from '../../../../api/endpoints';
import { scopeOf } from '../../../../api/errors/classify';
import { toNodeApiError } from '../../../../api/errors/nodeErrors';
import type { Failure } from '../../../../api/errors/failure';
import { isFinished } from '../../../../api/results/outcomes';
import { isSameSecret } from '../../../../shared/isSameSecret';
import { PRESSED_PARAMETER, returnUrl, withAttempt } from '../../invitation';
import { checkItem, requestAtResume } from './checkSessions';
import { completedFor, startPage, storingPage, textPage } from './invitationPages';
import { busyPage, invalidLink } from './response';
import type { ResumeRequest, Resumption } from './resumption';
import { currentSession, hasUnstoredAttempts, type Visit } from './visit';
import {
	isDone,
	knownOf,
	unknownRow,
	waitsIn,
	type RowExtras,
	type WaitingItem,
	type WaitsFor,
} from './waitingItem';

/** Sessions are created and paid for while a person waits. */
const MAX_CREATION_SECONDS = 15;

/** Shows an invitation's page (GET) or begins its session (POST). */
export async function handleInvitation(request: ResumeRequest, id: unknown): Promise<Resumption> {
	const { items, memory } = request;
	const waitsFor = findById([...waitsIn(items), ...memory.finished], id);
	if (!waitsFor?.invitation) return { response: invalidLink(items), shouldContinue: false };
	const invitation = memory.invitation(waitsFor.invitation);
	if (waitsFor.isDone)
		return { response: completedFor(waitsFor, invitation), shouldContinue: false };
	const visit = {
		...request,
		item: items.find((item) => item.waitsFor === waitsFor)!,
		waitsFor: { ...waitsFor, invitation },
		invitation,
		client: await request.createClient(),
	};
	return request.isPost ? await press(visit) : await open(visit);
}

/** Compares all ids, so that the duration says nothing about them. */
function findById(candidates: WaitsFor[], id: unknown): WaitsFor | undefined {
	if (typeof id !== 'string') return undefined;
	const matches = candidates.filter(({ invitation }) => isSameSecret(invitation?.id ?? '', id));
	return matches[0];
}

/**
 * Checks whether the person is done. Requests at the same time share the result.
 * @returns why one of the sessions could not be checked, if one could not
 */
async function check({ memory, waitsFor, invitation, client }: Visit) {
	if (invitation.sessions.length === 0) return undefined;
	const { value } = await memory.share(
		`check ${invitation.id}`,
		async () => await checkItem(memory, waitsFor, requestAtResume(client)),
	);
	return value.failure;
}

/** Whether it is known to be over, for the person and for the wait. */
function endOf({ memory, waitsFor }: Visit): { isForPerson: boolean; isForWait: boolean } {
	const known = knownOf(waitsFor, memory);
	return {
		isForPerson: known !== undefined && isFinished(known.outcome),
		isForWait: known !== undefined && isDone(known, waitsFor),
	};
}

async function open(visit: Visit): Promise<Resumption> {
	await check(visit);
	if (endOf(visit).isForPerson) return complete(visit);
	const sessionId = currentSession(visit);
	const hasPressed = visit.query[PRESSED_PARAMETER] !== undefined;
	if (hasPressed && sessionId !== undefined)
		return sendToSession(visit, sessionId, hasUnstoredAttempts(visit));
	return { response: startPage(visit), shouldContinue: hasUnstoredAttempts(visit) };
}

/** Shows the last page. */
function complete(visit: Visit): Resumption {
	const { waitsFor, invitation, memory, query } = visit;
	const { isForWait } = endOf(visit);
	const isStored = () => memory.finished.some((one) => one.invitation?.id === invitation.id);
	return {
		response: completedFor(waitsFor, invitation),
		shouldContinue: isForWait,
		pending: isForWait
			? { isStored, response: busyPage(query, invitation.page.language) }
			: undefined,
	};
}

/** Sends the browser to Identomat. */
function sendToSession(visit: Visit, sessionId: string, isUnstored: boolean): Resumption {
	const { client, memory } = visit;
	const isStored = () => memory.continuedWith.has(sessionId);
	return {
		response: { location: client.verificationUrl(sessionId) },
		shouldContinue: isUnstored,
		pending: isUnstored ? { isStored, response: storingPage(visit) } : undefined,
	};
}

/** The result of a press of the button. */
type Press =
	| { kind: 'done' }
	| { kind: 'session'; sessionId: string; isNew: boolean }
	| { kind: 'refused'; failure: Failure }
	| { kind: 'exhausted' };

/** Two presses at the same time begin one session. */
async function press(visit: Visit): Promise<Resumption> {
	const { memory, invitation, waitsFor, context } = visit;
	const { value, isFirst } = await memory.share(`press ${invitation.id}`, async () => {
		// Another press may have ended while this one was on its way.
		const current = memory.invitation(invitation);
		return await begin({
			...visit,
			invitation: current,
			waitsFor: { ...waitsFor, invitation: current },
		});
	});
	switch (value.kind) {
		case 'done':
			return complete(visit);
		case 'session':
			return sendToSession(visit, value.sessionId, value.isNew || hasUnstoredAttempts(visit));
		case 'exhausted':
			return { response: textPage(visit, 200, 'noMoreAttempts'), shouldContinue: false };
		case 'refused': {
			const { failure } = value;
			const { message } = toNodeApiError(context.getNode(), failure);
			const problem = { message, code: failure.code ?? null };
			return {
				response: textPage(visit, 503, 'unavailable'),
				shouldContinue: isFirst,
				extras: new Map<WaitingItem, RowExtras>([[visit.item, { problem }]]),
			};
		}
	}
}

async function begin(visit: Visit): Promise<Press> {
	const failure = await check(visit);
	if (endOf(visit).isForPerson) return { kind: 'done' };
	const { invitation, waitsFor } = visit;
	const current = currentSession(visit);
	if (current) return { kind: 'session', sessionId: current, isNew: false };
	if (invitation.attempts >= waitsFor.maxSessions) return { kind: 'exhausted' };
	if (failure && isAboutAll(failure)) return { kind: 'refused', failure };
	return await createSession(visit);
}

/** Whether the person may be done, but Identomat does not say so to anybody now. */
function isAboutAll(failure: Failure): boolean {
	return ['account', 'service'].includes(scopeOf(failure));
}

async function createSession({ invitation, waitsFor, client, memory }: Visit): Promise<Press> {
	const { fields, extraFields, timeoutSeconds } = invitation.request;
	const flags = {
		...(fields.flags as IDataObject),
		[RETURN_FLAG]: returnUrl(waitsFor.resumeUrl, invitation),
	};
	// From before the request: a link must not count as usable for longer than Identomat accepts it.
	const createdAt = Date.now();
	const created = await client.request(endpoints.createSession, {
		fields: { ...fields, flags },
		extraFields,
		timeoutSeconds: Math.min(timeoutSeconds ?? Infinity, MAX_CREATION_SECONDS),
		maxRetries: 1,
	});
	const session = created.ok ? { sessionId: created.data, createdAt } : undefined;
	const next = withAttempt(invitation, session);
	memory.remember(next);
	if (!created.ok) return { kind: 'refused', failure: created.failure };
	// It does not have to be checked when the items return to the node.
	const outcome = 'in_progress';
	const row = unknownRow({ ...waitsFor, invitation: next }, outcome);
	memory.sessions.set(created.data, { outcome, row, checkedAt: Date.now() });
	return { kind: 'session', sessionId: created.data, isNew: true };
}
