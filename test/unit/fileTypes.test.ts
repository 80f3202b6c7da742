import { detectMimeType, extensionOf, isMislabeled } from '../../nodes/api/response/fileTypes';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const box = (brand: string) => latin1(`\0\0\0\x20ftyp${brand}`);

it.each([
	['image/jpeg', 'jpg', latin1('\xff\xd8\xff\xe0')],
	['image/png', 'png', latin1('\x89PNG\r\n\x1a\n')],
	['image/gif', 'gif', latin1('GIF89a')],
	['image/webp', 'webp', latin1('RIFF\0\0\0\0WEBPVP8 ')],
	['image/heic', 'heic', box('heic')],
	['image/heif', 'heif', box('mif1')],
	['image/avif', 'avif', box('avif')],
	['video/quicktime', 'mov', box('qt  ')],
	['video/mp4', 'mp4', box('isom')],
	['video/mp4', 'mp4', box('mp42')],
	['image/jp2', 'jp2', latin1('\0\0\0\x0cjP  \r\n\x87\n')],
	['image/j2c', 'j2k', latin1('\xff\x4f\xff\x51')],
	['image/tiff', 'tif', latin1('II*\0')],
	['image/tiff', 'tif', latin1('MM\0*')],
	['image/bmp', 'bmp', latin1(`BM${'\0'.repeat(12)}\x28\0\0\0`)],
	['image/heic', 'heic', box('heix')],
	['image/heic', 'heic', box('heim')],
	['image/heic-sequence', 'heics', box('hevc')],
	['image/heic-sequence', 'heics', box('hevx')],
	['image/heif-sequence', 'heifs', box('msf1')],
	['image/avif', 'avif', box('avis')],
	['video/3gpp', '3gp', box('3gp5')],
	['video/x-matroska', 'mkv', latin1('\x1a\x45\xdf\xa3\x42\x82\x88matroska')],
	['video/webm', 'webm', latin1('\x1a\x45\xdf\xa3')],
	['application/pdf', 'pdf', latin1('%PDF-1.7')],
])('recognizes %s (.%s) by its first bytes', (mimeType, extension, bytes) => {
	expect(detectMimeType(bytes)).toBe(mimeType);
	expect(detectMimeType(Buffer.concat([bytes, Buffer.alloc(100)]))).toBe(mimeType);
	expect(extensionOf(mimeType)).toBe(extension);
});

it.each([
	['nothing', ''],
	['text', 'approved'],
	['the name of a type without its mark', 'PNG'],
	['a JPEG cut off', '\xff\xd8'],
	['a RIFF of another kind', 'RIFF\0\0\0\0WAVEfmt '],
	['a text that begins like a BMP', 'BMW is a car, not a picture at all'],
	['a GIF of no known version', 'GIF8xx'],
	['a box of an unknown brand', '\0\0\0\x20ftypcrx '],
	['a gzip', '\x1f\x8b\x08\0'],
	['a program', '\x7fELF'],
	['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
	['a mark that comes too late', ' %PDF-1.7'],
])('recognizes no type in %s', (_, bytes) => {
	expect(detectMimeType(latin1(bytes))).toBeUndefined();
});

it('gives unknown types the extension bin', () => {
	expect(extensionOf('image/x-new')).toBe('bin');
});

it.each([
	['image/jpeg', 'IMAGE/JPEG; charset=binary', false],
	['image/jpeg', 'image/jfif', false],
	['image/jpeg', 'image/*', false],
	['image/jpeg', '', false],
	['image/jpeg', 'application/octet-stream', false],
	['image/jpeg', 'video/*', true],
	['image/jpeg', 'font/woff', true],
	['image/jpeg', 'image/png', true],
	['video/mp4', 'image/*', true],
	['application/pdf', 'image/jpeg', true],
])('a file of %s that is declared as "%s": mislabeled %s', (mimeType, declared, expected) => {
	expect(isMislabeled(mimeType, declared)).toBe(expected);
});
