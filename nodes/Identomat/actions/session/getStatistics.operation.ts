import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	offer: {
		name: 'Get Statistics',
		action: 'Get the statistics of a session',
		description: 'Get the statistical summary of a session',
	},
	fields: [sessionIdField, commonOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		return { json: await item.send(endpoints.getSessionStatistics, { sessionId }) };
	},
};
