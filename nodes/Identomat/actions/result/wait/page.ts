import type { PageLanguage } from '../../invitation';
import type { Refresh } from './refresh';

/** A page for the person to verify. It loads nothing from other servers. */
export interface Page {
	language: PageLanguage;
	/** The user's texts may be in any language and contain anything. */
	title: string;
	text: string;
	/** The text of the button that posts to this page's own address. */
	button?: string;
	/** When the page reloads by itself. */
	refresh?: Refresh;
}

export function pageHtml({ language, title, text, button, refresh }: Page): string {
	const paragraph = text.split(/\r?\n/).map(escaped).join('<br>');
	return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">${refresh ? `\n${refreshTag(refresh)}` : ''}
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>
<h1 dir="auto">${escaped(title)}</h1>
<p dir="auto" role="status">${paragraph}</p>${button ? `\n${form(button)}` : ''}
</main></body>
</html>
`;
}

function refreshTag({ seconds, url }: Refresh): string {
	return `<meta http-equiv="refresh" content="${seconds}; url=${escaped(url)}">`;
}

function form(button: string): string {
	return `<form method="post"><button type="submit" dir="auto">${escaped(button)}</button></form>`;
}

/**
 * Lets the browser only show the page and post its form.
 * @param formOrigins the origins that the response to the form may redirect to
 */
export function contentSecurityPolicy(formOrigins: string[]): string {
	const formAction = formOrigins.length > 0 ? ["'self'", ...formOrigins].join(' ') : "'none'";
	return `default-src 'none'; style-src 'unsafe-inline'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1d2330; --line: #dfe2e8;
	--button: #1f5fd6; --on-button: #fff; }
@media (prefers-color-scheme: dark) {
	:root { --page: #14171d; --card: #1e232c; --text: #e8eaee; --line: #333a46; --button: #8ab4ff; --on-button: #10151d; }
}
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--page);
	color: var(--text); font: 1.125rem/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; max-width: 32rem; margin: 1rem; padding: 2rem; text-align: center;
	background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
p { margin: 0; }
button { margin-top: 1.5rem; padding: .75rem 1.75rem; min-height: 3rem; font: inherit; font-weight: 600;
	color: var(--on-button); background: var(--button); border: 0; border-radius: 8px; cursor: pointer; }
button:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
`;

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
