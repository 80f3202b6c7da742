import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { fileOptions, outputFileField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	option: {
		name: 'Session PDF',
		action: 'Export a session as PDF',
		description: 'Get the report of a session as a PDF file',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFileField, fileOptions],
	async execute(item) {
		const sessionId = item.sessionId();
		const fetchFiles = async () => item.request(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, fetchFiles, { sessionId }, 'session');
	},
};
