import type { IBinaryData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { ReceivedFile } from '../../api/answer/foundFiles';
import { FailedError } from '../../api/failures';
import { detectMimeType, extensionOf } from '../../api/fileTypes';
import { wholeStream } from '../../api/network/bodyStream';
import type { UploadFile } from '../../api/request/requestBody';
import type { Item } from './item';

/** A file in n8n's storage; `fileSize` in bytes. */
export interface StoredFile {
	data: IBinaryData;
	fileName: string;
	mimeType: string;
	fileSize: number;
}

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

/**
 * Stores a received file for the output, under `baseName` with the extension of its type. A large
 * one passes from the network into n8n's storage without being held in memory.
 * @throws {NodeApiError} when the file is cut off before its end, or is not what Identomat signed
 */
export async function storeFile(
	item: Item,
	file: ReceivedFile,
	baseName: string,
): Promise<StoredFile> {
	const { bytes, rest, mimeType } = file;
	const fileName = `${baseName}.${extensionOf(mimeType)}`;
	let fileSize = rest ? 0 : bytes.length;
	const content = rest
		? wholeStream({ bytes, rest }, (chunk) => (fileSize += chunk.length))
		: bytes;
	try {
		const data = await item.helpers.prepareBinaryData(content, fileName, mimeType);
		return { data, fileName, mimeType, fileSize };
	} catch (error) {
		if (error instanceof FailedError) return item.dataOf({ failure: error.failure });
		throw item.errorOf(error);
	} finally {
		// Where the file was not stored, nobody reads on, and the connection would stay open.
		rest?.source.destroy();
	}
}
