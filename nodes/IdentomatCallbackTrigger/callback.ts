import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v3';

import { redact } from '../api/response/redaction';
import { callback as names } from '../api/endpoints';

/** What a callback is about; every type that is not known is an update of the session. */
export type CallbackEvent = 'sessionUpdated' | 'oneTimePassword' | 'sessionLink';

/** A callback of Identomat, without the key that came with it. */
export interface Callback {
	event: CallbackEvent;
	/** Identomat's own word, as it is. */
	type: string | null;
	sessionId: string | null;
	/** How Identomat would have delivered it, for a password or a link. */
	channel?: 'sms' | 'email';
	/** Whatever else it holds. */
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

/** A text without surrounding spaces; null for what is empty or no text. */
const text = z
	.union([z.string(), z.number().transform(String)])
	.transform((value) => value.trim() || null)
	.catch(null);

/**
 * The JSON object that was posted, as n8n hands it over; undefined where it is something else.
 * @param contentType header of the request: n8n makes objects of forms and of XML, too
 */
export function jsonObject(body: unknown, contentType = ''): IDataObject | undefined {
	if (/form|xml/i.test(contentType)) return undefined;
	const value = typeof body === 'string' || Buffer.isBuffer(body) ? parsed(String(body)) : body;
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? (value as IDataObject) : undefined;
}

function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** The key that stands in the body itself; undefined where there is none. */
export function keyIn(body: IDataObject): string | undefined {
	const key = Object.hasOwn(body, keyField.value) ? body[keyField.value] : undefined;
	return typeof key === 'string' ? key : undefined;
}

/**
 * What a callback says; undefined where it is nested too deep to be read. The key is gone from it: its
 * field, and wherever else it stands.
 */
export function readCallback(body: IDataObject, key: string): Callback | undefined {
	const clean = cleaned(body, key);
	if (!clean) return undefined;
	const type = text.parse(clean[typeField.value]);
	const sessionId = text.parse(clean[sessionField.value]);
	delete clean[typeField.value];
	delete clean[sessionField.value];
	return { ...meaningOf(type), type, sessionId, rest: clean };
}

function cleaned(body: IDataObject, key: string): IDataObject | undefined {
	try {
		return redact(withoutKeyFields(body), key) as IDataObject;
	} catch {
		return undefined;
	}
}

/** The value without the key's field at any depth, and without what would change an object's nature. */
function withoutKeyFields(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutKeyFields);
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).filter(
		([name]) => name !== keyField.value && name !== '__proto__',
	);
	return Object.fromEntries(entries.map(([name, inner]) => [name, withoutKeyFields(inner)]));
}
