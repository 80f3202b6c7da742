import type { IDataObject } from 'n8n-workflow';

import { dateOf } from './dates';
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
	'answers',
	'generalDocuments',
	'result',
] as const;

type Row = Record<(typeof resultFields)[number], unknown>;

/** The API's answer as it is, plus `sessionId`, `outcome` and `finished`. */
export function withOutcome(sessionId: string, result: IDataObject): IDataObject {
	const outcome = outcomeOf(result.result);
	return { ...result, sessionId, outcome, finished: isFinished(outcome) };
}

/**
 * The result as a flat row. Every key is always there, null where unknown; dates are `YYYY-MM-DD`,
 * `similarity` is 0 to 1, `result` the API's own word. Names of the API's fields: observed; every
 * one may be missing, empty or of another type, so nothing is taken for granted and nothing throws.
 * @param today the date (`YYYY-MM-DD`) on which a document counts as expired or not
 */
export function simplifyResult(
	sessionId: string,
	result: IDataObject,
	today = new Date().toISOString().slice(0, 10),
): IDataObject {
	const person = fieldsOf(result.person);
	const outcome = outcomeOf(result.result);
	const expiryDate = dateOf(person.document_expires, person.document_expires_time);
	const firstName = textOf(person.first_name);
	const lastName = textOf(person.last_name);
	const row: Row = {
		sessionId,
		outcome,
		finished: isFinished(outcome),
		fullName: fullName(firstName, lastName, textOf(result.name)),
		firstName,
		lastName,
		localFirstName: textOf(person.local_first_name),
		localLastName: textOf(person.local_last_name),
		birthDate: dateOf(person.birthday, person.birthday_time),
		age: numberOf(person.age),
		sex: textOf(person.sex),
		nationality: textOf(person.nationality),
		citizenship: textOf(person.citizenship),
		personalNumber: textOf(person.personal_number),
		documentType: textOf(result.document_type),
		documentNumber: textOf(person.document_number),
		documentIssuingState: textOf(person.issuing_state),
		documentExpiryDate: expiryDate,
		documentExpired: expiryDate === null ? null : expiryDate < today,
		address: textOf(person.address),
		email: textOf(person.email),
		phone: textOf(person.phone),
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
	return row as IDataObject;
}

/**
 * The row with the chosen keys only, all where none is chosen.
 * @param fields keys of the row: a list, or a text that separates them by commas or spaces
 */
export function pickFields(row: IDataObject, fields: unknown): IDataObject {
	const names: unknown = typeof fields === 'string' ? fields.match(/[^\s,]+/g) : fields;
	if (!Array.isArray(names) || names.length === 0) return row;
	return Object.fromEntries(Object.entries(row).filter(([name]) => names.includes(name)));
}

/** How a user wants to have results. */
export interface ResultFormat {
	/** The flat row, or the API's answer as it is. */
	simplify: boolean;
	/** Keys of the row, as `pickFields` takes them. */
	fields?: unknown;
}

/** A result as the user wants to have it. */
export function formatResult(
	{ simplify, fields }: ResultFormat,
	sessionId: string,
	result: IDataObject,
): IDataObject {
	if (!simplify) return withOutcome(sessionId, result);
	return pickFields(simplifyResult(sessionId, result), fields);
}

/** A reason is an object of two texts, which are empty where nothing was rejected, or one text. */
function rejection(reason: unknown): { rejectReason: Text; rejectDescription: Text } {
	const { value, description } = fieldsOf(reason);
	return { rejectReason: textOf(value) ?? textOf(reason), rejectDescription: textOf(description) };
}

function fullName(first: Text, last: Text, name: Text): Text {
	return first && last ? `${first} ${last}` : (name ?? first ?? last);
}
