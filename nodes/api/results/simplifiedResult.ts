import type { IDataObject } from 'n8n-workflow';

import { dateOf } from './dates';
import { documentsIn, readDocumentFields } from './documentFields';
import { generalDocumentsOf } from './generalDocuments';
import { isFinished, hasNoOutcome, outcomeOf } from './outcomes';
import { answersOf } from './questionnaires';
import { fieldsOf, flagOf, numberOf, shareOf, textOf, type Text } from './values';

/** The keys of a simplified result, in their order. */
export const resultFields = [
	'sessionId',
	'outcome',
	'finished',
	'fullName',
	'firstName',
	'middleName',
	'lastName',
	'localFirstName',
	'localMiddleName',
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
	'answers',
	'generalDocuments',
	'result',
] as const;

type Row = Record<(typeof resultFields)[number], unknown>;

/** The API's response as it is, plus `sessionId`, `outcome` and `finished`. */
export function withOutcome(sessionId: string, result: IDataObject): IDataObject {
	const outcome = outcomeOf(result.result);
	return { ...result, sessionId, outcome, finished: isFinished(outcome) };
}

/**
 * The result as a flat row. Every key is always there, with null if unknown. Dates are `YYYY-MM-DD`,
 * `similarity` is 0 to 1, `result` the API's own word. Names of the API's fields: observed, `patronymic`:
 * inferred. Every one may be missing, empty or of another type, so no type is assumed and nothing throws.
 * @param today the date (`YYYY-MM-DD`) on which a document counts as expired or not
 */
export function simplifyResult(
	sessionId: string,
	result: IDataObject,
	today = new Date().toISOString().slice(0, 10),
): IDataObject {
	const outcome = outcomeOf(result.result);
	const person = personOf(result, today);
	const row: Row = {
		sessionId,
		outcome,
		finished: isFinished(outcome),
		fullName: fullName(person, textOf(result.name)),
		...person,
		documentType: textOf(result.document_type),
		live: flagOf(result.live),
		similarity: shareOf(result.similarity),
		...rejection(result.reject_reason),
		comment: textOf(result.result_comment),
		screeningMatchCount: Array.isArray(result.screeningMatches)
			? result.screeningMatches.length
			: null,
		configId: textOf(result.configId),
		answers: answersOf(result.questionnaires),
		generalDocuments: generalDocumentsOf(result),
		result: hasNoOutcome(result.result) ? null : result.result,
	};
	return Object.fromEntries(resultFields.map((name) => [name, row[name]])) as IDataObject;
}

/** The user's result format. */
export interface ResultFormat {
	/** Whether to return the flat row instead of the API's response as it is. */
	simplify: boolean;
	/** The keys of the row. All keys if the list is empty. */
	fields: readonly string[];
}

/** A result in the user's format. */
export function formatResult(
	{ simplify, fields }: ResultFormat,
	sessionId: string,
	result: IDataObject,
): IDataObject {
	if (!simplify) return withOutcome(sessionId, result);
	return pickFields(simplifyResult(sessionId, result), fields);
}

/** The row with the chosen keys only, or with all keys if the list is empty. */
export function pickFields(row: IDataObject, fields: readonly string[]): IDataObject {
	if (fields.length === 0) return row;
	return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));
}

/** A reason is one text, or an object of two texts, which are empty if nothing was rejected. */
function rejection(reason: unknown): { rejectReason: Text; rejectDescription: Text } {
	const { value, description } = fieldsOf(reason);
	return { rejectReason: textOf(value) ?? textOf(reason), rejectDescription: textOf(description) };
}

/** The row's keys about a person and the document. */
type PersonKey =
	| 'firstName'
	| 'middleName'
	| 'lastName'
	| 'localFirstName'
	| 'localMiddleName'
	| 'localLastName'
	| 'birthDate'
	| 'age'
	| 'sex'
	| 'nationality'
	| 'citizenship'
	| 'personalNumber'
	| 'documentNumber'
	| 'documentIssuingState'
	| 'documentExpiryDate'
	| 'documentExpired'
	| 'address'
	| 'email'
	| 'phone';

type Person = Pick<Row, PersonKey> & Record<'firstName' | 'middleName' | 'lastName', Text>;

/** The person of a result, or the readings from the document if it has no person. */
function personOf(result: IDataObject, today: string): Person {
	const person = fieldsOf(result.person);
	if (Object.values(person).every((value) => textOf(value) === null)) {
		const read = readDocumentFields(documentsIn(result), today);
		return { ...read, age: null, citizenship: null, email: null, phone: null };
	}
	const documentExpiryDate = dateOf(person.document_expires, person.document_expires_time);
	return {
		firstName: textOf(person.first_name),
		middleName: textOf(person.middle_name) ?? textOf(person.patronymic),
		lastName: textOf(person.last_name),
		localFirstName: textOf(person.local_first_name),
		localMiddleName: textOf(person.local_middle_name),
		localLastName: textOf(person.local_last_name),
		birthDate: dateOf(person.birthday, person.birthday_time),
		age: numberOf(person.age),
		sex: textOf(person.sex),
		nationality: textOf(person.nationality),
		citizenship: textOf(person.citizenship),
		personalNumber: textOf(person.personal_number),
		documentNumber: textOf(person.document_number),
		documentIssuingState: textOf(person.issuing_state),
		documentExpiryDate,
		documentExpired: documentExpiryDate === null ? null : documentExpiryDate < today,
		address: textOf(person.address),
		email: textOf(person.email),
		phone: textOf(person.phone),
	};
}

function fullName({ firstName, middleName, lastName }: Person, name: Text): Text {
	const parts = [firstName, middleName, lastName].filter((part) => part !== null).join(' ');
	return firstName && lastName ? parts : (name ?? (parts || null));
}
