import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { outputFileField, sessionIdField, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	offer: {
		name: 'Session PDF',
		action: 'Export session as PDF',
		description: 'Get the report of a session as a PDF file',
	},
	isNoTool: true,
	fields: [sessionIdField, outputFileField, sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		const ask = async () => item.send(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'session');
	},
};
