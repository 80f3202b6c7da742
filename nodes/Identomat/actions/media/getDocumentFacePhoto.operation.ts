import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { fileOptions, outputFileField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getDocumentFacePhoto: Operation = {
	option: {
		name: 'Get Document Face Photo',
		action: 'Get a document face photo',
		description: 'Get the photo of the face that is printed on the main document',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFileField, fileOptions],
	async execute(item) {
		const sessionId = item.sessionId();
		const fetchFiles = async () => item.request(endpoints.getDocumentFacePhoto, { sessionId });
		return oneFileOutput(item, fetchFiles, { sessionId }, 'document-face-photo');
	},
};
