import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallVideos: Operation = {
	option: {
		name: 'Get Video Call Videos',
		action: 'Get video call videos',
		description: 'Get the recordings of a video call with an operator',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFilePrefixField, fileOptions],
	async execute(item) {
		const sessionId = item.sessionId();
		const fetchFiles = async () => item.request(endpoints.getVideoCallVideos, { sessionId });
		return manyFilesOutput(item, fetchFiles, { sessionId }, 'video-call-video');
	},
};
