import { dateOf } from './dates';
import { fieldsOf, objectsOf, textOf, type Fields, type Text } from './values';

/**
 * The names of the fields that were read from a general document. Evidence: observed, unless said
 * otherwise.
 */
const names = {
	fullName: ['fullName', 'full_name'], // the spelling with `_`, here and below: inferred
	firstName: ['firstName', 'first_name'],
	lastName: ['lastName', 'last_name'],
	address: ['formattedAddress', 'formatted_address'],
	addressAsPrinted: ['address'],
	issuer: ['issuingAuthority', 'issuing_authority', 'authority', 'issuer'], // `issuer`: inferred
	issued: ['documentIssued', 'document_issued'],
	issuedTime: ['documentIssuedTime', 'document_issued_time'],
	expires: ['documentExpires', 'document_expires'],
	expiresTime: ['documentExpiresTime', 'document_expires_time'], // both: inferred
	type: ['typeId', 'documentType'],
};

type Name = keyof typeof names;

function read(fields: Fields, name: Name): Text {
	for (const each of names[name]) {
		const text = textOf(fields[each]);
		if (text !== null) return text;
	}
	return null;
}

/** The first value of the places that is not null. */
function firstOf(places: Fields[], of: (place: Fields) => Text): Text {
	for (const place of places) {
		const text = of(place);
		if (text !== null) return text;
	}
	return null;
}

function fullName(place: Fields): Text {
	const parts = [read(place, 'firstName'), read(place, 'lastName')];
	return read(place, 'fullName') ?? joined(parts, ' ');
}

function addressInParts(place: Fields): Text {
	const parts = (...fields: unknown[]) => fields.map(textOf);
	const { street, streetNumber, houseNumber, sublocality, city, postalTown } = place;
	const { county, state, postalCode, country, countryCode } = place;
	const others = parts(sublocality, city, postalTown, county, state, postalCode);
	const lastPart = textOf(country) ?? textOf(countryCode);
	return joined([joined(parts(street, streetNumber, houseNumber), ' '), ...others, lastPart], ', ');
}

/** The parts that are known, each of them once: a number or a town can come under two names. */
function joined(parts: Text[], separator: string): Text {
	const known = parts.filter((part) => part !== null);
	return known.filter((part, index) => part !== known[index - 1]).join(separator) || null;
}

function listOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	return textOf(value) === null ? [] : [value];
}

/** One document as a flat object. Each field is taken from the first page that has it. */
function generalDocument(document: Fields) {
	const pages = objectsOf(document.pages);
	const places = [...pages, document].flatMap((place) => [fieldsOf(place.final), place]);
	const find = (name: Name) => firstOf(places, (place) => read(place, name));
	return {
		type: firstOf([document, ...pages], (place) => read(place, 'type')),
		fullName: firstOf(places, fullName),
		address: find('address') ?? find('addressAsPrinted') ?? firstOf(places, addressInParts),
		issueDate: dateIn(places, 'issued', 'issuedTime'),
		expiryDate: dateIn(places, 'expires', 'expiresTime'),
		issuer: find('issuer'),
		statuses: [...pages, document].flatMap(({ statuses }) => listOf(statuses)),
	};
}

function dateIn(places: Fields[], date: Name, time: Name): Text {
	return firstOf(places, (place) => dateOf(read(place, date), read(place, time)));
}

/**
 * The general documents of a result, one flat object each, or null if there are none.
 * @param result a response of `result/`. Older ones have `general_document`, a list or one object.
 */
export function generalDocumentsOf(result: Fields) {
	const documents = [result.generalDocuments, result.general_document].map(objectsOf);
	const found = documents.find(({ length }) => length > 0);
	return found?.map(generalDocument) ?? null;
}
