import fc from 'fast-check';

import { parseJson } from '../../nodes/api/response/json';

it.each([
	['9007199254740993', '9007199254740993'],
	['9007199254740992', '9007199254740992'],
	['-12345678901234567890', '-12345678901234567890'],
	['12345678901234567000', '12345678901234567000'],
	['0.1234567890123456789', '0.1234567890123456789'],
	['1.00000000000000000001', '1.00000000000000000001'],
	['1e400', '1e400'],
	['1e-400', '1e-400'],
	['1E+22', '1E+22'],
])('keeps %s as text', (written, text) => {
	expect(parseJson(`[${written}]`)).toEqual([text]);
	expect(parseJson(`{"id": ${written} , "other":[ ${written}]}`)).toEqual({
		id: text,
		other: [text],
	});
});

it.each([
	'0',
	'-0',
	'42',
	'9007199254740991',
	'0.1',
	'1.50',
	'0.30000000000000004',
	'12e3',
	'1e-7',
])('reads %s as a number', (written) => {
	expect(parseJson(`[${written}, 12345678901234567890]`)).toEqual([
		Number(written),
		'12345678901234567890',
	]);
});

it.each([
	'12345678901234567890',
	'a "quoted" 12345678901234567890',
	'ends with a backslash and 12345678901234567890 \\',
	'\\\\" 12345678901234567890',
])('leaves the text %j unchanged', (text) => {
	const value = { [text]: text, list: [text] };
	expect(parseJson(JSON.stringify(value))).toEqual(value);
});

it.each(['{12345678901234567890: 1}', '[01234567890123456789]', '[12345678901234567890', '{"a'])(
	'does not parse %s',
	(text) => {
		expect(() => parseJson(text)).toThrow(SyntaxError);
	},
);

it('parses like JSON.parse, except for numbers that are too large', () => {
	const safe = fc.jsonValue().filter((value) => !/\d{16}|\de/.test(JSON.stringify(value)));
	fc.assert(
		fc.property(safe, fc.bigInt({ min: 10n ** 16n }), (value, large) => {
			const text = `{"before": ${JSON.stringify(value)}, "id": ${large}, "after": ${JSON.stringify(value)}}`;
			const plain: unknown = JSON.parse(JSON.stringify(value));
			expect(parseJson(text)).toEqual({ before: plain, id: String(large), after: plain });
		}),
		{ seed: 1, numRuns: 300 },
	);
});
