import { recordLabel } from '../../nodes/api/results/monitoredRecord';

it.each([
	[
		{ id: 'a', query: { name: 'Ana Testidze' }, createdAt: '2026-05-04T10:00:00Z' },
		{ id: 'a', label: 'Ana Testidze, since 2026-05-04' },
	],
	[
		{ id: 7, query: { firstName: 'Jo', middleName: '', lastName: 'Sampleton' } },
		{ id: '7', label: 'Jo Sampleton' },
	],
	[
		{ id: 'a', name: 'Max Beispielmann' },
		{ id: 'a', label: 'Max Beispielmann' },
	],
	[
		{ id: 'a', query: 'Max', createdAt: 'yesterday' },
		{ id: 'a', label: 'a' },
	],
	[{ query: { name: 'Ana' } }, undefined],
	['a', undefined],
	[null, undefined],
])('identifies the record %j by %j', (record, expected) => {
	expect(recordLabel(record)).toEqual(expected);
});
