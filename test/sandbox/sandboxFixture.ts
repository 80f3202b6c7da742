import { FormData, request } from 'undici';

import { startSandbox, type Sandbox } from '../../dev/sandbox';

export interface Reply {
	status: number;
	contentType: string;
	headers: Record<string, unknown>;
	bytes: Buffer;
	text: string;
	json(): unknown;
}

/** Sends a POST request. */
export async function send(
	url: string,
	options: Parameters<typeof request>[1] = {},
): Promise<Reply> {
	const { statusCode, headers, body } = await request(url, { method: 'POST', ...options });
	const bytes = Buffer.from(await body.arrayBuffer());
	return {
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		headers,
		bytes,
		text: bytes.toString(),
		json: () => JSON.parse(bytes.toString()) as unknown,
	};
}

export const sendJson = async (url: string, values: object) =>
	await send(url, {
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(values),
	});

/** A sandbox for the tests of this file, reset after each test, and requests to it with its key. */
export function setUpSandbox() {
	const fixture = {
		sandbox: undefined as unknown as Sandbox,
		widget: async (path: string, values: object = {}) =>
			await sendJson(`${fixture.sandbox.widgetUrl}/external-api/${path}`, {
				company_key: fixture.sandbox.companyKey,
				...values,
			}),
		external: async (path: string, values: object = {}) =>
			await sendJson(`${fixture.sandbox.externalApiUrl}/${path}`, {
				companyKey: fixture.sandbox.companyKey,
				...values,
			}),
		control: async (path: string, values: object = {}) =>
			await sendJson(`${fixture.sandbox.widgetUrl}/sandbox/${path}`, values),
		upload: async (path: string, files: Record<string, Buffer>) => {
			const form = new FormData();
			form.append('company_key', fixture.sandbox.companyKey);
			for (const [field, bytes] of Object.entries(files)) {
				const file = new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' });
				form.append(field, file, `${field}.jpg`);
			}
			return await send(`${fixture.sandbox.widgetUrl}/external-api/${path}`, { body: form });
		},
	};
	beforeAll(async () => {
		fixture.sandbox = await startSandbox();
	});
	afterEach(() => fixture.sandbox.reset());
	afterAll(async () => await fixture.sandbox.close());
	return fixture;
}
