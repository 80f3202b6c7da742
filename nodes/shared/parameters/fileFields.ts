import type { IBinaryData } from 'n8n-workflow';

import {
	emptyFieldError,
	notAFileFieldError,
	reservedFieldNameError,
} from '../../api/errors/inputErrors';
import { readText } from './texts';

/**
 * The name of a file field.
 * @param field its name in the panel, such as `'Put Output File in Field'`
 * @throws {UserError} if empty, or a name that every JavaScript object has (`constructor`)
 */
export function readFieldName(value: unknown, field: string): string {
	const name = readText(value, field);
	if (name === undefined) throw emptyFieldError(field);
	if (!(name in {})) return name;
	throw reservedFieldNameError(field, name);
}

/**
 * The name of a file field or, by an expression such as `{{ $('Form').item.binary.data }}`, the file
 * itself.
 * @param field its name in the panel, such as `'Input File Field'`
 * @throws {UserError} if it is neither
 */
export function readFileField(value: unknown, field: string): string | IBinaryData {
	if (isFile(value)) return value;
	if (typeof value !== 'object' || value === null) return readFieldName(value, field);
	throw notAFileFieldError(field);
}

function isFile(value: unknown): value is IBinaryData {
	if (typeof value !== 'object' || value === null) return false;
	const { data, mimeType } = value as Partial<IBinaryData>;
	return typeof data === 'string' && typeof mimeType === 'string';
}
