import type { IDataObject } from 'n8n-workflow';

import { comparisonFields, type PromisedAnswer } from '../endpoints';
import { isKnownWord, type Answer, type Failure } from '../failures';
import type { ResponseBody } from './answerBody';
import {
	errorIn,
	errorInElement,
	failureIn,
	folded,
	isBare,
	isEmpty,
	isObject,
	meansFine,
	refused,
	remarkIn,
	textOf,
} from './errorShapes';
import { findFiles, type FoundFiles } from './foundFiles';

/** Two faces compared: `similarity` from 0 to 1 (observed); `warning` is the code that came along, or null. */
export interface Comparison {
	similarity: number;
	warning: string | null;
}

/**
 * Looks whether a body is data of one shape. Gives the data; or a failure where the body is of this
 * shape and yet no data; or undefined where it is of another shape.
 */
export type Recognizer<T> = (body: ResponseBody, promised: PromisedAnswer) => Answer<T> | undefined;

const unexpected = (message: string): { failure: { kind: 'unexpected'; message: string } } => ({
	failure: { kind: 'unexpected', message },
});

const NO_ELEMENT = unexpected('The list that Identomat answered holds something that is no data');

const namesOf = (facts: PromisedAnswer['fields'] = []) => facts.map(({ value }) => value);

/** The object of a body, unless something in it says that the call failed. */
function objectOf(body: ResponseBody): IDataObject | undefined {
	if (body.is !== 'json' || !isObject(body.value) || failureIn(body.value)) return undefined;
	return body.value as IDataObject;
}

// --- A session id

const USUAL_ID = /^[a-z\d]{40}$/;
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const LONG_ID = /^[a-z\d]{20,128}$/;
/** What stands in codes, and hardly ever in a random text. */
const WORDS =
	/error|invalid|missing|unknown|denied|fail|found|exceed|company|session|argument|access|allowed|param|country|maint|unavail|server|timeout|http|limit|quota|expired|wrong|payment/;

/** A session id: 40 lower-case letters and digits (observed), or a UUID (inferred). */
export const sessionId: Recognizer<string> = (body) => {
	const text = body.is === 'json' ? body.value : undefined;
	if (typeof text !== 'string') return undefined;
	const isUsual = USUAL_ID.test(text) && /\d/.test(text) && !WORDS.test(text);
	return isUsual || UUID.test(text) ? { data: text } : undefined;
};

/** An id of another length (inferred): nothing in it reads like words, as an error code would. */
export const longSessionId: Recognizer<string> = (body) => {
	const text = body.is === 'json' ? body.value : undefined;
	if (typeof text !== 'string' || !LONG_ID.test(text) || WORDS.test(text)) return undefined;
	const isMixed = (text.match(/\d+/g) ?? []).length >= 3;
	return isMixed ? { data: text } : undefined;
};

// --- Objects

/** The object that `result/` answers: at least one of its fields is there, empty or not. */
export const result: Recognizer<IDataObject> = (body, { fields }) => {
	const object = objectOf(body);
	const isThere = (name: string) => object && name in object && !isOthersWord(name, object[name]);
	return object && namesOf(fields).some(isThere) ? { data: object } : undefined;
};

/** `{"result": false}`, `{"result": "error"}`, `{"name": "Error"}`: so servers say how a call went. */
function isOthersWord(name: string, value: unknown): boolean {
	if (name === 'name') return typeof value === 'string' && /error|exception/i.test(value);
	if (name !== 'result' || value === null || typeof value === 'number') return false;
	return typeof value !== 'string' || /^(error|failure|exception)$/.test(folded(value));
}

/** How a session may stand, where that is all that is told. */
const STANDING = /^(finished|completed?|ended|closed|active)$/;

/** An object with anything in it besides how the call went. */
export const object: Recognizer<IDataObject> = (body, { fields }) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const isStatusPromised = namesOf(fields).includes('status');
	const stands = isStatusPromised && STANDING.test(folded(textOf(found.status) ?? ''));
	if (stands) return { data: found };
	// What explains itself instead of holding a field that is known is no data.
	const remark = namesOf(fields).some((name) => name in found) ? undefined : remarkIn(found);
	if (remark) return { failure: refused(remark, undefined) };
	return isBare(found) ? undefined : { data: found };
};

// --- Lists

/** A list as it is. */
export const plainList: Recognizer<unknown[]> = (body, promised) =>
	body.is === 'json' && Array.isArray(body.value) ? checkedList(body.value, promised) : undefined;

/** A list in an object, alone under a name that lists go by, where nothing else in it speaks against it. */
export const wrappedList: Recognizer<unknown[]> = (body, promised) => {
	const wrapper = objectOf(body);
	if (!wrapper) return undefined;
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
function checkedList(whole: unknown[], promised: PromisedAnswer): Answer<unknown[]> {
	const { isLog = false, mayHaveGaps = false } = promised;
	const list = mayHaveGaps && whole.some(isObject) ? whole.filter((one) => !isGap(one)) : whole;
	for (const element of list) {
		const failure = isLog ? failureInLog(element) : failureInElement(element);
		if (failure) return { failure };
	}
	return { data: list };
}

function isGap(element: unknown): boolean {
	return element === null || (typeof element === 'string' && !isKnownWord(element));
}

function failureInElement(element: unknown): Failure | undefined {
	if (typeof element === 'string') return refused(textOf(element), undefined);
	if (!isObject(element) || isEmpty(element)) return NO_ELEMENT.failure;
	return errorInElement(element);
}

/** A log tells of failures, too: just a code in place of an entry is one of the call. */
function failureInLog(element: unknown): Failure | undefined {
	if (typeof element === 'string' && isKnownWord(element)) return refused(element, undefined);
	if (isObject(element) && !('type' in element)) return failureInElement(element);
	return isEmpty(element) ? NO_ELEMENT.failure : undefined;
}

const COUNTS =
	/^(total|count|totalcount|totalresults|totalmatches|matchcount|size|length|numberofresults)$/;
const UNFINISHED = /^(timedout|partial|incomplete|truncated|ispartial|pending)$/;
const FINISHED = /^(complete|completed|finished|done|iscomplete)$/;
const STATUSES = /^(status|state|code|statuscode)$/;
const REMARKS = /^(message|msg|warnings?|reason|details?)$/;
/** A remark that goes with an empty list. */
const NOTHING_FOUND = /^(no|none|nothing|0|zero|not found|empty)\b/i;

/**
 * What in an object speaks against the list in it: a search that is not over, a number that is another,
 * a remark beside an empty list. "Nobody found" has to be sure.
 */
function doubtOf(wrapper: IDataObject, length: number): string | undefined {
	for (const [name, value] of Object.entries(wrapper)) {
		const field = folded(name);
		const text = textOf(value) ?? '';
		const isDoubtful =
			(COUNTS.test(field) && length === 0 && Number(value) > 0) ||
			(UNFINISHED.test(field) && value === true) ||
			(FINISHED.test(field) && value === false) ||
			(STATUSES.test(field) && text !== '' && !meansFine(text)) ||
			(REMARKS.test(field) && length === 0 && !meansFine(text) && !NOTHING_FOUND.test(text));
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
	return isNothing ? { data: undefined } : undefined;
};

const SAYS_DONE =
	/^(true|ok|okay|success|successful|successfully|succeeded|done|deleted|removed|stopped|completed?|1|20[0-4])$/;
const SENTENCE_DONE =
	/^(the )?(session|record|query|person|monitoring|data)?( data)? ?((was|were|has been|have been|is) )?(successfully )?(deleted|removed|stopped)( successfully)?[.!]?$/i;

function saysDone(value: unknown): boolean {
	const text = String(value).trim();
	return text.length < 100 && (SAYS_DONE.test(folded(text)) || SENTENCE_DONE.test(text));
}

/** One word that it is done. */
export const doneWord: Recognizer<undefined> = (body) => {
	const word = body.is === 'json' ? body.value : body.is === 'text' ? body.text : undefined;
	if (word === undefined || word === null || typeof word === 'object') return undefined;
	return saysDone(word) ? { data: undefined } : undefined;
};

const DONE_FIELDS =
	/^(success|ok|succeeded|successful|done|deleted|removed|stopped|isdeleted|isremoved|status|code|statuscode|result|message|state|acknowledged)$/;

/** An object in which at least one field says that it is done, and none the opposite. */
export const doneObject: Recognizer<undefined> = (body) => {
	const found = objectOf(body);
	if (!found) return undefined;
	const answers = Object.entries(found).filter(
		([name, value]) => DONE_FIELDS.test(folded(name)) && value !== null && value !== '',
	);
	const isDone = answers.length > 0 && answers.every(([, value]) => saysDone(value));
	return isDone ? { data: undefined } : undefined;
};

// --- Files

/** The file itself. */
export const rawFile: Recognizer<FoundFiles> = (body, { fileTypes }) => {
	if (body.is !== 'file') return undefined;
	return ofPromisedType({ files: [body], urls: [] }, fileTypes);
};

/** Files within JSON, as base64 or as addresses. */
export const filesInJson: Recognizer<FoundFiles> = (body, { fileTypes }) => {
	if (body.is !== 'json') return undefined;
	if (typeof body.value !== 'string' && failureIn(body.value)) return undefined;
	const found = findFiles(body.value);
	return found.files.length + found.urls.length > 0 ? ofPromisedType(found, fileTypes) : undefined;
};

/** A list without anything in it. */
export const noFiles: Recognizer<FoundFiles> = (body, promised) => {
	const list = plainList(body, promised) ?? wrappedList(body, promised);
	const isNothing = list !== undefined && 'data' in list && list.data.length === 0;
	return isNothing ? { data: { files: [], urls: [] } } : undefined;
};

/** The files of the types that were promised; of an address only the fetched file tells its type. */
function ofPromisedType(
	{ files, urls }: FoundFiles,
	fileTypes: PromisedAnswer['fileTypes'],
): Answer<FoundFiles> {
	if (!fileTypes) return { data: { files, urls } };
	const promised = namesOf(fileTypes);
	// The best first: a video before the picture of it.
	const fitting = promised.flatMap((type) =>
		files.filter(({ mimeType }) => mimeType.startsWith(type)),
	);
	if (fitting.length + urls.length > 0) return { data: { files: fitting, urls, types: promised } };
	const [{ mimeType, rest }] = files as [(typeof files)[0]];
	rest?.source.destroy();
	return unexpected(
		`Identomat answered with a file of another type than expected: ${mimeType} instead of ${promised.join(' or ')}`,
	);
}

// --- A comparison of two faces

/** A score alone. */
export const bareScore: Recognizer<Comparison> = (body) => {
	const score = body.is === 'json' ? body.value : undefined;
	return isNumber(score) ? checkedScore(score, null) : undefined;
};

/** A score in an object, where an error code beside it is a warning, not a failure. */
export const scoreInObject: Recognizer<Comparison> = (body) => {
	if (body.is !== 'json' || !isObject(body.value)) return undefined;
	const fields = body.value;
	const score = comparisonFields.score.value.map((name) => scoreOf(fields[name])).find(isNumber);
	if (score === undefined) return undefined;
	// A number among the warnings is no code of the API, but the status of the call.
	const others = Object.entries(fields).filter(
		([name, value]) => !isWarning(name) || scoreOf(value) !== undefined,
	);
	const failure = errorIn(Object.fromEntries(others));
	return failure ? { failure } : checkedScore(score, warningIn(fields));
};

function isWarning(name: string): boolean {
	return (comparisonFields.warning.value as readonly string[]).includes(name);
}

/** The code that came along: a word, not the sentence beside it. */
function warningIn(fields: Record<string, unknown>): string | null {
	const said = comparisonFields.warning.value
		.map((name) => fields[name])
		.map((value) => (isObject(value) ? (textOf(value.code) ?? textOf(value)) : textOf(value)))
		.filter((text): text is string => text !== undefined && !meansFine(text));
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

/** A similarity is 0 to 1 (observed), or 0 to 100 (inferred); anything else is none. */
function checkedScore(similarity: number, warning: string | null): Answer<Comparison> {
	if (similarity >= 0 && similarity <= 100) return { data: { similarity, warning } };
	return unexpected(`Identomat answered with ${similarity}, which is no similarity`);
}
