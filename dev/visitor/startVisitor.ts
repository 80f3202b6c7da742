import { findChromium } from './chromium';
import { BrowserVisitor } from './browserVisitor';
import { HttpVisitor } from './httpVisitor';
import type { Visitor } from './visitor';

/** One with a real browser where this machine has one, else one who asks for what a browser would ask for. */
export async function startVisitor(): Promise<Visitor> {
	const chromium = findChromium();
	return chromium ? await BrowserVisitor.start(chromium) : new HttpVisitor();
}
