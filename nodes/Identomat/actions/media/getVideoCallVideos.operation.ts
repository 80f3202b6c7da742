import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallVideos: Operation = {
	offer: {
		name: 'Get Video Call Videos',
		action: 'Get video call videos',
		description: 'Get the recordings of a video call with an operator',
	},
	isNoTool: true,
	fields: [sessionIdField, outputFilePrefixField, fileOptions],
	async execute(item) {
		const sessionId = item.sessionId();
		const ask = async () => item.send(endpoints.getVideoCallVideos, { sessionId });
		return manyFilesOutput(item, ask, { sessionId }, 'video-call-video');
	},
};
