import { fetch, FormData } from 'undici';

import { postJson } from '../postJson';
import type { VisitedPage, Visitor } from './visitor';

/** Sends the requests that a browser would send, one after the other. */
export class HttpVisitor implements Visitor {
	private hostedUrl = '';

	async submitForm(formUrl: string, email: string): Promise<void> {
		const form = await text(formUrl);
		const body = new FormData();
		body.set(found(/name=['"](field-\d+)['"]/, form), email);
		const response = await fetch(formUrl, { method: 'POST', body });
		const { redirectURL } = (await response.json()) as { redirectURL: string };
		this.hostedUrl = redirectURL;
	}

	async acceptInvitation(invitationUrl: string): Promise<string> {
		found(/<form method="post">(<button)/, await text(invitationUrl));
		const response = await fetch(invitationUrl, { method: 'POST', redirect: 'manual' });
		this.hostedUrl = response.headers.get('location') ?? '';
		return found(/data-session="(\w+)"/, await text(this.hostedUrl));
	}

	async completeVerification(outcome: string): Promise<VisitedPage> {
		const page = await text(this.hostedUrl);
		const session = found(/data-session="(\w+)"/, page);
		const returnUrl = found(/data-return-url="([^"]+)"/, page);
		await postJson(new URL(`/sandbox/sessions/${session}/finish`, this.hostedUrl), { outcome });
		const response = await fetch(unescaped(returnUrl));
		const body = found(/<body[^>]*>(.*)<\/body>/s, await response.text());
		return { status: response.status, text: unescaped(body.replace(/<[^>]+>/g, '')).trim() };
	}

	async close(): Promise<void> {}
}

async function text(url: string): Promise<string> {
	return await (await fetch(url)).text();
}

/** @throws Error if the page has nothing of the kind */
function found(pattern: RegExp, page: string): string {
	const match = pattern.exec(page)?.[1];
	if (match !== undefined) return match;
	throw new Error(`There is no ${pattern.source} on the page: ${page.slice(0, 2000)}`);
}

function unescaped(html: string): string {
	return html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}
