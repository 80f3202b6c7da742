import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { sessionIdIn } from '../api/request/sessionId';

/**
 * Reads session ids, or verification links, from what a user entered: separated by commas, spaces or
 * lines, a JSON array, or by expression an array. Each id comes once.
 * @throws {UserError} when it is none of these
 */
export function readSessionIds(value: unknown): string[] {
	const list = typeof value === 'string' ? splitIds(value) : value;
	const ids = Array.isArray(list) ? list.map(idIn) : [undefined];
	if (!ids.includes(undefined)) return [...new Set(ids as string[])];
	throw new UserError("'Session IDs' holds something that is no session ID", {
		description: 'Enter IDs separated by commas, spaces or lines, or a JSON array of texts.',
	});
}

function splitIds(text: string): unknown {
	const trimmed = text.trim();
	if (!trimmed.startsWith('[')) return trimmed.split(/[\s,]+/).filter(Boolean);
	try {
		return JSON.parse(trimmed);
	} catch {
		return undefined;
	}
}

/** The id that a value is or, as a verification link, holds: no empty text, no sentence. */
function idIn(value: unknown): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const id = sessionIdIn(String(value)) ?? '';
	return /^\S+$/.test(id) ? id : undefined;
}

/** The sessions of a list: their ids, and the element that each stands in, null where it is no object. */
export type ListedSessions = Map<string, IDataObject | null>;

/** A value on the way along a path, and the element of the last list that it was found in. */
interface Found {
	value: unknown;
	element: IDataObject | null;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function elementOf(list: unknown): Found[] {
	const elements = Array.isArray(list) ? list : [list];
	return elements.map((value) => ({ value, element: isObject(value) ? value : null }));
}

function below({ value, element }: Found, key: string): Found {
	if (typeof value !== 'object' || value === null) return { value: undefined, element };
	const inner = (value as IDataObject)[key];
	if (!Array.isArray(value)) return { value: inner, element };
	return { value: inner, element: isObject(inner) ? inner : null };
}

function partsOf(path: string): string[] {
	return (
		path
			.trim()
			.replace(/^\$/, '')
			.match(/[^.[\]]+/g) ?? []
	);
}

/** The value at a path of a JSON value, such as `links.next`. */
export function valueAt(json: unknown, path: string): unknown {
	return partsOf(path).reduce(below, { value: json, element: null }).value;
}

/**
 * The sessions at a path of a JSON value, such as `data[*].session_token`; an empty path is the value
 * itself, which then has to be a list. Each id comes once, with the first element it stands in.
 * @returns undefined when nothing at the path is an id; an empty list is a list without ids
 */
export function sessionsAt(json: unknown, path: string): ListedSessions | undefined {
	const parts = partsOf(path);
	if (parts.length === 0 && !Array.isArray(json)) return undefined;
	let found: Found[] = [{ value: json, element: null }];
	for (const part of parts) {
		if (part === '*' && !found.every(({ value }) => Array.isArray(value))) return undefined;
		found =
			part === '*'
				? found.flatMap(({ value }) => elementOf(value))
				: found.map((value) => below(value, part));
	}
	const candidates = found.flatMap((one) =>
		Array.isArray(one.value) ? elementOf(one.value) : one,
	);
	const sessions: ListedSessions = new Map();
	for (const { value, element } of candidates) {
		const id = idIn(value);
		if (id !== undefined && !sessions.has(id)) sessions.set(id, element);
	}
	return candidates.length > 0 && sessions.size === 0 ? undefined : sessions;
}
