import { endpoints } from '../../../api/endpoints';
import { otherExecutionError, notAnInvitationError } from '../../../api/errors/waitErrors';
import { merged, parseInvitation, type Invitation } from '../invitation';
import { isEmpty } from '../../../shared/parameters/texts';
import { readResultFormat } from '../../../shared/resultFormat';
import type { Item } from '../item';
import type { Operation, Output } from '../operation';
import { checkItem } from './wait/checkSessions';
import { completionOf, numberOption } from './wait/waitOptions';
import { parkExecution, requireLoop } from './wait/parkExecution';
import { waitFields } from './wait/waitFields';
import {
	CONTINUE_WHEN,
	includedFields,
	isDone,
	WAIT_UNTIL,
	waitRow,
	type WaitsFor,
} from './wait/waitingItem';
import { LIMIT_UNITS, limitSeconds } from './wait/waitLimit';
import { memoryOf, type CheckedSession, type WaitMemory } from './wait/waitMemory';

const WAIT_FOR = ['session', 'invitation'] as const;

/**
 * A result that is younger is not requested again when items return to the node before their limit. That of
 * an invitation is not at all: its link requests it whenever the person opens it.
 */
const FRESH_MS = 60_000;

export const wait: Operation = {
	option: {
		name: 'Wait',
		action: 'Wait for session results',
		description:
			'Pause the workflow until people have finished their sessions, and return the results',
	},
	hideFromAgents: true,
	readOnly: true,
	fields: waitFields,
	beforeAll: requireLoop,
	async execute(item): Promise<Output & { waitsFor: WaitsFor }> {
		const memory = memoryOf(item.execution.key);
		await memory.settled();
		const { waitsFor, isBeforeLimit } = readWaitsFor(item, memory);
		const { known, failure } = await checkItem(
			memory,
			waitsFor,
			async (_, sessionId) => await item.tryRequest(endpoints.getResult, { sessionId }),
			{
				isFresh: (known) => isBeforeLimit && (waitsFor.invitation !== undefined || isYoung(known)),
			},
		);
		// Somebody else's invitation must not end because Identomat does not respond for a moment.
		if (failure && !known && !waitsFor.invitation) item.dataOf({ ok: false, failure });
		const row = waitRow(waitsFor, known);
		return {
			json: row,
			included: item.includesInput ? includedFields(item.input, row) : {},
			waitsFor: { ...waitsFor, isDone: isKnownDone(known, waitsFor) },
		};
	},
	afterAll: parkExecution,
};

function isYoung({ checkedAt }: CheckedSession): boolean {
	return Date.now() - checkedAt < FRESH_MS;
}

function isKnownDone(known: CheckedSession | undefined, waitsFor: WaitsFor): boolean {
	return known !== undefined && isDone(known, waitsFor);
}

/** What the item waits for, before the first check, and whether it returns to the node before its limit. */
function readWaitsFor(
	item: Item,
	memory: WaitMemory,
): { waitsFor: WaitsFor; isBeforeLimit: boolean } {
	const isForInvitation = item.choice('waitFor', WAIT_FOR) === 'invitation';
	const seconds = limitSeconds(item.value('limitAmount'), item.choice('limitUnit', LIMIT_UNITS));
	const wait = {
		parkId: '',
		waitUntil: item.choice('waitUntil', WAIT_UNTIL),
		...readResultFormat(item),
		extraFields: item.extraFields,
		timeoutSeconds: item.timeoutSeconds,
		isDone: false,
		resumeUrl: item.resumeUrl,
		completion: completionOf(item),
		linkMinutes: numberOption(item, 'linkMinutes', 15, 1440),
		maxSessions: numberOption(item, 'maxSessions', 5, 100),
	};
	const newLimitAt = Date.now() + seconds * 1000;
	if (!isForInvitation) {
		const sessionId = item.sessionId();
		const kept = keptLimit(memory.limits.get(sessionId));
		const limitAt = kept ?? newLimitAt;
		memory.limits.set(sessionId, limitAt);
		const continueWhen = item.choice('continueWhen', CONTINUE_WHEN);
		return {
			waitsFor: { ...wait, sessionId, continueWhen, limitAt },
			isBeforeLimit: kept !== undefined,
		};
	}
	const current = memory.invitation(readInvitation(item));
	const kept = keptLimit(current.limitAt);
	const limitAt = kept ?? newLimitAt;
	const invitation = { ...current, limitAt };
	memory.remember(invitation);
	for (const { sessionId } of invitation.sessions) item.tagExecution(sessionId);
	return {
		waitsFor: { ...wait, invitation, continueWhen: 'each', limitAt },
		isBeforeLimit: kept !== undefined,
	};
}

/** Items that return before their limit keep it. Otherwise one person would extend the limit of all others. */
function keptLimit(limitAt: number | undefined): number | undefined {
	return limitAt !== undefined && limitAt > Date.now() ? limitAt : undefined;
}

/**
 * The newest state of the invitation: the parameter may hold one from before the item was in this node.
 * @throws {UserError} if it is not an invitation, or leads to another execution
 */
function readInvitation(item: Item): Invitation {
	const given = item.value('invitation');
	if (isEmpty(given)) throw item.emptyError('invitation', 'invitation');
	const invitation = parsed(given);
	if (!invitation) throw notAnInvitationError();
	if (invitation.executionId !== item.execution.id) throw otherExecutionError();
	const own = parsed(item.input.invitation);
	return own?.id === invitation.id ? merged(invitation, own) : invitation;
}

function parsed(value: unknown): Invitation | undefined {
	return parseInvitation(fromJson(value));
}

function fromJson(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value);
	} catch {
		return undefined;
	}
}
