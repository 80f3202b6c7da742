import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { imageSize } from 'image-size';
import { encode } from 'jpeg-js';
import { PDFDocument, StandardFonts } from 'pdf-lib';

/** A file that is made while it is sent; `size` is in bytes. */
export interface SizedStream {
	size: number;
	stream(): Readable;
}

/** One and a half seconds of a 64 × 64 test picture, H.264 in MP4. */
const SHORT_VIDEO = readFileSync(join(__dirname, 'files', 'face.mp4'));
const BOX_HEADER_BYTES = 8;
const ZEROS = Buffer.alloc(64 * 1024);

/**
 * A JPEG of exactly this size in pixels: a light disc (a "face") on a plain ground.
 * Another `shade` (0–255) gives another picture, so that files can be told apart.
 */
export function jpeg(picture: { width: number; height: number; shade?: number }): Buffer {
	const { width, height, shade = 90 } = picture;
	const data = Buffer.alloc(width * height * 4);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const distance = Math.hypot((x - width / 2) / width, (y - height / 2) / height);
			const grey = distance < 0.35 ? 225 : shade;
			data.writeUInt32BE(((grey * 0x1010100) | 0xff) >>> 0, (y * width + x) * 4);
		}
	}
	return encode({ width, height, data }, 80).data;
}

/** A picture's size in pixels; undefined if `bytes` are no JPEG. */
export function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
	try {
		const size = imageSize(bytes);
		return size.type === 'jpg' ? size : undefined;
	} catch {
		return undefined;
	}
}

/**
 * An MP4 that players open. With `size` (bytes) it is brought to exactly that size by a `free` box
 * of zeros at its end, made while it is sent.
 * @throws RangeError if the video itself does not fit into `size`, or the box not into 4 GB
 */
export function faceVideo(options: { size?: number } = {}): SizedStream {
	const { size = SHORT_VIDEO.length } = options;
	const padding = size - SHORT_VIDEO.length;
	if (padding !== 0 && (padding < BOX_HEADER_BYTES || padding > 0xffffffff)) {
		throw new RangeError(
			`${SHORT_VIDEO.length} bytes, or ${BOX_HEADER_BYTES} more and up to 4 GB; not ${size}`,
		);
	}
	return { size, stream: () => Readable.from(paddedVideo(padding), { objectMode: false }) };
}

function* paddedVideo(padding: number): Generator<Buffer> {
	yield SHORT_VIDEO;
	if (padding === 0) return;
	const header = Buffer.alloc(BOX_HEADER_BYTES);
	header.writeUInt32BE(padding, 0);
	header.write('free', 4, 'latin1');
	yield header;
	for (let left = padding - BOX_HEADER_BYTES; left > 0; left -= ZEROS.length) {
		yield ZEROS.subarray(0, left);
	}
}

/** A one-page PDF with these lines; Latin letters only, as the built-in fonts know no others. */
export async function pdf(title: string, lines: string[]): Promise<Buffer> {
	const document = await PDFDocument.create();
	document.setTitle(title);
	const font = await document.embedFont(StandardFonts.Helvetica);
	const page = document.addPage();
	const top = page.getHeight() - 60;
	page.drawText(title, { x: 50, y: top, size: 18, font });
	lines.forEach((line, index) => {
		page.drawText(line, { x: 50, y: top - 30 - index * 18, size: 11, font });
	});
	return Buffer.from(await document.save());
}
