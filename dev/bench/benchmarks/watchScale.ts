import { ObservableObject, type IDataObject } from 'n8n-workflow';
import { performance } from 'node:perf_hooks';

import { follow } from '../../../nodes/IdentomatTrigger/followSource';
import { dueSessions, watch, type WatchRules } from '../../../nodes/IdentomatTrigger/sessionWatch';
import { readRows, type WatchedRow } from '../../../nodes/IdentomatTrigger/watchedRow';
import { median } from '../measure';

/** How many sessions are watched, and of each hundred how many are due. */
const WATCHED = [1_000, 10_000, 100_000];
const DUE_OF_A_HUNDRED = 3;
const ROUNDS = 9;

const DAY = 24 * 60 * 60;
const NOW = 1_795_000_000;
const rules: WatchRules = {
	outcomes: ['approved', 'rejected', 'manual_check', 'disagreed', 'unknown'],
	longestPauseSeconds: 15 * 60,
	stopWatchingAfterSeconds: 7 * DAY,
	tellAgainAfterSeconds: 0,
	includeUnavailable: true,
};

/** What one size costs. */
interface Point {
	watched: number;
	stateBytes: number;
	/** Of reading the state's JSON and writing it again, which n8n does in any case. */
	jsonMs: number;
	/** Of a poll at which no session is due. */
	idleMs: number;
	/** Of the first poll after a start of n8n, which then watches every row for changes. */
	restartedMs: number;
	/** Of a poll at which three of a hundred are due, and decided. */
	busyMs: number;
	heapMegabytes: number;
}

function rowsOf(count: number): WatchedRow[] {
	return Array.from({ length: count }, (_, index): WatchedRow => {
		const isDue = index % 100 < DUE_OF_A_HUNDRED;
		const id = index.toString(36).padStart(40, 's');
		return [id, NOW - DAY, NOW - (isDue ? 16 : 2) * 60, ['', 'm', 'a'][isDue ? 0 : index % 3]!];
	});
}

/** One poll without the network: what is kept is read, follows the source, and takes in the answers. */
function pollOnce(kept: unknown, ids: string[], now: number): number {
	const { rows } = readRows(kept, now);
	const followed = follow(rows, rows, ids, now);
	const due = dueSessions(followed, now, rules);
	const answers = new Map(due.map(([id]) => [id, { outcome: 'approved' } as const]));
	return watch(followed, answers, now, rules).events.length;
}

function milliseconds(work: () => unknown): number {
	const times = Array.from({ length: ROUNDS }, () => {
		const begun = performance.now();
		work();
		return performance.now() - begun;
	});
	return median(times);
}

function measure(watched: number): Point {
	const before = process.memoryUsage().heapUsed;
	const rows = rowsOf(watched);
	const text = JSON.stringify(rows);
	// As n8n has it: read from its database.
	const kept = JSON.parse(text) as WatchedRow[];
	const heapMegabytes = (process.memoryUsage().heapUsed - before) / 1e6;
	const ids = kept.map(([id]) => id);
	const idle = kept.map((row): WatchedRow => [row[0], row[1], NOW - 60, row[3]]);
	const { watched: observed } = ObservableObject.create({
		watched: structuredClone(idle) as unknown as IDataObject[],
	}) as IDataObject;
	return {
		watched,
		restartedMs: milliseconds(() => pollOnce(observed, ids, NOW)),
		stateBytes: text.length,
		jsonMs: milliseconds(() => JSON.stringify(JSON.parse(text))),
		idleMs: milliseconds(() => pollOnce(idle, ids, NOW)),
		busyMs: milliseconds(() => pollOnce(kept, ids, NOW)),
		heapMegabytes,
	};
}

/** The curve as a table in Markdown. */
export async function scaleOfWatching(): Promise<string> {
	// Once unmeasured, so that all code is warm.
	measure(1_000);
	const head =
		'| Watched | State | Its JSON read and written | A poll with nothing due | ÷ JSON (aim: at most 2) | The first after a start of n8n | A poll with 3 % due | Memory of the rows |';
	const lines = WATCHED.map(measure).map((point) => {
		const cells = [
			point.watched.toLocaleString('en'),
			`${(point.stateBytes / point.watched).toFixed(1)} bytes each`,
			`${point.jsonMs.toFixed(1)} ms`,
			`${point.idleMs.toFixed(1)} ms`,
			(point.idleMs / point.jsonMs).toFixed(2),
			`${point.restartedMs.toFixed(1)} ms`,
			`${point.busyMs.toFixed(1)} ms`,
			`${point.heapMegabytes.toFixed(1)} MB`,
		];
		return `| ${cells.join(' | ')} |`;
	});
	const title = '### 7. What watching costs, without the network';
	return `${title}\n\n${head}\n|${'---|'.repeat(8)}\n${lines.join('\n')}\n`;
}
