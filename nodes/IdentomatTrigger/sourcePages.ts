import { UserError } from 'n8n-workflow';

import type { IdentomatClient } from '../api/client';
import { timeLeft, timeoutBefore } from './pollBudget';
import { valueAt } from './sessionIds';

const MAX_PAGES = 100;

const CHECK_NEXT_PATH =
	"Check 'Path to Next Page': it has to lead to the URL of the next page, and on the last page to nothing.";

/**
 * What a source URL answers, page by page.
 * @param nextPath where in a page the URL of the next one stands; empty where there is one page only
 * @param deadline in milliseconds of the monotonic clock
 * @throws {UserError} when it cannot be read to its end: half a list is no list
 */
export async function readPages(
	client: IdentomatClient,
	firstUrl: string,
	nextPath: string,
	deadline: number,
): Promise<unknown[]> {
	const pages: unknown[] = [];
	const visited = new Set<string>();
	let url: string | undefined = new URL(firstUrl).href;
	while (url !== undefined) {
		checkNext(url, firstUrl, visited);
		if (pages.length > 0 && timeLeft(deadline) <= 0) {
			throw new UserError('The time of a poll is too short to read all pages of the source URL', {
				description: 'Let it answer with more sessions on a page, or faster.',
			});
		}
		visited.add(url);
		const page = await readPage(client, url, deadline);
		pages.push(page);
		url = nextPath.trim() ? nextUrl(page, nextPath, url) : undefined;
	}
	return pages;
}

async function readPage(client: IdentomatClient, url: string, deadline: number): Promise<unknown> {
	const answer = await client.fetchSessionList(url, timeoutBefore(deadline));
	if (answer.ok) return answer.data;
	throw new UserError(answer.failure.message, {
		description: "Check 'Source URL' and its credential, and that the service behind it runs.",
	});
}

/** The URL of the page after this one, which may be relative; undefined after the last one. */
function nextUrl(page: unknown, path: string, url: string): string | undefined {
	const next = valueAt(page, path);
	if (next === undefined || next === null || next === false) return undefined;
	if (typeof next === 'string' && !next.trim()) return undefined;
	if (typeof next === 'string' && URL.canParse(next.trim(), url)) {
		return new URL(next.trim(), url).href;
	}
	throw new UserError(`The answer of the source URL holds no URL at "${path}"`, {
		description: CHECK_NEXT_PATH,
	});
}

/** The header of the source's credential goes to one server only. */
function checkNext(url: string, firstUrl: string, visited: ReadonlySet<string>): void {
	const { origin } = new URL(url);
	if (origin !== new URL(firstUrl).origin) {
		throw new UserError(`The next page of the source URL is on another server: ${origin}`, {
			description:
				"All pages have to be on the server of 'Source URL': its header goes nowhere else.",
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
