import type { INodeProperties } from 'n8n-workflow';

import type { Kind } from './parameterKinds';

/** Stands in the tables for the id that makes a call valid. */
export const ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';

/** How a kind of parameter is read. */
interface Specification {
	/** Lists of spellings that mean one thing each. */
	same: unknown[][];
	refused: unknown[];
}

const NO_TEXT = [{ a: 1 }, ['a', 'b'], true];
const LEFTOVERS = ['undefined', 'null', 'NaN', '[object Object]', 'undefined, null'];
const NOTHING = ['', ' ', '\u200b', null, undefined];

const specifications: Record<Kind, Specification> = {
	switch: {
		same: [
			[true, 'true', ' TRUE\n', 1, 'True\u200b', '1'],
			[false, 'false', 'False ', 0, '0 '],
		],
		refused: ['no', 'yes', 'on', 2, {}, [], [true], ...NOTHING],
	},
	choice: { same: [], refused: ['nonsense', ['nonsense'], {}, 7, true] },
	'closed list': {
		same: [],
		refused: ['nonsense', ['nonsense'], [null], {}, 0, false, true, ',', null, undefined],
	},
	'open list': {
		same: [
			[
				['bank_statement', 'other'],
				'["bank_statement", "other"] ',
				'bank_statement,other ',
				'bank_statement;other',
				'bank_statement\nother',
				'Bank Statement, other',
			],
		],
		refused: [{}, [null], [{}], 7, true, ',', null, undefined, 'undefined', '{"0":"other"}'],
	},
	'list of countries': {
		same: [[['GEO', 'UKR'], 'GEO,UKR ', '["ge", "Ukraine"]', 'Georgia, UA']],
		refused: ['Atlantis', ['GEO', 'XYZ'], {}, 7, true, ',', null],
	},
	'whole number': {
		same: [[3, '3', ' 3 ', '3\u200b']],
		refused: [0, -1, 1.5, 'abc', {}, [], [3], true, '1e3'],
	},
	number: { same: [[30, '30', ' 30 ', '30\u200b']], refused: [-1, 'abc', {}, [], [3], true] },
	JSON: {
		same: [['{"x": {"y": 1}}', { x: { y: 1 } }, ' {"x":{"y":1}}\u200b']],
		refused: ['[]', [], 'x', '{"x"', 7, true, ['x']],
	},
	'session id': {
		same: [
			[
				ID,
				` ${ID}\n`,
				`"${ID}"`,
				`<${ID}>`,
				`${ID}\u200b`,
				`https://widget.identomat.com/?session_token=${ID}`,
				`<https://widget.identomat.com/?session_token=${ID}|Verify yourself>`,
			],
		],
		refused: [
			'short',
			'47fjzxvvzapi4ztasth3c2o zz2fjzxvvzapi4ztasth3c2o',
			'47fjzxvvzapi4ztasth3c2o;zz2fjzxvvzapi4ztasth3c2o',
			'https://widget.identomat.com/',
			'a'.repeat(100_000),
			...LEFTOVERS,
			...NO_TEXT,
			7,
		],
	},
	name: {
		same: [
			['Null', ' Null\u200b'],
			['Sukarno', '\ufeffSukarno '],
		],
		refused: [
			'undefined undefined',
			'Mr [object Object]',
			'-',
			'123',
			'{"a":1}',
			'["Roe","Doe"]',
			'{{ $json.name }}',
			'undefined-undefined',
			7,
			...LEFTOVERS,
			...NO_TEXT,
		],
	},
	'birth date': {
		same: [['1979-11-25', ' 1979-11-25 ', '1979-11-25T00:00:00.000Z', '1979-11-25 00:00']],
		refused: [
			'1979-11-24T20:00:00.000Z',
			'1979-11-25T10:00',
			'0079-11-25',
			'2522-11-25',
			'11/25/1979',
			'1979-02-30',
			'yesterday',
			312336000000,
			...NO_TEXT,
		],
	},
	gender: {
		same: [
			['female', 'F', 'f ', 'Female'],
			['male', 'M', 'MALE'],
		],
		refused: ['X', 'woman', 1, ['F'], ...NO_TEXT],
	},
	country: {
		same: [['GEO', 'ge', 'Georgia', ' GEO ', 'georgia\u200b']],
		refused: ['Atlantis', 'XYZ', 'Congo', 'n/a', 268, ['GEO'], ...NO_TEXT],
	},
	'input file': {
		same: [['data', ' data ', 'data\u200b']],
		refused: ['__proto__', '[object Object]', ...NO_TEXT, ...NOTHING],
	},
	'output field': {
		same: [['data', ' data ', 'data\u200b']],
		refused: ['constructor', '[object Object]', ...NO_TEXT, ...NOTHING],
	},
	text: { same: [['sample', ' sample ', 'sample\u200b']], refused: [...LEFTOVERS, ...NO_TEXT] },
	'list of session ids': {
		same: [[ID, [ID], ` "${ID}", ${ID}`, `["${ID}"]`, `<${ID}>;${ID}\u200b`, `${ID}|${ID}`]],
		refused: ['short', `${ID},short`, { id: ID }, [null], [{}], 7, true, null],
	},
};

/** What texts with a form of their own mean, by the parameter's name. */
const spellingsByName: Record<string, unknown[][]> = {
	extraFields: [['{}', {}, ' {}\u200b', '']],
	return_url: [['https://example.com/thanks', ' https://example.com/thanks ']],
	afterwardsUrl: [['https://example.com/thanks', ' https://example.com/thanks ']],
	recordId: [[ID, ` ${ID} `, `${ID}\u200b`]],
	personId: [[ID, ` ${ID} `, `${ID}\u200b`]],
	events: [[['sessionUpdated'], '["sessionUpdated"]', 'sessionUpdated ', 'Session Updated']],
	limitAmount: [[2, '2', ' 2 ', '2\u200b']],
	language: [
		['ka', ' KA ', 'Georgian'],
		['fr', 'fr\u200b'],
	],
};

interface Described {
	kind: Kind;
	field: INodeProperties;
}

function choicesOf({ options = [] }: INodeProperties): string[] {
	return options.map((option) => String('value' in option && option.value));
}

/** Lists of spellings that mean one thing each; of choices, by what the panel offers. */
export function sameValues({ kind, field }: Described): unknown[][] {
	const [first = '', second = first] = choicesOf(field);
	const own = spellingsByName[field.name];
	if (own) return own;
	const both = [first, second];
	if (kind === 'choice') return [[first, ` ${first.toUpperCase()} `, `${first}\u200b`]];
	if (kind === 'closed list') {
		return [
			[both, JSON.stringify(both), `${first},${second} `, `${first.toUpperCase()}, ${second}`],
		];
	}
	return specifications[kind].same;
}

/** What the parameter cannot mean. */
export function refusedValues({ kind, field }: Described): unknown[] {
	const { refused } = specifications[kind];
	// Documents that were added to the flags and left empty are left out.
	if (kind === 'closed list' && field.name !== 'document_types') return [...refused, '', ' '];
	// It may be an object with a text for each language.
	return field.name === 'title' ? refused.filter((value) => !isPlainObject(value)) : refused;
}

function isPlainObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
