import type { Page } from 'playwright-core';

import { launchChromium, blockRemoteHosts } from './chromium';
import type { VisitedPage, Visitor } from './visitor';

/** A busy machine takes its time for a page. */
const STEP_LIMIT_MS = 120_000;

/** Uses a page of a real browser without a window. */
export class BrowserVisitor implements Visitor {
	constructor(private readonly page: Page) {}

	/** @throws Error if the browser does not start */
	static async start(executablePath: string): Promise<BrowserVisitor> {
		const browser = await launchChromium(executablePath);
		const context = await browser.newContext();
		await blockRemoteHosts(context);
		context.setDefaultTimeout(STEP_LIMIT_MS);
		return new BrowserVisitor(await context.newPage());
	}

	async submitForm(formUrl: string, email: string): Promise<void> {
		await this.page.goto(formUrl, { waitUntil: 'domcontentloaded' });
		await this.page.locator('input[type="email"]').fill(email);
		await this.page.locator('button[type="submit"]').click();
		await this.page.locator('form[data-session]').waitFor();
	}

	async acceptInvitation(invitationUrl: string): Promise<string> {
		await this.page.goto(invitationUrl, { waitUntil: 'domcontentloaded' });
		await this.page.locator('form[method="post"] button').click();
		const hosted = this.page.locator('form[data-session]');
		return (await hosted.getAttribute('data-session')) ?? '';
	}

	async completeVerification(outcome: string): Promise<VisitedPage> {
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
