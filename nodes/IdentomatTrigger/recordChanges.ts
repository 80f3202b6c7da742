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

/** The record's `id` (inferred); a record without a usable one is told apart by its content. */
function rowOf(record: IDataObject): RecordRow {
	const { id } = record;
	const content = digest(record);
	const isUsable = typeof id === 'number' || (typeof id === 'string' && id.trim() !== '');
	return [isUsable ? String(id) : content, content];
}

function isRow(row: unknown): row is RecordRow {
	return Array.isArray(row) && row.length === 2 && row.every((part) => typeof part === 'string');
}

/** The contents that were known of each id: more than one where records share it. */
function contentsById(rows: RecordRow[]): Map<string, Set<string>> {
	const contents = new Map<string, Set<string>>();
	for (const [id, content] of rows) {
		contents.set(id, (contents.get(id) ?? new Set()).add(content));
	}
	return contents;
}

/**
 * Compares the monitored records with those of the last poll.
 * @param state of the last poll; undefined when there was none, and then nothing is told. Rows in it
 * that are none are as if they were not there
 */
export function compareRecords(
	state: RecordRow[] | undefined,
	records: IDataObject[],
): { state: RecordRow[]; events: RecordEvent[] } {
	const isFirst = !Array.isArray(state);
	const known = contentsById(isFirst ? [] : state.filter(isRow));
	const rows = records.map(rowOf);
	const events = records.flatMap((record, index): RecordEvent[] => {
		const [id = '', content = ''] = rows[index] ?? [];
		if (isFirst || known.get(id)?.has(content)) return [];
		return [{ record, change: known.has(id) ? 'changed' : 'new' }];
	});
	return { state: rows, events };
}
