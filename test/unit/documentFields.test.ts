import { documentsIn, readDocumentFields } from '../../nodes/api/results/documentFields';
import { simplifyResult } from '../../nodes/api/results/simplifiedResult';

const TODAY = '2026-11-29';
const read = (...documents: Array<Record<string, unknown>>) => readDocumentFields(documents, TODAY);

const CARD_FRONT = {
	Given_Names_en_US: ' Nino ',
	Surname_en_US: 'Sandadze',
	Given_Names_ka_GE: 'ნინო',
	Surname_ka_GE: 'სანდაძე',
	localMiddleName: '',
	Sex_en_US: 'F',
	Nationality_en_US: 'Georgia',
	Nationality_Code_en_US: 'GEO',
	Document_Number_en_US: '00TS00042',
	Personal_Number_en_US: '00000000042',
	Date_of_Birth_en_US: '7/4/1990',
	Date_of_Birth_ISO: '1990-07-03T20:00:00.000Z',
	Date_of_Expiry_ISO: '2025-11-20T00:00:00.000Z',
};
const CARD_BACK = {
	Place_of_Birth_ka_GE: 'ტესტისი',
	Address_en_US: '1 Example Street, Testisi',
	Issuing_State_Code_en_US: 'GEO',
	Date_of_Issue_en_US: '11/20/2024',
	Authority_ka_GE: 'იუსტიციის სახლი',
	Authority_en_US: 'Sandbox House of Justice',
	mrz: 'IDGEO\nSANDADZE<<NINO',
};

it('reads the observed names of both sides of a card', () => {
	expect(read(CARD_FRONT, CARD_BACK)).toEqual({
		firstName: 'Nino',
		middleName: null,
		lastName: 'Sandadze',
		localFirstName: 'ნინო',
		localMiddleName: null,
		localLastName: 'სანდაძე',
		birthDate: '1990-07-04',
		birthPlace: 'ტესტისი',
		sex: 'F',
		nationality: 'GEO',
		personalNumber: '00000000042',
		documentNumber: '00TS00042',
		documentIssuingState: 'GEO',
		documentIssueDate: '2024-11-20',
		documentExpiryDate: '2025-11-20',
		documentExpired: true,
		authority: 'Sandbox House of Justice',
		address: '1 Example Street, Testisi',
		mrz: 'IDGEO\nSANDADZE<<NINO',
	});
});

it('has every key if nothing was read', () => {
	expect(Object.values(read({})).every((value) => value === null)).toBe(true);
});

it.each([
	[{ Given_Names_uk_UA: 'Ніно' }, { firstName: 'Ніно', localFirstName: 'Ніно' }],
	[{ Given_Names_en_GB: 'Nino' }, { firstName: 'Nino', localFirstName: null }],
	[{ Given_Names: 'Nino' }, { firstName: 'Nino', localFirstName: null }],
	[{ localMiddleName: 'ანა' }, { middleName: null, localMiddleName: 'ანა' }],
	[
		{ Surname_en_US: '', Surname_fr_FR: 'Sand' },
		{ lastName: 'Sand', localLastName: 'Sand' },
	],
	[{ Nationality_en_US: 'Georgia' }, { nationality: 'Georgia' }],
	[
		{ Date_of_Birth_en_US: 'unclear', Date_of_Birth_ISO: '1990-07-04' },
		{ birthDate: '1990-07-04' },
	],
	[{ Date_of_Birth_ka_GE: '7/4/1990' }, { birthDate: '1990-07-04' }],
	[{ Date_of_Birth_en_US: '7/4/1990 12:00:00 AM' }, { birthDate: '1990-07-04' }],
	// Day first, by all that is known of such spellings: not guessed.
	[{ Date_of_Birth_en_US: '04.07.1990' }, { birthDate: null }],
	[{ Date_of_Birth_en_US: '25/11/1990' }, { birthDate: null }],
	[{ Date_of_Expiry_en_US: '1/1/0001' }, { documentExpiryDate: null, documentExpired: null }],
	[{ Date_of_Expiry_en_US: '12/31/9999' }, { documentExpired: false }],
	[
		{ first_name: 'Nino', birthday: '07/04/1990', birth_place: 'Testisi' },
		{ firstName: 'Nino', birthDate: '1990-07-04', birthPlace: 'Testisi' },
	],
	[
		{ Given_Names_en_US: { a: 1 }, Surname_en_US: null },
		{ firstName: null, lastName: null },
	],
])('reads %j', (fields, row) => {
	expect(read(fields)).toMatchObject(row);
});

it('uses the local spelling of all names from one language', () => {
	const inTwoLanguages = {
		Given_Names_ka_GE: 'ნინო',
		Surname_ru_RU: 'Сандадзе',
		Surname_ka_GE: 'სანდაძე',
		Given_Names_ru_RU: 'Нино',
		Authority_ru_RU: 'Дом юстиции',
	};
	const row = { firstName: 'ნინო', lastName: 'სანდაძე', authority: 'Дом юстиции' };
	expect(read(inTwoLanguages)).toMatchObject({
		...row,
		localFirstName: 'ნინო',
		localLastName: 'სანდაძე',
	});
	const { Surname_ru_RU: surname, ...back } = inTwoLanguages;
	expect(read({ Place_of_Birth_ka_GE: 'ტესტისი', Surname_ru_RU: surname }, back)).toMatchObject(
		row,
	);
});

it('reads a locale with a script', () => {
	const fields = { Given_Names_sr_Latn_RS: 'Ana', Given_Names_sr_Cyrl_RS: 'Ана' };
	expect(read(fields)).toMatchObject({ firstName: 'Ana', localFirstName: 'Ana' });
});

it('uses a field from the first side that has it', () => {
	expect(read({ Sex_en_US: '' }, { Sex_en_US: 'F' }, { Sex_en_US: 'M' }).sex).toBe('F');
});

describe('a result without a person', () => {
	const result = { result: 'approved', id_card_front: CARD_FRONT, id_card_back: CARD_BACK };

	it.each([{}, { person: null }, { person: {} }, { person: { first_name: ' ', birthday: null } }])(
		'has the fields of the document for %j',
		(person) => {
			expect(simplifyResult('a', { ...result, ...person }, TODAY)).toMatchObject({
				fullName: 'Nino Sandadze',
				localLastName: 'სანდაძე',
				birthDate: '1990-07-04',
				documentNumber: '00TS00042',
				documentExpired: true,
				age: null,
				email: null,
			});
		},
	);

	it('has no fields of the document if it has a person', () => {
		const row = simplifyResult('a', { ...result, person: { first_name: 'Ana' } }, TODAY);
		expect(row).toMatchObject({ firstName: 'Ana', lastName: null, documentNumber: null });
	});

	it('reads fields in place of the documents', () => {
		expect(documentsIn({ id_card_front: 'none', id_card_back: null, passport: [] })).toEqual([]);
	});
});

it.each([
	[
		{ first_name: 'Ana', middle_name: 'Maria', last_name: 'Testidze' },
		'Ana Maria Testidze',
		'Maria',
	],
	[
		{ first_name: 'Ivan', patronymic: 'Petrovich', last_name: 'Proverkin' },
		'Ivan Petrovich Proverkin',
		'Petrovich',
	],
	[{ first_name: 'Ana', last_name: 'Testidze' }, 'Ana Testidze', null],
])('makes the full name of %j', (person, fullName, middleName) => {
	expect(simplifyResult('a', { person }, TODAY)).toMatchObject({ fullName, middleName });
});
