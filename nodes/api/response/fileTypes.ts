import type { Failure } from '../errors/failure';
import { fileFailures } from '../errors/responseFailures';
import type { BodyCheck } from '../network/bodyStream';

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

/** With what files of a kind end, and within how many bytes before their end that stands. */
const ENDINGS: Record<string, [ending: string, within: number]> = {
	'image/jpeg': ['\xff\xd9', 64],
	'image/png': ['IEND', 64],
	'image/gif': ['\x3b', 16],
	'application/pdf': ['%%EOF', 1024],
};
const MAX_ENDING_LENGTH = 1024;

/** Looks at how a file ends of which the server did not say how long it is. */
export class EndCheck implements BodyCheck {
	private tail = Buffer.alloc(0);

	constructor(private readonly mimeType: string) {}

	update(chunk: Buffer): this {
		this.tail = Buffer.concat([this.tail, chunk.subarray(-MAX_ENDING_LENGTH)]).subarray(
			-MAX_ENDING_LENGTH,
		);
		return this;
	}

	failure(): Failure | undefined {
		const [ending, within] = ENDINGS[this.mimeType] ?? ['', 0];
		const isWhole = within > 0 && this.tail.subarray(-within).includes(ending, 0, 'latin1');
		return isWhole ? undefined : fileFailures.maybeCutOff();
	}
}
