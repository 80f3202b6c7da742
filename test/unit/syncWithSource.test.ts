import { syncWithSource } from '../../nodes/IdentomatTrigger/syncWithSource';
import { hasLeft, type WatchedRow } from '../../nodes/IdentomatTrigger/watchedRow';

const NOW = 1_795_000_000;
const HOUR = 60 * 60;
const DAY = 24 * HOUR;

const rowsOf = (ids: string, mark = '') =>
	[...ids].map((id): WatchedRow => [id, NOW - HOUR, NOW - HOUR, mark]);
/** The ids of the listed rows, then those of the rows that left. */
const shape = (rows: WatchedRow[]) => {
	const idsOf = (gone: boolean) =>
		rows
			.filter((row) => hasLeft(row) === gone)
			.map(([id]) => id)
			.join('');
	return `${idsOf(false)}|${idsOf(true)}`;
};
const followAlone = (state: WatchedRow[], ids: string, now = NOW) =>
	syncWithSource(state, state, [...ids], now);

describe('the rows follow the source', () => {
	it.each([
		['nothing changed', 'ab', 'ab', 'ab|'],
		['one is new', 'ab', 'abn', 'abn|'],
		['one left', 'ab', 'b', 'b|a'],
		['all left', 'ab', '', '|ab'],
		['the order is another', 'ab', 'ba', 'ba|'],
		['an id comes twice', 'ab', 'abba', 'ab|'],
		['it is the first poll', '', 'ab', 'ab|'],
	])('when %s', (_, before, ids, expected) => {
		const rows = followAlone(rowsOf(before), ids);
		expect(shape(rows)).toBe(expected);
		for (const row of rows) if (row[0] === 'n') expect(row).toEqual(['n', NOW, 0, '']);
	});

	it('and are the same object when nothing changed', () => {
		const state = followAlone(rowsOf('abc'), 'ab');
		expect(followAlone(state, 'ab')).toBe(state);
	});

	it.each(['a', 'm', 'u', '-abc', 'mu-abc'])(
		'with the mark %s a row comes back as it was',
		(mark) => {
			const state = rowsOf('a', mark);
			const gone = followAlone(state, '');
			expect(followAlone(gone, 'a', NOW + 23 * HOUR)).toEqual(state);
		},
	);

	it.each([
		['a day', DAY, true],
		['half an hour more than a day', DAY + HOUR / 2, false],
		['six days', 6 * DAY, false],
		['no time, since the clock was set back by a day', -DAY, true],
	])('and keep what left for %s', (_, seconds, isKept) => {
		const gone = followAlone(rowsOf('ab', 'a'), 'b');
		const later = followAlone(gone, 'b', NOW + seconds);
		expect(shape(later)).toBe(isKept ? 'b|a' : 'b|');
	});
});

describe('the rows when another poll overlapped this one', () => {
	const gone = (ids: string) => followAlone(rowsOf(ids), '');

	it.each<[string, string, WatchedRow[], WatchedRow[], string]>([
		['the other learned one', 'ab', rowsOf('ab'), rowsOf('abn'), 'abn|'],
		['both learned the same one', 'abn', rowsOf('ab'), rowsOf('abn'), 'abn|'],
		['the other saw one leave', 'ab', rowsOf('ab'), [...rowsOf('a'), ...gone('b')], 'a|b'],
		['both saw one leave', 'a', rowsOf('ab'), [...rowsOf('a'), ...gone('b')], 'a|b'],
		['the other saw one return', 'a', [...rowsOf('a'), ...gone('b')], rowsOf('ab'), 'ab|'],
		['its own source lost one', 'a', rowsOf('ab'), rowsOf('ba'), 'a|b'],
		['the other was the first that ever learned', 'ab', [], rowsOf('ab'), 'ab|'],
	])('when %s', (_, ids, before, current, expected) => {
		expect(shape(syncWithSource(current, before, [...ids], NOW))).toBe(expected);
	});
});

describe('times in the future, since the clock was set back', () => {
	it.each<[string, WatchedRow, WatchedRow]>([
		['asked', ['a', NOW - DAY, NOW + HOUR, 'm'], ['a', NOW - DAY, 0, 'm']],
		['first seen', ['a', NOW + DAY, NOW + DAY, ''], ['a', NOW, 0, '']],
		['decided', ['a', NOW - DAY, NOW + HOUR, 'a'], ['a', NOW - DAY, NOW, 'a']],
		['asked a moment ago by another poll', ['a', NOW, NOW + 9, ''], ['a', NOW, NOW + 9, '']],
	])('%s', (_, row, expected) => {
		expect(followAlone([row], 'a')).toEqual([expected]);
	});
});
