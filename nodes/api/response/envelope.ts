import { isKnownCodeWord } from '../errors/codes';
import { isObject, normalize } from '../results/values';
import { holdsNothing, type JsonObject } from './json';

/**
 * The envelope of a response: the fields by which servers say how a call went, beside the data or instead
 * of it. The spelling of field names does not matter (`errorMessage`, `error_message`, `ErrorMessage`).
 * All names and words are inferred, from the responses of servers, gateways and frameworks.
 */

/** Fields that say what went wrong. They are empty if nothing did. */
export const ERROR_FIELDS = names(
	'error errors err fault faults exception exceptions errorMessage errorCode errorDescription errorMsg',
);
/** Fields that say whether the whole call succeeded. */
export const SUCCESS_FLAGS = names('success ok succeeded successful isSuccess isOk isSuccessful');
/** Fields that say whether the whole call failed. */
export const FAILURE_FLAGS = names('failed isError hasError hasErrors isFailed');
/** Fields that hold a code or a status. */
export const STATUS_FIELDS = names(
	'code status statusCode httpStatus httpCode httpStatusCode resultCode type',
);
/** Fields that explain the response. */
export const MESSAGE_FIELDS = names('message msg description detail details text reason title');
/** Fields that hold the response, or its explanation, as an object. */
export const NESTED_FIELDS = names(
	'data meta metadata status response header headers payload body',
);
/** Fields of servers on the way, which are not data of the API. */
const SERVER_FIELDS = names(
	'timestamp took path instance requestId traceId correlationId version host server retryable maintenance',
);
/** Fields that say how a call went. An object with nothing else carries no data. */
const ENVELOPE_FIELDS = new Set([
	...ERROR_FIELDS,
	...SUCCESS_FLAGS,
	...FAILURE_FLAGS,
	...STATUS_FIELDS,
	...MESSAGE_FIELDS,
	...SERVER_FIELDS,
]);

/** The longest name in the envelope, with what may separate its words. */
export const MAX_NAME_LENGTH = 24;

/** Enough to understand what happened, and never a whole file. */
export const MAX_MESSAGE_LENGTH = 300;
/** The values of the code fields if all went well. */
const SUCCESS_WORDS =
	/^(|ok|okay|success|successful|successfully|succeeded|done|deleted|removed|complete|completed|finished|ready|active|none|null|noerror|true|yes|[123]\d\d|[01])$/;
/** Their values if something went wrong, besides the API's own codes. */
const ERROR_WORDS =
	/^(err|error|errors|fail|failed|failure|fault|exception|ko|denied|forbidden|unauthorized|unauthorised|unauthenticated|unavailable|serviceunavailable|timeout|timedout|gatewaytimeout|invalid|badrequest|badgateway|notfound|internal|internalerror|internalservererror|servererror|toomanyrequests|ratelimited|quotaexceeded|aborted|crashed|unsuccessful|-\d+|[4-9]\d\d)$/;

function names(list: string): Set<string> {
	return new Set(list.split(' ').map(normalize));
}

/** Whether a code says that all went well. */
export function isSuccessWord(code: string): boolean {
	return SUCCESS_WORDS.test(normalize(code.slice(0, MAX_MESSAGE_LENGTH)));
}

/** Whether a code says that something went wrong. */
export function isErrorWord(code: string): boolean {
	const start = normalize(code.slice(0, MAX_MESSAGE_LENGTH));
	return isKnownCodeWord(code) || ERROR_WORDS.test(start);
}

/** A value in words: itself, its texts, or an object's explanation. Undefined if it says nothing. */
export function messageText(value: unknown): string | undefined {
	if (typeof value === 'string') return value.trim().slice(0, MAX_MESSAGE_LENGTH) || undefined;
	if (typeof value === 'number') return String(value);
	if (Array.isArray(value))
		return value.slice(0, 10).map(messageText).filter(Boolean).join('; ') || undefined;
	if (!isObject(value) || Object.keys(value).length === 0) return undefined;
	const message = firstText(envelopeOf(value), MESSAGE_FIELDS);
	return message ?? JSON.stringify(value).slice(0, MAX_MESSAGE_LENGTH);
}

/** The fields of an object that say how the call went, with their names normalized. */
export type Envelope = ReadonlyArray<readonly [name: string, value: unknown]>;

export function envelopeOf(object: JsonObject): Envelope {
	return Object.entries(object)
		.filter(([name]) => isEnvelopeField(name))
		.map(([name, value]) => [normalize(name), value] as const);
}

/** The values of the fields that have one of the names, in the order of the names. */
export function envelopeValues(envelope: Envelope, names: ReadonlySet<string>): unknown[] {
	return [...names].flatMap((name) =>
		envelope.filter(([field]) => field === name).map(([, value]) => value),
	);
}

export function firstText(envelope: Envelope, names: ReadonlySet<string>): string | undefined {
	return envelopeValues(envelope, names).map(messageText).find(Boolean);
}

/** The first code or status that meets the condition. */
export function statusWhere(
	envelope: Envelope,
	isWanted: (status: string) => boolean,
): string | undefined {
	const statuses = envelopeValues(envelope, STATUS_FIELDS).map(messageText);
	return statuses.find((status) => status !== undefined && isWanted(status));
}

/** Whether a field says how a call went, and is not data. */
function isEnvelopeField(name: string): boolean {
	return name.length <= MAX_NAME_LENGTH && ENVELOPE_FIELDS.has(normalize(name));
}

/** Whether an object holds nothing besides how the call went. */
export function hasOnlyEnvelopeFields(object: JsonObject): boolean {
	return Object.entries(object).every(
		([name, value]) => isEnvelopeField(name) || holdsNothing(value),
	);
}
