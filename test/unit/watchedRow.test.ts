import fc from 'fast-check';

import {
	decode,
	digestOf,
	encode,
	readRows,
	type Watched,
	type WatchedRow,
} from '../../nodes/IdentomatTrigger/watchedRow';

const NOW = 1_795_000_000;
const ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';
const row = (mark: string): WatchedRow => [ID, NOW - 60, NOW, mark];

const session = fc.record({
	decided: fc.constantFrom(
		'approved' as const,
		'rejected' as const,
		'disagreed' as const,
		undefined,
	),
	isManualCheckTold: fc.boolean(),
	lastNotice: fc.constantFrom('unavailable' as const, 'expired' as const, undefined),
	refusals: fc.nat(9),
	refusedFor: fc.nat(90_000),
	faults: fc.nat(9),
	words: fc.array(fc.string().map(digestOf), { maxLength: 5 }),
	leftAt: fc.option(fc.nat(1295), { nil: undefined }),
});

it('a session with an id of 40 characters is kept in less than 80 bytes, and read again', () => {
	fc.assert(
		fc.property(session, (marked) => {
			const watched: Watched = { id: ID, firstSeenAt: NOW, lastCheckedAt: NOW, ...marked };
			const kept = encode(watched);
			expect(`${JSON.stringify(kept)},`.length).toBeLessThan(80);
			const again = decode(kept);
			const { decided, isManualCheckTold, lastNotice, leftAt, words, refusals, faults } = watched;
			expect(again).toMatchObject({ id: ID, firstSeenAt: NOW, lastCheckedAt: NOW });
			expect([again.decided, again.lastNotice, again.leftAt]).toEqual([
				decided,
				lastNotice,
				leftAt,
			]);
			if (!decided) expect(Boolean(again.isManualCheckTold)).toBe(isManualCheckTold);
			// At least the newest word is remembered.
			expect(again.words).toEqual(again.words.length ? words.slice(-again.words.length) : []);
			expect(again.words.length > 0).toBe(words.length > 0);
			if (leftAt !== undefined) return;
			expect([again.refusals, again.faults]).toEqual([Math.min(refusals, 7), Math.min(faults, 5)]);
			expect(encode(again)).toEqual(kept);
		}),
		{ numRuns: 1000, seed: 7 },
	);
});

it('two unknown words are remembered in the usual case', () => {
	const words = [digestOf('parked'), digestOf('in limbo')];
	const watched = { ...decode(row('m')), faults: 2, words };
	expect(decode(encode(watched)).words).toEqual(words);
});

it('how long the refusals have lasted is kept to three seconds, up to more than an hour', () => {
	for (const refusedFor of [0, 59, 60, 1799, 3599, 3600, 3884]) {
		const again = decode(encode({ ...decode(row('')), refusals: 4, refusedFor }));
		expect(refusedFor - again.refusedFor).toBeLessThan(3);
		expect(again.refusedFor).toBeLessThanOrEqual(refusedFor);
	}
});

it.each([
	['', {}],
	['a', { decided: 'approved' }],
	['r', { decided: 'rejected' }],
	['d', { decided: 'disagreed' }],
	['m', { isManualCheckTold: true }],
	['2', {}],
	['m3', { isManualCheckTold: true }],
	['4', { lastNotice: 'unavailable' }],
	['m4', { lastNotice: 'unavailable', isManualCheckTold: true }],
])('the mark "%s" of an earlier version is read, without its refusals', (mark, expected) => {
	expect(decode(row(mark))).toMatchObject({ refusals: 0, faults: 0, words: [], ...expected });
});

describe('what is read of a damaged state', () => {
	it.each([[{ a: 1 }], ['text'], [null], [7]])('%j is none', (kept) => {
		expect(readRows(kept, NOW)).toEqual({ rows: [], damaged: 1 });
	});

	it.each<[unknown, WatchedRow[]]>([
		[[ID, NOW, NOW, 'zz'], [[ID, NOW, NOW, '']]],
		[[ID, NOW, NOW, 7], [[ID, NOW, NOW, '']]],
		[[ID, NOW, NOW], [[ID, NOW, NOW, '']]],
		[[ID, 'soon', -1, 'a'], [[ID, NOW, 0, 'a']]],
		[[ID, null, NaN, 'm'], [[ID, NOW, 0, 'm']]],
		[[ID, NOW, NOW, 'a', 'more'], [[ID, NOW, NOW, 'a']]],
		[[ID], [[ID, NOW, 0, '']]],
		[[7, NOW, NOW, ''], []],
		[['', NOW, NOW, ''], []],
		[null, []],
		['text', []],
		[{ id: ID }, []],
	])('the row %j is %j', (damaged, rows) => {
		const fine = row('a');
		expect(readRows([fine, damaged], NOW)).toEqual({ rows: [fine, ...rows], damaged: 1 });
	});

	it('what is fine is not copied', () => {
		const kept = [row('a'), row('mGffj')];
		expect(readRows(kept, NOW).rows).toBe(kept);
		expect(readRows(undefined, NOW)).toEqual({ rows: [], damaged: 0 });
	});
});
