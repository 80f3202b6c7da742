import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { compareRecords, type RecordRow } from '../../nodes/IdentomatTrigger/recordChanges';

const stateAfter = (records: IDataObject[]) => compareRecords([], records).state;
const eventsAfter = (before: IDataObject[], after: IDataObject[]) =>
	compareRecords(stateAfter(before), after).events;

const ana = { id: 'one', query: { name: 'Ana Testidze' }, matches: [{ score: 64, name: 'A' }] };

it('nothing is told without a state, and everything after an empty one', () => {
	expect(compareRecords(undefined, [ana])).toEqual({ state: stateAfter([ana]), events: [] });
	expect(compareRecords([], [ana]).events).toEqual([{ record: ana, change: 'new' }]);
});

it.each<[string, IDataObject]>([
	['a value deep inside', { ...ana, matches: [{ score: 65, name: 'A' }] }],
	['one match more', { ...ana, matches: [...ana.matches, { score: 1 }] }],
	['a field more', { ...ana, note: null }],
	['a field less', { id: 'one', query: ana.query }],
	['another order of a list', { ...ana, matches: [{ name: 'B' }, ...ana.matches] }],
])('a record is changed by %s', (_, record) => {
	expect(eventsAfter([ana], [record])).toEqual([{ record, change: 'changed' }]);
});

it('a record is not changed by the order of its fields or of the records', () => {
	const other = { id: 'two' };
	const mixed = {
		matches: [{ name: 'A', score: 64 }],
		query: { name: 'Ana Testidze' },
		id: 'one',
	};
	expect(eventsAfter([ana, other], [other, mixed])).toEqual([]);
});

it('ids that are numbers and texts are the same', () => {
	expect(eventsAfter([{ id: 7, a: 1 }], [{ id: '7', a: 2 }])).toMatchObject([
		{ change: 'changed' },
	]);
});

it('a record without an id is new when its content is', () => {
	const [before, after] = [{ name: 'Ana Testidze' }, { name: 'Nino Sandadze' }];
	expect(eventsAfter([before], [before, after])).toEqual([{ record: after, change: 'new' }]);
});

it.each([[null], [''], [' '], [{}], [[]], [true]])('the id %j is none', (id) => {
	const [before, after] = [
		{ id, name: 'Ana Testidze' },
		{ id, name: 'Nino Sandadze' },
	];
	expect(eventsAfter([before], [after, before])).toEqual([{ record: after, change: 'new' }]);
});

it('records that share an id are compared with all that were known of it', () => {
	const [one, two] = [
		{ id: 'a', name: 'Ana' },
		{ id: 'a', name: 'Nino' },
	];
	expect(eventsAfter([one, two], [two, one])).toEqual([]);
	expect(eventsAfter([one, two], [two, { id: 'a', name: 'Jo' }, one])).toEqual([
		{ record: { id: 'a', name: 'Jo' }, change: 'changed' },
	]);
});

it.each<[string, unknown]>([
	['no list', { a: 'b' }],
	['a text', 'records'],
])('a state that is %s is begun anew', (_, state) => {
	expect(compareRecords(state as RecordRow[], [ana])).toEqual({
		state: stateAfter([ana]),
		events: [],
	});
});

it('rows of the state that are none are passed over', () => {
	const state = [null, 'a', ['one'], [1, 2], ...stateAfter([ana])] as RecordRow[];
	expect(compareRecords(state, [ana]).events).toEqual([]);
});

it('keeps an id and a digest of 16 characters, in the order of the records', () => {
	const digest = expect.stringMatching(/^.{16}$/);
	const state: RecordRow[] = stateAfter([ana, { id: 'two', big: 'x'.repeat(10_000) }]);
	expect(state).toEqual([
		['one', digest],
		['two', digest],
	]);
});

describe('over random records', () => {
	const records = fc.uniqueArray(
		// An id of spaces only is none, and its record is told apart by its content.
		fc.record({
			id: fc.string({ minLength: 1 }).filter((id) => id.trim() !== ''),
			content: fc.jsonValue(),
		}),
		{ selector: ({ id }) => id, maxLength: 8 },
	) as fc.Arbitrary<IDataObject[]>;

	it('what was told once is not told again, and the state is what is there now', () => {
		fc.assert(
			fc.property(records, records, (before, after) => {
				const { state, events } = compareRecords(stateAfter(before), after);
				expect(state.map(([id]) => id)).toEqual(after.map(({ id }) => id));
				expect(compareRecords(state, after)).toEqual({ state, events: [] });
				const idsBefore = before.map(({ id }) => id);
				const fresh = after.filter(({ id }) => !idsBefore.includes(id));
				const told = events.filter(({ change }) => change === 'new').map(({ record }) => record);
				expect(told).toEqual(fresh);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});
