import { createHash } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

/** What is kept of a monitoring record: `[its id, the digest of its content]`. */
export type RecordRow = [string, string];

/** A monitoring record that is new or has another content than at the last poll. */
export interface RecordEvent {
	record: IDataObject;
	change: 'new' | 'changed';
}

/** The value with the keys of all objects in it sorted, so that their order makes no difference. */
function sorted(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(sorted);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

function digest(record: IDataObject): string {
	return createHash('sha256')
		.update(JSON.stringify(sorted(record)))
		.digest('base64')
		.slice(0, 16);
}

/** The record's `id` (inferred); a record without one is told apart by its content. */
function rowOf(record: IDataObject): RecordRow {
	const content = digest(record);
	return [String(record.id ?? content), content];
}

/**
 * Compares the monitored records with those of the last poll.
 * @param state of the last poll; undefined when there was none, and then nothing is told
 */
export function compareRecords(
	state: RecordRow[] | undefined,
	records: IDataObject[],
): { state: RecordRow[]; events: RecordEvent[] } {
	const known = new Map(state);
	const changeOf = ([id, content]: RecordRow) => {
		if (!known.has(id)) return 'new';
		return known.get(id) === content ? undefined : 'changed';
	};
	const rows = records.map(rowOf);
	const events = records.flatMap((record, index): RecordEvent[] => {
		const row = rows[index];
		const change = state && row && changeOf(row);
		return change ? [{ record, change }] : [];
	});
	return { state: rows, events };
}
