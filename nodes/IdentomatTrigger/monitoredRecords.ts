import { createHash } from 'node:crypto';

import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { endpoints } from '../api/endpoints';
import { toNodeApiError } from '../api/errors/nodeErrors';
import { isObject } from '../api/results/values';
import { timeoutBefore } from './pollTime';

/**
 * What is stored of a monitored record: `[its id, the digest of its content]`, and when it was first
 * missing from the list, in seconds since 1970.
 */
export type KnownRecord = [id: string, digest: string, missingSince?: number];

/** A monitored record that is new or has another content than at the last poll. */
export interface RecordEvent {
	record: IDataObject;
	change: 'new' | 'changed';
}

/** How long a record that is missing from the list is remembered, since a list may be short by mistake. */
const MAX_MISSING_SECONDS = 24 * 60 * 60;

async function listRecords(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<IDataObject[]> {
	const result = await client.request(endpoints.listScreeningMonitoringRecords, {
		timeoutSeconds: timeoutBefore(deadline),
		// The next poll retries it.
		maxRetries: 0,
	});
	if (!result.ok) throw toNodeApiError(context.getNode(), result.failure);
	// A value that is not an object (null, a text) is not a record.
	return result.data.filter(isObject);
}

function recordItem({ record, change }: RecordEvent): INodeExecutionData {
	return { json: { ...record, change } };
}

/**
 * One poll for monitored records.
 * @param deadline in milliseconds of the monotonic clock
 * @returns an item for each record that is new or changed since the last poll, or null if there is no such
 * record, and at the first poll
 * @throws {NodeApiError} if the records cannot be listed. The state does not change.
 */
export async function pollMonitoredRecords(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const staticData = context.getWorkflowStaticData('node');
	const before = staticData.records;
	const records = await listRecords(context, client, deadline);
	// Another poll, overlapping this one, has emitted what is new, and this list may be the older one.
	if (staticData.records !== before) return null;
	const now = Math.floor(Date.now() / 1000);
	const { known, events } = compareRecords(before, records, now);
	if (JSON.stringify(known) !== JSON.stringify(before)) {
		staticData.records = known as unknown as IDataObject[];
	}
	return events.length > 0 ? events.map(recordItem) : null;
}

/**
 * A test run: one monitored record as if it were new. It changes no state.
 * @returns null when nobody is monitored
 * @throws {NodeApiError} if the records cannot be listed
 */
export async function showOneRecord(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<INodeExecutionData[] | null> {
	const [record] = await listRecords(context, client, deadline);
	return record ? [recordItem({ record, change: 'new' })] : null;
}

/** The value with the keys of all objects in it sorted, so that their order makes no difference. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function contentDigest(record: IDataObject): string {
	return createHash('sha256')
		.update(JSON.stringify(sorted(record)))
		.digest('base64')
		.slice(0, 16);
}

/** The row of a record, by its `id` (inferred). A record without a usable id is identified by its content. */
function rowOf(record: IDataObject): KnownRecord {
	const { id } = record;
	const content = contentDigest(record);
	const isUsable = typeof id === 'number' || (typeof id === 'string' && id.trim() !== '');
	return [isUsable ? String(id) : content, content];
}

function isRow(row: unknown): row is KnownRecord {
	if (!Array.isArray(row)) return false;
	const [id, content, missingSince] = row as unknown[];
	const isComplete = typeof id === 'string' && typeof content === 'string';
	return isComplete && (row.length === 2 || (row.length === 3 && Number.isFinite(missingSince)));
}

/** The known contents of each id: more than one if records share it. */
function contentsById(rows: KnownRecord[]): Map<string, Set<string>> {
	const contents = new Map<string, Set<string>>();
	for (const [id, content] of rows) {
		contents.set(id, (contents.get(id) ?? new Set()).add(content));
	}
	return contents;
}

/** The rows of records that are missing from the list, as long as they are remembered. */
function missingRows(rows: KnownRecord[], listed: ReadonlySet<string>, now: number): KnownRecord[] {
	return rows.flatMap(([id, content, missingSince = now]): KnownRecord[] => {
		const isRemembered = !listed.has(id) && now - missingSince <= MAX_MISSING_SECONDS;
		// The clock may have been set back.
		return isRemembered ? [[id, content, Math.min(missingSince, now)]] : [];
	});
}

/**
 * Compares the monitored records with those that are known.
 * @param stored by the last poll. It is not a list before the first poll, and then nothing is emitted.
 * Elements that are not rows are ignored.
 * @param now in seconds since 1970
 */
export function compareRecords(
	stored: unknown,
	records: IDataObject[],
	now: number,
): { known: KnownRecord[]; events: RecordEvent[] } {
	const isFirst = !Array.isArray(stored);
	const before = isFirst ? [] : stored.filter(isRow);
	const contents = contentsById(before);
	const rows = records.map(rowOf);
	const events = records.flatMap((record, index): RecordEvent[] => {
		const [id = '', content = ''] = rows[index] ?? [];
		if (isFirst || contents.get(id)?.has(content)) return [];
		return [{ record, change: contents.has(id) ? 'changed' : 'new' }];
	});
	const listed = new Set(rows.map(([id]) => id));
	return { known: [...rows, ...missingRows(before, listed, now)], events };
}
