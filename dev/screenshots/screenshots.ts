import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import type { N8nRest, StoredCredential, WorkflowDocument } from '../n8n/rest';
import { startStage } from '../n8n/stage';
import { withCredential } from '../n8n/workflowDocument';
import { findChromium, launchChromium, stayLocal } from '../visitor/chromium';
import { HeadlessVisitor } from '../visitor/headlessVisitor';
import type { NodeView } from './views';
import { views } from './views';

const PROJECT = join(__dirname, '..', '..');
const FOLDER = join(PROJECT, 'screenshots');
/** Of the pictures that the README shows. */
const README_FOLDER = join(PROJECT, 'docs', 'pictures');
const EXAMPLE = join(PROJECT, 'examples', 'form-verification-decision.json');
/** The node of the example that the person is waited in. */
const WAIT = 'Wait for the session';
/** Tall, so that the longest panel needs no scrolling. */
const TALL = { width: 1400, height: 1600 };

interface Picture {
	name: string;
	/** `screenshots` when missing. */
	folder?: string;
	/** `TALL` when missing. */
	size?: { width: number; height: number };
	/** Brings the page to what the picture is to show, and returns the part of it that it shows. */
	open: (page: Page) => Promise<Locator>;
}

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
	const stage = await startStage();
	const { server, rest, credential } = stage;
	try {
		const pictures = [
			...views.map((view) => panel(view, server.url, rest, credential)),
			credentialForm(server.url, credential),
			actionList(server.url),
			...(await picturesOfExample(server.url, rest, credential)),
		].filter(({ name }) => name.includes(filter));
		await takeAll(chromium, pictures, server.url, rest.cookie);
	} finally {
		await stage.close();
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
		await stayLocal(context);
		const [name = '', value = ''] = cookie.split('=');
		await context.addCookies([{ name, value, url }]);
		for (const { name, folder = FOLDER, size = TALL, open } of pictures) {
			const page = await context.newPage();
			await page.setViewportSize(size);
			const part = await open(page);
			// A field under the mouse would show its menu.
			await page.mouse.move(0, 0);
			const path = join(folder, `${name}.png`);
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
	return { name, open };
}

function canvasNode(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
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

/** The first example after a run in which its person was verified: its nodes, and the panel of one of them with what came in and out. */
async function picturesOfExample(
	url: string,
	rest: N8nRest,
	credential: StoredCredential,
): Promise<Picture[]> {
	const example = JSON.parse(await readFile(EXAMPLE, 'utf8')) as WorkflowDocument;
	const id = await rest.importWorkflow(withCredential(example, credential));
	const run = async (page: Page) => {
		await page.goto(`${url}/workflow/${id}`);
		const opened = page.waitForEvent('popup');
		await page.locator('[data-test-id="execute-workflow-button"]').click();
		const form = await opened;
		const visitor = new HeadlessVisitor(form);
		await visitor.fillIn(form.url(), 'nino.sandadze@example.com');
		await canvasNode(page, WAIT).locator('.waiting').waitFor();
		await visitor.beVerified('approved');
		await form.close();
		await canvasNode(page, 'Open the account')
			.locator('[data-test-id="canvas-node-status-success"]')
			.waitFor();
		// n8n says so for some seconds, over everything.
		await page.locator('.el-notification__closeBtn').click();
	};
	const workflow = async (page: Page) => {
		await run(page);
		return page.locator('[data-test-id="canvas-wrapper"]');
	};
	const result = async (page: Page) => {
		await run(page);
		await canvasNode(page, WAIT).dblclick();
		const output = page.locator('[data-test-id="output-panel"]');
		await output.locator('[data-test-id="radio-button-schema"]').click();
		return page.locator('[data-test-id="ndv"]');
	};
	const folder = README_FOLDER;
	return [
		{ name: 'workflow', folder, size: { width: 1500, height: 720 }, open: workflow },
		{ name: 'panel', folder, size: { width: 1500, height: 900 }, open: result },
	];
}

void main(process.argv[2] ?? '');
