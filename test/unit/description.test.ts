import fc from 'fast-check';

import { outlineOf } from '../../nodes/api/response/description';

const KNOWN = new Set(['matches', 'name', 'score']);
const outline = (value: unknown) => outlineOf(value, KNOWN);

it('names the fields and their types, three levels deep', () => {
	expect(
		outline({ result: 'x', person: { age: 36, mrz: { raw: { deeper: { deepest: 1 } } } } }),
	).toEqual({
		result: 'text',
		person: 'object',
		'person.age': 'number',
		'person.mrz': 'object',
		'person.mrz.raw': 'object',
	});
});

it('describes a list as the union of its elements', () => {
	expect(outline([{ score: 1, name: null }, { score: '97.5', isNew: true }, 'x'])).toEqual({
		'[]': 'object | text',
		'[].isNew': 'boolean',
		'[].name': 'null',
		'[].score': 'number | text',
	});
});

it('names the fields that were read from a document, in any locale', () => {
	const document = {
		Given_Names_en_US: 'Nino',
		Place_of_Birth_ka_GE: 'x',
		Surname_uk_UA: 'x',
		Date_of_Birth_ISO: 'x',
		Given_Names_sr_Latn_RS: 'x',
	};
	expect(Object.keys(outline(document)).sort()).toEqual(Object.keys(document).sort());
});

it.each([
	['a person’s name with a blank of its own', { Nino_Sandadze: 1, nino_sandadze: 'Nino_Sandadze' }],
	['a person’s name under a list of matches', { matches: { 'Nino Sandadze': { score: 1 } } }],
	['one word of a name', { Nino: 1 }],
	['a name in small letters that a text holds as well', { nino: { text: 'Nino was here' } }],
	['names in small letters, each with a row', { nino: { score: 1 }, giorgi: { score: 2 } }],
	['a name in other letters', { ნინო: 1 }],
	['an e-mail address', { 'nino@example.com': 1 }],
	['a number', { '00000000042': 1 }],
	['an id', { a1b2c3d4e5f6: 1 }],
	['a long name', { ['n' + 'ino'.repeat(100)]: 1 }],
	['a name that holds a key', { 'sandbox-company-key': 1 }],
])('hides %s', (_, value) => {
	const told = JSON.stringify(outline(value));
	expect(told).toContain('(hidden)');
	expect(told).not.toMatch(/nino|giorgi|ნინო|@|0042|a1b2|sandbox/i);
});

it('names at most fifty fields a level', () => {
	const letters = Array.from(
		{ length: 80 },
		(_, index) => `field_${'abcdefghij'[index % 10]}${'klmnopqr'[Math.floor(index / 10)]}`,
	);
	const value = Object.fromEntries(letters.map((name) => [name, 1]));
	expect(Object.keys(outline(value))).toHaveLength(50);
});

it('never contains a text of the value', () => {
	const word = fc.stringMatching(/^[A-Za-z]{6,12}$/);
	const value = fc.letrec<{ tree: unknown }>((tie) => ({
		tree: fc.oneof(
			{ maxDepth: 4 },
			word,
			fc.integer(),
			fc.array(tie('tree')),
			fc.dictionary(word, tie('tree')),
		),
	})).tree;
	fc.assert(
		fc.property(value, word, (tree, secret) => {
			const told = JSON.stringify(outline({ tree, twin: secret, [secret]: 1 }));
			return !told.toLowerCase().includes(secret.toLowerCase());
		}),
		{ seed: 1, numRuns: 500 },
	);
});

it('describes a value of any size and depth in time', () => {
	let deep: unknown = 1;
	for (let level = 0; level < 20_000; level++) deep = [deep];
	expect(outline(deep)['[]']).toBe('list');
	expect(outline(Array.from({ length: 300_000 }, () => ({ score: 1 })))).toEqual({
		'[]': 'object',
		'[].score': 'number',
	});
});
