import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';

import { loggableReason } from '../../../../api/errors/nodeErrors';
import type { PageLanguage } from '../../invitation';
import { contentSecurityPolicy, pageHtml, type Page } from './page';
import { pageTexts } from './pageTexts';
import { checksOf, CHECKS_BEFORE_REDIRECT, nextRefresh } from './refresh';
import { waitsIn, type Completion, type WaitingItem } from './waitingItem';

export interface PageResponse {
	status: number;
	page: Page;
	/** Where the page's form may lead to. */
	formOrigins?: string[];
}

/** The response to a person's browser: a page, or the address of another one. */
export type PersonResponse = { location: string } | PageResponse;

/** Everything is done for this person. */
export function completed(
	{ redirectUrl, thankYouText }: Completion,
	language: PageLanguage = 'en',
): PersonResponse {
	if (redirectUrl) return { location: redirectUrl };
	const { title, done } = pageTexts[language];
	return { status: 200, page: { language, title, text: thankYouText ?? done } };
}

/**
 * The page while not everything is known to be done. Results arrive some seconds after the person, so the
 * page checks again by itself before it redirects to the user's own page.
 * @param response the page, which says that the details are checked
 */
export function checkingPage(
	{ redirectUrl, thankYouText }: Completion,
	query: IDataObject,
	response: PageResponse = defaultCheckingPage(),
): PersonResponse {
	if (redirectUrl && checksOf(query) >= CHECKS_BEFORE_REDIRECT) return { location: redirectUrl };
	const text = thankYouText ?? response.page.text;
	return { ...response, page: { ...response.page, text, refresh: nextRefresh(query) } };
}

function defaultCheckingPage(): PageResponse {
	const { title, checking } = pageTexts.en;
	return { status: 200, page: { language: 'en', title, text: checking } };
}

/** The page while n8n is busy with another request. It reloads with this query. */
export function busyPage(query: IDataObject, language: PageLanguage = 'en'): PageResponse {
	const { title, busy: text } = pageTexts[language];
	return { status: 200, page: { language, title, text, refresh: nextRefresh(query) } };
}

/** The response reveals nothing but the language that the other people of this execution read. */
export function invalidLink(items: WaitingItem[]): PersonResponse {
	const [language = 'en'] = waitsIn(items).flatMap(
		({ invitation }) => invitation?.page.language ?? [],
	);
	const { title, invalidLink: text } = pageTexts[language];
	return { status: 404, page: { language, title, text } };
}

export function sendResponse(context: IWebhookFunctions, answer: PersonResponse): void {
	try {
		const response = context.getResponseObject();
		response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
		if ('location' in answer) {
			response.redirect(303, answer.location);
			return;
		}
		response.set({
			'Content-Type': 'text/html; charset=utf-8',
			'Content-Security-Policy': contentSecurityPolicy(answer.formOrigins ?? []),
		});
		response.status(answer.status).send(pageHtml(answer.page));
	} catch (error) {
		context.logger.warn(`Identomat: the page could not be sent: ${loggableReason(error)}`);
	}
}
