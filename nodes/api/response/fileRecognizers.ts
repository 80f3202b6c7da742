import type { ExpectedResponse } from '../endpoints';
import type { Result } from '../errors/failure';
import { failureIn } from './errorShapes';
import { findFiles, type FoundFiles } from './files';
import { namesOf, plainList, unexpected, wrappedList, type Recognizer } from './recognizers';

/** The file itself. */
export const rawFile: Recognizer<FoundFiles> = (body, { fileTypes }) => {
	if (body.is !== 'file') return undefined;
	return ofPromisedType({ files: [body], urls: [] }, fileTypes);
};

/** Files within JSON, as base64 or as addresses. */
export const filesInJson: Recognizer<FoundFiles> = (body, { fileTypes }) => {
	if (body.is !== 'json') return undefined;
	if (typeof body.value !== 'string' && failureIn(body.value)) return undefined;
	const found = findFiles(body.value);
	return found.files.length + found.urls.length > 0 ? ofPromisedType(found, fileTypes) : undefined;
};

/** A list without anything in it. */
export const noFiles: Recognizer<FoundFiles> = (body, promised) => {
	const list = plainList(body, promised) ?? wrappedList(body, promised);
	const isNothing = list !== undefined && list.ok && list.data.length === 0;
	return isNothing ? { ok: true, data: { files: [], urls: [] } } : undefined;
};

/** The files of the types that were promised; of an address only the fetched file tells its type. */
function ofPromisedType(
	{ files, urls }: FoundFiles,
	fileTypes: ExpectedResponse['fileTypes'],
): Result<FoundFiles> {
	if (!fileTypes) return { ok: true, data: { files, urls } };
	const promised = namesOf(fileTypes);
	// The best first: a video before the picture of it.
	const fitting = promised.flatMap((type) =>
		files.filter(({ mimeType }) => mimeType.startsWith(type)),
	);
	if (fitting.length + urls.length > 0)
		return { ok: true, data: { files: fitting, urls, types: promised } };
	const [{ mimeType, rest }] = files as [(typeof files)[0]];
	rest?.source.destroy();
	return unexpected(
		`Identomat answered with a file of another type than expected: ${mimeType} instead of ${promised.join(' or ')}`,
	);
}
