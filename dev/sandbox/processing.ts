import { z } from 'zod';

import { DOCUMENT_FIELDS } from './documentFields';
import { endpoint, json, type ApiResponse, type Endpoint } from './endpoint';
import { jpegSize } from './media';
import { UploadedFile } from './receivedRequest';

const DOCUMENT_SIDES: Record<string, keyof typeof DOCUMENT_FIELDS> = {
	'card/front/': 'cardFront',
	'card/back/': 'cardBack',
	'license/front/': 'licenseFront',
	'license/back/': 'licenseBack',
	'residence/front/': 'residenceFront',
	'residence/back/': 'residenceBack',
	'passport/': 'passport',
};

const NOT_A_JPEG = json('invalid_image');
/** Faces below this get a warning with their score, those below `MIN_FACE_PIXELS` no score. */
const GOOD_FACE_PIXELS = 80;
const MIN_FACE_PIXELS = 65;

const upload = z.instanceof(UploadedFile);
const uploadOrBase64 = z.union([
	upload.transform(({ head }) => head),
	z.string().transform(decode),
]);

/** Reading documents and comparing faces. Which face is in a picture does not matter here. */
export function processingEndpoints(): Record<string, Endpoint> {
	const readers = Object.entries(DOCUMENT_SIDES).map(([path, side]) => [
		path,
		endpoint({ image: upload }, ({ image }) =>
			jpegSize(image.head) ? json(DOCUMENT_FIELDS[side]) : NOT_A_JPEG,
		),
	]);
	return {
		...Object.fromEntries(readers),
		'compare-faces/': endpoint({ face1: uploadOrBase64, face2: uploadOrBase64 }, compareFaces),
	};
}

/** Takes a picture's smaller side for the size of the face in it. */
function compareFaces(faces: { face1: Buffer; face2: Buffer }): ApiResponse {
	const sizes = [jpegSize(faces.face1), jpegSize(faces.face2)];
	const sides = sizes.map((size) => (size ? Math.min(size.width, size.height) : NaN));
	const smallest = Math.min(...sides);
	if (Number.isNaN(smallest)) return NOT_A_JPEG;
	if (smallest >= GOOD_FACE_PIXELS) return json({ similarity: 0.93 });
	if (smallest >= MIN_FACE_PIXELS) return json({ similarity: 0.81, warning: 'face_too_small' });
	return json('face_too_small');
}

function decode(base64: string): Buffer {
	return Buffer.from(base64.replace(/^data:[^,]*,/, ''), 'base64');
}
