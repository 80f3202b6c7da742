import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

/** The secrets of a credential: they are in no output and in no error. */
export function secretsOf(credentials: ICredentialDataDecryptedObject): string[] {
	const { companyKey, secretKey, callbackKey } = credentials;
	return [companyKey, secretKey, callbackKey]
		.map((secret) => String(secret ?? '').trim())
		.filter(Boolean);
}
