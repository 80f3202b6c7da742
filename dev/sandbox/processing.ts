import { z } from 'zod';

import { endpoint, json, type Answer, type Endpoint } from './endpoint';
import { jpegSize } from './media';
import { UploadedFile } from './receivedRequest';

const NAME = { first_name: 'Nino', last_name: 'Sandadze', birthday: '07/04/1990' };

/** What is read from a good picture of each side. */
const FIELDS_READ: Record<string, Record<string, unknown>> = {
	'card/front/': { ...NAME, personal_number: '00000000042', document_expires: '11/20/2034' },
	'card/back/': { document_number: '00TS00042', authority: 'Sandbox House of Justice' },
	'license/front/': { ...NAME, document_number: 'TS0000042', categories: ['B'] },
	'license/back/': { categories: ['B'], restrictions: null },
	'residence/front/': { ...NAME, document_number: '00RS00042', citizenship: 'UKR' },
	'residence/back/': { permit_type: 'permanent', authority: 'Sandbox House of Justice' },
	'passport/': { ...NAME, document_number: '00PS00042', issuing_state: 'GEO' },
};

const NOT_A_JPEG = json('invalid_image');
/** Faces below this are told as too small, with a score down to `SMALLEST_FACE` (pixels). */
const GOOD_FACE = 80;
const SMALLEST_FACE = 65;

const upload = z.instanceof(UploadedFile);
const uploadOrBase64 = z.union([
	upload.transform(({ head }) => head),
	z.string().transform(decode),
]);

/** Reading documents and comparing faces. Which face is in a picture does not matter here. */
export function processingEndpoints(): Record<string, Endpoint> {
	const readers = Object.entries(FIELDS_READ).map(([path, fields]) => [
		path,
		endpoint({ image: upload }, ({ image }) => (jpegSize(image.head) ? json(fields) : NOT_A_JPEG)),
	]);
	return {
		...Object.fromEntries(readers),
		'compare-faces/': endpoint({ face1: uploadOrBase64, face2: uploadOrBase64 }, compareFaces),
	};
}

/** Takes a picture's smaller side for the size of the face in it. */
function compareFaces(faces: { face1: Buffer; face2: Buffer }): Answer {
	const sizes = [jpegSize(faces.face1), jpegSize(faces.face2)];
	const sides = sizes.map((size) => (size ? Math.min(size.width, size.height) : NaN));
	const smallest = Math.min(...sides);
	if (Number.isNaN(smallest)) return NOT_A_JPEG;
	if (smallest >= GOOD_FACE) return json({ similarity: 0.93 });
	if (smallest >= SMALLEST_FACE) return json({ similarity: 0.81, warning: 'face_too_small' });
	return json('face_too_small');
}

function decode(base64: string): Buffer {
	return Buffer.from(base64.replace(/^data:[^,]*,/, ''), 'base64');
}
