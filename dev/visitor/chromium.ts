import { existsSync } from 'node:fs';
import type { Browser, BrowserContext } from 'playwright-core';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const QUIET = [
	'--no-sandbox',
	'--disable-gpu',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** The browser of this machine, if there is one. */
export function findChromium(): string | undefined {
	return PLACES.find((path) => existsSync(path));
}

/** Starts it without a window. */
export async function launchChromium(executablePath: string): Promise<Browser> {
	// Loaded only if there is a browser, since that takes a while.
	const { chromium } = await import('playwright-core');
	return await chromium.launch({ executablePath, args: QUIET });
}

/** Keeps the pages from every host but this machine. */
export async function blockRemoteHosts(context: BrowserContext): Promise<void> {
	await context.route('**/*', async (route) => {
		const { hostname } = new URL(route.request().url());
		if (['127.0.0.1', 'localhost'].includes(hostname)) await route.continue();
		else await route.abort();
	});
}
