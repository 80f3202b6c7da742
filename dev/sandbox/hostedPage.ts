import type { FastifyInstance } from 'fastify';

import { html, type Answer } from './endpoint';
import type { SandboxSession, Sessions } from './sessions';

/** `/?session_token=…`: the page that a person is sent to, with a button for each outcome. */
export function serveHostedPage(app: FastifyInstance, sessions: Sessions): void {
	app.get('/', async (request, reply) => {
		const { session_token: id = '' } = request.query as { session_token?: string };
		const { status, contentType, body } = hostedPage(sessions.get(id));
		return await reply.code(status).type(contentType).send(body);
	});
}

function hostedPage(session: SandboxSession | undefined): Answer {
	if (!session) return html(page('<p>This link is not valid.</p>'), 404);
	if (session.state === 'finished') return html(page('<p>Thank you, you are done.</p>'));
	const returnUrl = escaped(String(session.begun.flags?.return_url ?? ''));
	return html(
		page(`<p>How does it end for the person?</p>
<form data-session="${session.id}" data-return-url="${returnUrl}">
<button value="approved">Approve</button>
<button value="rejected">Reject</button>
<button value="manual_check">Manual check</button>
</form>
<script>${FINISH_SCRIPT}</script>`),
	);
}

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

function page(content: string): string {
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Identity verification (sandbox)</title>
<h1>Identity verification (sandbox)</h1>
${content}
</html>
`;
}

function escaped(text: string): string {
	return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
