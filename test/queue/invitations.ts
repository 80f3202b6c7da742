import { setTimeout } from 'node:timers/promises';
import { fetch } from 'undici';

/** n8n has no page while an execution runs: people try again. */
const PATIENCE_MS = 250;

/**
 * Opens a link of an invitation until the browser is sent to Identomat, or sees a page that does not reload.
 * @param method `POST` presses the button
 * @returns the ID of the session that the browser comes to, or what it reads
 */
export async function followLink(url: string, method: 'GET' | 'POST'): Promise<string> {
	const response = await fetch(url, { method, redirect: 'manual' });
	const location = response.headers.get('location');
	if (location) return new URL(location).searchParams.get('session_token') ?? '';
	const page = await response.text();
	const [, seconds, reload] = /http-equiv="refresh" content="(\d+); url=([^"]*)"/.exec(page) ?? [];
	if (reload) {
		await setTimeout(Number(seconds) * 1000);
		return await followLink(new URL(reload.replace(/&#38;/g, '&'), url).href, 'GET');
	}
	if (response.status !== 409 || page.includes('finished already')) return page;
	await setTimeout(PATIENCE_MS);
	return await followLink(url, method);
}
