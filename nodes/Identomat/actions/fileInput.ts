import { UserError } from 'n8n-workflow';

import { detectMimeType } from '../../api/response/fileTypes';
import type { UploadFile } from '../../api/request/requestBody';
import type { Item } from './item';

const CONVERT = "Add an 'Edit Image' node before this node and set its option 'Format' to JPEG.";
const NEW_PHOTOS =
	'On an iPhone, choose Settings > Camera > Formats > Most Compatible. On Android, turn off HEIF pictures in the camera settings.';

/** How to get a JPEG, by the kind of file that was given. */
const ADVICE: Array<[kind: RegExp, advice: string]> = [
	[
		/^image\/(?:heic|heif|avif)/,
		`Ask for a JPEG file: 'Edit Image' may not read this format. ${NEW_PHOTOS}`,
	],
	[/^image\//, CONVERT],
	[
		/^application\/pdf$/,
		'Ask for a photo of the page, or convert it with a service: n8n has no node that does.',
	],
	[/^video\//, 'Ask for a photo instead of a video.'],
];

/**
 * The JPEG in the file field that a parameter names, or the file that an expression returns.
 * @throws {UserError} naming the file field if it holds no JPEG
 * @throws {NodeOperationError} if the item has no such file field
 */
export async function jpegOf(item: Item, parameter: string): Promise<UploadFile> {
	const field = item.fileField(parameter);
	const { fileName } = item.helpers.assertBinaryData(item.index, field);
	const bytes = await item.helpers.getBinaryDataBuffer(item.index, field);
	const mimeType = detectMimeType(bytes);
	const name = typeof field === 'string' ? field : parameter;
	if (mimeType === 'image/jpeg') {
		return { bytes, fileName: fileName?.trim() || `${name}.jpg`, mimeType };
	}
	throw notJpegError(name, bytes.length === 0 ? undefined : (mimeType ?? 'of an unknown type'));
}

/** @param found the kind of file, or undefined if it is empty */
function notJpegError(name: string, found: string | undefined): UserError {
	if (found === undefined) {
		return new UserError(`The file in '${name}' is empty`, {
			description: 'Check the node that the file comes from.',
		});
	}
	const [, advice] = ADVICE.find(([kind]) => kind.test(found)) ?? [];
	return new UserError(`The file in '${name}' is not a JPEG image`, {
		description: `It is ${found}. ${advice ?? 'Check that the field has the image.'}`,
	});
}
