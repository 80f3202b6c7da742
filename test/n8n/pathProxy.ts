import { buffer } from 'node:stream/consumers';
import { fetch } from 'undici';

import type { LocalServer } from '../../dev/n8n/localServer';
import { startLocalServer } from '../../dev/n8n/localServer';

const KEPT_HEADERS = ['content-type', 'content-security-policy', 'location'];

/**
 * Serves a server below a path, which it takes away, as a proxy in front of n8n does.
 * @param path such as `/automation/`
 * @param target origin of the server
 */
export async function startPathProxy(path: string, target: string): Promise<LocalServer> {
	return await startLocalServer(async (request, response) => {
		const { method = 'GET', url = '/', headers } = request;
		if (!url.startsWith(path)) {
			response.writeHead(404).end();
			return;
		}
		const answer = await fetch(`${target}/${url.slice(path.length)}`, {
			method,
			headers: { 'content-type': headers['content-type'] ?? 'text/plain' },
			body: method === 'GET' ? undefined : await buffer(request),
			redirect: 'manual',
		});
		const kept = KEPT_HEADERS.flatMap((name) => {
			const value = answer.headers.get(name);
			return value === null ? [] : [[name, value]];
		});
		response.writeHead(answer.status, Object.fromEntries(kept));
		response.end(await answer.text());
	});
}
