import type { IDataObject } from 'n8n-workflow';

import type { ExpectedResponse } from '../endpoints';
import { isKnownCodeWord, type Result, type Failure } from '../errors/failure';
import type { ResponseBody } from './body';
import {
	errorInElement,
	failureIn,
	normalize,
	hasOnlyEnvelopeFields,
	isEmpty,
	isObject,
	isSuccessWord,
	refused,
	remarkOf,
	signOfFailure,
	messageText,
} from './errorShapes';

/**
 * Looks whether a body is data of one shape. Gives the data; or a failure where the body is of this
 * shape and yet no data; or undefined where it is of another shape.
 */
export type Recognizer<T> = (
	body: ResponseBody,
	promised: ExpectedResponse,
) => Result<T> | undefined;

/** A failure of an answer that is not what was promised. */
export const unexpected = (
	message: string,
): { ok: false; failure: { kind: 'unexpected'; message: string } } => ({
	ok: false,
	failure: { kind: 'unexpected', message },
});

const NO_ELEMENT = unexpected('The list that Identomat answered holds something that is no data');

/** The names that facts tell. */
export const namesOf = (facts: ExpectedResponse['fields'] = []) => facts.map(({ value }) => value);

/** The object of a body, unless something in it says that the call failed. */
function objectOf(body: ResponseBody): IDataObject | undefined {
	if (body.is !== 'json' || !isObject(body.value) || failureIn(body.value)) return undefined;
	return body.value as IDataObject;
}

// --- A session id

const USUAL_ID = /^[a-z\d]{40}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const LONG_ID = /^[a-z\d]{20,128}$/;
/** How often digits stand between letters in what is random, and hardly ever in words. */
const MANY_RUNS = 5;
const SOME_RUNS = 3;
/** What stands in codes, and hardly ever in a random text. */
const WORDS =
	/error|invalid|missing|unknown|denied|fail|found|exceed|company|session|argument|access|allowed|param|country|maint|unavail|server|timeout|http|limit|quota|expired|wrong|payment/;

/** A session id: 40 lower-case letters and digits (observed), or a UUID (inferred). */
export const sessionId: Recognizer<string> = (body) => {
	const text = body.is === 'json' ? body.value : undefined;
	if (typeof text !== 'string') return undefined;
	// A random id holds many digits, and may hold a word by chance: a session that was begun must not be lost.
	const isUsual = USUAL_ID.test(text) && digitRunsIn(text) >= (WORDS.test(text) ? MANY_RUNS : 1);
	return isUsual || UUID.test(text) ? { ok: true, data: text } : undefined;
};

/** An id of another length (inferred): nothing in it reads like words, as an error code would. */
export const longSessionId: Recognizer<string> = (body) => {
	const text = body.is === 'json' ? body.value : undefined;
	if (typeof text !== 'string' || !LONG_ID.test(text) || WORDS.test(text)) return undefined;
	return digitRunsIn(text) >= SOME_RUNS ? { ok: true, data: text } : undefined;
};

function digitRunsIn(text: string): number {
	return text.match(/\d+/g)?.length ?? 0;
}

// --- Objects

/** The object that `result/` answers: at least one of its fields is there, empty or not. */
export const result: Recognizer<IDataObject> = (body, { fields }) => {
	const object = objectOf(body);
	const isThere = (name: string) => object && name in object && !isOthersWord(name, object[name]);
	return object && namesOf(fields).some(isThere) ? { ok: true, data: object } : undefined;
};

/** `{"result": false}`, `{"result": "error"}`, `{"name": "Error"}`: so servers say how a call went. */
function isOthersWord(name: string, value: unknown): boolean {
	if (name === 'name') return typeof value === 'string' && /error|exception/i.test(value);
	if (name !== 'result' || value === null || typeof value === 'number') return false;
	return typeof value !== 'string' || /^(error|failure|exception)$/.test(normalize(value));
}

/** How a session may stand, where that is all that is told. */
const STANDING = /^(finished|completed?|ended|closed|active)$/;

/** An object with anything in it besides how the call went. */
export const object: Recognizer<IDataObject> = (body, { fields }) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const isStatusPromised = namesOf(fields).includes('status');
	const stands = isStatusPromised && STANDING.test(normalize(messageText(found.status) ?? ''));
	if (stands) return { ok: true, data: found };
	// What explains itself instead of holding a field that is known is no data.
	const remark = namesOf(fields).some((name) => name in found) ? undefined : remarkOf(found);
	if (remark) return { ok: false, failure: refused(remark, undefined) };
	return hasOnlyEnvelopeFields(found) ? undefined : { ok: true, data: found };
};

// --- Lists

/** A list as it is. */
export const plainList: Recognizer<unknown[]> = (body, promised) =>
	body.is === 'json' && Array.isArray(body.value) ? checkedList(body.value, promised) : undefined;

/** A list in an object, alone under a name that lists go by, where nothing else in it speaks against it. */
export const wrappedList: Recognizer<unknown[]> = (body, promised) => {
	if (body.is !== 'json' || !isObject(body.value) || signOfFailure(body.value)) return undefined;
	const wrapper = body.value as IDataObject;
	const known = namesOf(promised.wrappers);
	const values = Object.entries(wrapper)
		.filter(([name]) => known.includes(name))
		.map(([, value]) => value);
	const list = values.find((value) => Array.isArray(value));
	if (!list) return undefined;
	// Beside an empty list, another name for it without a list says that there may be more.
	const others = values.filter((value) => value !== list);
	if (others.some((value) => list.length === 0 || !isEmpty(value))) return undefined;
	const doubt = doubtOf(wrapper, list.length);
	return doubt ? unexpected(doubt) : checkedList(list, promised);
};

/** A list whose every element is data. */
function checkedList(whole: unknown[], promised: ExpectedResponse): Result<unknown[]> {
	const { isLog = false, mayHaveGaps = false } = promised;
	const list = mayHaveGaps && whole.some(isObject) ? whole.filter((one) => !isGap(one)) : whole;
	for (const element of list) {
		const failure = isLog ? failureInLog(element) : failureInElement(element);
		if (failure) return { ok: false, failure };
	}
	return { ok: true, data: list };
}

function isGap(element: unknown): boolean {
	return element === null || (typeof element === 'string' && !isKnownCodeWord(element));
}

function failureInElement(element: unknown): Failure | undefined {
	if (typeof element === 'string') return refused(messageText(element), undefined);
	if (!isObject(element) || isEmpty(element)) return NO_ELEMENT.failure;
	return errorInElement(element);
}

/** A log tells of failures, too: just a code in place of an entry is one of the call. */
function failureInLog(element: unknown): Failure | undefined {
	if (typeof element === 'string' && isKnownCodeWord(element)) return refused(element, undefined);
	if (isObject(element) && !('type' in element)) return failureInElement(element);
	return isEmpty(element) ? NO_ELEMENT.failure : undefined;
}

const COUNTS =
	/^(total|count|totalcount|totalresults|totalmatches|matchcount|size|length|numberofresults)$/;
const UNFINISHED = /^(timedout|partial|incomplete|truncated|ispartial|pending)$/;
const FINISHED = /^(complete|completed|finished|done|iscomplete)$/;
const STATUSES = /^(status|state|code|statuscode)$/;
/** What a list, or what it is of, may be called. */
const LIST_TYPES = /^(list|array|collection|page|results?|search|matches|records|items)$/;
const REMARKS = /^(message|msg|warnings?|reason|details?)$/;
/** A remark that goes with an empty list. */
const NOTHING_FOUND = /^(no|none|nothing|0|zero|not found|empty)\b/i;

/**
 * What in an object speaks against the list in it: a search that is not over, a number that is another,
 * a remark beside an empty list. "Nobody found" has to be sure.
 */
function doubtOf(wrapper: IDataObject, length: number): string | undefined {
	for (const [name, value] of Object.entries(wrapper)) {
		const field = normalize(name);
		const text = messageText(value) ?? '';
		const isDoubtful =
			(COUNTS.test(field) && length === 0 && Number(value) > 0) ||
			(UNFINISHED.test(field) && value === true) ||
			(FINISHED.test(field) && value === false) ||
			(STATUSES.test(field) && text !== '' && !isSuccessWord(text)) ||
			(field === 'type' &&
				length === 0 &&
				!isSuccessWord(text) &&
				!LIST_TYPES.test(normalize(text))) ||
			(REMARKS.test(field) && length === 0 && !isSuccessWord(text) && !NOTHING_FOUND.test(text));
		if (isDoubtful)
			return `The list that Identomat answered is not sure to be whole: ${name} is "${text}"`;
	}
	return undefined;
}

// --- Done

/** Nothing, in any way that a server says it. */
export const nothing: Recognizer<undefined> = (body) => {
	const isNothing =
		body.is === 'empty' ||
		(body.is === 'json' &&
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
	const word = body.is === 'json' ? body.value : body.is === 'text' ? body.text : undefined;
	if (word === undefined || word === null || typeof word === 'object') return undefined;
	return saysDone(word) ? { ok: true, data: undefined } : undefined;
};

const DONE_FIELDS =
	/^(success|ok|succeeded|successful|done|deleted|removed|stopped|isdeleted|isremoved|status|code|statuscode|result|message|state|acknowledged)$/;

/** An object in which at least one field says that it is done, and none the opposite. */
export const doneObject: Recognizer<undefined> = (body) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const answers = Object.entries(found).filter(
		([name, value]) => DONE_FIELDS.test(normalize(name)) && value !== null && value !== '',
	);
	const isDone = answers.length > 0 && answers.every(([, value]) => saysDone(value));
	return isDone ? { ok: true, data: undefined } : undefined;
};
