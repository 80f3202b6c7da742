import fc from 'fast-check';

import { outcomeOf } from '../../nodes/api/results/outcomes';
import {
	formatResult,
	resultFields,
	simplifyResult,
	withOutcome,
} from '../../nodes/api/results/simplifiedResult';

const TODAY = '2026-03-01';
const simplified = (result: object) => simplifyResult('a', { ...result }, TODAY);
const ofPerson = (person: unknown) => simplified({ person });

describe('withOutcome', () => {
	it.each([
		['approved', true],
		['rejected', true],
		['manual check', true],
		['disagreed', true],
		['in progress', false],
		['something else', false],
	])('adds to the result "%s" whether it is final: %s', (result, finished) => {
		const answer = { result, extra: { deep: [null] } };
		expect(withOutcome('a', answer)).toEqual({
			...answer,
			sessionId: 'a',
			outcome: outcomeOf(result),
			finished,
		});
	});
});

describe('simplifyResult', () => {
	it.each([
		['nothing', {}],
		['nulls', { result: null, person: null, name: null, reject_reason: null, live: null }],
		[
			'things of another type',
			{ person: 'Nino', name: {}, live: 'yes', similarity: 'high', age: [] },
		],
		['an empty person', { person: {}, name: '', document_type: ' ' }],
		[
			'empty fields of the person',
			{ person: { first_name: '', last_name: null, age: '', birthday: '', birthday_time: null } },
		],
	])('has every key if the response has %s', (_, result) => {
		const { sessionId, outcome, finished, ...others } = simplified(result);
		expect([sessionId, outcome, finished]).toEqual(['a', 'in_progress', false]);
		expect(['sessionId', 'outcome', 'finished', ...Object.keys(others)]).toEqual(resultFields);
		expect(new Set(Object.values(others))).toEqual(new Set([null]));
	});

	it.each([
		['11/25/1979', undefined, '1979-11-25'],
		['1/5/1979', undefined, '1979-01-05'],
		['11/25/1979', '1979-11-24T20:00:00.000Z', '1979-11-25'],
		[' 11/25/1979 ', '1979-11-26', '1979-11-25'],
		['1979-11-25', '1979-11-24T20:00:00Z', '1979-11-25'],
		['', '1979-11-24T20:00:00.000Z', '1979-11-24'],
		[null, '1979-11-25T23:59:59+14:00', '1979-11-25'],
		[undefined, '1979-11-25', '1979-11-25'],
		['02/29/2000', undefined, '2000-02-29'],
		['02/30/2000', undefined, null],
		['02/29/2001', '2001-02-28T00:00:00Z', '2001-02-28'],
		['25/11/1979', undefined, null],
		['25/11/1979', '1979-11-25T00:00:00Z', '1979-11-25'],
		['11/25/79', undefined, null],
		['unknown', 'unknown', null],
		[undefined, '1979-11', null],
		[undefined, '1979-11-251', null],
		[['11/25/1979'], 315360000, null],
	])('reads the dates %j and %j as %s', (monthFirst, time, date) => {
		const born = ofPerson({ birthday: monthFirst, birthday_time: time });
		expect(born.birthDate).toBe(date);
		const expiring = ofPerson({ document_expires: monthFirst, document_expires_time: time });
		expect(expiring.documentExpiryDate).toBe(date);
	});

	it.each([
		['02/28/2026', true],
		['03/01/2026', false],
		['03/02/2026', false],
		['never', null],
	])('on 1 March 2026, a document until %s is expired: %s', (document_expires, expired) => {
		expect(ofPerson({ document_expires }).documentExpired).toBe(expired);
	});

	it.each([
		[{ first_name: 'Nino', last_name: 'Sandadze' }, 'N. SANDADZE', 'Nino Sandadze'],
		[{ first_name: ' Nino ', last_name: ' Sandadze ' }, undefined, 'Nino Sandadze'],
		[{ first_name: 'Nino' }, 'Nino S.', 'Nino S.'],
		[{ last_name: 'Sandadze', first_name: '' }, 'Nino S.', 'Nino S.'],
		[{}, 'Nino S.', 'Nino S.'],
		[null, 'Nino S.', 'Nino S.'],
		[{ first_name: 'Nino' }, '', 'Nino'],
		[{ last_name: 'Sandadze' }, null, 'Sandadze'],
	])('builds the full name from %j and the name %j', (person, name, fullName) => {
		expect(simplified({ person, name }).fullName).toBe(fullName);
	});

	it.each([
		[
			{ value: 'face_mismatch', description: 'Faces do not match' },
			'face_mismatch',
			'Faces do not match',
		],
		[{ value: 'face_mismatch' }, 'face_mismatch', null],
		[{ description: 'Blurred' }, null, 'Blurred'],
		['FIELDS_MISMATCH', 'FIELDS_MISMATCH', null],
		['', null, null],
		[' ', null, null],
		[{}, null, null],
		[null, null, null],
		[['face_mismatch'], null, null],
	])('reads the reject reason %j', (reject_reason, rejectReason, rejectDescription) => {
		expect(simplified({ reject_reason })).toMatchObject({ rejectReason, rejectDescription });
	});

	it.each([
		[[], 0],
		[[{ score: 1 }, {}], 2],
		[null, null],
		[undefined, null],
		['none', null],
	])('counts the screening matches %j', (screeningMatches, count) => {
		expect(simplified({ screeningMatches }).screeningMatchCount).toBe(count);
	});

	it('reads numbers sent as text, and texts sent as numbers', () => {
		const person = { age: '46', personal_number: 42, document_number: 7 };
		expect(simplified({ person, similarity: '0.93' })).toMatchObject({
			age: 46,
			personalNumber: '42',
			documentNumber: '7',
			similarity: 0.93,
		});
	});

	it.each([
		['manual-check', 'manual-check'],
		[' Postponed\n', ' Postponed\n'],
		[4, 4],
		['', null],
		[' ', null],
		[undefined, null],
	])('returns the word %j of the API as %j', (word, result) => {
		expect(simplified({ result: word }).result).toBe(result);
	});

	it.each([
		['Infinity', '-Infinity', '0x2a', '1e3', '', ' ', '4 2', '42 years', '1,5', true, [42], {}],
	])('does not read %j as a number', (...values) => {
		expect(values.map((age) => ofPerson({ age }).age)).toEqual(values.map(() => null));
	});

	it.each([false, 0])('keeps %j, which is not an unknown value', (value) => {
		const { live, similarity } = simplified({ live: value, similarity: value });
		expect([live, similarity]).toContain(value);
	});
});

describe('answers of questionnaires', () => {
	const answersTo = (questionnaires: unknown) => simplified({ questionnaires }).answers;

	it('are unchanged under the key of their question, from all questionnaires', () => {
		const questionnaires = [
			{
				key: 'funds',
				questions: [
					{ key: 'job', answer: 'pilot' },
					{ key: 'pep', answer: false },
				],
			},
			{
				key: 'operator',
				questions: [{ key: 'sources', answer: ['salary', 'gift'] }, { key: 'note' }],
			},
		];
		expect(answersTo(questionnaires)).toEqual({
			job: 'pilot',
			pep: false,
			sources: ['salary', 'gift'],
			note: null,
		});
	});

	it('have separate keys if two questionnaires share a key', () => {
		const questionnaires = [
			{
				key: 'user',
				questions: [
					{ key: 'pep', answer: false },
					{ key: 'job', answer: 'pilot' },
				],
			},
			{ key: 'operator', questions: [{ key: 'pep', answer: true }] },
			{ questions: [{ key: 'pep', answer: null }] },
		];
		expect(answersTo(questionnaires)).toEqual({
			'user.pep': false,
			'operator.pep': true,
			'3.pep': null,
			job: 'pilot',
		});
	});

	it.each([
		[undefined],
		[null],
		[[]],
		['none'],
		[[null, 'funds', { key: 'funds' }, { key: 'funds', questions: [{ answer: 'pilot' }, null] }]],
	])('are null for %j', (questionnaires) => {
		expect(answersTo(questionnaires)).toBeNull();
	});

	it('are read from one questionnaire that is not a list', () => {
		expect(answersTo({ key: 'funds', questions: { key: 'job', answer: 'pilot' } })).toEqual({
			job: 'pilot',
		});
	});

	it('accept any key as a plain name', () => {
		const names = ['__proto__', 'constructor', 'toString'];
		const answers = answersTo({
			key: 'a',
			questions: names.map((key) => ({ key, answer: { x: 1 } })),
		});
		expect(Object.keys(answers ?? {})).toEqual(names);
		expect(({} as { x?: number }).x).toBeUndefined();
	});
});

describe('general documents', () => {
	const documentsOf = (result: object) => simplified(result).generalDocuments;
	const final = {
		street: 'Example Street',
		streetNumber: '99',
		city: 'Testisi',
		postalCode: '0042',
		country: 'Georgia',
		address: 'example street, 99',
		formattedAddress: '99 Example Street, Testisi 0042, Georgia',
		issuingAuthority: 'Example Bank',
		documentIssued: '8/2/2026',
		documentExpires: '',
		fullName: 'Nino Sandadze',
	};
	const bill = {
		documentType: 'UTILITY_BILL',
		typeId: 'utility_bill',
		pages: [{ typeId: 'utility-bill', final, statuses: [] }],
	};
	const row = {
		type: 'utility_bill',
		fullName: 'Nino Sandadze',
		address: '99 Example Street, Testisi 0042, Georgia',
		issueDate: '2026-08-02',
		expiryDate: null,
		issuer: 'Example Bank',
		statuses: [],
	};

	it('are returned if a session checked nothing else', () => {
		const result = { result: 'approved', person: {}, name: '', generalDocuments: [bill] };
		expect(simplified(result)).toMatchObject({ fullName: null, generalDocuments: [row] });
	});

	it('take missing fields from another page, and the statuses of all', () => {
		const pages = [
			{
				final: { fullName: 'Nino Sandadze', documentIssued: 'soon' },
				statuses: ['page-was-blurred'],
			},
			null,
			{ statuses: ['issued-date-was-not-found'] },
			{ final: { authority: 'Example Bank', documentIssuedTime: '2026-08-02T20:00:00.000Z' } },
		];
		expect(documentsOf({ generalDocuments: [{ ...bill, pages }] })).toEqual([
			{ ...row, address: null, statuses: ['page-was-blurred', 'issued-date-was-not-found'] },
		]);
	});

	it.each([
		['as it is printed', { formattedAddress: '' }, 'example street, 99'],
		[
			'in its parts',
			{ formattedAddress: null, address: ' ' },
			'Example Street 99, Testisi, 0042, Georgia',
		],
		[
			'in other parts',
			{
				formattedAddress: null,
				address: null,
				street: null,
				streetNumber: null,
				houseNumber: 7,
				city: null,
				postalTown: 'Testisi',
				country: null,
				countryCode: 'GEO',
			},
			'7, Testisi, 0042, GEO',
		],
		[
			'with all parts, each of them once',
			{
				formattedAddress: null,
				address: null,
				houseNumber: 'B',
				sublocality: 'Testisi',
				postalTown: 'Upper Testisi',
			},
			'Example Street 99 B, Testisi, Upper Testisi, 0042, Georgia',
		],
	])('have the address %s', (_, parts, address) => {
		const pages = [{ final: { ...final, ...parts } }];
		expect(documentsOf({ generalDocuments: [{ ...bill, pages }] })).toEqual([{ ...row, address }]);
	});

	it('are read from older payloads, as a list or one object, with or without pages', () => {
		for (const general_document of [bill, [bill], { ...bill, pages: undefined, ...final }]) {
			expect(documentsOf({ general_document, generalDocuments: [] })).toEqual([row]);
		}
		expect(documentsOf({ general_document: { document_issued: '8/2/2026' } })).toMatchObject([
			{ issueDate: '2026-08-02' },
		]);
	});

	it.each([[undefined], [null], [[]], ['none'], [[null, 'none']]])(
		'are null for %j',
		(generalDocuments) => {
			expect(documentsOf({ generalDocuments })).toBeNull();
		},
	);
});

it('reads any value into the same keys without throwing or changing it', () => {
	const names = [
		'person',
		'generalDocuments',
		'general_document',
		'questionnaires',
		'pages',
		'final',
	];
	const key = fc.constantFrom(
		...names,
		'questions',
		'key',
		'statuses',
		'result',
		'__proto__',
		'birthday',
	);
	const { value } = fc.letrec<{ value: unknown }>((tie) => ({
		value: fc.oneof(
			{ maxDepth: 6 },
			fc.jsonValue({ maxDepth: 0 }),
			fc.array(tie('value'), { maxLength: 3 }),
			fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map(Object.fromEntries),
		),
	}));
	fc.assert(
		fc.property(value, (result) => {
			const before = JSON.stringify(result);
			expect(Object.keys(simplified({ result }))).toEqual(resultFields);
			expect(Object.keys(simplified(Object(result) as object))).toEqual(resultFields);
			expect(JSON.stringify(result)).toBe(before);
		}),
		{ seed: 12, numRuns: 500 },
	);
});

it('reads values too deep for recursion and too wide for arguments', () => {
	const deep = JSON.parse('{"person":'.repeat(100_000) + '1' + '}'.repeat(100_000)) as object;
	expect(simplified({ ...deep, result: deep, address: deep }).fullName).toBeNull();
	const pages = Array.from({ length: 150_000 }, () => ({ statuses: ['blurred'] }));
	const wide = simplified({ generalDocuments: [{ pages }, ...pages] });
	expect(wide.generalDocuments).toHaveLength(150_001);
});

describe('formatResult', () => {
	const result = { result: 'approved', person: { first_name: 'Nino' } };

	it('returns only the chosen keys of the row', () => {
		const format = { simplify: true, fields: ['outcome', 'firstName'] };
		expect(formatResult(format, 'a', result)).toEqual({ outcome: 'approved', firstName: 'Nino' });
	});

	it('returns the whole row if no key is chosen', () => {
		expect(formatResult({ simplify: true, fields: [] }, 'a', result)).toEqual(
			simplifyResult('a', result),
		);
	});

	it('returns the raw response with the outcome if it is not simplified', () => {
		expect(formatResult({ simplify: false, fields: [] }, 'a', result)).toEqual({
			...result,
			sessionId: 'a',
			outcome: 'approved',
			finished: true,
		});
	});
});
