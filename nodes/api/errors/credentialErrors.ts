import { UserError } from 'n8n-workflow';

/** Why a request cannot be sent with the credential, as the user reads it. */

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
