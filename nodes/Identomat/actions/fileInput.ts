import { UserError } from 'n8n-workflow';

import { detectMimeType } from '../../api/response/fileTypes';
import type { UploadFile } from '../../api/request/requestBody';
import type { Item } from './item';

/**
 * The JPEG in the file field that a parameter names, or that it is by an expression.
 * @throws {UserError} naming the file field when it holds no JPEG
 * @throws {NodeOperationError} when the item has no such file field
 */
export async function jpegOf(item: Item, parameter: string): Promise<UploadFile> {
	const field = item.fileField(parameter);
	const { fileName } = item.helpers.assertBinaryData(item.index, field);
	const bytes = await item.helpers.getBinaryDataBuffer(item.index, field);
	const mimeType = detectMimeType(bytes);
	const name = typeof field === 'string' ? field : parameter;
	if (mimeType === 'image/jpeg') {
		return { bytes, fileName: fileName?.trim() || `${name}.jpg`, mimeType };
	}
	const found = bytes.length === 0 ? 'is empty' : `is ${mimeType ?? 'of an unknown kind'}`;
	throw new UserError(`The file in '${name}' ${found}, but Identomat takes JPEG images only`, {
		description: 'Convert the image to JPEG before this node, for example with Edit Image.',
	});
}
