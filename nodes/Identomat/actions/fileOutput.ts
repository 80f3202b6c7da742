import type { IBinaryData, IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { FoundFiles, ReceivedFile } from '../../api/foundFiles';
import type { Item } from './item';
import type { Output } from './operation';

interface StoredFile {
	/** `fileName`, `mimeType` and `fileSize` in bytes. */
	json: IDataObject;
	binary: IBinaryData;
}

async function store(item: Item, file: ReceivedFile, baseName: string): Promise<StoredFile> {
	const binary = await item.store(file, baseName);
	const { fileName, mimeType } = binary;
	return { json: { fileName, mimeType, fileSize: file.bytes.length }, binary };
}

/** The files of an answer, with those it points to downloaded where the user asked for it. */
async function received(item: Item, found: FoundFiles): Promise<FoundFiles> {
	if (!item.downloadsFiles) return found;
	const files = [...found.files];
	for (const url of found.urls) files.push(await item.fetchFile(url));
	return { files, urls: [] };
}

/**
 * The output of an operation that gives one file: `json` with what is known of the file, and the file
 * in the field that the user named. Where the API answers with an address instead, `json` has `url`.
 * @param baseName begins the file name, before the session id
 */
export async function oneFileOutput(
	item: Item,
	found: FoundFiles,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const field = item.text('binaryPropertyName');
	const { files, urls } = await received(item, found);
	if (!files[0]) return { json: { ...json, url: urls[0] } };
	const stored = await store(item, files[0], `${baseName}-${String(json.sessionId)}`);
	return { json: { ...json, ...stored.json }, binary: { [field]: stored.binary } };
}

/**
 * The output of an operation that gives any number of files: the files in fields numbered from 0
 * after the prefix that the user named, and `files` with what is known of each, or its `url`.
 */
export async function manyFilesOutput(
	item: Item,
	found: FoundFiles,
	json: IDataObject,
	baseName: string,
): Promise<Output> {
	const prefix = item.text('binaryPropertyName');
	const { files, urls } = await received(item, found);
	const about: IDataObject[] = [];
	const binary: IBinaryKeyData = {};
	for (const [index, file] of files.entries()) {
		const stored = await store(item, file, `${baseName}-${index}-${String(json.sessionId)}`);
		binary[`${prefix}_${index}`] = stored.binary;
		about.push(stored.json);
	}
	return { json: { ...json, files: [...about, ...urls.map((url) => ({ url }))] }, binary };
}
