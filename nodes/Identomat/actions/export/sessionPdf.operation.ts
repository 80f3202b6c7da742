import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { fileOptions, outputFileField, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	description: shownFor('export', 'sessionPdf', [sessionIdField, outputFileField, fileOptions]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'session');
	},
};
