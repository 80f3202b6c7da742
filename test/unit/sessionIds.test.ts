import { readSessionIds, sessionsAt, valueAt } from '../../nodes/IdentomatTrigger/sessionIds';

describe('the ids a user entered', () => {
	it.each<[unknown, string[]]>([
		['', []],
		['  \n ', []],
		['a', ['a']],
		['a, b', ['a', 'b']],
		['a,b\n c\td\r\n', ['a', 'b', 'c', 'd']],
		[',a,,b,', ['a', 'b']],
		['b a b a', ['b', 'a']],
		['[]', []],
		[' ["a", "b", "a"] ', ['a', 'b']],
		['[" a ", 7]', ['a', '7']],
		[`https://widget.identomat.com/?session_token=a1 b`, ['a1', 'b']],
		['["https://id.example/?session_token=a", "a"]', ['a']],
		[[], []],
		[
			['a', 'b', 'a'],
			['a', 'b'],
		],
		[[7], ['7']],
	])('%j are %j', (value, ids) => {
		expect(readSessionIds(value)).toEqual(ids);
	});

	it.each<[unknown]>([
		[undefined],
		[null],
		[7],
		[true],
		[{ id: 'a' }],
		[['a', null]],
		[['a', '']],
		[['a b']],
		['a, https://id.example/open'],
		[[{ id: 'a' }]],
		[[['a']]],
		['["a"'],
		['[{"id": "a"}]'],
		['[a, b]'],
	])('%j holds something that is no id', (value) => {
		expect(() => readSessionIds(value)).toThrow(
			expect.objectContaining({
				message: "'Session IDs' holds something that is no session ID",
				description: 'Enter IDs separated by commas, spaces or lines, or a JSON array of texts.',
			}),
		);
	});
});

describe('the ids at a path', () => {
	const people = {
		data: [
			{ id: 'a', sessions: [{ token: 's1' }, { token: 's2' }] },
			{ id: 'b', sessions: [] },
			{ id: 'a', sessions: [{ token: 's1' }] },
		],
	};

	it.each<[string, unknown, string[]]>([
		['', ['a', 'b', 'a'], ['a', 'b']],
		['  ', ['a'], ['a']],
		['$', ['a'], ['a']],
		['[*]', ['a', 7], ['a', '7']],
		['', [], []],
		['[*].id', [], []],
		['data[*].id', people, ['a', 'b']],
		['$.data[*].id', people, ['a', 'b']],
		['data[*].sessions[*].token', people, ['s1', 's2']],
		['data[1].id', people, ['b']],
		['data[1].sessions', people, []],
		['data[0].id', people, ['a']],
		['[*].id', [{ id: 'a' }, {}, null, { id: ' ' }], ['a']],
		['*.id', [{ id: 'a' }], ['a']],
	])('"%s" of %j are %j', (path, json, ids) => {
		expect([...(sessionsAt(json, path)?.keys() ?? [])]).toEqual(ids);
	});

	it.each<[string, unknown]>([
		['', {}],
		['', 'a'],
		['', 7],
		['', null],
		['', [{}]],
		['', ['not now']],
		['data', { error: 'a' }],
		['data[*].id', { error: 'a' }],
		['data[*].id', { data: null }],
		['data[*].id', { data: { id: 'a' } }],
		['data[*].id', { data: 'abc' }],
		['data[*].token', people],
		['data[*].id.token', people],
		['data[9].id', people],
		['data', { data: true }],
		['data', { data: [true, null, ''] }],
	])('"%s" of %j holds none, which is not the same as an empty list', (path, json) => {
		expect(sessionsAt(json, path)).toBeUndefined();
	});
});

describe('the element that an id stands in', () => {
	const row = { id: 'a', customer: 7 };
	it.each<[string, unknown, unknown]>([
		['[*].id', [row, { id: 'a', customer: 8 }], row],
		['data[*].id', { data: [row] }, row],
		[
			'[*].session.id',
			[{ session: { id: 'a' }, customer: 7 }],
			{ session: { id: 'a' }, customer: 7 },
		],
		['people[*].sessions[*].id', { people: [{ sessions: [row] }] }, row],
		['data[0].id', { data: [row] }, row],
		['people[*].ids', { people: [{ ids: ['a'], customer: 7 }] }, null],
		['people[*].ids[*]', { people: [{ ids: ['a'], customer: 7 }] }, null],
		['people[*].ids[0]', { people: [{ ids: ['a'], customer: 7 }] }, null],
		['', ['a'], null],
		['ids', { ids: ['a'] }, null],
		['current.id', { current: row }, null],
	])('at "%s" of %j is %j', (path, json, element) => {
		expect(sessionsAt(json, path)?.get('a')).toEqual(element);
	});
});

it.each<[string, unknown]>([
	['next', { next: 'b' }],
	['$.links.next', { links: { next: 'b' } }],
	['links[1].href', { links: [{ href: 'a' }, { href: 'b' }] }],
])('the value at "%s" is found', (path, json) => {
	expect(valueAt(json, path)).toBe('b');
	expect(valueAt([], path)).toBeUndefined();
});
