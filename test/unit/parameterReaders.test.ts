import {
	readBoolean,
	readChoice,
	readChoices,
	readList,
} from '../../nodes/shared/parameters/choices';
import { readCountry } from '../../nodes/shared/parameters/countries';
import { readFieldName, readFileField } from '../../nodes/shared/parameters/fileFields';
import { readJsonObject } from '../../nodes/shared/parameters/json';
import { readNumber } from '../../nodes/shared/parameters/numbers';
import { readBirthDate, readGender, readName } from '../../nodes/shared/parameters/people';
import { readSessionId, readSessionIds } from '../../nodes/shared/parameters/sessionIds';
import { readText } from '../../nodes/shared/parameters/texts';

/** A reader whose other arguments are fixed. */
type Reader = (value: unknown, field: string) => unknown;

interface Specification {
	read: Reader;
	/** What is taken, and what it is read as. */
	takes: Array<[given: unknown, read: unknown]>;
	refuses: unknown[];
}

const ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';
const OTHER_ID = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
const LINK = `https://widget.identomat.com/?session_token=${ID}`;
const OTHER_LINK = `https://kyc.example/?lang=en&session_token=${OTHER_ID}`;

const choices = ['cardFront', 'manual_check', 'bank-statement'] as const;
const file = { data: 'filesystem-v2:1', mimeType: 'image/jpeg', fileName: 'a.jpg' };
const birthDate = (value: unknown, field: string) =>
	readBirthDate(value, field, Date.UTC(2026, 10, 29, 12));

/** n8n's `DateTime`, as far as it is read. */
const zoned = (iso: string, startOfDay = `${iso.slice(0, 11)}00:00:00.000Z`) => ({
	toISO: () => iso,
	startOf: () => ({ toISO: () => startOfDay }),
});

const specifications: Record<string, Specification> = {
	switch: {
		read: readBoolean,
		takes: [
			[true, true],
			[false, false],
			[1, true],
			[0, false],
			['true', true],
			['false', false],
			['FALSE', false],
			[' True\n', true],
			['false\u200b', false],
			['0', false],
			['1 ', true],
		],
		refuses: ['no', 'yes', 'on', 'off', 2, -1, NaN, {}, [], [true], undefined, null, '', ' '],
	},
	choice: {
		read: (value, field) => readChoice(value, field, choices),
		takes: [
			['cardFront', 'cardFront'],
			[' cardfront ', 'cardFront'],
			['Card Front', 'cardFront'],
			['Manual Check', 'manual_check'],
			['bank_statement', 'bank-statement'],
		],
		refuses: ['card', 'cardFront,', ['cardFront'], {}, true, 0, undefined, null, ''],
	},
	choices: {
		read: (value, field) => readChoices(value, field, choices),
		takes: [
			[[], []],
			[['cardFront'], ['cardFront']],
			[
				['Cardfront', 'manual_check', 'cardFront'],
				['cardFront', 'manual_check'],
			],
			['cardFront,manual_check ', ['cardFront', 'manual_check']],
			['cardFront, ', ['cardFront']],
			['["cardFront"] ', ['cardFront']],
			['[]', []],
			['cardFront;manual_check', ['cardFront', 'manual_check']],
			['cardFront\nmanual_check', ['cardFront', 'manual_check']],
		],
		refuses: [
			'selfie',
			['cardFront', 'selfie'],
			[null],
			[''],
			',',
			'',
			{},
			0,
			false,
			true,
			null,
			undefined,
			'[1]',
		],
	},
	'open list': {
		read: readList,
		takes: [
			[
				['GEO', ' UKR '],
				['GEO', 'UKR'],
			],
			['GEO,UKR ', ['GEO', 'UKR']],
			['["GEO"]', ['GEO']],
			['GEO;UKR', ['GEO', 'UKR']],
			['GEO\r\nUKR\n', ['GEO', 'UKR']],
			[[], []],
		],
		refuses: [
			[1],
			[null],
			[{}],
			[''],
			{},
			7,
			',',
			'',
			null,
			undefined,
			'undefined',
			['[object Object]'],
			"['GEO'",
			'{"0":"GEO"}',
		],
	},
	'whole number': {
		read: (value, field) => readNumber(value, field, { min: 1, isWhole: true }),
		takes: [
			[1, 1],
			['7', 7],
			[' 50\u200b', 50],
			['+3', 3],
		],
		refuses: [
			0,
			-1,
			1.5,
			'1.5',
			'abc',
			'1e3',
			'0x1',
			NaN,
			Infinity,
			null,
			undefined,
			'',
			true,
			[1],
			{},
		],
	},
	number: {
		read: (value, field) => readNumber(value, field, { min: 0, max: 100 }),
		takes: [
			[0, 0],
			[100, 100],
			['82.5 ', 82.5],
		],
		refuses: [-0.1, 100.1, 'high', null, '', [], true, NaN, '1e1', '82,5', '٨٠'],
	},
	'number without an upper limit': {
		read: (value, field) => readNumber(value, field, { min: 1 }),
		takes: [[1e9, 1e9]],
		refuses: [Infinity, '9'.repeat(400), 0],
	},
	'JSON object': {
		read: readJsonObject,
		takes: [
			['{"id": 12345678901234567890, "a": 1}', { id: '12345678901234567890', a: 1 }],
			[{ a: [1.5] }, { a: [1.5] }],
			[' ', undefined],
		],
		refuses: ['[1]', '"{}"', '{a: 1}', 'undefined', '[object Object]', new Date(0), 7],
	},
	text: {
		read: readText,
		takes: [
			['', undefined],
			[' \u200b\u00a0', undefined],
			[undefined, undefined],
			[null, undefined],
			['\ufeff kyc \u200b', 'kyc'],
			[7, '7'],
			['Null', 'Null'],
		],
		refuses: [
			{},
			[],
			['a'],
			true,
			NaN,
			Infinity,
			2 ** 53,
			'undefined',
			'null',
			'NaN',
			'[object Object]',
			'a [object Object]',
			'[Object Object]',
			'undefined undefined',
			'null-null',
			'(undefined)',
			'{{ $json.configId }}',
		],
	},
	name: {
		read: readName,
		takes: [
			['', undefined],
			['\u200b', undefined],
			['Sukarno', 'Sukarno'],
			['Null', 'Null'],
			['Jennifer Null', 'Jennifer Null'],
			['NULL', 'NULL'],
			['Jan null', 'Jan null'],
			['True', 'True'],
			['ნინო', 'ნინო'],
			['李', '李'],
			[" O'Neill-Smith 3rd ", "O'Neill-Smith 3rd"],
			['Nan Null', 'Nan Null'],
			['Anne-Marie', 'Anne-Marie'],
			['محمد', 'محمد'],
			['ni\u200dno', 'ni\u200dno'],
		],
		refuses: [
			'undefined undefined',
			'undefined',
			'null null',
			'null',
			'NaN',
			'Ana undefined',
			'Mr [object Object]',
			'-',
			'123',
			'?!',
			'{"a":1}',
			'["Roe","Doe"]',
			'{{ $json.name }}',
			'=Nino',
			'$json.name',
			'${first} ${last}',
			'Nino,undefined',
			'undefined-undefined',
			'undefinedundefined',
			'Undefined',
			'UNDEFINED ROE',
			'nullnull',
			'null, null',
			'(undefined)',
			'MR [OBJECT OBJECT]',
			'1979-11-24T00:00:00.000Z',
			'—',
			'😀',
			true,
			'true',
			7,
			{ a: 1 },
			['Roe', 'Doe'],
		],
	},
	'birth date': {
		read: birthDate,
		takes: [
			['', undefined],
			['1979-11-25', '1979-11-25'],
			[' 1979-11-25\u200b', '1979-11-25'],
			['1979-11-25T00:00:00.000Z', '1979-11-25'],
			['1979-11-25 00:00:00', '1979-11-25'],
			['1979-11-25T00:00:00+04:00', '1979-11-25'],
			[new Date(Date.UTC(1979, 10, 25)), '1979-11-25'],
			[zoned('1979-11-25T00:00:00.000+04:00'), '1979-11-25'],
			// Clocks were changed at midnight: that day began at one.
			[zoned('1981-04-01T01:00:00.000+05:00', '1981-04-01T01:00:00.000+05:00'), '1981-04-01'],
			['2026-11-29', '2026-11-29'],
		],
		refuses: [
			'1979-11-24T20:00:00.000Z',
			new Date('1979-11-24T20:00:00.000Z'),
			zoned('1979-11-24T20:00:00.000Z'),
			zoned('1981-04-01T02:00:00.000+05:00', '1981-04-01T01:00:00.000+05:00'),
			'1979-11-25T10:30',
			'1979-02-30',
			'11/25/1979',
			'25.11.1979',
			'0079-11-25',
			'2522-11-25',
			'1899-12-31',
			'2026-12-01',
			'1979',
			new Date(NaN),
			312336000000,
			'undefined',
			true,
			{},
			[],
		],
	},
	gender: {
		read: readGender,
		takes: [
			['F', 'female'],
			['m', 'male'],
			[' Female ', 'female'],
			['MALE', 'male'],
			['', undefined],
		],
		refuses: ['X', 'woman', true, 1, {}, ['F']],
	},
	country: {
		read: readCountry,
		takes: [
			['GEO', 'GEO'],
			['ge', 'GEO'],
			['Georgia ', 'GEO'],
			['the Netherlands', 'NLD'],
			['Turkey', 'TUR'],
			['Türkiye', 'TUR'],
			["Cote d'Ivoire", 'CIV'],
			['USA', 'USA'],
			['Hong Kong', 'HKG'],
			['Moldova, Republic of', 'MDA'],
			['U.S.A.', 'USA'],
			['Gambia (the)', 'GMB'],
			['Bahamas, The', 'BHS'],
			['Holy See', 'VAT'],
			['', undefined],
		],
		refuses: [
			'Congo',
			'Korea',
			'Atlantis',
			'XYZ',
			'G',
			'GE1',
			'n/a',
			268,
			true,
			{},
			['GEO'],
			'undefined',
			'-',
		],
	},
	'file field': {
		read: readFileField,
		takes: [
			['data', 'data'],
			[' data ', 'data'],
			[file, file],
		],
		refuses: [{ data: file }, [file], 'constructor', '', null, true, '[object Object]'],
	},
	'field name': {
		read: readFieldName,
		takes: [['data', 'data']],
		refuses: [file, '', '__proto__', null, undefined],
	},
	'session id': {
		read: readSessionId,
		takes: [
			['', undefined],
			[undefined, undefined],
			[ID, ID],
			[` ${ID}\n`, ID],
			[`${ID.slice(0, 9)}\u200b${ID.slice(9)}`, ID],
			[OTHER_ID, OTHER_ID],
			[`"${ID}"`, ID],
			[`“${ID}”`, ID],
			[`\ufeff«${ID}»\u0000`, ID],
			[`<${ID}>`, ID],
			[LINK, ID],
			[`<${LINK}>`, ID],
			[`<${LINK}|Verify yourself>`, ID],
			[`[Verify yourself](${LINK})`, ID],
			[`Open ${LINK} to begin`, ID],
			[`https://mail.example/?url=${encodeURIComponent(LINK)}`, ID],
			[12345678, '12345678'],
		],
		refuses: [
			'short',
			'unknown',
			'a'.repeat(129),
			'a'.repeat(2_000_000),
			`${ID} ${ID}`,
			`${ID};${OTHER_ID}`,
			`${LINK} ${OTHER_LINK}`,
			'https://widget.identomat.com/',
			'https://kyc.example/?session_token=',
			'undefined',
			'[object Object]',
			{ sessionId: ID },
			[ID],
			true,
			7,
			Infinity,
			2 ** 60,
			'UNDEFINED',
			'undefined-undefined',
			'nullnull',
			'session_token',
			'--------',
		],
	},
	'list of session ids': {
		read: readSessionIds,
		takes: [
			['', []],
			[[], []],
			['[]', []],
			[ID, [ID]],
			[`${ID};${OTHER_ID}`, [ID, OTHER_ID]],
			[`${ID}, ${OTHER_ID}\n${ID}`, [ID, OTHER_ID]],
			[`${ID}|${OTHER_ID}`, [ID, OTHER_ID]],
			[`"${ID}", '${OTHER_ID}'`, [ID, OTHER_ID]],
			[`${ID}\u200b,\ufeff${OTHER_ID}`, [ID, OTHER_ID]],
			[`["${ID}", "${OTHER_ID}"] `, [ID, OTHER_ID]],
			[
				[` ${ID} `, LINK, OTHER_LINK],
				[ID, OTHER_ID],
			],
			[`<${LINK}>; <${OTHER_LINK}>`, [ID, OTHER_ID]],
			[`<${LINK}|Verify yourself>,<${OTHER_LINK}|Verification>`, [ID, OTHER_ID]],
			[`${LINK}|Verification\n${OTHER_LINK}|Open the link`, [ID, OTHER_ID]],
			[`${LINK}|${OTHER_ID}`, [ID, OTHER_ID]],
			[`[Verify](${LINK}) ${OTHER_ID}`, [ID, OTHER_ID]],
			[`<a href="${LINK}">Verification link</a>`, [ID]],
			[`https://kyc.example/?a=1&amp;session_token=${ID}`, [ID]],
		],
		refuses: [
			undefined,
			null,
			7,
			true,
			{ id: ID },
			'short',
			`${ID}, https://kyc.example/open`,
			[ID, null],
			[ID, ''],
			[[ID]],
			[{ id: ID }],
			`["${ID}"`.slice(0, 3),
			'undefined undefined',
			`sessionId\n${ID}`,
			'a'.repeat(2_000_000),
		],
	},
};

describe.each(Object.entries(specifications))('a %s', (_, { read, takes, refuses }) => {
	const label = (value: unknown) =>
		(typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value))).slice(
			0,
			80,
		);

	it.each(takes.map(([given, wanted]) => ({ given, wanted, title: label(given) })))(
		'accepts $title',
		({ given, wanted }) => {
			expect(read(given, "'Field'")).toEqual(wanted);
		},
	);

	it.each(refuses.map((given) => ({ given, title: label(given) })))(
		'refuses $title, naming the field',
		({ given }) => {
			expect(() => read(given, "'Field'")).toThrow(
				expect.objectContaining({
					message: expect.stringMatching(/^'Field' .{1,140}$/s),
					description: expect.stringMatching(/./),
				}),
			);
		},
	);
});
