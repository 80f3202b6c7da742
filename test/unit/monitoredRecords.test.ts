import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { compareRecords, type KnownRecord } from '../../nodes/IdentomatTrigger/monitoredRecords';
import { DAY, HOUR, START as NOW } from './watchSimulation';

const knownAfter = (records: IDataObject[]) => compareRecords([], records, NOW).known;
const eventsAfter = (before: IDataObject[], after: IDataObject[]) =>
	compareRecords(knownAfter(before), after, NOW).events;

const ana = { id: 'one', query: { name: 'Ana Testidze' }, matches: [{ score: 64, name: 'A' }] };

it('stores the records at the first poll, and emits every record after an empty list', () => {
	expect(compareRecords(undefined, [ana], NOW)).toEqual({ known: knownAfter([ana]), events: [] });
	expect(compareRecords([], [ana], NOW).events).toEqual([{ record: ana, change: 'new' }]);
});

it.each<[string, IDataObject]>([
	['a value deep inside', { ...ana, matches: [{ score: 65, name: 'A' }] }],
	['one match more', { ...ana, matches: [...ana.matches, { score: 1 }] }],
	['a field more', { ...ana, note: null }],
	['a field less', { id: 'one', query: ana.query }],
	['another order of a list', { ...ana, matches: [{ name: 'B' }, ...ana.matches] }],
])('emits a record as changed for %s', (_, record) => {
	expect(eventsAfter([ana], [record])).toEqual([{ record, change: 'changed' }]);
});

it('ignores the order of fields and of records', () => {
	const other = { id: 'two' };
	const mixed = {
		matches: [{ name: 'A', score: 64 }],
		query: { name: 'Ana Testidze' },
		id: 'one',
	};
	expect(eventsAfter([ana, other], [other, mixed])).toEqual([]);
});

it('treats number and text IDs as the same', () => {
	expect(eventsAfter([{ id: 7, a: 1 }], [{ id: '7', a: 2 }])).toMatchObject([
		{ change: 'changed' },
	]);
});

it('emits a record without an id as new when its content is', () => {
	const [before, after] = [{ name: 'Ana Testidze' }, { name: 'Nino Sandadze' }];
	expect(eventsAfter([before], [before, after])).toEqual([{ record: after, change: 'new' }]);
});

it.each([[null], [''], [' '], [{}], [[]], [true]])(
	'distinguishes records with the unusable ID %j by their content',
	(id) => {
		const [before, after] = [
			{ id, name: 'Ana Testidze' },
			{ id, name: 'Nino Sandadze' },
		];
		expect(eventsAfter([before], [after, before])).toEqual([{ record: after, change: 'new' }]);
	},
);

it('compares records that share an ID with all known ones', () => {
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
])('starts again if the stored state is %s', (_, stored) => {
	expect(compareRecords(stored, [ana], NOW)).toEqual({ known: knownAfter([ana]), events: [] });
});

it('ignores damaged stored rows', () => {
	const stored = [null, 'a', ['one'], [1, 2], ['one', 'b', 'c'], ...knownAfter([ana])];
	expect(compareRecords(stored, [ana], NOW).events).toEqual([]);
});

it('stores an ID and a digest of 16 characters, in the order of the records', () => {
	const digest = expect.stringMatching(/^.{16}$/);
	const known: KnownRecord[] = knownAfter([ana, { id: 'two', big: 'x'.repeat(10_000) }]);
	expect(known).toEqual([
		['one', digest],
		['two', digest],
	]);
});

describe('a record that is missing from a list', () => {
	const changed = { ...ana, matches: [] };
	const known = knownAfter([ana]);
	const missing = compareRecords(known, [], NOW).known;

	it.each<[string, IDataObject, number, unknown[]]>([
		['is not emitted when it is back', ana, HOUR, []],
		[
			'is emitted as changed when it changed',
			changed,
			HOUR,
			[{ record: changed, change: 'changed' }],
		],
		['is remembered for a day', ana, DAY, []],
		['is new after more than a day', ana, DAY + 1, [{ record: ana, change: 'new' }]],
		['is remembered when the clock is set back', ana, -HOUR, []],
	])('%s', (_, record, seconds, events) => {
		const meanwhile = compareRecords(missing, [], NOW + seconds).known;
		expect(compareRecords(meanwhile, [record], NOW + seconds).events).toEqual(events);
	});

	it('is stored with the time since it is missing, and unchanged when it is back', () => {
		expect(missing).toEqual([[...known[0]!, NOW]]);
		expect(compareRecords(missing, [], NOW + HOUR).known).toEqual(missing);
		expect(compareRecords(missing, [ana], NOW + HOUR).known).toEqual(known);
	});
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

	it('emits each content once, and stores the current list', () => {
		fc.assert(
			fc.property(records, records, (before, after) => {
				const { known, events } = compareRecords(knownAfter(before), after, NOW);
				const listed = known.filter((row) => row.length === 2);
				expect(listed.map(([id]) => id)).toEqual(after.map(({ id }) => id));
				expect(compareRecords(known, after, NOW)).toEqual({ known, events: [] });
				const idsBefore = before.map(({ id }) => id);
				const fresh = after.filter(({ id }) => !idsBefore.includes(id));
				const emitted = events.filter(({ change }) => change === 'new').map(({ record }) => record);
				expect(emitted).toEqual(fresh);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});
