import type { IDataObject } from 'n8n-workflow';

import type { IdentomatClient } from '../../../../api/client';
import { endpoints, RETURN_FLAG } from '../../../../api/endpoints';
import { toNodeApiError } from '../../../../api/errors/nodeErrors';
import type { Failure } from '../../../../api/errors/failure';
import { isFinished } from '../../../../api/results/outcomes';
import { isSameSecret } from '../../../../shared/isSameSecret';
import { RETURNED_PARAMETER, returnUrl, withAttempt, type Invitation } from '../../invitation';
import { checkItem, requestAtResume } from './checkSessions';
import { pageTexts } from './pageTexts';
import {
	checkingPage,
	completed,
	invalidLink,
	type PageResponse,
	type PersonResponse,
} from './response';
import type { ResumeRequest, Resumption } from './resumption';
import {
	isDone,
	knownOf,
	unknownRow,
	type RowExtras,
	type WaitingItem,
	type WaitsFor,
} from './waitingItem';

/** Sessions are created and paid for while a person waits. */
const MAX_SILENCE_SECONDS = 15;

/** A person at the page of an invitation. */
interface Visit extends ResumeRequest {
	item: WaitingItem;
	waitsFor: WaitsFor;
	/** The newest state that is known. */
	invitation: Invitation;
	client: IdentomatClient;
}

/** Shows an invitation's page (GET) or begins its session (POST). */
export async function handleInvitation(request: ResumeRequest, id: string): Promise<Resumption> {
	const item = findItem(request.items, id);
	if (!item?.waitsFor?.invitation) return { response: invalidLink(), shouldContinue: false };
	const { waitsFor } = item;
	const invitation = request.memory.invitation(item.waitsFor.invitation);
	if (waitsFor.isDone)
		return { response: completedFor(waitsFor, invitation), shouldContinue: false };
	const client = await request.createClient();
	const visit = {
		...request,
		item,
		waitsFor: { ...waitsFor, invitation },
		invitation,
		client,
	};
	return request.isPost ? await press(visit) : await open(visit);
}

/** Compares all ids, so that the duration says nothing about them. */
function findItem(items: WaitingItem[], id: string): WaitingItem | undefined {
	const matches = items.filter(({ waitsFor }) => isSameSecret(waitsFor?.invitation?.id ?? '', id));
	return matches[0];
}

/** Checks whether the person is done. Requests at the same time share the result. */
async function check({ memory, waitsFor, invitation, client }: Visit): Promise<void> {
	if (invitation.sessions.length === 0) return;
	await memory.share(`check ${invitation.id}`, async () => {
		await checkItem(memory, waitsFor, requestAtResume(client));
	});
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
	const { isForPerson, isForWait } = endOf(visit);
	if (isForPerson)
		return { response: completedFor(visit.waitsFor, visit.invitation), shouldContinue: isForWait };
	return { response: startPage(visit), shouldContinue: hasNews(visit) };
}

/** Whether more is known of the invitation than n8n has stored. */
function hasNews({ item, invitation }: Visit): boolean {
	return invitation.attempts > (item.waitsFor?.invitation?.attempts ?? 0);
}

/** The result of a press of the button. */
type Press =
	| { kind: 'done' }
	| { kind: 'session'; sessionId: string; isNew: boolean }
	| { kind: 'refused'; failure: Failure }
	| { kind: 'exhausted' };

/** Two presses at the same time begin one session. */
async function press(visit: Visit): Promise<Resumption> {
	const { memory, invitation, waitsFor, client, context } = visit;
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
			return {
				response: completedFor(waitsFor, invitation),
				shouldContinue: endOf(visit).isForWait,
			};
		case 'session':
			return {
				response: { location: client.verificationUrl(value.sessionId) },
				shouldContinue: (isFirst && value.isNew) || hasNews(visit),
			};
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
	await check(visit);
	if (endOf(visit).isForPerson) return { kind: 'done' };
	const { invitation, waitsFor } = visit;
	const current = currentSession(visit);
	if (current) return { kind: 'session', sessionId: current, isNew: false };
	if (invitation.attempts >= waitsFor.maxSessions) return { kind: 'exhausted' };
	return await createSession(visit);
}

/** The session whose link can still be used. */
function currentSession({ invitation, waitsFor }: Visit): string | undefined {
	const newest = invitation.sessions.at(-1);
	const isYoung = newest && Date.now() - newest.createdAt < waitsFor.linkMinutes * 60_000;
	return isYoung ? newest.sessionId : undefined;
}

async function createSession({ invitation, waitsFor, client, memory }: Visit): Promise<Press> {
	const { fields, extraFields, timeoutSeconds } = invitation.request;
	const flags = {
		...(fields.flags as IDataObject),
		[RETURN_FLAG]: returnUrl(waitsFor.resumeUrl, invitation),
	};
	const created = await client.request(endpoints.createSession, {
		fields: { ...fields, flags },
		extraFields,
		timeoutSeconds: Math.min(timeoutSeconds ?? Infinity, MAX_SILENCE_SECONDS),
		maxRetries: 1,
	});
	const next = withAttempt(invitation, created.ok ? created.data : undefined);
	memory.remember(next);
	if (!created.ok) return { kind: 'refused', failure: created.failure };
	// It does not have to be checked when the items return to the node.
	const outcome = 'in_progress';
	const row = unknownRow({ ...waitsFor, invitation: next }, outcome);
	memory.sessions.set(created.data, { outcome, row, checkedAt: Date.now() });
	return { kind: 'session', sessionId: created.data, isNew: true };
}

function completedFor({ completion }: WaitsFor, { page }: Invitation): PersonResponse {
	return completed(completion, page.language);
}

/** The page with the button that begins, continues or repeats the verification. */
function startPage(visit: Visit): PersonResponse {
	const { invitation, waitsFor, query, client } = visit;
	const { language, title, text, button } = invitation.page;
	const texts = pageTexts[language];
	const formOrigins = [new URL(client.verificationUrl('')).origin];
	const page = (itsText: string, itsButton: string): PageResponse => ({
		status: 200,
		page: { language, title: title ?? texts.title, text: itsText, button: itsButton },
		formOrigins,
	});
	if (currentSession(visit) !== undefined) {
		if (query[RETURNED_PARAMETER] === undefined) return page(texts.resume, texts.resumeButton);
		return checkingPage(waitsFor.completion, query, page(texts.checking, texts.resumeButton));
	}
	if (invitation.attempts >= waitsFor.maxSessions) return textPage(visit, 200, 'noMoreAttempts');
	if (invitation.sessions.length > 0) return page(texts.again, texts.againButton);
	return page(text ?? texts.begin, button ?? texts.beginButton);
}

function textPage(
	{ invitation }: Visit,
	status: number,
	text: 'noMoreAttempts' | 'unavailable',
): PersonResponse {
	const { language, title } = invitation.page;
	const texts = pageTexts[language];
	return { status, page: { language, title: title ?? texts.title, text: texts[text] } };
}
