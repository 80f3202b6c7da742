import type { N8nRest, StoredCredential } from '../n8n/rest';
import type { Sandbox } from '../sandbox';

const TYPE = 'identomatApi';
export const CREDENTIAL_NAME = 'Identomat account';

export interface SandboxCredential {
	credential: StoredCredential;
	/** Where somebody has pointed it, when that is not a sandbox. */
	otherUrl?: string;
}

/**
 * The credential of the examples, with the values for this sandbox. One that somebody has pointed
 * at a real account is left alone, with the key in it.
 */
export async function credentialFor(
	rest: N8nRest,
	{ companyKey, callbackKey, widgetUrl, externalApiUrl }: Sandbox,
): Promise<SandboxCredential> {
	const data = { companyKey, callbackKey, widgetUrl, externalApiUrl };
	const stored = await rest.credentials(TYPE);
	const credential = stored.find(({ name }) => name === CREDENTIAL_NAME);
	if (!credential) {
		return { credential: await rest.createCredential(TYPE, CREDENTIAL_NAME, data) };
	}
	const present = await rest.credentialData(credential);
	const urls = [present.widgetUrl, present.externalApiUrl].map(String);
	const otherUrl = urls.find((url) => !url.startsWith('http://127.0.0.1:'));
	if (!otherUrl) await rest.updateCredential(credential, data);
	return { credential, otherUrl };
}
