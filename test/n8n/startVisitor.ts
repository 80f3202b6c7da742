import { findChromium } from '../../dev/visitor/chromium';
import { BrowserVisitor } from '../../dev/visitor/browserVisitor';
import { HttpVisitor } from '../../dev/visitor/httpVisitor';
import type { Visitor } from '../../dev/visitor/visitor';

/** One with a real browser if this machine has one, else one that sends the requests of a browser. */
export async function startVisitor(): Promise<Visitor> {
	const chromium = findChromium();
	return chromium ? await BrowserVisitor.start(chromium) : new HttpVisitor();
}
