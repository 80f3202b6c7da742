import { UserError } from 'n8n-workflow';

import type { Host } from '../endpoint';
import { hosts } from '../endpoints';

/** Why the credential, or a request that n8n sends with it, cannot be used. */

export function otherUrlError(): UserError {
	return new UserError('This credential works with Identomat URLs only', {
		description:
			"Use a URL below 'Widget URL' (its path begins with /external-api/) or 'External API URL' of the credential.",
	});
}

export function otherMethodError(): UserError {
	return new UserError('Identomat requests must use the POST method', {
		description:
			'The company key is sent in the body. With GET, it would be in the logs of every server on the way.',
	});
}

/** @param host whose address in the credential is not a URL, or has parts that it must not have */
export function invalidAddressError(host: Host): UserError {
	const example = `https://${host === 'widget' ? 'widget' : 'external-api'}.identomat.com`;
	return new UserError(
		`'${hosts[host].urlLabel}' of the Identomat credential is not a plain web address`,
		{
			description: `Enter it with its scheme and without a password, "?" or "#", such as ${example}`,
		},
	);
}

export function missingCompanyKeyError(): UserError {
	return new UserError('The Identomat credential has no company key', {
		description: "Open the credential and enter 'Company Key' from the Identomat dashboard.",
	});
}

export function tooShortCompanyKeyError(): UserError {
	return new UserError('The company key in the credential is too short', {
		description:
			"Open the credential and enter the whole 'Company Key' from the Identomat dashboard.",
	});
}

/** @param minLength in characters */
export function unusableCallbackKeyError(key: string, minLength: number): UserError {
	return new UserError(
		`'Callback Key' of the Identomat credential is ${key ? 'too short' : 'empty'}`,
		{
			description: `Set a long random callback API key in the Identomat dashboard and enter it in the credential. It needs at least ${minLength} characters.`,
		},
	);
}

export function unsupportedBodyError(): UserError {
	return new UserError('The company key cannot be added to this body', {
		description:
			'Identomat expects the key in the body. Send JSON, form-urlencoded fields or multipart form data.',
	});
}

/** @param field in which the credential sends the key, as the API calls it */
export function duplicateKeyError(field: string): UserError {
	return new UserError(`Remove the field "${field}": the credential adds it`);
}

export function unsupportedFormError(): UserError {
	return new UserError('This form cannot be signed', {
		description: "Because of 'Secret Key' in the credential, its fields must be texts and files.",
	});
}

export function incompleteFormFileError(): UserError {
	return new UserError('A file of the form is incomplete', {
		description: 'Run the node again.',
	});
}

/** Why a header cannot be sent, for the test of the session list credential. */
export const headerFailures = {
	invalidName: "'Header Name' is not a name that a header can have",
	emptyValue: "'Header Value' is empty",
	invalidValue: "'Header Value' holds a character that a header cannot have",
};
