import { ObservableObject, type IDataObject } from 'n8n-workflow';
import { performance } from 'node:perf_hooks';

import { applyResults, judge } from '../../../nodes/IdentomatTrigger/emittedOutcomes';
import { dueSessions, type WatchRules } from '../../../nodes/IdentomatTrigger/schedule';
import type { WatchedRow } from '../../../nodes/IdentomatTrigger/watchedSession';
import { readRows, syncWithSource } from '../../../nodes/IdentomatTrigger/watchState';
import { median, type Report, type Row } from '../report';

/** How many sessions are watched, and of each hundred how many are due. */
const WATCHED = [1_000, 10_000, 100_000];
const DUE_OF_A_HUNDRED = 3;
const ROUNDS = 9;

const DAY = 24 * 60 * 60;
const NOW = 1_795_000_000;
const rules: WatchRules = {
	outcomes: ['approved', 'rejected', 'manual_check', 'disagreed', 'unknown'],
	maxPauseSeconds: 15 * 60,
	watchSeconds: 7 * DAY,
	emitAgainAfterSeconds: 0,
	includeUnavailable: true,
};

function rowsOf(count: number): WatchedRow[] {
	return Array.from({ length: count }, (_, index): WatchedRow => {
		const isDue = index % 100 < DUE_OF_A_HUNDRED;
		const id = index.toString(36).padStart(40, 's');
		const row = [id, NOW - DAY, NOW - (isDue ? 16 : 2) * 60] as const;
		const details = [undefined, { emitted: 'manual' }, { outcome: 'approved' } as const];
		const detail = details[isDue ? 0 : index % 3];
		return detail ? [...row, detail] : [...row];
	});
}

/** One poll without the network: stored rows are read, synced with the source, and take in the results. */
function pollOnce(kept: unknown, ids: string[], now: number): number {
	const { rows } = readRows(kept, now);
	const watched = syncWithSource(rows, rows, ids, now);
	const judgments = dueSessions(watched, now, rules).map(
		(row) => [row[0], judge(row, { outcome: 'approved' }, now, rules)] as const,
	);
	return applyResults(watched, new Map(judgments), now, rules).events.length;
}

function milliseconds(work: () => unknown): number[] {
	return Array.from({ length: ROUNDS }, () => {
		const start = performance.now();
		work();
		return performance.now() - start;
	});
}

/** What a poll costs with so many watched, at which no session is due. */
function measure(watched: number): Row {
	const before = process.memoryUsage().heapUsed;
	const rows = rowsOf(watched);
	const text = JSON.stringify(rows);
	// As n8n has it: read from its database.
	const kept = JSON.parse(text) as WatchedRow[];
	const heapMegabytes = (process.memoryUsage().heapUsed - before) / 1e6;
	const ids = kept.map(([id]) => id);
	const idle = kept.map(([id, seen, , ...details]): WatchedRow => [id, seen, NOW - 60, ...details]);
	const { watched: observed } = ObservableObject.create({
		watched: structuredClone(idle) as unknown as IDataObject[],
	}) as IDataObject;
	// n8n reads and writes the state in any case.
	const jsonMs = median(milliseconds(() => JSON.stringify(JSON.parse(text))));
	const values = milliseconds(() => pollOnce(idle, ids, NOW));
	// After a start of n8n, it watches every row for changes.
	const restarted = milliseconds(() => pollOnce(observed, ids, NOW));
	const busy = milliseconds(() => pollOnce(kept, ids, NOW));
	return {
		name: `${watched.toLocaleString('en')} watched`,
		unit: 'ms',
		values,
		besides: {
			'Its state read and written as JSON, ms': jsonMs,
			'÷ JSON': median(values) / jsonMs,
			[`With ${DUE_OF_A_HUNDRED} % due, ms`]: median(busy),
			'The first after a start of n8n, ms': median(restarted),
			'State, bytes a session': text.length / watched,
			'Memory, MB': heapMegabytes,
		},
	};
}

/** What watching costs a poll, without the network. */
export async function scaleOfWatching(): Promise<Report> {
	// Once unmeasured, so that all code is warm.
	measure(1_000);
	return { title: 'A poll with nothing due, without the network', rows: WATCHED.map(measure) };
}
