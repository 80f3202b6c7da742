import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallShots: Operation = {
	description: shownFor('media', 'getVideoCallShots', [
		sessionIdField,
		outputFilePrefixField,
		fileOptions,
	]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getVideoCallShots, { sessionId });
		return manyFilesOutput(item, ask, { sessionId }, 'video-call-shot');
	},
};
