import { endpoints } from '../../../api/endpoints';
import { sessionIdField, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	offer: {
		name: 'Get Statistics',
		action: 'Get session statistics',
		description: 'Get the statistical summary of a session',
	},
	onlyReads: true,
	fields: [sessionIdField, sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		return { json: await item.send(endpoints.getSessionStatistics, { sessionId }) };
	},
};
