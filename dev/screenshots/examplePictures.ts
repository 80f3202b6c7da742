import { readFile, readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Locator, Page } from 'playwright-core';

import type { N8nRest, StoredCredential, WorkflowDocument } from '../n8n/rest';
import { withCredential } from '../n8n/workflowDocument';
import { BrowserVisitor } from '../visitor/browserVisitor';
import type { Picture } from './picture';
import { canvasNode } from './picture';

const FOLDER = join(__dirname, '..', '..', 'examples');
const FIRST = 'form-verification-decision';
/** The node of the first example in which the person is waited for. */
const WAIT = 'Wait for the session';
const WIDE = { width: 1500, height: 780 };

/**
 * The first example after a run in which its person was verified (its nodes, and the panel of one of them with what
 * came in and out), the others as they come.
 */
export async function examplePictures(
	url: string,
	rest: N8nRest,
	credential: StoredCredential,
): Promise<Picture[]> {
	const open = async (page: Page, file: string) => {
		const text = await readFile(join(FOLDER, `${file}.json`), 'utf8');
		const example = withCredential(JSON.parse(text) as WorkflowDocument, credential);
		await page.goto(`${url}/workflow/${await rest.importWorkflow(example)}`);
		await canvasNode(page, example.nodes.at(-1)?.name ?? '').waitFor();
		await allIconsLoaded(page);
	};
	const run = async (page: Page) => {
		await open(page, FIRST);
		await runForm(page);
	};
	const picture = (name: string, show: (page: Page) => Promise<Locator>): Picture => ({
		name,
		isInReadme: true,
		size: WIDE,
		open: show,
	});
	const others = (await readdir(FOLDER))
		.map((file) => parse(file).name)
		.filter((file) => file !== FIRST);
	return [
		picture('workflow', async (page) => {
			await run(page);
			return await canvas(page);
		}),
		picture('panel', async (page) => {
			await run(page);
			await canvasNode(page, WAIT).dblclick();
			const output = page.locator('[data-test-id="output-panel"]');
			await output.locator('[data-test-id="radio-button-schema"]').click();
			return page.locator('[data-test-id="ndv"]');
		}),
		...others.map((file) =>
			picture(file, async (page) => {
				await open(page, file);
				return await canvas(page);
			}),
		),
	];
}

/** Runs the workflow by its form, which somebody fills in, is verified, and comes back. */
async function runForm(page: Page): Promise<void> {
	const opened = page.waitForEvent('popup');
	await page.locator('[data-test-id="execute-workflow-button"]').click();
	const form = await opened;
	const visitor = new BrowserVisitor(form);
	await visitor.submitForm(form.url(), 'nino.sandadze@example.com');
	await canvasNode(page, WAIT).locator('.waiting').waitFor();
	await visitor.completeVerification('approved');
	await form.close();
	await canvasNode(page, 'Open the account')
		.locator('[data-test-id="canvas-node-status-success"]')
		.waitFor();
	// n8n says so for some seconds, over everything.
	await page.locator('.el-notification__closeBtn').click();
}

/** The nodes, without what would be cut at the edge of the picture, and without the dots, which make it large. */
async function canvas(page: Page): Promise<Locator> {
	await page.addStyleTag({
		content: '.tab-bar-container, .vue-flow__background { display: none !important; }',
	});
	return page.locator('[data-test-id="canvas-wrapper"]');
}

/** Resolves once every node has its icon, which n8n loads after the node. */
async function allIconsLoaded(page: Page): Promise<void> {
	await page.waitForFunction(() =>
		[...document.querySelectorAll('.vue-flow__node-canvas-node .n8n-node-icon')].every((icon) => {
			const image = icon.querySelector('img');
			return image ? image.complete && image.naturalWidth > 0 : icon.querySelector('svg') !== null;
		}),
	);
}
