import type { IBinaryData, IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { FoundFiles, ReceivedFile } from '../../api/response/files';
import { FailureError } from '../../api/errors/failure';
import { wholeStream } from '../../api/network/bodyStream';
import { mimeTypeAt } from '../../api/response/fileTypes';
import { fileNameOf, type NameParts } from './fileNames';
import type { Item } from './item';
import type { Output } from './operation';

/** A file in n8n's storage, with `fileSize` in bytes. */
export interface StoredFile {
	data: IBinaryData;
	fileName: string;
	mimeType: string;
	fileSize: number;
}

/**
 * Stores a received file for the output. A large one passes from the network into n8n's storage without
 * being held in memory.
 * @throws {NodeApiError} if the file is cut off before its end, or is not what Identomat signed
 */
export async function storeFile(
	item: Item,
	file: ReceivedFile,
	name: NameParts,
): Promise<StoredFile> {
	const { bytes, rest, mimeType } = file;
	const fileName = fileNameOf(name, mimeType);
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
		// If the file was not stored, nobody reads the rest, and the connection would stay open.
		rest?.source.destroy();
	}
}

/** What the output says about a stored file. */
function about({ fileName, mimeType, fileSize }: StoredFile): IDataObject {
	return { fileName, mimeType, fileSize };
}

/** The one file of a response, downloaded if the response only points to it. */
export async function fileOf(item: Item, found: FoundFiles): Promise<ReceivedFile> {
	const { files, types = [] } = found;
	return files[0] ?? (await item.downloadFile(likeliestUrl(found), types));
}

/** The first address whose name shows a wanted type, or else the first address. */
function likeliestUrl({ urls, types = [] }: FoundFiles): string {
	const isOf = (type: string) => (url: string) => mimeTypeAt(url)?.startsWith(type);
	return types.map((type) => urls.find(isOf(type))).find(Boolean) ?? String(urls[0]);
}

/**
 * The output of an operation that returns one file: `json` with details of the file, and the file in the
 * field that the user named.
 * @param fetchFiles called only after the field is known to be set
 * @param baseName begins the file name, before the session id
 */
export async function oneFileOutput(
	item: Item,
	fetchFiles: () => Promise<FoundFiles>,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const field = item.fieldName('binaryPropertyName');
	const file = await fileOf(item, await fetchFiles());
	const stored = await storeFile(item, file, { baseName, sessionId: String(json.sessionId) });
	return { json: { ...json, ...about(stored) }, binary: { [field]: stored.data } };
}

/**
 * The files of a response and, if the user wants them, those it points to. One at a time, since a transfer
 * in progress cannot wait.
 */
async function* received(
	item: Item,
	{ files, urls, types }: FoundFiles,
): AsyncGenerator<ReceivedFile> {
	yield* files;
	if (!item.downloadsFiles) return;
	for (const url of urls) yield await item.downloadFile(url, types);
}

/**
 * The output of an operation that returns any number of files: the files in fields that consist of the
 * user's prefix and a number from 0, and `files` with details of each, or its `url`.
 */
export async function manyFilesOutput(
	item: Item,
	fetchFiles: () => Promise<FoundFiles>,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const prefix = item.fieldName('binaryPropertyName');
	const found = await fetchFiles();
	const files: IDataObject[] = [];
	const binary: IBinaryKeyData = {};
	for await (const file of received(item, found)) {
		const index = files.length;
		const stored = await storeFile(item, file, {
			baseName: `${baseName}-${index}`,
			sessionId: String(json.sessionId),
		});
		binary[`${prefix}_${index}`] = stored.data;
		files.push(about(stored));
	}
	if (!item.downloadsFiles) files.push(...found.urls.map((url) => ({ url })));
	return { json: { ...json, files }, binary };
}
