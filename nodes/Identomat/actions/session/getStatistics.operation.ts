import { endpoints } from '../../../api/endpoints';
import { sessionIdFields, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	option: {
		name: 'Get Statistics',
		action: 'Get session statistics',
		description: 'Get the statistical summary of a session',
	},
	readOnly: true,
	fields: [...sessionIdFields(), sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		return { json: await item.request(endpoints.getSessionStatistics, { sessionId }) };
	},
};
