import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { readRows, type WatchedRow } from './watchedRow';

/** The watched sessions that n8n keeps with the trigger. */
export class WatchState {
	private kept: unknown;
	private rows: WatchedRow[] = [];

	constructor(
		private readonly context: IPollFunctions,
		/** Seconds since 1970. */
		private readonly now: number,
	) {}

	/** The rows as they are now: another poll, overlapping this one, may have changed them. */
	read(): WatchedRow[] {
		const kept = this.staticData.watched;
		if (kept === this.kept) return this.rows;
		const { rows, damaged } = readRows(kept, this.now);
		if (damaged > 0) {
			this.context.logger.warn(
				'What the Identomat Trigger kept of its sessions was damaged; it goes on with what could be read',
				{ damaged, read: rows.length },
			);
		}
		this.kept = kept;
		this.rows = rows;
		return rows;
	}

	/** Keeps the rows, if they differ: n8n stores a newly assigned key, and only that. */
	write(rows: WatchedRow[]): void {
		const { watched = [] } = this.staticData;
		const isSame =
			Array.isArray(watched) &&
			watched.length === rows.length &&
			rows.every((row, index) => (row as unknown) === watched[index]);
		if (!isSame) this.staticData.watched = rows as unknown as IDataObject[];
	}

	private get staticData(): IDataObject {
		return this.context.getWorkflowStaticData('node');
	}
}
