import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod/v3';

/** What an item waits for: all that is needed to ask for its session again, and how its row is made. */
const waitsForSchema = z.object({
	sessionId: z.string(),
	simplify: z.boolean(),
	fields: z.unknown(),
	extraFields: z.record(z.unknown()).optional(),
	timeoutSeconds: z.number().optional(),
	/** Whether the session was finished when it was asked for first. */
	isFinished: z.boolean(),
	/** When the wait is over, as milliseconds since 1970. */
	until: z.number(),
	completion: z.object({
		afterwardsUrl: z.string().optional(),
		thankYouText: z.string().optional(),
	}),
});

export type WaitsFor = z.infer<typeof waitsForSchema>;

/** An item as it is parked: one that failed when it was asked for waits for nothing. */
export interface WaitingItem {
	json: IDataObject;
	waitsFor?: WaitsFor;
}

/**
 * The items to park, one an input item. What they wait for stands in `pairedItem`: n8n writes that anew
 * when the wait is over, so nobody after this node sees it.
 */
export function storeWaitingItems(items: WaitingItem[]): INodeExecutionData[] {
	return items.map(({ json, waitsFor }, item) => {
		const pairedItem = { item, ...(waitsFor && { waitsFor }) };
		return { json, pairedItem };
	});
}

const storedItems = z.array(
	z.object({
		json: z.record(z.any()),
		pairedItem: z.object({ waitsFor: waitsForSchema.optional() }),
	}),
);

/**
 * The items that `parked` gave, from n8n's copy of them.
 * @throws {ZodError} where they are something else
 */
export function readWaitingItems(stored: unknown): WaitingItem[] {
	return storedItems
		.parse(stored)
		.map(({ json, pairedItem: { waitsFor } }) => ({ json, waitsFor: waitsFor as WaitsFor }));
}
