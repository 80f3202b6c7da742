import { endpoints } from '../../../api/endpoints';
import { oneFileOutput } from '../fileOutput';
import { commonOptions, outputFileField, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const sessionPdf: Operation = {
	description: shownFor('export', 'sessionPdf', [sessionIdField, outputFileField, commonOptions]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		const ask = async () => item.send(endpoints.exportSessionAsPdf, { sessionId });
		return oneFileOutput(item, ask, { sessionId }, 'session');
	},
};
