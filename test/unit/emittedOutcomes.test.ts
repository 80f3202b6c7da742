import {
	isNewOutcome,
	mergeEmitted,
	readEmitted,
	withEmitted,
	type EmittedOutcome,
} from '../../nodes/IdentomatCallbackTrigger/emittedOutcomes';

const NOW = Date.parse('2026-11-29T12:00:00.000Z');

function row(sessionId: string, outcome: string, second = 0): EmittedOutcome {
	return { sessionId, outcome, emittedAt: new Date(NOW + second * 1000).toISOString() };
}

it('an outcome is new if it differs from the last one of the session', () => {
	let rows: EmittedOutcome[] = [];
	const isNew = ['rejected', 'rejected', 'approved', 'rejected', 'rejected'].map((outcome) => {
		const isNew = isNewOutcome(rows, 'a', outcome);
		rows = withEmitted(rows, { sessionId: 'a', outcome }, NOW);
		return isNew;
	});
	expect(isNew).toEqual([true, false, true, true, false]);
	expect(isNewOutcome(rows, 'b', 'rejected')).toBe(true);
});

it('keeps the order of outcomes when the clock is set back', () => {
	const rows = withEmitted(
		[row('a', 'rejected', 60)],
		{ sessionId: 'a', outcome: 'approved' },
		NOW,
	);
	expect(isNewOutcome(rows, 'a', 'approved')).toBe(false);
	expect(isNewOutcome(rows, 'a', 'rejected')).toBe(true);
});

it('forgets the sessions that are oldest beyond 2,000', () => {
	const numbers = Array.from({ length: 2500 }, (_, number) => number);
	const rows = mergeEmitted(numbers.map((number) => row(`session-${number}`, 'approved', number)));
	expect(rows).toHaveLength(2000);
	expect(isNewOutcome(rows, 'session-499', 'approved')).toBe(true);
	expect(isNewOutcome(rows, 'session-500', 'approved')).toBe(false);
});

it('needs at most 120 bytes for a session', () => {
	const [stored] = withEmitted([], { sessionId: 'a'.repeat(40), outcome: 'manual_check' }, NOW);
	expect(JSON.stringify(stored).length).toBeLessThanOrEqual(120);
});

it('merges two lists into the newest outcome of each session, oldest first', () => {
	const one = [row('a', 'approved', 1), row('b', 'disagreed', 4)];
	const other = [row('a', 'rejected', 3), row('c', 'approved', 2)];
	const merged = [row('c', 'approved', 2), row('a', 'rejected', 3), row('b', 'disagreed', 4)];
	expect(mergeEmitted(one, other)).toEqual(merged);
	expect(mergeEmitted(other, one)).toEqual(merged);
});

it.each([
	undefined,
	null,
	'approved',
	{},
	[null, 'a', [], { sessionId: 'a' }, { ...row('a', 'x'), emittedAt: 'yesterday' }],
])('reads nothing from the damaged state %j', (stored) => {
	expect(readEmitted(stored)).toEqual([]);
});

it('reads the intact rows of a damaged state', () => {
	const intact = row('a', 'approved');
	expect(readEmitted([null, intact, { ...intact, outcome: 5 }])).toEqual([intact]);
});
