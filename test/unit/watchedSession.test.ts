import fc from 'fast-check';

import {
	digestOf,
	fromRow,
	readRow,
	toRow,
	type WatchedRow,
	type WatchedSession,
} from '../../nodes/IdentomatTrigger/watchedSession';
import { START as NOW } from './watchSimulation';

const ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';

const session: fc.Arbitrary<WatchedSession> = fc.record({
	id: fc.constant(ID),
	firstSeenAt: fc.constant(NOW),
	lastCheckedAt: fc.constant(NOW),
	decision: fc.constantFrom('approved', 'rejected', 'disagreed', undefined),
	isManualCheckEmitted: fc.boolean(),
	emittedWords: fc.array(fc.string().map(digestOf), { maxLength: 5 }),
	lastNotice: fc.constantFrom('unavailable', 'expired', undefined),
	refusals: fc.nat(9),
	refusedSeconds: fc.nat(90_000),
	failures: fc.nat(9),
	leftAt: fc.option(fc.constant(NOW), { nil: undefined }),
});

it('stores any session with an ID of 40 characters in at most 120 bytes, and reads it again', () => {
	fc.assert(
		fc.property(session, (watched) => {
			const row = toRow(watched);
			expect(JSON.stringify(row).length).toBeLessThanOrEqual(120);
			expect(readRow(row, NOW)).toBe(row);
			const again = fromRow(row);
			expect(toRow(again)).toEqual(row);
			const { decision, leftAt, isManualCheckEmitted, lastNotice, emittedWords } = watched;
			expect(again).toMatchObject({ id: ID, firstSeenAt: NOW, lastCheckedAt: NOW, leftAt });
			expect(again.decision).toBe(decision);
			if (decision) return;
			expect(again).toMatchObject({ isManualCheckEmitted, lastNotice });
			expect(again.emittedWords.at(-1)).toBe(emittedWords.at(-1));
		}),
		{ numRuns: 1000, seed: 7 },
	);
});

it('remembers refusals and failures of a session that is listed', () => {
	const refused = { ...fromRow([ID, NOW, NOW]), refusals: 4, refusedSeconds: 420, failures: 2 };
	expect(toRow(refused)).toEqual([ID, NOW, NOW, { refused: [4, 420], fails: 2 }]);
	expect(fromRow(toRow(refused))).toEqual(refused);
	const many = { ...refused, refusals: 20, refusedSeconds: 1e6, failures: 20 };
	expect(toRow(many)[3]).toEqual({ refused: [7, 9_999], fails: 5 });
});

it('stores an open session as its ID and its times', () => {
	expect(toRow(fromRow([ID, NOW, NOW]))).toEqual([ID, NOW, NOW]);
});

it('remembers two unknown words before a manual check, and one after it', () => {
	const words = ['parked', 'in limbo'].map(digestOf);
	const watched = { ...fromRow([ID, NOW, NOW]), emittedWords: words };
	expect(fromRow(toRow(watched)).emittedWords).toEqual(words);
	const checked = { ...watched, isManualCheckEmitted: true };
	expect(fromRow(toRow(checked)).emittedWords).toEqual(words.slice(1));
});

it.each<[unknown, WatchedRow | undefined]>([
	[
		[ID, NOW, NOW, { outcome: 'maybe' }],
		[ID, NOW, NOW],
	],
	[
		[ID, NOW, NOW, 7],
		[ID, NOW, NOW],
	],
	[
		[ID, NOW, NOW, 'a'],
		[ID, NOW, NOW],
	],
	[
		[ID, 'soon', -1, { outcome: 'approved' }],
		[ID, NOW, 0, { outcome: 'approved' }],
	],
	[
		[ID, null, NaN, { emitted: 'manual', refused: 'often' }],
		[ID, NOW, 0, { emitted: 'manual' }],
	],
	[
		[ID, NOW, NOW, { outcome: 'approved', more: 1 }],
		[ID, NOW, NOW, { outcome: 'approved' }],
	],
	[
		[ID, NOW, NOW, { fails: -1, left: 'yesterday', outcome: 'rejected' }],
		[ID, NOW, NOW, { outcome: 'rejected' }],
	],
	[
		[ID, NOW, NOW, { refused: [1, 2, 3], emitted: 'x'.repeat(99) }],
		[ID, NOW, NOW],
	],
	[[ID], [ID, NOW, 0]],
	[[7, NOW, NOW], undefined],
	[['', NOW, NOW], undefined],
	[null, undefined],
	['text', undefined],
	[{ id: ID }, undefined],
])('reads the intact parts of the damaged row %j', (damaged, row) => {
	expect(readRow(damaged, NOW)).toEqual(row);
});
