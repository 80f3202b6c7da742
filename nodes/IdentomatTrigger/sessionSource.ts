import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { emptyFieldError } from '../api/errors/inputErrors';
import { invalidSourceUrlError, noSessionIdsError } from '../api/errors/sourceErrors';
import { readChoice } from '../shared/parameters/choices';
import { readSessionIds } from '../shared/parameters/sessionIds';
import { isEmpty, readText } from '../shared/parameters/texts';
import { elementsOf, isRoot, valuesAt } from './jsonPath';
import { readPages } from './sourcePages';

/** The sessions to watch. */
export interface SessionList {
	/** Each once. */
	ids: string[];
	/** The list's element of a session, if the list comes from a URL, or null if it holds only the id. */
	elementOf?: (sessionId: string) => IDataObject | null;
}

/** The sessions of a page: their ids, and the element that contains each, or null if it is not an object. */
type ListedSessions = Map<string, IDataObject | null>;

/**
 * The sessions to watch, from the source that the user chose.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} if the source cannot be read to its end, or holds a value that cannot be a session
 * id: that never means "nothing to watch"
 */
export async function readSource(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<SessionList> {
	const source = readChoice(context.getNodeParameter('source'), "'Sessions to Watch'", [
		'list',
		'url',
	]);
	return source === 'list'
		? { ids: readEnteredIds(context) }
		: await readSourceUrl(context, client, deadline);
}

/** A list from an expression may be empty for now. An empty list that was entered is a missing field. */
function readEnteredIds(context: IPollFunctions): string[] {
	const ids = readSessionIds(context.getNodeParameter('sessionIds'), "'Session IDs'");
	const entered = String(context.getNode().parameters.sessionIds ?? '');
	if (ids.length === 0 && !entered.startsWith('=')) throw emptyFieldError("'Session IDs'");
	return ids;
}

async function readSourceUrl(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<SessionList> {
	const url = readText(context.getNodeParameter('sourceUrl'), "'Source URL'") ?? '';
	if (!/^https?:/i.test(url) || !URL.canParse(url)) throw invalidSourceUrlError();
	const textOf = (name: string, label: string) =>
		readText(context.getNodeParameter(name, ''), label) ?? '';
	const path = textOf('sourceIdPath', "'Path to IDs'");
	const nextPath = textOf('options.sourceNextPath', "'Path to Next Page'");
	const nextParameter = textOf('options.sourceNextParameter', "'Next Page Parameter'");
	const pages = await readPages(client, { url, nextPath, nextParameter }, deadline);
	const sessions = merge(pages.map((page) => sessionsOn(page, path)));
	return {
		ids: [...sessions.keys()],
		elementOf: (sessionId) => sessions.get(sessionId) ?? null,
	};
}

/** @throws {UserError} if the page has no sessions at the path */
function sessionsOn(page: unknown, path: string): ListedSessions {
	const sessions = sessionsAt(page, path);
	if (sessions) return sessions;
	throw noSessionIdsError(isRoot(path) ? undefined : path);
}

/**
 * The sessions at a path of a JSON value. Without a path the value has to be a list. Each id is returned
 * once, with the first element that contains it.
 * @returns undefined if nothing at the path is an id. An empty list is a list without ids.
 * @throws {UserError} naming a value that cannot be an id, if there are ids beside it
 */
export function sessionsAt(json: unknown, path: string): ListedSessions | undefined {
	if (isRoot(path) && !Array.isArray(json)) return undefined;
	const candidates = valuesAt(json, path)?.flatMap((one) =>
		Array.isArray(one.value) ? elementsOf(one.value) : one,
	);
	if (!candidates) return undefined;
	const sessions: ListedSessions = new Map();
	const isPlain = (value: unknown) => typeof value === 'string' || typeof value === 'number';
	if (candidates.length > 0 && !candidates.some(({ value }) => isPlain(value) && !isEmpty(value))) {
		return undefined;
	}
	for (const { value, element } of candidates) {
		if (isEmpty(value)) continue;
		const entries = typeof value === 'string' ? value : [value];
		for (const id of readSessionIds(entries, "The list of 'Source URL'")) {
			if (!sessions.has(id)) sessions.set(id, element);
		}
	}
	return sessions;
}

function merge([first = new Map(), ...others]: ListedSessions[]): ListedSessions {
	for (const page of others) {
		for (const [id, element] of page) if (!first.has(id)) first.set(id, element);
	}
	return first;
}
