import { UserError } from 'n8n-workflow';

/**
 * @param field where it stands in the panel, such as `'Session ID'` or `'Key' of step 1`
 * @param expression that finds a value in an earlier node
 */
export function emptyFieldError(field: string, expression?: string): UserError {
	return new UserError(`${field} is empty`, {
		description: expression
			? `An earlier node has it: ${expression}`
			: 'Fill it in, or check that the expression in it finds a value for this item.',
	});
}

const CHECK_EXPRESSION = 'Check the value, or what the expression in it finds for this item.';

/**
 * @param field where it stands in the panel, such as `'Session ID'` or `'Key' of step 1`
 * @param reason goes on after the field, such as `must be a text`
 */
export function invalidFieldError(
	field: string,
	reason: string,
	advice = CHECK_EXPRESSION,
): UserError {
	return new UserError(`${field} ${reason}`, { description: advice });
}

/** What a user filled in, short enough for a message. */
export function truncated(value: unknown): string {
	const text = String(value);
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** @param field where it stands in the panel, such as `'File'` or `'Type' of question 2 of step 1` */
export function unknownChoiceError(
	field: string,
	value: unknown,
	choices: readonly string[],
): UserError {
	return new UserError(`${field} cannot be "${truncated(value)}"`, {
		description: `It takes: ${choices.join(', ')}.`,
	});
}
