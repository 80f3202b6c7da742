import type { IDataObject } from 'n8n-workflow';

import { invalidJsonError, notAnObjectError } from '../../api/errors/inputErrors';
import { parseJson } from '../../api/response/json';
import { cleanText } from './texts';

/** How the panel names the option whose JSON goes into the request as it is. */
export const EXTRA_FIELDS_LABEL = 'Additional Fields (JSON)';

/**
 * Reads what a user typed as a JSON object, or handed over as one by expression, or undefined if empty. A
 * number that JavaScript cannot hold exactly becomes a text.
 * @param field its name in the panel, such as `'Additional Fields (JSON)'`
 * @throws {UserError} if it is not a JSON object, with the place where the text breaks
 */
export function readJsonObject(value: unknown, field: string): IDataObject | undefined {
	// Converted through text even if it is an object, so that it is only data: a `toJSON` in it would be
	// called when the request is written, and could change the fields beside it.
	const text = typeof value === 'string' ? cleanText(value) : JSON.stringify(value ?? '');
	const json = text === '' || text === '""' ? undefined : parsed(text, field);
	if (json === undefined || json === null) return undefined;
	if (typeof json === 'object' && !Array.isArray(json)) return json as IDataObject;
	throw notAnObjectError(field);
}

function parsed(text: string, field: string): unknown {
	try {
		return parseJson(text);
	} catch (error) {
		throw invalidJsonError(field, error);
	}
}
