import { endpoints } from '../../../api/endpoints';
import { manyFilesOutput } from '../fileOutput';
import { fileOptions, outputFilePrefixField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getVideoCallShots: Operation = {
	offer: {
		name: 'Get Video Call Shots',
		action: 'Get the shots of a video call',
		description: 'Get the pictures taken during a video call with an operator',
	},
	fields: [sessionIdField, outputFilePrefixField, fileOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.getVideoCallShots, { sessionId });
		return manyFilesOutput(item, ask, { sessionId }, 'video-call-shot');
	},
};
