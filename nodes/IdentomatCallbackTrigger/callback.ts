import type { IDataObject } from 'n8n-workflow';

import { redact } from '../api/response/redaction';
import { callback as names } from '../api/endpoints';
import { textOf } from '../api/results/values';
import { isSessionId } from '../shared/parameters/sessionIds';

/** The kinds of callback. Every unknown type is an update of the session. */
export const callbackEvents = ['sessionUpdated', 'oneTimePassword', 'sessionLink'] as const;

export type CallbackEvent = (typeof callbackEvents)[number];

/** A callback from Identomat, without the key that came with it. */
export interface Callback {
	event: CallbackEvent;
	/** Identomat's own word. */
	type: string | null;
	/** null if the callback has no usable one. */
	sessionId: string | null;
	/** How Identomat would have delivered a password or a link. */
	channel?: 'sms' | 'email';
	/** All other fields, and what was sent instead of a usable session ID. */
	rest: IDataObject;
}

type Meaning = Pick<Callback, 'event' | 'channel'>;

const { types, keyField, typeField, sessionField } = names;

const meanings = new Map<string, Meaning>([
	[types.oneTimePasswordBySms.value, { event: 'oneTimePassword', channel: 'sms' }],
	[types.oneTimePasswordByEmail.value, { event: 'oneTimePassword', channel: 'email' }],
	[types.sessionLinkBySms.value, { event: 'sessionLink', channel: 'sms' }],
	[types.sessionLinkByEmail.value, { event: 'sessionLink', channel: 'email' }],
]);

function meaningOf(type: string | null): Meaning {
	const spelling = (type ?? '').toLowerCase().replace(/[_\s]+/g, '-');
	return meanings.get(spelling) ?? { event: 'sessionUpdated' };
}

/** Media types whose bodies n8n turns into objects, although they hold no JSON. */
const NOT_JSON = /^multipart\/|^application\/x-www-form-urlencoded$|[/+]xml$/;

/** The part of a request that is read here, as n8n passes it. */
export interface CallbackRequest {
	headers: { 'content-type'?: string };
	/**
	 * The body as n8n parsed it: an object for `application/json`, a text for `text/plain`, otherwise
	 * nothing.
	 */
	body: unknown;
	/** The body as it was sent, decompressed. */
	rawBody?: Buffer;
}

/** The JSON object that was sent, whatever media type it has, or undefined for anything else. */
export function jsonObject({ headers, body, rawBody }: CallbackRequest): IDataObject | undefined {
	const contentType = headers['content-type'] ?? '';
	const [mediaType = ''] = contentType.split(';');
	if (NOT_JSON.test(mediaType.trim().toLowerCase())) return undefined;
	const isParsed = typeof body === 'object' && body !== null && Object.keys(body).length > 0;
	const text = rawBody ? decoded(rawBody, contentType) : body;
	const value = isParsed ? body : parsed(text);
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? (value as IDataObject) : undefined;
}

/** Reads a body as n8n reads `application/json`: as its content type says, or else as UTF-8. */
function decoded(body: Buffer, contentType: string): string {
	const [, charset = 'utf-8'] = /;\s*charset="?([^\s;"]+)/i.exec(contentType) ?? [];
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return body.toString();
	}
}

function parsed(json: unknown): unknown {
	try {
		return JSON.parse(String(json).replace(/^\uFEFF/, ''));
	} catch {
		return undefined;
	}
}

/** The callback key that the body holds, or undefined if there is none. */
export function keyIn(body: IDataObject): string | undefined {
	const key = Object.hasOwn(body, keyField.value) ? body[keyField.value] : undefined;
	return typeof key === 'string' ? key : undefined;
}

/**
 * The content of a callback, without its key and without any secret.
 * @returns undefined for a body that is nested too deep to be read
 */
export function readCallback(body: IDataObject, secrets: readonly string[]): Callback | undefined {
	const clean = cleaned(body, secrets);
	if (!clean) return undefined;
	const { [typeField.value]: sentType, [sessionField.value]: sentId, ...rest } = clean;
	const type = textOf(sentType);
	const sessionId = textOf(sentId);
	const isUsable = sessionId !== null && isSessionId(sessionId);
	if (isUsable) return { ...meaningOf(type), type, sessionId, rest };
	const unusable = sentId === undefined ? {} : { [sessionField.value]: sentId };
	return { ...meaningOf(type), type, sessionId: null, rest: { ...rest, ...unusable } };
}

function cleaned(body: IDataObject, secrets: readonly string[]): IDataObject | undefined {
	try {
		return redact(withoutKeyFields(body), secrets) as IDataObject;
	} catch {
		return undefined;
	}
}

/**
 * The value without the key's field at any depth, and without fields that would change an object's
 * prototype.
 */
function withoutKeyFields(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutKeyFields);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(
		([name]) => name !== keyField.value && name !== '__proto__',
	);
	return Object.fromEntries(entries.map(([name, inner]) => [name, withoutKeyFields(inner)]));
}
