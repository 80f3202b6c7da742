import { outcomeOf, simplifyResult, withOutcome } from '../../nodes/api/results/sessionResult';

const TODAY = '2026-03-01';
const simplified = (result: object) => simplifyResult('a', { ...result }, TODAY);
const ofPerson = (person: unknown) => simplified({ person });

describe('outcomeOf', () => {
	it.each([
		['approved', 'approved'],
		['APPROVED', 'approved'],
		['Rejected', 'rejected'],
		['manual_check', 'manual_check'],
		['manual-check', 'manual_check'],
		['MANUAL CHECK', 'manual_check'],
		['manualCheck', 'manual_check'],
		['manual', 'manual_check'],
		['in_progress', 'in_progress'],
		['in progress', 'in_progress'],
		['IN-PROGRESS', 'in_progress'],
		['inProgress', 'in_progress'],
		['disagreed', 'disagreed'],
		['disagreed_with_terms', 'disagreed'],
		['Disagreed with terms', 'disagreed'],
		[' approved\n', 'approved'],
		['postponed', 'unknown'],
		['', 'unknown'],
		['constructor', 'unknown'],
		[null, 'unknown'],
		[undefined, 'unknown'],
		[1, 'unknown'],
		[{ result: 'approved' }, 'unknown'],
	])('reads %j as %s', (word, outcome) => {
		expect(outcomeOf(word)).toBe(outcome);
	});
});

describe('withOutcome', () => {
	it.each([
		['approved', true],
		['rejected', true],
		['manual check', true],
		['disagreed', true],
		['in progress', false],
		['something else', false],
	])('adds to an answer that says "%s" whether that is final: %s', (result, finished) => {
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
	])('has every key where the answer holds %s', (_, result) => {
		const { sessionId, outcome, finished, ...others } = simplified(result);
		expect([sessionId, outcome, finished]).toEqual(['a', 'unknown', false]);
		expect(Object.keys(others)).toEqual([
			'fullName',
			'firstName',
			'lastName',
			'localFirstName',
			'localLastName',
			'birthDate',
			'age',
			'sex',
			'nationality',
			'citizenship',
			'personalNumber',
			'documentType',
			'documentNumber',
			'documentIssuingState',
			'documentExpiryDate',
			'documentExpired',
			'address',
			'email',
			'phone',
			'live',
			'similarity',
			'rejectReason',
			'rejectDescription',
			'comment',
			'screeningMatchCount',
			'configId',
		]);
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
	])('makes the full name of %j and the name %j', (person, name, fullName) => {
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

	it('reads numbers that come as text, and texts that come as numbers', () => {
		const person = { age: '46', personal_number: 42, document_number: 7 };
		expect(simplified({ person, similarity: '0.93' })).toMatchObject({
			age: 46,
			personalNumber: '42',
			documentNumber: '7',
			similarity: 0.93,
		});
	});

	it.each([false, 0])('keeps %j, which is not unknown', (value) => {
		const { live, similarity } = simplified({ live: value, similarity: value });
		expect([live, similarity]).toContain(value);
	});
});
