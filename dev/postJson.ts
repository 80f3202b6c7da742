import { fetch, type Response } from 'undici';

/** Posts values as JSON. */
export async function postJson(url: string | URL, values: object): Promise<Response> {
	return await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(values),
	});
}
