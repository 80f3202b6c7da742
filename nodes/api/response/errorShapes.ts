import { isCodeInCapitals, isKnownCode, isKnownCodeWord, reasonOfCode } from '../errors/codes';
import type { Failure } from '../errors/failure';
import { REJECTED } from '../errors/messages';
import { isObject, normalize } from '../results/values';
import {
	envelopeOf,
	ERROR_FIELDS,
	FAILURE_FLAGS,
	firstText,
	hasOnlyEnvelopeFields,
	isErrorWord,
	isSuccessWord,
	MAX_MESSAGE_LENGTH,
	MAX_NAME_LENGTH,
	MESSAGE_FIELDS,
	messageText,
	NESTED_FIELDS,
	statusWhere,
	STATUS_FIELDS,
	SUCCESS_FLAGS,
	envelopeValues,
	type Envelope,
} from './envelope';
import { holdsNothing, type JsonObject } from './json';

/**
 * The signs in a response that a call did not succeed. All are inferred, from the API's error shapes and
 * from the responses of servers, gateways and frameworks, except a code as a text (reference) and a code
 * as a key (observed).
 */

/** A refusal by Identomat, in its own words. */
export function refused(code: string | undefined, text: string | undefined): Failure {
	const parts = code === text ? [code] : [code, text];
	const apiMessage = parts.filter(Boolean).join(': ').slice(0, MAX_MESSAGE_LENGTH) || undefined;
	return { kind: 'refused', code, message: REJECTED, apiMessage };
}

/**
 * An object whose key is the code: `{"argumentError": "…"}`. A code that is not known as it is, such as
 * `SESSION_EXPIRED`, counts only if nothing else in the object can be data.
 */
function codeAsKey(object: JsonObject, envelope: Envelope): Failure | undefined {
	const names = Object.keys(object);
	const key =
		names.find((name) => isKnownCodeWord(name)) ??
		names.find((name) => isCodeInCapitals(name) && hasOnlyEnvelopeFields(without(object, name)));
	if (key === undefined) return undefined;
	const value = object[key];
	const isOnly = names.length === 1;
	if (!isOnly && (value === null || value === false)) return undefined;
	return refused(key, messageText(value) ?? firstText(envelope, MESSAGE_FIELDS));
}

function without(object: JsonObject, name: string): JsonObject {
	return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name));
}

/** `{"error": …}`, `{"errors": [ … ]}`: it failed, unless there is nothing in them, or a word that all is well. */
function errorField(envelope: Envelope): Failure | undefined {
	const isError = (value: unknown) => !holdsNothing(value) && !saysNone(value);
	const error = envelopeValues(envelope, ERROR_FIELDS).find(isError);
	if (error === undefined) return undefined;
	const [first] = Array.isArray(error) ? error.filter((value) => !holdsNothing(value)) : [error];
	if (!isObject(first)) return namedError(envelope, messageText(error));
	const inner = envelopeOf(first);
	return codeAsKey(first, inner) ?? explained(inner, messageText(first));
}

/** Whether an error field says that there is no error: `none`, `{"code": 0, "message": ""}`. */
function saysNone(value: unknown): boolean {
	if (value === false || value === 0) return true;
	if (typeof value === 'string') return isSuccessWord(value);
	if (!isObject(value)) return false;
	const codes = envelopeValues(envelopeOf(value), STATUS_FIELDS);
	return (
		codes.length > 0 &&
		codes.every((code) => isSuccessWord(String(code ?? ''))) &&
		hasOnlyEnvelopeFields(value)
	);
}

/** The text of an `error`, with the code beside it if that is one of the API's. */
function namedError(envelope: Envelope, text: string | undefined): Failure {
	const message = firstText(envelope, MESSAGE_FIELDS);
	const code = statusWhere(envelope, isKnownCode);
	if (code) return refused(code, text ?? message);
	return refused(text ?? firstText(envelope, STATUS_FIELDS), message);
}

/**
 * An object that is known to be an error, by its code and its message.
 * @param whole its text if it has neither
 */
function explained(envelope: Envelope, whole?: string): Failure {
	const code = firstText(envelope, STATUS_FIELDS);
	return refused(code, firstText(envelope, MESSAGE_FIELDS) ?? (code ? undefined : whole));
}

/** `{"success": false}`, `{"hasErrors": true}`. */
function failureFlag(envelope: Envelope): Failure | undefined {
	const isDenied =
		envelopeValues(envelope, SUCCESS_FLAGS).some((value) =>
			/^(false|no|0|fail(ed)?|error)$/i.test(String(value)),
		) ||
		envelopeValues(envelope, FAILURE_FLAGS).some((value) => value === true || value === 'true');
	return isDenied ? explained(envelope) : undefined;
}

/** `{"code": …}`, `{"status": …}`: good responses have such fields too, so only bad values count. */
function badStatus(envelope: Envelope): Failure | undefined {
	const code = statusWhere(envelope, isErrorWord);
	return code ? refused(code, firstText(envelope, MESSAGE_FIELDS)) : undefined;
}

/** Any code in an object that holds nothing else, or a message that is a code. */
function bareCode(object: JsonObject): Failure | undefined {
	if (!hasOnlyEnvelopeFields(object)) return undefined;
	const envelope = envelopeOf(object);
	const code = statusWhere(envelope, (status) => !isSuccessWord(status));
	const message = firstText(envelope, MESSAGE_FIELDS);
	if (code) return refused(code, message);
	return message && reasonOfCode(message) ? refused(message, undefined) : undefined;
}

/** An error as programs write it: `{"name": "NotFoundError", "message": …}`. */
function serializedException(object: JsonObject): Failure | undefined {
	const { name, message } = object;
	const isNamed =
		typeof name === 'string' && /\w(Error|Exception)$/.test(name.slice(-MAX_NAME_LENGTH));
	return isNamed && messageText(message) ? refused(name, messageText(message)) : undefined;
}

/** An object's remark in place of data, or undefined if there is no remark or it says that all is well. */
export function remarkOf(object: JsonObject): string | undefined {
	const remark = messageText(object.message ?? object.msg);
	return remark && !isSuccessWord(remark) ? remark : undefined;
}

/** The error that an object is, or undefined if nothing in it indicates an error. */
export function errorIn(object: JsonObject): Failure | undefined {
	const envelope = envelopeOf(object);
	return (
		codeAsKey(object, envelope) ??
		errorField(envelope) ??
		failureFlag(envelope) ??
		badStatus(envelope) ??
		serializedException(object)
	);
}

/**
 * The error that an element of a list is: a code as its key, or an object that says only how something
 * went. Failures that a log reports are data.
 */
export function errorInElement(element: JsonObject): Failure | undefined {
	const isError = codeAsKey(element, []) !== undefined || hasOnlyEnvelopeFields(element);
	return isError ? errorIn(element) : undefined;
}

/** An error in one of the parts in which servers report how a call went. */
function errorInside(object: JsonObject): Failure | undefined {
	for (const [name, part] of Object.entries(object)) {
		const isPart =
			name.length <= MAX_NAME_LENGTH && isObject(part) && NESTED_FIELDS.has(normalize(name));
		const failure = isPart ? errorIn(part) : undefined;
		if (failure) return failure;
	}
	return undefined;
}

/** The error that an object reports, in its own fields or in one of its parts. */
export function signOfFailure(object: JsonObject): Failure | undefined {
	return errorIn(object) ?? errorInside(object);
}

/**
 * The error that a JSON value of the API is, or undefined if nothing in it indicates an error. A string is
 * a code, an object can have the code as its key, name it in a field, or hold an error as its `data`.
 *
 * A good response about a bad document (`{"reject_reason": …, "status": "FIELDS_MISMATCH", …}`) is not an
 * error.
 */
export function failureIn(value: unknown): Failure | undefined {
	if (typeof value === 'string') return refused(messageText(value), undefined);
	if (!isObject(value)) return undefined;
	return signOfFailure(value) ?? bareCode(value);
}
