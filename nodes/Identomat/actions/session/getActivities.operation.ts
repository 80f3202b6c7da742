import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField, shownFor } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getActivities: Operation = {
	description: shownFor('session', 'getActivities', [sessionIdField, commonOptions]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		return listOutput(await item.send(endpoints.listSessionActivities, { sessionId }));
	},
};
