import { findChromium } from './chromium';
import { BrowserVisitor } from './browserVisitor';
import { HttpVisitor } from './httpVisitor';
import type { Visitor } from './visitor';

/** One with a real browser if this machine has one, else one that sends the requests of a browser. */
export async function startVisitor(): Promise<Visitor> {
	const chromium = findChromium();
	return chromium ? await BrowserVisitor.start(chromium) : new HttpVisitor();
}
