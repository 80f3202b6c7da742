import { endpoints } from '../../../api/endpoints';
import { sessionIdField, sessionOptions } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getActivities: Operation = {
	option: {
		name: 'Get Activities',
		action: 'Get session activities',
		description: 'Get the log of what happened in a session, step by step',
	},
	readOnly: true,
	fields: [sessionIdField, sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		return listOutput(await item.request(endpoints.listSessionActivities, { sessionId }));
	},
};
