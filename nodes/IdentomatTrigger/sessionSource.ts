import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { emptyFieldError } from '../api/errors/inputErrors';
import { readChoice } from '../shared/parameters/choices';
import { readSessionIds } from '../shared/parameters/sessionIds';
import { isEmpty, readText } from '../shared/parameters/texts';
import { elementsOf, isRoot, valuesAt } from './jsonPath';
import { readPages } from './sourcePages';

/** The sessions to watch. */
export interface SessionList {
	/** Each once. */
	ids: string[];
	/** What the list says about a session, if it comes from a URL: null if it says nothing. */
	elementOf?: (sessionId: string) => IDataObject | null;
}

/** The sessions of a page: their ids, and the element that each stands in, null if it is no object. */
type ListedSessions = Map<string, IDataObject | null>;

/**
 * The sessions to watch, from where the user said they come from.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} when the source cannot be read to its end, or holds what can be no session id: that
 * is never "nothing to watch"
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

/** A list from an expression may be empty for now; one that was entered is a field left out. */
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
	if (!/^https?:/i.test(url) || !URL.canParse(url)) {
		throw new UserError("'Source URL' is not a web address", {
			description: 'Enter it with its scheme, such as https://crm.example.com/open-sessions',
		});
	}
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

/** @throws {UserError} when the page has none at the path */
function sessionsOn(page: unknown, path: string): ListedSessions {
	const sessions = sessionsAt(page, path);
	if (sessions) return sessions;
	if (isRoot(path)) {
		throw new UserError("The source URL's response is not a list of session IDs", {
			description: "Enter in 'Path to IDs' where they are, such as data[*].session_token.",
		});
	}
	throw new UserError(`The source URL's response has no session IDs at "${path}"`, {
		description: "Check 'Path to IDs' against the JSON that the URL answers.",
	});
}

/**
 * The sessions at a path of a JSON value; without a path that has to be a list. Each id comes once, with
 * the first element it stands in.
 * @returns undefined when nothing at the path is an id; an empty list is a list without ids
 * @throws {UserError} naming what can be no id, when there are ids beside it
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
