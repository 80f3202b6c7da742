import type { IdentomatClient } from '../api/client';
import {
	circularPagesError,
	invalidNextPageError,
	pageOnOtherServerError,
	tooManyPagesError,
	tooSlowPagesError,
	unreadableSourceError,
} from '../api/errors/sourceErrors';
import { valueAt } from './jsonPath';
import { timeLeft, timeoutBefore } from './pollTime';

const MAX_PAGES = 100;

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
		if (pages.length > 0 && timeLeft(deadline) <= 0) throw tooSlowPagesError();
		visited.add(url);
		const page = await fetchPage(client, url, deadline);
		pages.push(page);
		url = source.nextPath ? nextUrl(page, source, url) : undefined;
	}
	return pages;
}

async function fetchPage(client: IdentomatClient, url: string, deadline: number): Promise<unknown> {
	const result = await client.fetchSessionList(url, timeoutBefore(deadline));
	if (result.ok) return result.data;
	throw unreadableSourceError(result.failure);
}

/** The URL of the page after this one, or undefined after the last one. */
function nextUrl(page: unknown, source: PageSource, url: string): string | undefined {
	const { nextPath, nextParameter } = source;
	const value = valueAt(page, nextPath);
	if (value === undefined || value === null || value === false) return undefined;
	if (typeof value === 'string' && !value.trim()) return undefined;
	const next = nextParameter ? urlWithToken(source.url, nextParameter, value) : urlOn(url, value);
	if (next !== undefined) return next;
	throw invalidNextPageError(nextParameter ? 'token' : 'URL', nextPath);
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
	if (origin !== new URL(firstUrl).origin) throw pageOnOtherServerError(origin);
	if (visited.has(url)) throw circularPagesError();
	if (visited.size >= MAX_PAGES) throw tooManyPagesError(MAX_PAGES);
}
