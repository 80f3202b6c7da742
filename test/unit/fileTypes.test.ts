import { detectMimeType, extensionOf } from '../../nodes/api/response/fileTypes';

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
	['video/webm', 'webm', latin1('\x1a\x45\xdf\xa3')],
	['application/pdf', 'pdf', latin1('%PDF-1.7')],
])('tells %s (.%s) by its first bytes', (mimeType, extension, bytes) => {
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
	['a mark that comes too late', ' %PDF-1.7'],
])('tells no type for %s', (_, bytes) => {
	expect(detectMimeType(latin1(bytes))).toBeUndefined();
});

it('gives unknown types the extension bin', () => {
	expect(extensionOf('image/x-new')).toBe('bin');
});
