import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getActivities: Operation = {
	offer: {
		name: 'Get Activities',
		action: 'Get the activities of a session',
		description: 'Get the log of what happened in a session, step by step',
	},
	fields: [sessionIdField, commonOptions],
	async execute(item) {
		const sessionId = item.text('sessionId');
		return listOutput(await item.send(endpoints.listSessionActivities, { sessionId }));
	},
};
