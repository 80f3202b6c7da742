interface ErrorParts {
	message?: unknown;
	description?: unknown;
}

/** All that a user reads of an error: its headline, and what stands below. */
export function errorText(error: ErrorParts | undefined): string {
	return [error?.message, error?.description].join('\n');
}

/** All that a user reads of an item that failed, where the workflow goes on. */
export function itemErrorText(json: { error?: unknown; message?: unknown } | undefined): string {
	return errorText({ message: json?.error, description: json?.message });
}
