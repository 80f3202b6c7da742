import { UserError } from 'n8n-workflow';

import { sessionIdIn } from '../api/request/sessionId';

/**
 * Reads session ids, or verification links, from what a user entered: separated by commas, spaces or
 * lines, a JSON array, or by expression an array. Each id comes once.
 * @throws {UserError} when it is none of these
 */
export function readSessionIds(value: unknown): string[] {
	const list = typeof value === 'string' ? splitIds(value) : value;
	const ids = Array.isArray(list) ? idsOf(list) : [];
	if (Array.isArray(list) && ids.length === list.length) return [...new Set(ids)];
	throw new UserError('"Session IDs" holds something that is no session ID', {
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

/** The ids among the values, which may be verification links: no empty texts, no sentences. */
function idsOf(values: unknown[]): string[] {
	return values
		.filter((value) => typeof value === 'string' || typeof value === 'number')
		.map((value) => sessionIdIn(String(value)) ?? '')
		.filter((text) => /^\S+$/.test(text));
}

function property(value: unknown, key: string): unknown {
	return typeof value === 'object' && value !== null
		? (value as Record<string, unknown>)[key]
		: undefined;
}

/**
 * The ids at a path of a JSON value, such as `data[*].session_token`; an empty path is the value
 * itself, which then has to be a list. Each id comes once.
 * @returns undefined when nothing at the path is an id; an empty list is a list without ids
 */
export function sessionIdsAt(json: unknown, path: string): string[] | undefined {
	const parts =
		path
			.trim()
			.replace(/^\$/, '')
			.match(/[^.[\]]+/g) ?? [];
	if (parts.length === 0 && !Array.isArray(json)) return undefined;
	let values: unknown[] = [json];
	for (const part of parts) {
		if (part === '*' && !values.every(Array.isArray)) return undefined;
		values = part === '*' ? values.flat() : values.map((value) => property(value, part));
	}
	const candidates = values.flat();
	const ids = idsOf(candidates);
	return candidates.length > 0 && ids.length === 0 ? undefined : [...new Set(ids)];
}
