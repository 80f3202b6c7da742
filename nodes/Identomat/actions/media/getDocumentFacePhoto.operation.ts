import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { commonOptions, outputFileField, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const getDocumentFacePhoto: Operation = {
	description: shownFor('media', 'getDocumentFacePhoto', [
		sessionIdField,
		outputFileField,
		commonOptions,
	]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getDocumentFacePhoto, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'document-face-photo');
	},
};
