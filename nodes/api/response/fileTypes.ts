import type { Failure } from '../errors/failure';
import { fileFailures } from '../errors/responseFailures';
import type { BodyCheck } from '../network/bodyStream';

/** A kind of file, recognized by its first bytes. */
interface FileType {
	mimeType: string;
	extension: string;
	matches: (bytes: Buffer) => boolean;
	/** Other types that a server may declare for it. */
	aliases?: string;
	/** The text at the end of such a file, and within how many bytes before the end it occurs. */
	ending?: { text: string; within: number };
}

const at = (offset: number, signature: string) => (bytes: Buffer) =>
	bytes.subarray(offset, offset + signature.length).equals(Buffer.from(signature, 'latin1'));

const both = (first: FileType['matches'], second: FileType['matches']) => (bytes: Buffer) =>
	first(bytes) && second(bytes);

const either = (first: FileType['matches'], second: FileType['matches']) => (bytes: Buffer) =>
	first(bytes) || second(bytes);

/** A file in boxes (MPEG-4), by the brand that its first box names. */
const brand = (names: RegExp) =>
	both(at(4, 'ftyp'), (bytes) => names.test(bytes.toString('latin1', 8, 12)));

/** Two letters are not enough, so the header's size is checked, too. */
const isBmp = both(at(0, 'BM'), (bytes) =>
	[12, 40, 52, 56, 64, 108, 124].includes(bytes.length >= 18 ? bytes.readUInt32LE(14) : 0),
);

const isMatroska = (bytes: Buffer) => bytes.subarray(0, 64).includes('matroska');

/** The only kinds that count as files. SVG is left out, since it may hold a script. */
const fileTypes: FileType[] = [
	{
		mimeType: 'image/jpeg',
		extension: 'jpg',
		matches: at(0, '\xff\xd8\xff'),
		aliases: 'image/jpg image/jfif image/pjpeg image/x-jpeg',
		ending: { text: '\xff\xd9', within: 64 },
	},
	{
		mimeType: 'image/png',
		extension: 'png',
		matches: at(0, '\x89PNG\r\n\x1a\n'),
		aliases: 'image/x-png image/apng',
		ending: { text: 'IEND', within: 64 },
	},
	{
		mimeType: 'image/gif',
		extension: 'gif',
		matches: either(at(0, 'GIF87a'), at(0, 'GIF89a')),
		ending: { text: '\x3b', within: 16 },
	},
	{ mimeType: 'image/webp', extension: 'webp', matches: both(at(0, 'RIFF'), at(8, 'WEBP')) },
	{
		mimeType: 'image/jp2',
		extension: 'jp2',
		matches: at(0, '\0\0\0\x0cjP  \r\n\x87\n'),
		aliases:
			'image/jpeg2000 image/jpeg2000-image image/x-jpeg2000-image image/jpx image/jpm image/j2k image/x-jp2',
	},
	{
		mimeType: 'image/j2c',
		extension: 'j2k',
		matches: at(0, '\xff\x4f\xff\x51'),
		aliases:
			'image/jp2 image/j2k image/x-j2k image/jpeg2000 image/jpeg2000-image image/x-jp2-codestream',
	},
	{
		mimeType: 'image/tiff',
		extension: 'tif',
		matches: either(either(at(0, 'II*\0'), at(0, 'MM\0*')), either(at(0, 'II+\0'), at(0, 'MM\0+'))),
		aliases: 'image/tif image/x-tif image/x-tiff',
	},
	{
		mimeType: 'image/bmp',
		extension: 'bmp',
		matches: isBmp,
		aliases: 'image/x-bmp image/x-ms-bmp image/x-windows-bmp',
	},
	{
		mimeType: 'image/heic',
		extension: 'heic',
		matches: brand(/^hei[csmx]$/),
		aliases: 'image/heif image/heic-sequence image/heif-sequence',
	},
	{
		mimeType: 'image/heic-sequence',
		extension: 'heics',
		matches: brand(/^hev[csmx]$/),
		aliases: 'image/heic image/heif image/heif-sequence',
	},
	{
		mimeType: 'image/heif',
		extension: 'heif',
		matches: brand(/^mif[12]$/),
		aliases: 'image/heic image/avif image/heif-sequence',
	},
	{
		mimeType: 'image/heif-sequence',
		extension: 'heifs',
		matches: brand(/^msf1$/),
		aliases: 'image/heif image/heic image/heic-sequence image/avif',
	},
	{ mimeType: 'image/avif', extension: 'avif', matches: brand(/^avi[fs]$/) },
	{
		mimeType: 'video/quicktime',
		extension: 'mov',
		matches: either(brand(/^qt {2}$/), either(at(4, 'moov'), at(4, 'wide'))),
		aliases: 'video/mp4 video/mov',
	},
	{
		mimeType: 'video/3gpp',
		extension: '3gp',
		matches: brand(/^3g[eghprst]\w$/),
		aliases: 'video/mp4 video/3gp',
	},
	{ mimeType: 'video/3gpp2', extension: '3g2', matches: brand(/^3g2\w$/), aliases: 'video/mp4' },
	{
		mimeType: 'video/mp4',
		extension: 'mp4',
		matches: brand(
			/^(isom|iso\w|mp4\w|mp71|mmp4|avc1|dash|dsms|cmf\w|M4V.|f4v |MSNV|ND\w\w|CAEP|XAVC)$/,
		),
		aliases: 'video/quicktime video/x-m4v video/3gpp application/mp4',
	},
	{
		mimeType: 'video/x-matroska',
		extension: 'mkv',
		matches: both(at(0, '\x1a\x45\xdf\xa3'), isMatroska),
		aliases: 'video/webm video/matroska',
	},
	{
		mimeType: 'video/webm',
		extension: 'webm',
		matches: at(0, '\x1a\x45\xdf\xa3'),
		aliases: 'video/x-matroska',
	},
	{
		mimeType: 'video/x-msvideo',
		extension: 'avi',
		matches: both(at(0, 'RIFF'), at(8, 'AVI ')),
		aliases: 'video/avi video/msvideo',
	},
	{
		mimeType: 'application/pdf',
		extension: 'pdf',
		matches: at(0, '%PDF-'),
		aliases: 'application/x-pdf',
		ending: { text: '%%EOF', within: 1024 },
	},
];

/** The MIME type by a file's first bytes (64 are enough), or undefined if they show no known type. */
export function detectMimeType(bytes: Buffer): string | undefined {
	return fileTypes.find(({ matches }) => matches(bytes))?.mimeType;
}

/** The MIME type by the file name extension in an address, or undefined if it shows no known type. */
export function mimeTypeAt(url: string): string | undefined {
	const { pathname } = new URL(url);
	return fileTypes.find(({ extension }) => pathname.toLowerCase().endsWith(`.${extension}`))
		?.mimeType;
}

/** The usual file name extension, without the dot, or `bin` for a type that is not a file. */
export function extensionOf(mimeType: string): string {
	return fileTypes.find((type) => type.mimeType === mimeType)?.extension ?? 'bin';
}

/** The type of a body whose bytes are neither text nor a known kind of file. */
export const UNKNOWN_TYPE = 'application/octet-stream';

/**
 * Whether a server declares another kind of file than the first bytes show. A text type, a type for plain
 * bytes or one for any image does not count: servers send these by default.
 * @param declared a `Content-Type`, with or without parameters
 */
export function isMislabeled(mimeType: string, declared: string): boolean {
	const type = /^\s*((?:image|video|audio|font|model|application)\/(?:[\w.+-]+|\*))/i
		.exec(declared)?.[1]
		?.toLowerCase();
	if (
		!type ||
		declaresText(declared) ||
		/^(application|binary)\/.*(octet-stream|download|binary)$/.test(type)
	) {
		return false;
	}
	const { aliases = '' } = fileTypes.find((known) => known.mimeType === mimeType) ?? {};
	const isOfKind = mimeType === UNKNOWN_TYPE || mimeType.startsWith(type.slice(0, -1));
	const isAnyOfKind = type.endsWith('/*') && isOfKind;
	return !isAnyOfKind && type !== mimeType && !aliases.split(' ').includes(type);
}

/** Whether the header says text. Such a response is not a file, even if its bytes are not UTF-8. */
function declaresText(contentType: string): boolean {
	return /^\s*(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/xhtml)/i.test(contentType);
}

/** How many bytes of a body are examined. */
const BYTES_TO_LOOK_AT = 64 * 1024;

/** Whether there is a byte that does not occur in text, in any encoding that keeps ASCII. */
function hasControlCharacters(bytes: Buffer): boolean {
	const isControl = (byte: number) => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d);
	return bytes.subarray(0, BYTES_TO_LOOK_AT).some(isControl);
}

/**
 * The MIME type of a file by its first bytes, `UNKNOWN_TYPE` if they are not of a known kind, or undefined
 * for a text. The header alone does not make a body a file.
 */
export function fileTypeOf(bytes: Buffer, contentType: string): string | undefined {
	const detected = detectMimeType(bytes);
	if (detected) return detected;
	const isText = declaresText(contentType) || !hasControlCharacters(bytes);
	return isText ? undefined : UNKNOWN_TYPE;
}

const MAX_ENDING_LENGTH = 1024;

/** Checks the end of a file whose length the server did not announce. */
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
		const { ending } = fileTypes.find(({ mimeType }) => mimeType === this.mimeType) ?? {};
		const isWhole = ending && this.tail.subarray(-ending.within).includes(ending.text, 0, 'latin1');
		return isWhole ? undefined : fileFailures.maybeCutOff();
	}
}
