import { UserError } from 'n8n-workflow';

/** What the user wants the person to see who comes back. */
export interface CompletionPage {
	/** The page that the browser is sent to, instead of one of ours. */
	afterwardsUrl?: string;
	thankYouText?: string;
}

const DONE = 'Thank you. You are done here and can close this page.';
const NOT_YET =
	'Your verification is not finished yet. If you have completed all of its steps, you can close this page: the result is on its way.';

/**
 * The address of the page that the browser is sent to.
 * @throws {UserError} where it is no web address
 */
export function readRedirectUrl(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url && ['http:', 'https:'].includes(url.protocol)) return url.href;
	throw new UserError("'Afterwards Go To' is no web address", {
		description: 'Fill in a whole address, such as https://example.com/thank-you.',
	});
}

/**
 * The page that a hit on the resume URL is answered with. It says nothing about the result, and asks
 * nobody else for anything.
 * @param isFinished whether all that is waited for is finished
 */
export function completionPage({ thankYouText }: CompletionPage, isFinished: boolean): string {
	const text = thankYouText ?? (isFinished ? DONE : NOT_YET);
	const lines = text.split(/\r?\n/).map(escaped).join('<br>');
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Identity verification</title>
<style>${STYLE}</style>
</head>
<body><main><p>${lines}</p></main></body>
</html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1d2330; --line: #dfe2e8; }
@media (prefers-color-scheme: dark) {
	:root { --page: #14171d; --card: #1e232c; --text: #e8eaee; --line: #333a46; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
	color: var(--text); font: 1.125rem/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 32rem; margin: 1.5rem; padding: 2rem 2.5rem; text-align: center;
	background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
p { margin: 0; }
`;

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
