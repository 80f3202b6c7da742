import type { BodyHead } from '../network/bodyStream';
import { detectMimeType } from './fileTypes';

/** A file and its MIME type: its bytes or, of a large file, the first of them and the rest to come. */
export interface ReceivedFile extends BodyHead {
	mimeType: string;
}

/** The files of an answer: those in it, and the addresses of those it points to. */
export interface FoundFiles {
	files: ReceivedFile[];
	urls: string[];
	/** What the MIME types of the files at the addresses have to begin with, best first; any where missing. */
	types?: readonly string[];
}

const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,/i;
/** What base64 does not have: one class, so that no text takes longer than its length. */
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

function fromBase64(text: string, declaredType?: string): ReceivedFile | undefined {
	if (NOT_BASE64.test(text)) return undefined;
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
	const found: FoundFiles = { files: [], urls: [] };
	collect(value, found);
	return found;
}

/** No file is shorter, and no address either. */
const MIN_FILE_LENGTH = 4;

function collect(value: unknown, found: FoundFiles): void {
	if (typeof value === 'string') {
		if (value.length < MIN_FILE_LENGTH) return;
		const isAddress = /^https?:\/\//i.test(value) && URL.canParse(value);
		if (isAddress) found.urls.push(value);
		const file = isAddress ? undefined : fileIn(value);
		if (file) found.files.push(file);
	} else if (typeof value === 'object' && value !== null) {
		for (const part of Object.values(value)) collect(part, found);
	}
}
