import type { BodyHead } from '../network/bodyStream';
import { detectMimeType } from '../fileTypes';

/** A file and its MIME type: its bytes or, of a large file, the first of them and the rest to come. */
export interface ReceivedFile extends BodyHead {
	mimeType: string;
}

/** The files of an answer: those in it, and the addresses of those it points to. */
export interface FoundFiles {
	files: ReceivedFile[];
	urls: string[];
}

const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,/i;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;

function fromBase64(text: string, declaredType?: string): ReceivedFile | undefined {
	if (!BASE64.test(text)) return undefined;
	const bytes = Buffer.from(text, 'base64');
	const mimeType = detectMimeType(bytes) ?? declaredType?.toLowerCase();
	return mimeType && bytes.length > 0 ? { bytes, mimeType } : undefined;
}

function fileIn(text: string): ReceivedFile | undefined {
	const dataUri = DATA_URI.exec(text);
	return dataUri ? fromBase64(text.slice(dataUri[0].length), dataUri[1]) : fromBase64(text);
}

/**
 * All files in a JSON value, wherever they stand in it: base64 texts (with or without a `data:`
 * prefix) and http(s) URLs. Base64 without a prefix counts when its first bytes are those of a known
 * kind of file. Where the API puts them is not documented, so this looks everywhere (inferred).
 */
export function findFiles(value: unknown): FoundFiles {
	if (typeof value === 'string') {
		if (/^https?:\/\//i.test(value) && URL.canParse(value)) return { files: [], urls: [value] };
		const file = fileIn(value);
		return { files: file ? [file] : [], urls: [] };
	}
	if (typeof value !== 'object' || value === null) return { files: [], urls: [] };
	const found = Object.values(value).map(findFiles);
	return { files: found.flatMap(({ files }) => files), urls: found.flatMap(({ urls }) => urls) };
}
