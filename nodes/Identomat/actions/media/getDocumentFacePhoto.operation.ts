import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { commonOptions, outputFileField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getDocumentFacePhoto: Operation = {
	offer: {
		name: 'Get Document Face Photo',
		action: 'Get the face photo from the document',
		description: 'Get the photo of the face that is printed on the main document',
	},
	fields: [sessionIdField, outputFileField, commonOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getDocumentFacePhoto, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'document-face-photo');
	},
};
