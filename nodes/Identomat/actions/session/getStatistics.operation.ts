import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const getStatistics: Operation = {
	description: shownFor('session', 'getStatistics', [sessionIdField, commonOptions]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		return { json: await item.send(endpoints.getSessionStatistics, { sessionId }) };
	},
};
