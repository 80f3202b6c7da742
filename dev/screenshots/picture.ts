import type { Locator, Page } from 'playwright-core';

/** A picture of n8n's editor. */
export interface Picture {
	/** Of its file, without `.png`. */
	name: string;
	/** Whether the README shows it. */
	isInReadme?: boolean;
	/** Of the window, in pixels. */
	size?: { width: number; height: number };
	/** Brings the page to what the picture is to show, and returns the part of it that it shows. */
	open: (page: Page) => Promise<Locator>;
}

/** The node of this name on the canvas. */
export function canvasNode(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
}
