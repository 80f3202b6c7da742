import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallVideos: Operation = {
	description: shownFor('media', 'getVideoCallVideos', [
		sessionIdField,
		outputFilePrefixField,
		fileOptions,
	]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getVideoCallVideos, { sessionId });
		return manyFilesOutput(item, ask, { sessionId }, 'video-call-video');
	},
};
