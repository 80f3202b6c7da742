import type { Page } from 'playwright-core';

import { launchChromium, stayLocal } from './chromium';
import type { SeenPage, Visitor } from './visitor';

/** Sits before a page of a real browser, whose window nobody sees. */
export class HeadlessVisitor implements Visitor {
	constructor(private readonly page: Page) {}

	/** @throws Error where the browser does not start */
	static async start(executablePath: string): Promise<HeadlessVisitor> {
		const browser = await launchChromium(executablePath);
		const context = await browser.newContext();
		await stayLocal(context);
		return new HeadlessVisitor(await context.newPage());
	}

	async fillIn(formUrl: string, email: string): Promise<void> {
		await this.page.goto(formUrl, { waitUntil: 'domcontentloaded' });
		await this.page.locator('input[type="email"]').fill(email);
		await this.page.locator('button[type="submit"]').click();
		await this.page.locator('form[data-session]').waitFor();
	}

	async beVerified(outcome: string): Promise<SeenPage> {
		const hosted = this.page.url();
		const [response] = await Promise.all([
			this.page.waitForResponse(
				(one) => one.request().isNavigationRequest() && one.url() !== hosted,
			),
			this.page.locator(`button[value="${outcome}"]`).click(),
		]);
		await response.finished();
		await this.page.waitForLoadState();
		return { status: response.status(), text: await this.page.locator('body').innerText() };
	}

	async close(): Promise<void> {
		await this.page.context().browser()?.close();
	}
}
