import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { FoundFiles, ReceivedFile } from '../../api/response/files';
import { mimeTypeAt } from '../../api/response/fileTypes';
import { fileField } from './fileInput';
import { storeFile, type StoredFile } from './storeFile';
import type { Item } from './item';
import type { Output } from './operation';

/** What the output tells of a stored file. */
function about({ fileName, mimeType, fileSize }: StoredFile): IDataObject {
	return { fileName, mimeType, fileSize };
}

/** The one file of an answer, also where it only points to it. */
export async function fileOf(item: Item, found: FoundFiles): Promise<ReceivedFile> {
	const { files, types = [] } = found;
	return files[0] ?? (await item.fetchFile(likeliestUrl(found), types));
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
	const field = fileField(item, 'binaryPropertyName');
	const file = await fileOf(item, await ask());
	const stored = await storeFile(item, file, `${baseName}-${String(json.sessionId)}`);
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
	for (const url of urls) yield await item.fetchFile(url, types);
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
	const prefix = item.text('binaryPropertyName');
	const found = await ask();
	const files: IDataObject[] = [];
	const binary: IBinaryKeyData = {};
	for await (const file of received(item, found)) {
		const index = files.length;
		const stored = await storeFile(item, file, `${baseName}-${index}-${String(json.sessionId)}`);
		binary[`${prefix}_${index}`] = stored.data;
		files.push(about(stored));
	}
	if (!item.downloadsFiles) files.push(...found.urls.map((url) => ({ url })));
	return { json: { ...json, files }, binary };
}
