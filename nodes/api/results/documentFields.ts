import { dateOf } from './dates';
import { isObject, textOf, type Fields, type Text } from './values';

/**
 * How the fields read from a document are named, without the locale that a name ends with
 * (`Given_Names_en_US`). Those before the bar are observed in `id_card_front`, `id_card_back` and
 * `passport` of a result. It is inferred that reading an image returns the same ones. The names behind the
 * bar are inferred: those in lower case are what a result has in `person`, or like it.
 */
const names = {
	firstName: 'Given_Names | first_name',
	middleName: '| Middle_Names middle_name patronymic',
	lastName: 'Surname | last_name',
	localFirstName: '| local_first_name',
	localMiddleName: 'localMiddleName | local_middle_name',
	localLastName: '| local_last_name',
	birthDate: 'Date_of_Birth | birthday',
	birthTime: 'Date_of_Birth_ISO | birthday_time',
	birthPlace: 'Place_of_Birth | birth_place',
	sex: 'Sex',
	nationality: 'Nationality_Code Nationality',
	personalNumber: 'Personal_Number',
	documentNumber: 'Document_Number',
	documentIssuingState: 'Issuing_State_Code | Issuing_State',
	documentIssueDate: 'Date_of_Issue | document_issued',
	documentIssueTime: '| Date_of_Issue_ISO document_issued_time',
	documentExpiryDate: 'Date_of_Expiry | document_expires',
	documentExpiryTime: 'Date_of_Expiry_ISO | document_expires_time',
	authority: 'Authority | local_authority',
	address: 'Address',
	mrz: 'mrz',
} as const;

type Name = keyof typeof names;

/** Only `en_US` and `ka_GE` were seen. Other locales are to be expected, with a script in them too. */
const LOCALE = /[_-]([a-z]{2,3})(?:[_-][A-Z][a-z]{3})?[_-][A-Z]{2}$/;
const ENGLISH = 'en';

/** The same for `Given_Names` and `givenNames`. */
function lettersOf(name: string): string {
	return name.replace(/[^a-z]/gi, '').toLowerCase();
}

const namesByKey = new Map(
	Object.entries(names).map(([key, text]) => [
		key as Name,
		text
			.split(/[\s|]+/)
			.filter(Boolean)
			.map(lettersOf),
	]),
);

/** The readings under one name: in English or without a locale, and in another language. */
interface Readings {
	english: unknown[];
	local: unknown[];
}

/**
 * The readings from one side of a document, or several of the same document, by name. Of several local
 * languages the one that was read first comes first under every name, so that a person's names match.
 */
function readingsOf(documents: Fields[]): Map<string, Readings> {
	const found = documents
		.flatMap((fields) => Object.entries(fields))
		.filter(([, value]) => textOf(value) !== null)
		.map(([name, value]) => ({ ...nameAndLanguage(name), value }));
	const languages = [...new Set(found.map(({ language }) => language))];
	const readings = new Map<string, Readings>();
	for (const language of languages) {
		for (const { name, value } of found.filter((each) => each.language === language)) {
			const byName = readings.get(name) ?? { english: [], local: [] };
			byName[language === ENGLISH ? 'english' : 'local'].push(value);
			readings.set(name, byName);
		}
	}
	return readings;
}

/** A name without a locale counts as English. */
function nameAndLanguage(name: string): { name: string; language: string } {
	const [locale = '', language = ENGLISH] = LOCALE.exec(name) ?? [];
	return { name: lettersOf(name.slice(0, name.length - locale.length)), language };
}

/**
 * The fields of a document in plain values, every key present, with null if unknown. English is preferred
 * over the local spelling. Dates are `YYYY-MM-DD`. The text with the month first is preferred over its ISO
 * twin, which can be a day off.
 * @param documents the readings from the sides of one document. The first one that has a field counts.
 * @param today the date (`YYYY-MM-DD`) on which the document counts as expired or not
 */
export function readDocumentFields(documents: Fields[], today = isoToday()) {
	const readings = readingsOf(documents);
	const all = (key: Name, of: keyof Readings) =>
		(namesByKey.get(key) ?? []).flatMap((name) => readings.get(name)?.[of] ?? []);
	const text = (key: Name): Text => textOf([...all(key, 'english'), ...all(key, 'local')][0]);
	const local = (key: Name, foreign: Name): Text =>
		textOf([...all(key, 'english'), ...all(key, 'local'), ...all(foreign, 'local')][0]);
	const date = (key: Name, time: Name): Text =>
		[...all(key, 'english'), ...all(key, 'local')]
			.map((value) => dateOf(value, null))
			.find((day) => day !== null) ?? dateOf(null, text(time));
	const documentExpiryDate = date('documentExpiryDate', 'documentExpiryTime');
	return {
		firstName: text('firstName'),
		middleName: text('middleName'),
		lastName: text('lastName'),
		localFirstName: local('localFirstName', 'firstName'),
		localMiddleName: local('localMiddleName', 'middleName'),
		localLastName: local('localLastName', 'lastName'),
		birthDate: date('birthDate', 'birthTime'),
		birthPlace: text('birthPlace'),
		sex: text('sex'),
		nationality: text('nationality'),
		personalNumber: text('personalNumber'),
		documentNumber: text('documentNumber'),
		documentIssuingState: text('documentIssuingState'),
		documentIssueDate: date('documentIssueDate', 'documentIssueTime'),
		documentExpiryDate,
		documentExpired: documentExpiryDate === null ? null : documentExpiryDate < today,
		authority: text('authority'),
		address: text('address'),
		mrz: text('mrz'),
	};
}

/** The documents whose readings are in a result (observed). */
export function documentsIn(result: Fields): Fields[] {
	return [result.id_card_front, result.id_card_back, result.passport].filter(isObject);
}

function isoToday(): string {
	return new Date().toISOString().slice(0, 10);
}
