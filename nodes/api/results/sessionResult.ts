import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v3';

import { isoDay } from './dates';

/** How a session stands. `unknown` is what the API's answer does not tell. */
export type Outcome =
	| 'approved'
	| 'rejected'
	| 'manual_check'
	| 'in_progress'
	| 'disagreed'
	| 'unknown';

/**
 * The API's words for the outcomes, lower case without `-`, `_` and spaces. `approved` and `rejected`
 * were observed; the others exist, but their spelling is inferred.
 */
const outcomesByWord = new Map<string, Outcome>([
	['approved', 'approved'],
	['rejected', 'rejected'],
	['manualcheck', 'manual_check'],
	['manual', 'manual_check'],
	['inprogress', 'in_progress'],
	['disagreed', 'disagreed'],
	['disagreedwithterms', 'disagreed'],
]);

/** A text; null for what is missing, empty or no text. */
const text = z
	.union([z.string(), z.number().transform(String)])
	.transform((value) => value.trim() || null)
	.nullable()
	.catch(null);
const number = z
	.union([z.number(), z.string().trim().min(1).pipe(z.coerce.number())])
	.nullable()
	.catch(null);
const flag = z.boolean().nullable().catch(null);

const person = z.object({
	first_name: text,
	last_name: text,
	local_first_name: text,
	local_last_name: text,
	birthday: text,
	birthday_time: text,
	age: number,
	sex: text,
	nationality: text,
	citizenship: text,
	personal_number: text,
	document_number: text,
	issuing_state: text,
	document_expires: text,
	document_expires_time: text,
	address: text,
	email: text,
	phone: text,
});

const rejectReason = z.object({ value: text, description: text });

/** The fields of `result/` that the simplified output is made of. Source: observed; all optional. */
const sessionResult = z.object({
	result: text,
	person: person.catch(person.parse({})),
	name: text,
	document_type: text,
	live: flag,
	similarity: number,
	reject_reason: rejectReason
		.or(z.string().transform((value) => ({ value: value.trim() || null, description: null })))
		.catch({ value: null, description: null }),
	result_comment: text,
	screeningMatches: z.array(z.unknown()).nullable().catch(null),
	configId: text,
});

/** The outcome that a `result` value means, whatever its spelling. */
export function outcomeOf(result: unknown): Outcome {
	if (typeof result !== 'string') return 'unknown';
	return outcomesByWord.get(result.toLowerCase().replace(/[-_\s]/g, '')) ?? 'unknown';
}

/** Whether a session has come to an outcome: decided, or waiting for a person to decide. */
export function isFinished(outcome: Outcome): boolean {
	return outcome !== 'in_progress' && outcome !== 'unknown';
}

/** The API's answer as it is, plus `sessionId`, `outcome` and `finished`. */
export function withOutcome(sessionId: string, result: IDataObject): IDataObject {
	const outcome = outcomeOf(result.result);
	return { ...result, sessionId, outcome, finished: isFinished(outcome) };
}

/**
 * The result as a flat row. Every key is always there, null where unknown; dates are `YYYY-MM-DD`,
 * `similarity` is 0 to 1.
 * @param today the date (`YYYY-MM-DD`) on which a document counts as expired or not
 */
export function simplifyResult(
	sessionId: string,
	result: IDataObject,
	today = new Date().toISOString().slice(0, 10),
): IDataObject {
	const answer = sessionResult.parse(result);
	const about = answer.person;
	const outcome = outcomeOf(answer.result);
	const expiryDate = dateOf(about.document_expires, about.document_expires_time);
	return {
		sessionId,
		outcome,
		finished: isFinished(outcome),
		fullName: fullName(about.first_name, about.last_name, answer.name),
		firstName: about.first_name,
		lastName: about.last_name,
		localFirstName: about.local_first_name,
		localLastName: about.local_last_name,
		birthDate: dateOf(about.birthday, about.birthday_time),
		age: about.age,
		sex: about.sex,
		nationality: about.nationality,
		citizenship: about.citizenship,
		personalNumber: about.personal_number,
		documentType: answer.document_type,
		documentNumber: about.document_number,
		documentIssuingState: about.issuing_state,
		documentExpiryDate: expiryDate,
		documentExpired: expiryDate === null ? null : expiryDate < today,
		address: about.address,
		email: about.email,
		phone: about.phone,
		live: answer.live,
		similarity: answer.similarity,
		rejectReason: answer.reject_reason.value,
		rejectDescription: answer.reject_reason.description,
		comment: answer.result_comment,
		screeningMatchCount: answer.screeningMatches?.length ?? null,
		configId: answer.configId,
	};
}

type Text = string | null;

function fullName(first: Text, last: Text, name: Text): Text {
	return first && last ? `${first} ${last}` : (name ?? first ?? last);
}

/**
 * The API's own date, month first (`11/25/1979`), else the day of its `…_time` twin as written: never
 * shifted by a time zone, and the twin comes second because it can be a day off.
 */
function dateOf(monthFirst: Text, time: Text): Text {
	const [, month = '', day = '', year] =
		/^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(monthFirst ?? '') ?? [];
	const written = year && `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return [written, monthFirst, time].map(isoDay).find(Boolean) ?? null;
}
