import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { outputFileField, sessionIdField, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	option: {
		name: 'Session PDF',
		action: 'Export a session as PDF',
		description: 'Get the report of a session as a PDF file',
	},
	hideFromAgents: true,
	fields: [sessionIdField, outputFileField, sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		const ask = async () => item.request(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'session');
	},
};
