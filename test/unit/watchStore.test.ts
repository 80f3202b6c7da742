import { hasLeft, type WatchedRow } from '../../nodes/IdentomatTrigger/watchedSession';
import { readRows, syncWithSource } from '../../nodes/IdentomatTrigger/watchStore';
import { DAY, HOUR, START as NOW } from './watchSimulation';

type Details = WatchedRow[3];

const rowsOf = (ids: string, details?: Details) =>
	[...ids].map(
		(id): WatchedRow =>
			details ? [id, NOW - HOUR, NOW - HOUR, details] : [id, NOW - HOUR, NOW - HOUR],
	);
/** The ids of the listed rows, then those of the rows that left. */
const shape = (rows: WatchedRow[]) => {
	const idsOf = (left: boolean) =>
		rows
			.filter((row) => hasLeft(row) === left)
			.map(([id]) => id)
			.join('');
	return `${idsOf(false)}|${idsOf(true)}`;
};
const sync = (rows: WatchedRow[], ids: string, now = NOW) =>
	syncWithSource(rows, rows, [...ids], now);

describe('syncing with the source', () => {
	it.each([
		['keeps the rows when nothing changed', 'ab', 'ab', 'ab|'],
		['adds a new session', 'ab', 'abn', 'abn|'],
		['marks a session that left', 'ab', 'b', 'b|a'],
		['marks all when the list is empty', 'ab', '', '|ab'],
		['takes the order of the source', 'ab', 'ba', 'ba|'],
		['takes an id that comes twice once', 'ab', 'abba', 'ab|'],
		['adds all at the first poll', '', 'ab', 'ab|'],
	])('%s', (_, before, ids, expected) => {
		const rows = sync(rowsOf(before), ids);
		expect(shape(rows)).toBe(expected);
		for (const row of rows) if (row[0] === 'n') expect(row).toEqual(['n', NOW, 0]);
	});

	it('returns the same rows if nothing changed, so that nothing is written', () => {
		const rows = sync(rowsOf('abc'), 'ab');
		expect(sync(rows, 'ab')).toBe(rows);
	});

	it.each<[Details]>([
		[{ outcome: 'approved' }],
		[{ emitted: 'manual' }],
		[{ emitted: 'gone' }],
		[{ emitted: 'manual gone -ab' }],
	])('restores a session unchanged (%j)', (details) => {
		const rows = rowsOf('a', details);
		expect(sync(sync(rows, ''), 'a', NOW + 23 * HOUR)).toEqual(rows);
	});

	it.each([
		['keeps a session that left for a day', DAY, true],
		['forgets it after more than a day', DAY + 1, false],
		['forgets it after weeks', 60 * DAY, false],
		['keeps it when the clock is set back', -DAY, true],
	])('%s', (_, seconds, isKept) => {
		const left = sync(rowsOf('ab', { outcome: 'approved' }), 'b');
		expect(shape(sync(left, 'b', NOW + seconds))).toBe(isKept ? 'b|a' : 'b|');
	});
});

describe('syncing after another poll overlapped this one', () => {
	const left = (ids: string) => sync(rowsOf(ids), '');

	it.each<[string, string, WatchedRow[], WatchedRow[], string]>([
		['keeps a session that the other learned', 'ab', rowsOf('ab'), rowsOf('abn'), 'abn|'],
		['adds one that both learned once', 'abn', rowsOf('ab'), rowsOf('abn'), 'abn|'],
		['keeps one as left', 'ab', rowsOf('ab'), [...rowsOf('a'), ...left('b')], 'a|b'],
		['marks one that both saw leave', 'a', rowsOf('ab'), [...rowsOf('a'), ...left('b')], 'a|b'],
		['keeps one that returned', 'a', [...rowsOf('a'), ...left('b')], rowsOf('ab'), 'ab|'],
		['marks one that its own source lost', 'a', rowsOf('ab'), rowsOf('ba'), 'a|b'],
		['keeps what the first poll ever learned', 'ab', [], rowsOf('ab'), 'ab|'],
	])('%s', (_, ids, before, current, expected) => {
		expect(shape(syncWithSource(current, before, [...ids], NOW))).toBe(expected);
	});
});

describe('syncing after the clock was set back', () => {
	it.each<[string, WatchedRow, WatchedRow]>([
		[
			'makes a session due that was checked in the future',
			['a', NOW - DAY, NOW + HOUR, { emitted: 'manual' }],
			['a', NOW - DAY, 0, { emitted: 'manual' }],
		],
		['moves a future first sight to now', ['a', NOW + DAY, NOW + DAY], ['a', NOW, 0]],
		[
			'keeps a decided session from being due',
			['a', NOW - DAY, NOW + HOUR, { outcome: 'approved' }],
			['a', NOW - DAY, NOW, { outcome: 'approved' }],
		],
		['keeps what another poll did a moment ago', ['a', NOW, NOW + 9], ['a', NOW, NOW + 9]],
	])('%s', (_, row, expected) => {
		expect(sync([row], 'a')).toEqual([expected]);
	});
});

describe('reading the stored rows', () => {
	const fine: WatchedRow = ['fine-one', NOW - HOUR, NOW, { outcome: 'approved' }];

	it.each([[{ a: 1 }], ['text'], [null], [7]])('reads %j as damage without rows', (stored) => {
		expect(readRows(stored, NOW)).toEqual({ rows: [], damaged: 1 });
	});

	it('keeps the ID of a damaged row, and drops rows without one', () => {
		const stored = [fine, ['the-damaged', 'soon', -1, { outcome: 7 }], null, [7, NOW, NOW]];
		expect(readRows(stored, NOW)).toEqual({ rows: [fine, ['the-damaged', NOW, 0]], damaged: 3 });
	});

	it('does not copy intact rows', () => {
		const stored = [fine, ['another-one', NOW, 0]];
		expect(readRows(stored, NOW).rows).toBe(stored);
		expect(readRows(undefined, NOW)).toEqual({ rows: [], damaged: 0 });
	});
});
