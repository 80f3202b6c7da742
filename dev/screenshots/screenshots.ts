import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import type { N8nRest, StoredCredential } from '../n8n/rest';
import { startFixture } from '../n8n/fixture';
import { withCredential } from '../n8n/workflowDocument';
import { findChromium, launchChromium, blockRemoteHosts } from '../visitor/chromium';
import { examplePictures } from './examplePictures';
import type { Picture } from './picture';
import { canvasNode } from './picture';
import type { NodeView } from './views';
import { views } from './views';

const PROJECT = join(__dirname, '..', '..');
/** Of the panels that only who works on them looks at. */
const FOLDER = join(PROJECT, 'screenshots');
/** Of the pictures that the README shows. */
const README_FOLDER = join(PROJECT, 'docs', 'pictures');
/** The panels among them, with the height of a window that each just fills. */
const IN_README: Record<string, number> = { 'session-create-questionnaire': 2150, callback: 740 };
/** Tall, so that the longest panel needs no scrolling. */
const TALL = { width: 1400, height: 1600 };

/**
 * Opens one browser page per picture in a real n8n and writes the pictures to `screenshots/`, those of the
 * README to `docs/pictures/`.
 */
async function main(filter: string): Promise<void> {
	const chromium = findChromium();
	if (!chromium) {
		throw new Error(
			'There is no Chromium. On Debian: apt-get install -y --no-install-recommends chromium fonts-dejavu-core',
		);
	}
	for (const folder of [FOLDER, README_FOLDER]) await mkdir(folder, { recursive: true });
	const fixture = await startFixture();
	const { server, rest, credential } = fixture;
	try {
		const pictures = [
			...views.map((view) => panel(view, server.url, rest, credential)),
			credentialForm(server.url, credential),
			actionList(server.url),
			...(await examplePictures(server.url, rest, credential)),
		].filter(({ name }) => name.includes(filter));
		await takeAll(chromium, pictures, server.url, rest.cookie);
	} finally {
		await fixture.close();
	}
}

async function takeAll(
	chromium: string,
	pictures: Picture[],
	url: string,
	cookie: string,
): Promise<void> {
	const browser = await launchChromium(chromium);
	try {
		const context = await browser.newContext();
		await blockRemoteHosts(context);
		const [name = '', value = ''] = cookie.split('=');
		await context.addCookies([{ name, value, url }]);
		for (const { name, isInReadme, size = TALL, open } of pictures) {
			const page = await context.newPage();
			await page.setViewportSize(size);
			const part = await open(page);
			// A field under the mouse would show its menu.
			await page.mouse.move(0, 0);
			const path = join(isInReadme ? README_FOLDER : FOLDER, `${name}.png`);
			await part.screenshot({ path, animations: 'disabled' });
			await page.close();
			process.stdout.write(`${path}\n`);
		}
	} finally {
		await browser.close();
	}
}

function panel(
	{ name, workflow, nodeName }: NodeView,
	url: string,
	rest: N8nRest,
	credential: StoredCredential,
): Picture {
	const open = async (page: Page) => {
		const id = await rest.importWorkflow(withCredential(workflow, credential));
		await page.goto(`${url}/workflow/${id}`);
		await canvasNode(page, nodeName).dblclick();
		await page.locator('[data-test-id="node-parameters"]').waitFor();
		return page.locator('.node-settings');
	};
	const height = IN_README[name];
	if (height === undefined) return { name, open };
	return { name, isInReadme: true, size: { ...TALL, height }, open };
}

function credentialForm(url: string, credential: StoredCredential): Picture {
	const open = async (page: Page) => {
		await page.goto(`${url}/home/credentials/${credential.id}`);
		await page.locator('[data-test-id="credentials-config-container-test-success"]').waitFor();
		return page.locator('[data-test-id="editCredential-modal"]');
	};
	return { name: 'credential', open };
}

function actionList(url: string): Picture {
	const open = async (page: Page) => {
		await page.goto(`${url}/workflow/new`);
		await page.locator('[data-test-id="canvas-add-button"]').click();
		const search = page.locator('[data-test-id="node-creator-search-bar"]');
		await search.fill('identomat');
		await page
			.locator('[data-test-id="node-creator-item-name"]', { hasText: 'Identomat' })
			.first()
			.click();
		return page.locator('[data-test-id="node-creator"]');
	};
	return { name: 'actions', open };
}

void main(process.argv[2] ?? '');
