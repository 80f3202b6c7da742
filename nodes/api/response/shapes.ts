import type { IDataObject } from 'n8n-workflow';

import type { ExpectedResponse } from '../endpoint';
import { comparisonFields } from '../endpoints';
import { failed, type Result } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
import { isObject, normalize } from '../results/values';
import type { ResponseBody } from './body';
import { hasOnlyEnvelopeFields, isSuccessWord, messageText } from './envelope';
import { errorIn, failureIn, refused, remarkOf } from './errorShapes';
import { type JsonObject } from './json';

/**
 * Checks whether a body is data of one shape. Returns the data, or a failure if the body has this shape
 * but is not data, or undefined if it has another shape.
 */
export type Recognizer<T> = (
	body: ResponseBody,
	expected: ExpectedResponse,
) => Result<T> | undefined;

/** The names in facts. */
export const namesOf = (facts: ExpectedResponse['fields'] = []) => facts.map(({ value }) => value);

/** The object of a body, unless something in it says that the call failed. */
function objectOf(body: ResponseBody): IDataObject | undefined {
	if (body.kind !== 'json' || !isObject(body.value) || failureIn(body.value)) return undefined;
	return body.value as IDataObject;
}

// --- A session id

const USUAL_ID = /^[a-z\d]{40}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const LONG_ID = /^[a-z\d]{20,128}$/;
/** The minimum number of digit runs in a random text. Words hardly ever have so many. */
const MANY_RUNS = 5;
const SOME_RUNS = 3;
/** Words that occur in codes, and hardly ever in a random text. */
const WORDS =
	/error|invalid|missing|unknown|denied|fail|found|exceed|company|session|argument|access|allowed|param|country|maint|unavail|server|timeout|http|limit|quota|expired|wrong|payment/;

/** A session id: 40 lower-case letters and digits (observed), or a UUID (inferred). */
export const sessionId: Recognizer<string> = (body) => {
	const text = body.kind === 'json' ? body.value : undefined;
	if (typeof text !== 'string') return undefined;
	// A random id holds many digits, and may hold a word by chance: a session that was begun must not be lost.
	const isUsual = USUAL_ID.test(text) && digitRunsIn(text) >= (WORDS.test(text) ? MANY_RUNS : 1);
	return isUsual || UUID.test(text) ? { ok: true, data: text } : undefined;
};

/** An id of another length (inferred): nothing in it reads like words, as an error code would. */
export const longSessionId: Recognizer<string> = (body) => {
	const text = body.kind === 'json' ? body.value : undefined;
	if (typeof text !== 'string' || !LONG_ID.test(text) || WORDS.test(text)) return undefined;
	return digitRunsIn(text) >= SOME_RUNS ? { ok: true, data: text } : undefined;
};

function digitRunsIn(text: string): number {
	return text.match(/\d+/g)?.length ?? 0;
}

// --- Objects

/** The object that `result/` returns: at least one of its fields is present, empty or not. */
export const result: Recognizer<IDataObject> = (body, { fields }) => {
	const object = objectOf(body);
	const isThere = (name: string) => object && name in object && !isOthersWord(name, object[name]);
	return object && namesOf(fields).some(isThere) ? { ok: true, data: object } : undefined;
};

/**
 * `{"result": false}`, `{"result": "error"}`, `{"name": "Error"}`: fields in which servers say how a call
 * went.
 */
function isOthersWord(name: string, value: unknown): boolean {
	if (name === 'name') return typeof value === 'string' && /error|exception/i.test(value);
	if (name !== 'result' || value === null || typeof value === 'number') return false;
	return typeof value !== 'string' || /^(error|failure|exception)$/.test(normalize(value));
}

/** The statuses of a session that count as data if the object holds nothing else. */
const SESSION_STATUS = /^(finished|completed?|ended|closed|active)$/;

/** An object with anything in it besides how the call went. */
export const object: Recognizer<IDataObject> = (body, { fields }) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const isStatusExpected = namesOf(fields).includes('status');
	const hasStatus =
		isStatusExpected && SESSION_STATUS.test(normalize(messageText(found.status) ?? ''));
	if (hasStatus) return { ok: true, data: found };
	// An object with an explanation and without a known field is not data.
	const remark = namesOf(fields).some((name) => name in found) ? undefined : remarkOf(found);
	if (remark) return failed(refused(remark, undefined));
	return hasOnlyEnvelopeFields(found) ? undefined : { ok: true, data: found };
};

// --- Done

/** No data, in any form that servers use. */
export const nothing: Recognizer<undefined> = (body) => {
	const isNothing =
		body.kind === 'empty' ||
		(body.kind === 'json' &&
			(body.value === null ||
				(typeof body.value === 'object' && Object.keys(body.value).length === 0)));
	return isNothing ? { ok: true, data: undefined } : undefined;
};

const SAYS_DONE =
	/^(true|ok|okay|success|successful|successfully|succeeded|done|deleted|removed|stopped|completed?|1|20[0-4])$/;
const SENTENCE_DONE =
	/^(the )?(session|record|query|person|monitoring|data)?( data)? ?((was|were|has been|have been|is) )?(successfully )?(deleted|removed|stopped)( successfully)?[.!]?$/i;

function saysDone(value: unknown): boolean {
	const text = String(value).trim();
	return text.length < 100 && (SAYS_DONE.test(normalize(text)) || SENTENCE_DONE.test(text));
}

/** One word that it is done. */
export const doneWord: Recognizer<undefined> = (body) => {
	const word = body.kind === 'json' ? body.value : body.kind === 'text' ? body.text : undefined;
	if (word === undefined || word === null || typeof word === 'object') return undefined;
	return saysDone(word) ? { ok: true, data: undefined } : undefined;
};

const DONE_FIELDS =
	/^(success|ok|succeeded|successful|done|deleted|removed|stopped|isdeleted|isremoved|status|code|statuscode|result|message|state|acknowledged)$/;

/** An object in which at least one field says that it is done, and no field says the opposite. */
export const doneObject: Recognizer<undefined> = (body) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const answers = Object.entries(found).filter(
		([name, value]) => DONE_FIELDS.test(normalize(name)) && value !== null && value !== '',
	);
	const isDone = answers.length > 0 && answers.every(([, value]) => saysDone(value));
	return isDone ? { ok: true, data: undefined } : undefined;
};

// --- A comparison of faces

/**
 * Two faces compared: `similarity` from 0 to 1 (observed). `warning` is the code that came with the score,
 * or null.
 */
export interface Comparison {
	similarity: number;
	warning: string | null;
}

/** A score alone. */
export const bareScore: Recognizer<Comparison> = (body) => {
	const score = body.kind === 'json' ? body.value : undefined;
	return isNumber(score) ? checkedScore(score, null) : undefined;
};

/** A score in an object. An error code beside it is a warning, not a failure. */
export const scoreInObject: Recognizer<Comparison> = (body) => {
	if (body.kind !== 'json' || !isObject(body.value)) return undefined;
	const fields = body.value;
	const score = comparisonFields.score.value.map((name) => scoreOf(fields[name])).find(isNumber);
	if (score === undefined) return undefined;
	// A number among the warnings is the status of the call, not a code of the API.
	const others = Object.entries(fields).filter(
		([name, value]) => !isWarning(name) || scoreOf(value) !== undefined,
	);
	const failure = errorIn(Object.fromEntries(others));
	return failure ? failed(failure) : checkedScore(score, warningIn(fields));
};

function isWarning(name: string): boolean {
	return (comparisonFields.warning.value as readonly string[]).includes(name);
}

/** The code that came with the score: a word, not the sentence beside it. */
function warningIn(fields: JsonObject): string | null {
	const said = comparisonFields.warning.value
		.map((name) => fields[name])
		.map((value) =>
			isObject(value) ? (messageText(value.code) ?? messageText(value)) : messageText(value),
		)
		.filter((text): text is string => text !== undefined && !isSuccessWord(text));
	return said.find((text) => !/\s/.test(text)) ?? said[0] ?? null;
}

/** A number, also as a text. */
function scoreOf(value: unknown): number | undefined {
	const isText = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value.slice(0, 40));
	return typeof value === 'number' || isText ? Number(value) : undefined;
}

function isNumber(value: unknown): value is number {
	return typeof value === 'number';
}

/** A similarity is a share from 0 to 1 (observed): with another scale nobody knows what a threshold means. */
function checkedScore(similarity: number, warning: string | null): Result<Comparison> {
	if (similarity >= 0 && similarity <= 1) return { ok: true, data: { similarity, warning } };
	return failed(responseFailures.noSimilarity());
}
