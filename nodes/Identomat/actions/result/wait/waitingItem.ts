import type { IBinaryKeyData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import * as v from 'valibot';

import { isFinished, type Outcome } from '../../../../api/results/outcomes';
import { formatResult, pickFields, resultFields } from '../../../../api/results/simplifiedResult';
import { isObject } from '../../../../api/results/values';
import { anyObject, invitationSchema } from '../../invitation';
import type { CheckedSession, WaitMemory } from './waitMemory';

export const WAIT_UNTIL = ['finished', 'decided'] as const;
export const CONTINUE_WHEN = ['all', 'each'] as const;

/** What an item waits for, as n8n stores it: what to request again, and how its row is made. */
const waitsForSchema = v.object({
	/** The state of the execution that it was stored with; see `WaitMemory.claim`. */
	parkId: v.string(),
	/** The session, */
	sessionId: v.optional(v.string()),
	/** or the invitation whose sessions these are. */
	invitation: v.optional(invitationSchema),
	waitUntil: v.picklist(WAIT_UNTIL),
	continueWhen: v.picklist(CONTINUE_WHEN),
	simplify: v.boolean(),
	fields: v.pipe(v.array(v.string()), v.readonly()),
	extraFields: v.optional(anyObject),
	timeoutSeconds: v.optional(v.number()),
	/** Whether its row is final. */
	isDone: v.boolean(),
	/** When the wait is over, in milliseconds since 1970. */
	limitAt: v.number(),
	resumeUrl: v.string(),
	completion: v.object({
		redirectUrl: v.optional(v.string()),
		thankYouText: v.optional(v.string()),
	}),
	linkMinutes: v.number(),
	maxSessions: v.number(),
});

export type WaitsFor = v.InferOutput<typeof waitsForSchema>;

/** The page that the person sees when everything is done. */
export type Completion = WaitsFor['completion'];

/** An item that waits. An item whose first check failed waits for nothing. */
export interface WaitingItem {
	/** Its row, and the input fields that the user included. */
	json: IDataObject;
	binary?: IBinaryKeyData;
	waitsFor?: WaitsFor;
}

/** What a row says besides the result. */
export interface RowExtras {
	timedOut?: boolean;
	/** Why no session could be created. */
	problem?: { message: string; code: string | null };
}

export function isDone(
	{ outcome }: { outcome: Outcome },
	{ waitUntil }: Pick<WaitsFor, 'waitUntil'>,
): boolean {
	return isFinished(outcome) && !(waitUntil === 'decided' && outcome === 'manual_check');
}

/** The sessions of an item, newest first. */
export function sessionIdsOf({
	sessionId,
	invitation,
}: Pick<WaitsFor, 'sessionId' | 'invitation'>) {
	if (!invitation) return sessionId === undefined ? [] : [sessionId];
	return invitation.sessions.map((session) => session.sessionId).reverse();
}

/** What is known of an item: the result of its newest finished session, or else of its newest session. */
export function knownOf(waitsFor: WaitsFor, memory: WaitMemory): CheckedSession | undefined {
	const ids = sessionIdsOf(waitsFor);
	const checked = ids.map((id) => memory.sessions.get(id));
	return checked.find((one) => one && isFinished(one.outcome)) ?? checked[0];
}

/**
 * Notes that the node returns an item. One that was returned as done has been reported, and its person may
 * open the link once more.
 */
export function noteReturned(waitsFor: WaitsFor, memory: WaitMemory): void {
	const known = knownOf(waitsFor, memory);
	if (!known || !isDone(known, waitsFor)) return;
	known.isReported = true;
	memory.finish(waitsFor);
}

/** A result as the row that is returned, without the fields that only a wait adds. */
export function resultRow(
	waitsFor: Pick<WaitsFor, 'simplify' | 'fields'>,
	sessionId: string,
	result: IDataObject,
	outcome: Outcome,
): IDataObject {
	const row = formatResult(waitsFor, sessionId, result);
	// The loop back into the node needs both, whatever fields were chosen.
	return { sessionId, ...row, finished: isFinished(outcome) };
}

/** The row of an item of which nothing else is known. */
export function unknownRow(waitsFor: WaitsFor, outcome: Outcome | null): IDataObject {
	const [newest] = sessionIdsOf(waitsFor);
	const row = { sessionId: newest ?? null, outcome, finished: false };
	if (!waitsFor.simplify) return row;
	const nulls = Object.fromEntries(resultFields.map((name) => [name, null]));
	return { ...row, ...pickFields({ ...nulls, ...row }, waitsFor.fields), ...row };
}

/** The row of an item, from `known` if it was checked. */
export function waitRow(
	waitsFor: WaitsFor,
	known: CheckedSession | undefined,
	{ timedOut = false, problem }: RowExtras = {},
): IDataObject {
	const { invitation } = waitsFor;
	const hasSession = invitation !== undefined && invitation.sessions.length > 0;
	const outcome = hasSession && !timedOut ? 'in_progress' : null;
	return {
		...(known?.row ?? unknownRow(waitsFor, outcome)),
		timedOut,
		...(invitation && { invitation }),
		...(problem && { problem }),
	};
}

/**
 * The input fields to include beside a row. If the item has come back into the node, it holds an earlier
 * row, which is outdated.
 */
export function includedFields(input: IDataObject, row: IDataObject): IDataObject {
	if (!('timedOut' in input)) return input;
	const isInput = ([key]: [string, unknown]) => !(key in row) && key !== 'problem';
	return Object.fromEntries(Object.entries(input).filter(isInput));
}

/**
 * The item as n8n outputs it at the limit, without running the node. It holds nothing that may be
 * outdated.
 * @param included the input fields beside the row
 */
export function limitItem(item: WaitingItem, included?: IDataObject): WaitingItem {
	const { waitsFor } = item;
	if (!waitsFor || waitsFor.isDone) return item;
	return { ...item, json: { ...included, ...waitRow(waitsFor, undefined, { timedOut: true }) } };
}

/** The row of an item as the execution is resumed with it. */
export function resumedRow(item: WaitingItem, memory: WaitMemory, extras?: RowExtras): IDataObject {
	const { json, waitsFor } = item;
	if (!waitsFor || waitsFor.isDone) return json;
	const current = currentWait(waitsFor, memory);
	return { ...json, ...waitRow(current, knownOf(current, memory), extras) };
}

/** What an item waits for, with the newest state of its invitation. */
export function currentWait(waitsFor: WaitsFor, memory: WaitMemory): WaitsFor {
	const { invitation } = waitsFor;
	return invitation ? { ...waitsFor, invitation: memory.invitation(invitation) } : waitsFor;
}

export function waitsIn(items: WaitingItem[]): WaitsFor[] {
	return items.flatMap(({ waitsFor }) => waitsFor ?? []);
}

/**
 * The items to store, one for each input item. What they wait for is in `pairedItem`: n8n overwrites it
 * when the wait is over, so no later node sees it.
 */
export function storeWaitingItems(items: WaitingItem[]): INodeExecutionData[] {
	return items.map(({ json, binary, waitsFor }, item) => {
		const pairedItem = { item, ...(waitsFor && { waitsFor }) };
		return { json, pairedItem, ...(binary && { binary }) };
	});
}

const storedItems = v.array(
	v.object({
		json: anyObject,
		binary: v.optional(v.custom<IBinaryKeyData>(isObject)),
		pairedItem: v.object({ waitsFor: v.optional(waitsForSchema) }),
	}),
);

/**
 * The items that `storeWaitingItems` returned, from n8n's copy of them.
 * @throws {ValiError} if they are something else
 */
export function readWaitingItems(stored: unknown): WaitingItem[] {
	const items = v.parse(storedItems, stored);
	return items.map(({ json, binary, pairedItem: { waitsFor } }) => ({ json, binary, waitsFor }));
}
