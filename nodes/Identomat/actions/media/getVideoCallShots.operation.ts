import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallShots: Operation = {
	option: {
		name: 'Get Video Call Shots',
		action: 'Get video call shots',
		description: 'Get the pictures taken during a video call with an operator',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFilePrefixField, fileOptions],
	async execute(item) {
		const sessionId = item.sessionId();
		const fetchFiles = async () => item.request(endpoints.getVideoCallShots, { sessionId });
		return manyFilesOutput(item, fetchFiles, { sessionId }, 'video-call-shot');
	},
};
