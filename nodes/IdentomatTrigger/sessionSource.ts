import type { IPollFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { readSessionIds, sessionIdsAt } from './sessionIds';

/**
 * The ids of the sessions to watch, from where the user said they come from.
 * @param timeoutSeconds how long a source URL may stay silent
 * @throws {UserError} when the source cannot be read: that is never "nothing to watch"
 */
export async function watchedSessionIds(
	context: IPollFunctions,
	client: IdentomatClient,
	timeoutSeconds: number,
): Promise<string[]> {
	if (context.getNodeParameter('source') === 'list') {
		return readSessionIds(context.getNodeParameter('sessionIds'));
	}
	const url = String(context.getNodeParameter('sourceUrl')).trim();
	if (!/^https?:/i.test(url) || !URL.canParse(url)) {
		throw new UserError('"Source URL" is not a web address', {
			description: 'Enter it with its scheme, such as https://crm.example.com/open-verifications',
		});
	}
	const path = String(context.getNodeParameter('sourceIdPath'));
	const answer = await client.fetchSessionList(url, timeoutSeconds);
	if ('failure' in answer) {
		throw new UserError(answer.failure.message, {
			description: 'Check "Source URL" and its credential, and that the service behind it runs.',
		});
	}
	const ids = sessionIdsAt(answer.data, path);
	if (ids) return ids;
	if (!path.trim()) {
		throw new UserError('The answer of the source URL is not a list of session IDs', {
			description: 'Say in "Path to IDs" where they stand in it, such as data[*].session_token.',
		});
	}
	throw new UserError(`The answer of the source URL holds no session IDs at "${path}"`, {
		description: 'Check "Path to IDs" against the JSON that the URL answers.',
	});
}
