import type { IBinaryData } from 'n8n-workflow';

import type { ReceivedFile } from '../../api/response/files';
import { FailureError } from '../../api/errors/failure';
import { extensionOf } from '../../api/response/fileTypes';
import { wholeStream } from '../../api/network/bodyStream';
import type { Item } from './item';

/** A file in n8n's storage; `fileSize` in bytes. */
export interface StoredFile {
	data: IBinaryData;
	fileName: string;
	mimeType: string;
	fileSize: number;
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
		if (error instanceof FailureError) return item.dataOf({ ok: false, failure: error.failure });
		throw item.errorOf(error);
	} finally {
		// Where the file was not stored, nobody reads on, and the connection would stay open.
		rest?.source.destroy();
	}
}
