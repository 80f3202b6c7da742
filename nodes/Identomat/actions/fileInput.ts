import { UserError } from 'n8n-workflow';

import { detectMimeType } from '../../api/response/fileTypes';
import type { UploadFile } from '../../api/request/requestBody';
import type { Item } from './item';

/**
 * The file field that a parameter names.
 * @throws {UserError} when the name is empty, or one that every JavaScript object has (`constructor`)
 */
export function fileField(item: Item, parameter: string): string {
	const field = item.text(parameter);
	if (!(field in {})) return field;
	throw new UserError(`A file field cannot be called "${field}"`, {
		description: 'Choose another name, such as data.',
	});
}

/**
 * The JPEG in the file field that a parameter names.
 * @throws {UserError} naming the file field when it holds no JPEG
 * @throws {NodeOperationError} when the item has no such file field
 */
export async function jpegOf(item: Item, parameter: string): Promise<UploadFile> {
	const field = fileField(item, parameter);
	const { fileName } = item.helpers.assertBinaryData(item.index, field);
	const bytes = await item.helpers.getBinaryDataBuffer(item.index, field);
	const mimeType = detectMimeType(bytes);
	if (mimeType !== 'image/jpeg') {
		const found = bytes.length === 0 ? 'is empty' : `is ${mimeType ?? 'of an unknown kind'}`;
		throw new UserError(`The file in '${field}' ${found}, but Identomat takes JPEG images only`, {
			description: 'Convert the image to JPEG before this node, for example with Edit Image.',
		});
	}
	return { bytes, fileName: fileName?.trim() || `${field}.jpg`, mimeType };
}
