import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { outputFileField, sessionIdField, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const getDocumentFacePhoto: Operation = {
	option: {
		name: 'Get Document Face Photo',
		action: 'Get a document face photo',
		description: 'Get the photo of the face that is printed on the main document',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFileField, sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		const ask = async () => item.request(endpoints.getDocumentFacePhoto, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'document-face-photo');
	},
};
