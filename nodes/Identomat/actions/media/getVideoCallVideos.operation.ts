import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallVideos: Operation = {
	offer: {
		name: 'Get Video Call Videos',
		action: 'Get the videos of a video call',
		description: 'Get the recordings of a video call with an operator',
	},
	fields: [sessionIdField, outputFilePrefixField, fileOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getVideoCallVideos, { sessionId });
		return manyFilesOutput(item, ask, { sessionId }, 'video-call-video');
	},
};
