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

/** The usual file name extension, without the dot; `bin` for a type we do not know. */
export function extensionOf(mimeType: string): string {
	return fileTypes.find((type) => type.mimeType === mimeType)?.extension ?? 'bin';
}
