import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { fromRow, hasLeft, newRow, readRow, toRow, type WatchedRow } from './watchedSession';

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

/** The rows of the values that n8n keeps, so that each value is read once, not at every poll. */
const knownRows = new WeakMap<object, WatchedRow[]>();

/** The watched sessions that n8n keeps with the trigger, in its static data. */
export class WatchStore {
	constructor(
		private readonly context: IPollFunctions,
		/** Seconds since 1970. */
		private readonly now: number,
	) {}

	/** The rows as they are now: another poll, overlapping this one, may have changed them. */
	read(): WatchedRow[] {
		const { watched } = this.staticData;
		const rows = isObjectOrList(watched) ? knownRows.get(watched) : undefined;
		return rows ?? this.readStored(watched);
	}

	/** Whether no poll has stored anything yet. */
	get isNew(): boolean {
		return this.staticData.watched === undefined;
	}

	/** Stores the rows if they differ: n8n only stores a newly assigned key. */
	write(rows: WatchedRow[]): void {
		const before = this.read();
		const isSame =
			before.length === rows.length && rows.every((row, index) => row === before[index]);
		if (!isSame || this.isNew) this.assign(rows);
	}

	private readStored(watched: unknown): WatchedRow[] {
		const { rows, damaged } = readRows(watched, this.now);
		if (damaged > 0) {
			this.context.logger.warn(
				'The stored sessions of the Identomat Trigger were damaged; it continues with those it could read',
				{ damaged, read: rows.length },
			);
			this.assign(rows);
		} else if (isObjectOrList(watched)) knownRows.set(watched, rows);
		return rows;
	}

	private assign(rows: WatchedRow[]): void {
		this.staticData.watched = rows as unknown as IDataObject[];
		knownRows.set(this.staticData.watched, rows);
	}

	private get staticData(): IDataObject {
		return this.context.getWorkflowStaticData('node');
	}
}

/**
 * Reads the stored rows. Of a damaged row, its id and the readable parts are kept.
 * @returns the rows, and the number of damaged rows, or 1 if there is no list
 */
export function readRows(watched: unknown, now: number): { rows: WatchedRow[]; damaged: number } {
	if (watched === undefined) return { rows: [], damaged: 0 };
	if (!Array.isArray(watched)) return { rows: [], damaged: 1 };
	const values = isObserved(watched) ? watched.map(unobserved) : (watched as unknown[]);
	const read = values.map((value) => readRow(value, now));
	const damaged = read.filter((row, index) => row !== values[index]).length;
	const rows = damaged === 0 ? (values as WatchedRow[]) : read.filter((row) => row !== undefined);
	return { rows, damaged };
}

/** Whether n8n watches the values for changes, as it does with everything from its database. */
function isObserved(values: unknown[]): boolean {
	return '__dataChanged' in values;
}

/** A copy that n8n does not watch: reading a watched row takes ten times as long. */
function unobserved(value: unknown): unknown {
	if (!isObjectOrList(value)) return value;
	if (Array.isArray(value))
		return Array.from({ length: value.length }, (_, index) => unobserved(value[index]));
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unobserved(one)]));
}

function isObjectOrList(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

/**
 * The rows of the sessions that the source lists, in its order, then those that left it: they are kept for
 * a day, so that a source that loses them by mistake does not have them emitted again.
 * @param current the rows as they are now
 * @param before the rows before the source was read: if another, overlapping poll has added a row since
 * then, or has seen that it left or returned, that is kept
 * @param ids the session ids in the source
 */
export function syncWithSource(
	current: WatchedRow[],
	before: WatchedRow[],
	ids: string[],
	now: number,
): WatchedRow[] {
	if (isInSync(current, ids, now)) return current;
	const known = new Map(current.map((row) => [row[0], row]));
	const listed = new Set(ids);
	const earlier = current === before ? known : new Map(before.map((row) => [row[0], row]));
	const isLearned = (row: WatchedRow) => {
		const old = earlier.get(row[0]);
		return !old || hasLeft(old) !== hasLeft(row);
	};
	const rows: WatchedRow[] = [];
	const left: WatchedRow[] = [];
	for (const id of listed) {
		const row = known.get(id);
		if (!row) rows.push(newRow(id, now));
		else if (!hasLeft(row)) rows.push(row);
		else if (isLearned(row)) left.push(row);
		else rows.push(withLeftAt(row, undefined));
	}
	for (const row of known.values()) {
		if (listed.has(row[0])) continue;
		if (hasLeft(row)) left.push(row);
		else if (isLearned(row)) rows.push(row);
		else left.push(withLeftAt(row, now));
	}
	const kept = left.filter((row) => !isForgotten(row, now));
	return [...rows, ...kept].map((row) => withPastTimes(row, now));
}

/** Whether the rows are already what `syncWithSource` would make of them, as they are at most polls. */
function isInSync(current: WatchedRow[], ids: string[], now: number): boolean {
	if (current.length < ids.length) return false;
	return current.every((row, index) => {
		const isListed = index < ids.length;
		const isInPlace = isListed ? row[0] === ids[index] && !hasLeft(row) : hasLeft(row);
		return isInPlace && (isListed || !isForgotten(row, now)) && withPastTimes(row, now) === row;
	});
}

function withLeftAt(row: WatchedRow, leftAt: number | undefined): WatchedRow {
	return toRow({ ...fromRow(row), leftAt });
}

/** Whether the id of a row left the source more than a day ago. */
function isForgotten([, , , details]: WatchedRow, now: number): boolean {
	return details?.left !== undefined && now - details.left > DAY;
}

/** The row with times that are not in the future, so that an undecided session is due. */
function withPastTimes(row: WatchedRow, now: number): WatchedRow {
	const [id, firstSeenAt, lastCheckedAt, details] = row;
	const latest = now + MINUTE;
	const leftAt = details?.left ?? 0;
	if (firstSeenAt <= latest && lastCheckedAt <= latest && leftAt <= latest) return row;
	const timeOfFuture = details?.outcome ? now : 0;
	return toRow({
		...fromRow(row),
		id,
		firstSeenAt: Math.min(firstSeenAt, now),
		lastCheckedAt: lastCheckedAt <= latest ? lastCheckedAt : timeOfFuture,
		leftAt: details?.left === undefined ? undefined : Math.min(leftAt, now),
	});
}
