import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { commonOptions, outputFileField, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	offer: {
		name: 'Session PDF',
		action: 'Export a session as PDF',
		description: 'Get the report of a session as a PDF file',
	},
	fields: [sessionIdField, outputFileField, commonOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'session');
	},
};
