import { PRESSED_PARAMETER, RETURNED_PARAMETER, type Invitation } from '../../invitation';
import { pageTexts } from './pageTexts';
import {
	busyPage,
	checkingPage,
	completed,
	type PageResponse,
	type PersonResponse,
} from './response';
import { currentSession, type Visit } from './visit';
import type { WaitsFor } from './waitingItem';

/** The pages that a person sees at the link of an invitation. */

export function completedFor({ completion }: WaitsFor, { page }: Invitation): PersonResponse {
	return completed(completion, page.language);
}

/** The page with the button that begins, continues or repeats the verification. */
export function startPage(visit: Visit): PersonResponse {
	const { invitation, waitsFor, query } = visit;
	const { language, title, text, button } = invitation.page;
	const texts = pageTexts[language];
	const page = (itsText: string, itsButton: string): PageResponse => ({
		status: 200,
		page: { language, title: title ?? texts.title, text: itsText, button: itsButton },
		formOrigins: formOrigins(visit),
	});
	if (currentSession(visit) !== undefined) {
		if (query[RETURNED_PARAMETER] === undefined) return page(texts.resume, texts.resumeButton);
		return checkingPage(waitsFor.completion, query, page(texts.checking, texts.resumeButton));
	}
	if (invitation.attempts >= waitsFor.maxSessions) return textPage(visit, 200, 'noMoreAttempts');
	if (invitation.sessions.length > 0) return page(texts.again, texts.againButton);
	return page(text ?? texts.begin, button ?? texts.beginButton);
}

/** The button leads to Identomat or, if the person has finished meanwhile, to the user's own page. */
function formOrigins({ client, waitsFor }: Visit): string[] {
	const { redirectUrl } = waitsFor.completion;
	const addresses = [client.verificationUrl(''), ...(redirectUrl ? [redirectUrl] : [])];
	return addresses.map((address) => new URL(address).origin);
}

export function textPage(
	{ invitation }: Visit,
	status: number,
	text: 'noMoreAttempts' | 'unavailable',
): PersonResponse {
	const { language, title } = invitation.page;
	const texts = pageTexts[language];
	return { status, page: { language, title: title ?? texts.title, text: texts[text] } };
}

/** Leads to the session on its own, as soon as n8n can store it. */
export function storingPage({ invitation, query }: Visit): PersonResponse {
	return busyPage({ ...query, [PRESSED_PARAMETER]: '1' }, invitation.page.language);
}
