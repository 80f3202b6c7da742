import type { FastifyInstance } from 'fastify';

import { html, type ApiResponse } from './endpoint';
import type { Sessions } from './sessions';

/** `/?session_token=…`: the page that a person is sent to, with a button for each outcome. */
export function serveHostedPage(app: FastifyInstance, sessions: Sessions): void {
	app.get('/', async (request, reply) => {
		const { session_token: id = '' } = request.query as { session_token?: string };
		const { status, contentType, body } = hostedPage(sessions, id);
		return await reply.code(status).type(contentType).send(body);
	});
}

function hostedPage(sessions: Sessions, id: string): ApiResponse {
	const session = sessions.get(id);
	if (!session) return html(page('This link is not valid', '<p>Ask for a new link.</p>'), 404);
	if (sessions.isLinkExpired(session)) {
		return html(page('This link has expired', '<p>Ask for a new link.</p>'), 410);
	}
	if (session.state === 'finished') {
		return html(page('Thank you, you are done', '<p>You can close this page.</p>'));
	}
	const returnUrl = escapeHtml(String(session.beginRequest.flags?.return_url ?? ''));
	return html(
		page(
			'Verify your identity',
			`<ol><li>Show your ID document</li><li>Show your face</li></ol>
<p>With Identomat the camera would open here. How does it end for the person?</p>
<form data-session="${session.id}" data-return-url="${returnUrl}">
${OUTCOMES.map(([value, text]) => `<button value="${value}">${text}</button>`).join('\n')}
</form>
<script>${FINISH_SCRIPT}</script>`,
		),
	);
}

const OUTCOMES = [
	['approved', 'Approve'],
	['rejected', 'Reject'],
	['manual_check', 'Manual check'],
	['disagreed', 'Decline the terms'],
];

/** Like the real page: tells the embedding page `DONE` and goes to the return URL, if any. */
const FINISH_SCRIPT = `
document.querySelector('form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const { session, returnUrl } = event.target.dataset;
	await fetch('/sandbox/sessions/' + session + '/finish', {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ outcome: event.submitter.value }),
	});
	parent.postMessage('DONE', '*');
	if (returnUrl) location.href = returnUrl;
	else location.reload();
});`;

/** For a phone first, in the colors of the device's theme; nothing is loaded from elsewhere. */
const STYLE = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 24rem; margin: 10vh auto; padding: 1rem; }
form { display: grid; gap: .6rem; }
button { padding: .8rem; font: inherit; }
footer { margin-top: 2rem; opacity: .7; font-size: .85rem; }`;

function page(title: string, content: string): string {
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} (sandbox)</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
<footer>This page stands in for Identomat's: nothing is checked, and nobody's data leaves this machine.</footer>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
