import { findChromium } from './chromium';
import { HeadlessVisitor } from './headlessVisitor';
import { PlainVisitor } from './plainVisitor';

/** A person with a browser, who fills in a form of n8n and is verified. */
export interface Visitor {
	/** Fills in the form, which asks for an e-mail address; from there the browser comes to Identomat. */
	fillIn(formUrl: string, email: string): Promise<void>;
	/** Goes through the verification, which ends so; then the browser goes where Identomat sends it. */
	beVerified(outcome: string): Promise<SeenPage>;
	close(): Promise<void>;
}

/** The page that the person sees in the end. */
export interface SeenPage {
	status: number;
	/** What can be read on it. */
	text: string;
}

/** One with a real browser where this machine has one, else one who asks for what a browser would ask for. */
export async function startVisitor(): Promise<Visitor> {
	const chromium = findChromium();
	return chromium ? await HeadlessVisitor.start(chromium) : new PlainVisitor();
}
