import { UserError } from 'n8n-workflow';

/**
 * @param field as the panel names it, such as `'Session ID'` or `'Key' of step 1`
 * @param expression that returns a value of an earlier node
 */
export function emptyFieldError(field: string, expression?: string): UserError {
	return new UserError(`${field} is empty`, {
		description: expression
			? `An earlier node has this value: ${expression}`
			: 'Enter a value, or check that the expression returns one for this item.',
	});
}

const CHECK_EXPRESSION = 'Check the value, or what the expression returns for this item.';

/**
 * @param field as the panel names it, such as `'Session ID'` or `'Key' of step 1`
 * @param reason what follows the field, such as `must be a text`
 */
export function invalidFieldError(
	field: string,
	reason: string,
	advice = CHECK_EXPRESSION,
): UserError {
	return new UserError(`${field} ${reason}`, { description: advice });
}

/** A value of the user, short enough for a message. */
export function truncated(value: unknown): string {
	const text = String(value);
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** @param field as the panel names it, such as `'File'` or `'Type' of question 2 of step 1` */
export function unknownChoiceError(
	field: string,
	value: unknown,
	choices: readonly string[],
): UserError {
	return new UserError(`${field} cannot be "${truncated(value)}"`, {
		description: `Valid values: ${choices.join(', ')}.`,
	});
}
