import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { hosts } from '../endpoints';

function originsOf(credentials: ICredentialDataDecryptedObject): string[] {
	return Object.values(hosts).map(({ urlField }) => {
		const text = String(credentials[urlField] ?? '').trim();
		return URL.canParse(text) ? new URL(text).origin : text;
	});
}

/** Names the account of a credential: by its two hosts and a digest, since the key is kept nowhere. */
export function accountIdOf(credentials: ICredentialDataDecryptedObject): string {
	const key = String(credentials.companyKey ?? '').trim();
	const digest = createHash('sha256').update(key).digest('base64');
	return [...originsOf(credentials), digest].join(' ');
}

/** Names whose limit a request to this URL counts against: the account's, or that of another server. */
export function limitedBy(credentials: ICredentialDataDecryptedObject, url: string): string {
	const { origin } = new URL(url);
	return originsOf(credentials).includes(origin) ? accountIdOf(credentials) : origin;
}
