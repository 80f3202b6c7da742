import type { ICredentialDataDecryptedObject, IHookFunctions } from 'n8n-workflow';

import { unusableCallbackKeyError } from '../api/errors/credentialErrors';
import { toNodeError } from '../api/errors/nodeErrors';

/** A shorter key could be guessed. It is not known which keys Identomat's dashboard accepts. */
const MIN_KEY_LENGTH = 8;

/** The key that every callback must carry, or undefined if the credential holds none that is long enough. */
export function callbackKeyOf({ callbackKey }: ICredentialDataDecryptedObject): string | undefined {
	const key = String(callbackKey ?? '').trim();
	return canBeKey(key) ? key : undefined;
}

/** Whether a text is long enough for a callback key. For a shorter one the credential is not read. */
export function canBeKey(text: string): boolean {
	return text.length >= MIN_KEY_LENGTH;
}

/**
 * Checks the credential before n8n publishes or tests the workflow: without a usable key, every callback
 * would be rejected later, when nobody is looking.
 * @throws {NodeOperationError} if 'Callback Key' is empty or too short
 */
export async function requireCallbackKey(context: IHookFunctions): Promise<void> {
	const credentials = await context.getCredentials('identomatApi');
	if (callbackKeyOf(credentials)) return;
	const key = String(credentials.callbackKey ?? '').trim();
	throw toNodeError(context.getNode(), unusableCallbackKeyError(key, MIN_KEY_LENGTH));
}
