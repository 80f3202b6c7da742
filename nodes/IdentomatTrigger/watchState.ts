import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { readRows, type WatchedRow } from './watchedRow';

/** The rows of what n8n keeps, so that the same is read once, not at every poll. */
const known = new WeakMap<object, WatchedRow[]>();

/** The watched sessions that n8n keeps with the trigger. */
export class WatchState {
	constructor(
		private readonly context: IPollFunctions,
		/** Seconds since 1970. */
		private readonly now: number,
	) {}

	/** The rows as they are now: another poll, overlapping this one, may have changed them. */
	read(): WatchedRow[] {
		const kept = this.staticData.watched;
		const rows = isObject(kept) ? known.get(kept) : undefined;
		return rows ?? this.readAnew(kept);
	}

	/** Keeps the rows, if they differ: n8n stores a newly assigned key, and only that. */
	write(rows: WatchedRow[]): void {
		const before = this.read();
		const isSame =
			before.length === rows.length && rows.every((row, index) => row === before[index]);
		if (isSame) return;
		known.set(rows, rows);
		this.staticData.watched = rows as unknown as IDataObject[];
	}

	private readAnew(kept: unknown): WatchedRow[] {
		const { rows, damaged } = readRows(kept, this.now);
		if (damaged > 0) {
			this.context.logger.warn(
				'What the Identomat Trigger kept of its sessions was damaged; it goes on with what could be read',
				{ damaged, read: rows.length },
			);
			this.staticData.watched = rows as unknown as IDataObject[];
		}
		const now = this.staticData.watched;
		if (isObject(now)) known.set(now, rows);
		return rows;
	}

	private get staticData(): IDataObject {
		return this.context.getWorkflowStaticData('node');
	}
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
