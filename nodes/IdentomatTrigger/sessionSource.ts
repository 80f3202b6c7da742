import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { readSessionIds, sessionsAt, type ListedSessions } from './sessionIds';
import { readPages } from './sourcePages';

/** The sessions to watch. */
export interface SessionList {
	/** Each once. */
	ids: string[];
	/** What the list says of a session, where it comes from a URL: null where it says nothing. */
	elementOf?: (sessionId: string) => IDataObject | null;
}

/**
 * The sessions to watch, from where the user said they come from.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} when the source cannot be read to its end: that is never "nothing to watch"
 */
export async function readSource(
	context: IPollFunctions,
	client: IdentomatClient,
	deadline: number,
): Promise<SessionList> {
	if (context.getNodeParameter('source') === 'list') {
		return { ids: readSessionIds(context.getNodeParameter('sessionIds')) };
	}
	const url = String(context.getNodeParameter('sourceUrl')).trim();
	if (!/^https?:/i.test(url) || !URL.canParse(url)) {
		throw new UserError("'Source URL' is not a web address", {
			description: 'Enter it with its scheme, such as https://crm.example.com/open-sessions',
		});
	}
	const path = String(context.getNodeParameter('sourceIdPath'));
	const nextPath = String(context.getNodeParameter('options.sourceNextPath', '') ?? '');
	const pages = await readPages(client, url, nextPath, deadline);
	const sessions = together(pages.map((page) => sessionsOn(page, path)));
	return {
		ids: [...sessions.keys()],
		elementOf: (sessionId) => sessions.get(sessionId) ?? null,
	};
}

/** @throws {UserError} when the page has none at the path */
function sessionsOn(page: unknown, path: string): ListedSessions {
	const sessions = sessionsAt(page, path);
	if (sessions) return sessions;
	if (!path.trim()) {
		throw new UserError('The answer of the source URL is not a list of session IDs', {
			description: "Say in 'Path to IDs' where they stand in it, such as data[*].session_token.",
		});
	}
	throw new UserError(`The answer of the source URL holds no session IDs at "${path}"`, {
		description: "Check 'Path to IDs' against the JSON that the URL answers.",
	});
}

function together([first = new Map(), ...others]: ListedSessions[]): ListedSessions {
	for (const page of others) {
		for (const [id, element] of page) if (!first.has(id)) first.set(id, element);
	}
	return first;
}
