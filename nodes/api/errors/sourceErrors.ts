import { UserError } from 'n8n-workflow';

import type { Failure } from './failure';

/** Why the trigger cannot read the sessions to watch from the user's own service. */

const CHECK_NEXT_PATH =
	"Check 'Path to Next Page': it must lead to the URL of the next page, or with 'Next Page Parameter' to its token, and on the last page to nothing.";

export function invalidSourceUrlError(): UserError {
	return new UserError("'Source URL' is not a web address", {
		description: 'Enter it with its scheme, such as https://crm.example.com/open-sessions',
	});
}

export function unreadableSourceError({ message }: Failure): UserError {
	return new UserError(message, {
		description: "Check 'Source URL' and its credential, and that the service behind it runs.",
	});
}

/** @param path to the IDs, or undefined if they should be the response itself */
export function noSessionIdsError(path?: string): UserError {
	return path === undefined
		? new UserError("The source URL's response is not a list of session IDs", {
				description: "Enter in 'Path to IDs' where they are, such as data[*].session_token.",
			})
		: new UserError(`The source URL's response has no session IDs at "${path}"`, {
				description: "Check 'Path to IDs' against the JSON that the URL answers.",
			});
}

export function invalidNextPageError(what: 'URL' | 'token', path: string): UserError {
	return new UserError(`The source URL's response has no ${what} at "${path}"`, {
		description: CHECK_NEXT_PATH,
	});
}

export function pageOnOtherServerError(origin: string): UserError {
	return new UserError(`The next page of the source URL is on another server: ${origin}`, {
		description:
			"All pages must be on the server of 'Source URL': its header is sent nowhere else.",
	});
}

export function circularPagesError(): UserError {
	return new UserError('The pages of the source URL lead in a circle', {
		description: CHECK_NEXT_PATH,
	});
}

export function tooManyPagesError(maxPages: number): UserError {
	return new UserError(`The source URL has more than ${maxPages} pages`, {
		description: 'Let it answer with more sessions on a page, or with open ones only.',
	});
}

export function tooSlowPagesError(): UserError {
	return new UserError('A poll is too short to read all pages of the source URL', {
		description: 'Let it answer with more sessions on a page, or faster.',
	});
}

export function noSessionInTimeError(): UserError {
	return new UserError('No session answered in time');
}

/** Failures of requests to the source. */
export const sourceFailures = {
	status: (status: number): Failure => ({
		kind: 'invalidResponse',
		message: `The source URL returned status ${status}`,
		status,
	}),
	noJson: (status: number): Failure => ({
		kind: 'invalidResponse',
		message: 'The source URL returned something other than JSON',
		status,
	}),
};
