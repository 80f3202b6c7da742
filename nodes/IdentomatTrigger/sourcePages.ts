import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { valueAt } from './jsonPath';
import { timeLeft, timeoutBefore } from './pollTime';

const MAX_PAGES = 100;

const CHECK_NEXT_PATH =
	"Check 'Path to Next Page': it must lead to the URL of the next page, or with 'Next Page Parameter' to its token, and on the last page to nothing.";

/** Where the pages of a source are. */
export interface PageSource {
	/** The URL of the first page. */
	url: string;
	/** The path in a page to the URL or token of the next one. Empty if there is only one page. */
	nextPath: string;
	/** The query parameter for the token of the next page. Empty if pages contain URLs. */
	nextParameter: string;
}

/**
 * Reads the responses of a source URL, page by page.
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} if it cannot be read to its end: half a list must not count as the list
 */
export async function readPages(
	client: IdentomatClient,
	source: PageSource,
	deadline: number,
): Promise<unknown[]> {
	const pages: unknown[] = [];
	const visited = new Set<string>();
	const firstUrl = new URL(source.url).href;
	let url: string | undefined = firstUrl;
	while (url !== undefined) {
		checkNext(url, firstUrl, visited);
		if (pages.length > 0 && timeLeft(deadline) <= 0) {
			throw new UserError('A poll is too short to read all pages of the source URL', {
				description: 'Let it answer with more sessions on a page, or faster.',
			});
		}
		visited.add(url);
		const page = await readPage(client, url, deadline);
		pages.push(page);
		url = source.nextPath ? nextUrl(page, source, url) : undefined;
	}
	return pages;
}

async function readPage(client: IdentomatClient, url: string, deadline: number): Promise<unknown> {
	const result = await client.fetchSessionList(url, timeoutBefore(deadline));
	if (result.ok) return result.data;
	throw new UserError(result.failure.message, {
		description: "Check 'Source URL' and its credential, and that the service behind it runs.",
	});
}

/** The URL of the page after this one, or undefined after the last one. */
function nextUrl(page: unknown, source: PageSource, url: string): string | undefined {
	const { nextPath, nextParameter } = source;
	const value = valueAt(page, nextPath);
	if (value === undefined || value === null || value === false) return undefined;
	if (typeof value === 'string' && !value.trim()) return undefined;
	const next = nextParameter ? urlWithToken(source.url, nextParameter, value) : urlOn(url, value);
	if (next !== undefined) return next;
	const what = nextParameter ? 'token' : 'URL';
	throw new UserError(`The source URL's response has no ${what} at "${nextPath}"`, {
		description: CHECK_NEXT_PATH,
	});
}

function urlWithToken(firstUrl: string, parameter: string, token: unknown): string | undefined {
	if (typeof token !== 'string' && typeof token !== 'number') return undefined;
	const url = new URL(firstUrl);
	url.searchParams.set(parameter, String(token));
	return url.href;
}

/** A URL that may be relative to the page that contains it. */
function urlOn(page: string, value: unknown): string | undefined {
	const isUrl = typeof value === 'string' && URL.canParse(value.trim(), page);
	return isUrl ? new URL(value.trim(), page).href : undefined;
}

/** The header of the source's credential goes to one server only. */
function checkNext(url: string, firstUrl: string, visited: ReadonlySet<string>): void {
	const { origin } = new URL(url);
	if (origin !== new URL(firstUrl).origin) {
		throw new UserError(`The next page of the source URL is on another server: ${origin}`, {
			description:
				"All pages must be on the server of 'Source URL': its header is sent nowhere else.",
		});
	}
	if (visited.has(url)) {
		throw new UserError('The pages of the source URL lead in a circle', {
			description: CHECK_NEXT_PATH,
		});
	}
	if (visited.size >= MAX_PAGES) {
		throw new UserError(`The source URL has more than ${MAX_PAGES} pages`, {
			description: 'Let it answer with more sessions on a page, or with open ones only.',
		});
	}
}
