import { fetch } from 'undici';

import { postJson } from '../postJson';

/** The one account of each n8n that is started here, and that nobody else reaches. */
export const OWNER = {
	email: 'ana.testidze@example.com',
	firstName: 'Ana',
	lastName: 'Testidze',
	password: 'An-Invented-Passw0rd',
};

/** An n8n to which the owner is logged in. */
export interface Login {
	/** Origin of the n8n. */
	url: string;
	/** The session cookie, `n8n-auth=…`. */
	cookie: string;
	version: { major: number; minor: number };
}

/** Logs in as the owner, who is set up if that was not done yet. */
export async function logIn(url: string): Promise<Login> {
	await postJson(`${url}/rest/owner/setup`, OWNER);
	const { email: emailOrLdapLoginId, password } = OWNER;
	const login = await postJson(`${url}/rest/login`, { emailOrLdapLoginId, password });
	const set = login.headers.getSetCookie().find((one) => one.startsWith('n8n-auth='));
	if (!set) throw new Error(`n8n did not log in: ${login.status} ${await login.text()}`);
	const [cookie = ''] = set.split(';');
	const settings = await fetch(`${url}/rest/settings`, { headers: { cookie } });
	const { data } = (await settings.json()) as { data: { versionCli: string } };
	const [major = 0, minor = 0] = data.versionCli.split('.').map(Number);
	return { url, cookie, version: { major, minor } };
}

/** n8n's REST interface. Every method throws n8n's own message if n8n refuses. */
export class N8nConnection {
	constructor(protected readonly login: Login) {}

	/** The session cookie, `n8n-auth=…`. */
	get cookie(): string {
		return this.login.cookie;
	}

	protected async call<T>(
		method: string,
		path: string,
		body?: object,
		headers: Record<string, string> = {},
	): Promise<T> {
		const response = await this.fetch(method, `/rest${path}`, body, headers);
		return ((await response.json()) as { data: T }).data;
	}

	protected async fetch(
		method: string,
		path: string,
		body?: object,
		headers: Record<string, string> = {},
	) {
		const { url, cookie } = this.login;
		const response = await fetch(`${url}${path}`, {
			method,
			headers: { cookie, 'content-type': 'application/json', ...headers },
			body: body && JSON.stringify(body),
		});
		if (response.ok) return response;
		throw new Error(`${method} ${path} gave ${response.status}: ${await response.text()}`);
	}
}
