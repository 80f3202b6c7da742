import type { IBinaryData, IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { FoundFiles, ReceivedFile } from '../../api/response/files';
import { FailureError } from '../../api/errors/failure';
import { wholeStream } from '../../api/network/bodyStream';
import { mimeTypeAt } from '../../api/response/fileTypes';
import { fileNameOf, type NameParts } from './fileNames';
import type { Item } from './item';
import type { Output } from './operation';

/** A file in n8n's storage; `fileSize` in bytes. */
export interface StoredFile {
	data: IBinaryData;
	fileName: string;
	mimeType: string;
	fileSize: number;
}

/**
 * Stores a received file for the output. A large one passes from the network into n8n's storage without being held in memory.
 * @throws {NodeApiError} when the file is cut off before its end, or is not what Identomat signed
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
		// Where the file was not stored, nobody reads on, and the connection would stay open.
		rest?.source.destroy();
	}
}

/** What the output tells of a stored file. */
function about({ fileName, mimeType, fileSize }: StoredFile): IDataObject {
	return { fileName, mimeType, fileSize };
}

/** The one file of an answer, also where it only points to it. */
export async function fileOf(item: Item, found: FoundFiles): Promise<ReceivedFile> {
	const { files, types = [] } = found;
	return files[0] ?? (await item.downloadFile(likeliestUrl(found), types));
}

/** Of several addresses the one whose name tells the type that is wanted, else the first. */
function likeliestUrl({ urls, types = [] }: FoundFiles): string {
	const isOf = (type: string) => (url: string) => mimeTypeAt(url)?.startsWith(type);
	return types.map((type) => urls.find(isOf(type))).find(Boolean) ?? String(urls[0]);
}

/**
 * The output of an operation that gives one file: `json` with what is known of the file, and the file
 * in the field that the user named.
 * @param ask is called once the field is known to be filled in
 * @param baseName begins the file name, before the session id
 */
export async function oneFileOutput(
	item: Item,
	ask: () => Promise<FoundFiles>,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const field = item.fieldName('binaryPropertyName');
	const file = await fileOf(item, await ask());
	const stored = await storeFile(item, file, { baseName, sessionId: String(json.sessionId) });
	return { json: { ...json, ...about(stored) }, binary: { [field]: stored.data } };
}

/**
 * The files of an answer and, where the user asked for it, those it points to: one at a time, since a
 * file on its way waits for nobody.
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
 * The output of an operation that gives any number of files: the files in fields numbered from 0
 * after the prefix that the user named, and `files` with what is known of each, or its `url`.
 */
export async function manyFilesOutput(
	item: Item,
	ask: () => Promise<FoundFiles>,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const prefix = item.fieldName('binaryPropertyName');
	const found = await ask();
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
