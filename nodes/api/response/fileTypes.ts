/** A kind of file, told by its first bytes. */
interface FileType {
	mimeType: string;
	extension: string;
	matches: (bytes: Buffer) => boolean;
}

const at = (offset: number, signature: string) => (bytes: Buffer) =>
	bytes.subarray(offset, offset + signature.length).equals(Buffer.from(signature, 'latin1'));

const both = (first: FileType['matches'], second: FileType['matches']) => (bytes: Buffer) =>
	first(bytes) && second(bytes);

const fileTypes: FileType[] = [
	{ mimeType: 'image/jpeg', extension: 'jpg', matches: at(0, '\xff\xd8\xff') },
	{ mimeType: 'image/png', extension: 'png', matches: at(0, '\x89PNG\r\n\x1a\n') },
	{ mimeType: 'image/gif', extension: 'gif', matches: at(0, 'GIF8') },
	{ mimeType: 'image/webp', extension: 'webp', matches: both(at(0, 'RIFF'), at(8, 'WEBP')) },
	{ mimeType: 'image/heic', extension: 'heic', matches: at(4, 'ftyphei') },
	{ mimeType: 'image/heif', extension: 'heif', matches: at(4, 'ftypmif1') },
	{ mimeType: 'image/avif', extension: 'avif', matches: at(4, 'ftypavif') },
	{ mimeType: 'video/quicktime', extension: 'mov', matches: at(4, 'ftypqt') },
	{ mimeType: 'video/mp4', extension: 'mp4', matches: at(4, 'ftyp') },
	{ mimeType: 'video/webm', extension: 'webm', matches: at(0, '\x1a\x45\xdf\xa3') },
	{ mimeType: 'application/pdf', extension: 'pdf', matches: at(0, '%PDF-') },
];

/** The MIME type that a file's first bytes tell (16 are enough); undefined when they tell none. */
export function detectMimeType(bytes: Buffer): string | undefined {
	return fileTypes.find(({ matches }) => matches(bytes))?.mimeType;
}

/** The MIME type that the name in an address tells by its extension; undefined when it tells none. */
export function mimeTypeAt(url: string): string | undefined {
	const { pathname } = new URL(url);
	return fileTypes.find(({ extension }) => pathname.toLowerCase().endsWith(`.${extension}`))
		?.mimeType;
}

/** The usual file name extension, without the dot; `bin` for a type we do not know. */
export function extensionOf(mimeType: string): string {
	return fileTypes.find((type) => type.mimeType === mimeType)?.extension ?? 'bin';
}

function declaredFileType(contentType: string): string | undefined {
	return /^\s*((?:image|video)\/[\w.+-]+|application\/pdf)/i.exec(contentType)?.[1]?.toLowerCase();
}

/** Whether the header says text: such an answer is no file, even where its bytes are no UTF-8. */
function declaresText(contentType: string): boolean {
	return /^\s*(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/xhtml)/i.test(contentType);
}

/** As far as a body is looked at. */
const BYTES_TO_LOOK_AT = 64 * 1024;

/** Whether there is a byte that no text has, in whatever encoding that keeps ASCII. */
function hasControlCharacters(bytes: Buffer): boolean {
	const isControl = (byte: number) => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d);
	return bytes.subarray(0, BYTES_TO_LOOK_AT).some(isControl);
}

/** The charset of a text: that of its byte order mark, else the declared one, if it is known. */
export function charsetOf(bytes: Buffer, contentType: string): string | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	const declared = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType.slice(0, 500))?.[1];
	try {
		return declared && new TextDecoder(declared).encoding;
	} catch {
		return undefined;
	}
}

/**
 * The MIME type of a file whose first bytes these are, told by them or, where they are of an unknown
 * kind, by the header; undefined for a text.
 */
export function fileTypeOf(bytes: Buffer, contentType: string): string | undefined {
	const detected = detectMimeType(bytes);
	if (detected) return detected;
	const isText = declaresText(contentType) || !hasControlCharacters(bytes);
	if (isText) return undefined;
	return declaredFileType(contentType) ?? 'application/octet-stream';
}
