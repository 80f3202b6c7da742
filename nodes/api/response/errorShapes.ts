import { isKnownCode, isKnownCodeWord, type Failure } from '../errors/failure';

/**
 * The signs by which an answer says that a call did not go well. Field names count whatever their
 * spelling (`errorMessage`, `error_message`, `ErrorMessage`). All are inferred, from the API's error
 * shapes and from what servers, gateways and frameworks answer, but for a code as a text (reference)
 * and a code as a key (observed).
 */

/** Fields that hold what went wrong: they are empty when nothing did. */
const ERROR_FIELDS = names(
	'error errors err fault faults exception exceptions errorMessage errorCode errorDescription errorMsg',
);
/** Fields that say yes or no to the whole call. */
const SUCCESS_FLAGS = names('success ok succeeded successful isSuccess isOk isSuccessful');
/** Fields that say no to it where they say yes. */
const FAILURE_FLAGS = names('failed isError hasError hasErrors isFailed');
/** Fields in which a code or a status stands. */
const STATUS_FIELDS = names(
	'code status statusCode httpStatus httpCode httpStatusCode resultCode type',
);
/** Fields in which an answer explains itself. */
const MESSAGE_FIELDS = names('message msg description detail details text reason title');
/** Fields that hold the answer, or what is to be said of it, as an object. */
const NESTED_FIELDS = names('data meta metadata status response header headers payload body');
/** Fields of servers on the way, which are no data of the API. */
const SERVER_FIELDS = names(
	'timestamp took path instance requestId traceId correlationId version host server retryable maintenance',
);
/** Fields that say how a call went; an object with nothing else carries no data. */
const ENVELOPE_FIELDS = new Set([
	...ERROR_FIELDS,
	...SUCCESS_FLAGS,
	...FAILURE_FLAGS,
	...STATUS_FIELDS,
	...MESSAGE_FIELDS,
	...SERVER_FIELDS,
]);

/** The longest name in the envelope, with what may separate its words. */
const MAX_NAME_LENGTH = 24;

/** Enough to understand what happened, and never a whole file. */
const MAX_MESSAGE_LENGTH = 300;
/** What the code fields hold when all went well. */
const SUCCESS_WORDS =
	/^(|ok|okay|success|successful|successfully|succeeded|done|deleted|removed|complete|completed|finished|ready|active|none|null|noerror|true|yes|[123]\d\d|[01])$/;
/** What they hold when something went wrong, besides the API's own codes. */
const ERROR_WORDS =
	/^(err|error|errors|fail|failed|failure|fault|exception|ko|denied|forbidden|unauthorized|unauthorised|unauthenticated|unavailable|serviceunavailable|timeout|timedout|gatewaytimeout|invalid|badrequest|badgateway|notfound|internal|internalerror|internalservererror|servererror|toomanyrequests|ratelimited|quotaexceeded|aborted|crashed|unsuccessful|-\d+|[4-9]\d\d)$/;

type Fields = Record<string, unknown>;

function names(list: string): Set<string> {
	return new Set(list.split(' ').map(normalize));
}

/** A name or a code without its spelling: lower case, no spaces, dashes or underscores. */
export function normalize(text: string): string {
	return text.toLowerCase().replace(/[-_\s]/g, '');
}

/** Whether a code says that all went well. */
export function isSuccessWord(code: string): boolean {
	return SUCCESS_WORDS.test(normalize(code.slice(0, MAX_MESSAGE_LENGTH)));
}

/** Whether a code says that something went wrong. */
function isErrorWord(code: string): boolean {
	const start = normalize(code.slice(0, MAX_MESSAGE_LENGTH));
	return isKnownCodeWord(code) || ERROR_WORDS.test(start);
}

export function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value holds nothing: no text, nothing in its parts. */
export function isEmpty(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(isEmpty);
	if (isObject(value)) return Object.values(value).every(isEmpty);
	return value === null || value === undefined || (typeof value === 'string' && !value.trim());
}

/** What a value says in words: itself, its texts, or what an object explains; undefined for nothing. */
export function messageText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim().slice(0, MAX_MESSAGE_LENGTH) || undefined;
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value))
		return value.slice(0, 10).map(messageText).filter(Boolean).join('; ') || undefined;
	if (!isObject(value) || Object.keys(value).length === 0) return undefined;
	return firstText(value, MESSAGE_FIELDS) ?? JSON.stringify(value).slice(0, MAX_MESSAGE_LENGTH);
}

/** The envelope of each object that was looked at: of a large one the names are folded only once. */
const envelopes = new WeakMap<Fields, Array<readonly [name: string, value: unknown]>>();

function envelopeOf(object: Fields): Array<readonly [name: string, value: unknown]> {
	const known = envelopes.get(object);
	if (known) return known;
	const fields = Object.entries(object)
		.filter(([name]) => isEnvelope(name))
		.map(([name, value]) => [normalize(name), value] as const);
	envelopes.set(object, fields);
	return fields;
}

/** The values of the envelope's fields that have one of the names, in the order of the names. */
export function valuesAt(object: Fields, wanted: ReadonlySet<string>): unknown[] {
	const entries = envelopeOf(object);
	return [...wanted].flatMap((name) =>
		entries.filter(([field]) => field === name).map(([, value]) => value),
	);
}

function firstText(object: Fields, wanted: ReadonlySet<string>): string | undefined {
	return valuesAt(object, wanted).map(messageText).find(Boolean);
}

/** Whether a field says how a call went, and is no data. */
export function isEnvelope(name: string): boolean {
	return name.length <= MAX_NAME_LENGTH && ENVELOPE_FIELDS.has(normalize(name));
}

/** Whether an object holds nothing besides how the call went. */
export function hasOnlyEnvelopeFields(object: Fields): boolean {
	return Object.entries(object).every(([name, value]) => isEnvelope(name) || isEmpty(value));
}

/** A refusal by Identomat, in its own words. */
export function refused(code: string | undefined, text: string | undefined): Failure {
	const parts = code === text ? [code] : [code, text];
	const message = parts.filter(Boolean).join(': ').slice(0, MAX_MESSAGE_LENGTH);
	if (message) return { kind: 'refused', code, message };
	return {
		kind: 'refused',
		code,
		message: 'Identomat refused the request',
		hasDefaultMessage: true,
	};
}

/** An object whose key is the code: `{"argumentError": "…"}`. */
function codeAsKey(object: Fields): Failure | undefined {
	const key = Object.keys(object).find((name) => isKnownCodeWord(name));
	if (key === undefined) return undefined;
	const value = object[key];
	const isOnly = Object.keys(object).length === 1;
	if (!isOnly && (value === null || value === false)) return undefined;
	return refused(key, messageText(value) ?? firstText(object, MESSAGE_FIELDS));
}

/** `{"error": …}`, `{"errors": [ … ]}`: it failed, unless there is nothing in them, or a word that all is well. */
function errorField(object: Fields): Failure | undefined {
	const said = valuesAt(object, ERROR_FIELDS).find((value) => !isEmpty(value) && !saysFine(value));
	if (said === undefined) return undefined;
	const [first] = Array.isArray(said) ? said.filter((value) => !isEmpty(value)) : [said];
	return isObject(first)
		? (codeAsKey(first) ?? explained(first))
		: named(object, messageText(said));
}

/** Whether a complaint says that there is none: `none`, `{"code": 0, "message": ""}`. */
function saysFine(value: unknown): boolean {
	if (value === false || value === 0) return true;
	if (typeof value === 'string') return isSuccessWord(value);
	if (!isObject(value)) return false;
	const codes = valuesAt(value, STATUS_FIELDS);
	return (
		codes.length > 0 &&
		codes.every((code) => isSuccessWord(String(code ?? ''))) &&
		hasOnlyEnvelopeFields(value)
	);
}

/** What an `error` says, with the code that stands beside it if that is one of the API's. */
function named(object: Fields, said: string | undefined): Failure {
	const code = valuesAt(object, STATUS_FIELDS)
		.map(messageText)
		.find((text) => text && isKnownCode(text));
	if (code) return refused(code, said ?? firstText(object, MESSAGE_FIELDS));
	const word = said ?? firstText(object, STATUS_FIELDS);
	return refused(word, firstText(object, MESSAGE_FIELDS));
}

/** An object that is known to be an error, by its code and its text, or whole where it has neither. */
function explained(error: Fields): Failure {
	const code = firstText(error, STATUS_FIELDS);
	const text = firstText(error, MESSAGE_FIELDS) ?? (code ? undefined : messageText(error));
	return refused(code, text);
}

/** `{"success": false}`, `{"hasErrors": true}`. */
function failureFlag(object: Fields): Failure | undefined {
	const isDenied =
		valuesAt(object, SUCCESS_FLAGS).some((value) =>
			/^(false|no|0|fail(ed)?|error)$/i.test(String(value)),
		) || valuesAt(object, FAILURE_FLAGS).some((value) => value === true || value === 'true');
	return isDenied ? explained(withoutVerdicts(object)) : undefined;
}

/** What explains a denial: all that says how the call went, but for the denial itself. */
function withoutVerdicts(object: Fields): Fields {
	const isReason = (name: string) =>
		isEnvelope(name) && !SUCCESS_FLAGS.has(normalize(name)) && !FAILURE_FLAGS.has(normalize(name));
	return Object.fromEntries(Object.entries(object).filter(([name]) => isReason(name)));
}

/** `{"code": …}`, `{"status": …}`: good answers have such fields too, so only what is bad counts. */
function badStatus(object: Fields): Failure | undefined {
	const code = valuesAt(object, STATUS_FIELDS)
		.map(messageText)
		.find((text) => text && isErrorWord(text));
	return code ? refused(code, firstText(object, MESSAGE_FIELDS)) : undefined;
}

/** A code, whatever it is, in an object that holds nothing besides. */
function bareCode(object: Fields): Failure | undefined {
	if (!hasOnlyEnvelopeFields(object)) return undefined;
	const code = valuesAt(object, STATUS_FIELDS)
		.map(messageText)
		.find((text) => text && !isSuccessWord(text));
	return code ? refused(code, firstText(object, MESSAGE_FIELDS)) : undefined;
}

/** An error as programs write it: `{"name": "NotFoundError", "message": …}`. */
function serializedException(object: Fields): Failure | undefined {
	const { name, message } = object;
	const isNamed =
		typeof name === 'string' && /\w(Error|Exception)$/.test(name.slice(-MAX_NAME_LENGTH));
	return isNamed && messageText(message) ? refused(name, messageText(message)) : undefined;
}

/** What an object says of itself in place of data; undefined for nothing, or that all is well. */
export function remarkOf(object: Fields): string | undefined {
	const remark = messageText(object.message ?? object.msg);
	return remark && !isSuccessWord(remark) ? remark : undefined;
}

/** The error that an object is, or undefined when nothing in it says so. */
export function errorIn(object: Fields): Failure | undefined {
	return (
		codeAsKey(object) ??
		errorField(object) ??
		failureFlag(object) ??
		badStatus(object) ??
		serializedException(object)
	);
}

/**
 * The error that an element of a list is: a code as its key, or an object that holds nothing but how
 * something went. A log may tell of failures, and these are data.
 */
export function errorInElement(element: Fields): Failure | undefined {
	return codeAsKey(element) ?? (hasOnlyEnvelopeFields(element) ? errorIn(element) : undefined);
}

/** An error that stands in one of the parts in which servers tell how a call went. */
function errorInside(object: Fields): Failure | undefined {
	for (const [name, part] of Object.entries(object)) {
		const isPart =
			name.length <= MAX_NAME_LENGTH && isObject(part) && NESTED_FIELDS.has(normalize(name));
		const failure = isPart ? errorIn(part) : undefined;
		if (failure) return failure;
	}
	return undefined;
}

/** The error that an object tells of, in its own fields or in one of its parts. */
export function signOfFailure(object: Fields): Failure | undefined {
	return errorIn(object) ?? errorInside(object);
}

/**
 * The error that a JSON value of the API is, or undefined when nothing in it says so: a string is a
 * code, an object can have the code as its key, name it in a field, or hold an error as its `data`.
 *
 * A good answer about a bad document (`{"reject_reason": …, "status": "FIELDS_MISMATCH", …}`) is none.
 */
export function failureIn(value: unknown): Failure | undefined {
	if (typeof value === 'string') return refused(messageText(value), undefined);
	if (!isObject(value)) return undefined;
	return signOfFailure(value) ?? bareCode(value);
}
