import { valueAt } from '../../nodes/IdentomatTrigger/jsonPath';
import { sessionsAt } from '../../nodes/IdentomatTrigger/sessionSource';

/** An invented id whose first letters differ. */
const id = (name: string) => name.padEnd(40, '0');
const [A, B, S1, S2] = [id('a'), id('b'), id('s1'), id('s2')];

const people = {
	data: [
		{ id: A, sessions: [{ token: S1 }, { token: S2 }] },
		{ id: B, sessions: [] },
		{ id: A, sessions: [{ token: S1 }] },
	],
};
const airtable = { records: [{ fields: { 'Session ID': A } }, { fields: { 'Session ID': B } }] };

describe('a path to IDs', () => {
	it.each<[string, unknown, string[]]>([
		['', [A, B, A], [A, B]],
		['  ', [A], [A]],
		['$', [A], [A]],
		['[*]', [A, 12345678], [A, '12345678']],
		['', [], []],
		['[*].id', [], []],
		['data[*].id', people, [A, B]],
		['$.data[*].id', people, [A, B]],
		['$["data"][*]["id"]', people, [A, B]],
		[' data[ * ].id\u200b', people, [A, B]],
		['data[*].sessions[*].token', people, [S1, S2]],
		['data[1].id', people, [B]],
		['data[1].sessions', people, []],
		['data[0].id', people, [A]],
		['[*].id', [{ id: A }, {}, null, { id: ' ' }], [A]],
		['*.id', [{ id: A }], [A]],
		['records[*].fields["Session ID"]', airtable, [A, B]],
		["records[*].fields['Session ID']", airtable, [A, B]],
		['records[*].fields[“Session ID”]', airtable, [A, B]],
		['records[*].fields.Session ID', airtable, [A, B]],
		['a.b', { 'a.b': [A] }, [A]],
		['a.b', { a: { b: [A] }, 'a.b': [B] }, [A]],
		['a.b[*].c.d', { a: 1, 'a.b': [{ 'c.d': A }] }, [A]],
		['["a.b"]', { 'a.b': [A], a: { b: [B] } }, [A]],
		['data["x"].y', { data: { x: { y: [A] }, 'x.y': [B] } }, [A]],
		['ids', { ids: `${A}; ${B} | <${S1}>` }, [A, B, S1]],
		['[*].link', [{ link: `https://widget.example/?session_token=${A}` }], [A]],
	])('"%s" finds in %j the IDs %j', (path, json, ids) => {
		expect([...(sessionsAt(json, path)?.keys() ?? [])]).toEqual(ids);
	});

	it.each<[string, unknown]>([
		['', {}],
		['', A],
		['', null],
		['', [{}]],
		['data', { error: 'no' }],
		['data[*].id', { error: 'no' }],
		['data[*].id', { data: null }],
		['data[*].id', { data: { id: A } }],
		['data[*].id', { data: 'abc' }],
		['data[*].token', people],
		['data[*].id.token', people],
		['data[9].id', people],
		['["data[*].id"]', people],
		['constructor.name', {}],
		['data', { data: true }],
		['data', { data: [true, null, ''] }],
	])('"%s" in %j finds no place for IDs, which is not an empty list', (path, json) => {
		expect(sessionsAt(json, path)).toBeUndefined();
	});

	it.each<[string, unknown, string]>([
		['', ['not now'], 'not'],
		['[*].id', [{ id: A }, { id: 'short' }], 'short'],
		['[*].id', [{ id: A }, { id: { value: B } }], '{"value'],
	])('"%s" in %j fails and names the value that is not an ID', (path, json, named) => {
		expect(() => sessionsAt(json, path)).toThrow(
			expect.objectContaining({
				message: "The list of 'Source URL' holds something that is not a session ID",
				description: expect.stringContaining(named),
			}),
		);
	});
});

describe('the element of an id', () => {
	const row = { id: A, customer: 7 };
	it.each<[string, unknown, unknown]>([
		['[*].id', [row, { id: A, customer: 8 }], row],
		['data[*].id', { data: [row] }, row],
		['[*].session.id', [{ session: { id: A }, customer: 7 }], { session: { id: A }, customer: 7 }],
		['people[*].sessions[*].id', { people: [{ sessions: [row] }] }, row],
		['data[0].id', { data: [row] }, row],
		['people[*].ids', { people: [{ ids: [A], customer: 7 }] }, null],
		['people[*].ids[*]', { people: [{ ids: [A], customer: 7 }] }, null],
		['people[*].ids[0]', { people: [{ ids: [A], customer: 7 }] }, null],
		['', [A], null],
		['ids', { ids: [A] }, null],
		['current.id', { current: row }, null],
	])('at "%s" of %j is %j', (path, json, element) => {
		expect(sessionsAt(json, path)?.get(A)).toEqual(element);
	});
});

it.each<[string, unknown]>([
	['next', { next: 'b' }],
	['$.links.next', { links: { next: 'b' } }],
	['links[1].href', { links: [{ href: 'a' }, { href: 'b' }] }],
	['@odata.nextLink', { '@odata.nextLink': 'b' }],
	['$["@odata.nextLink"]', { '@odata.nextLink': 'b' }],
	['@odata.nextLink', { '@odata': {}, '@odata.nextLink': 'b' }],
	['d.__next', { d: { results: [], __next: 'b' } }],
])('the path "%s" leads to the next page in %j', (path, json) => {
	expect(valueAt(json, path)).toBe('b');
	expect(valueAt([], path)).toBeUndefined();
});
