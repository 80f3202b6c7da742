import { emptyFileError, notAJpegError } from '../../api/errors/inputErrors';
import { detectMimeType } from '../../api/response/fileTypes';
import type { UploadFile } from '../../api/request/requestBody';
import type { Item } from './item';

/**
 * The JPEG in the file field that a parameter names, or the file that an expression returns.
 * @throws {UserError} naming the file field if it holds no JPEG
 * @throws {NodeOperationError} if the item has no such file field
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
	throw bytes.length === 0 ? emptyFileError(name) : notAJpegError(name, mimeType);
}
