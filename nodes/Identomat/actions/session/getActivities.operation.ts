import { endpoints } from '../../../api/endpoints';
import { sessionIdFields, sessionOptions } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getActivities: Operation = {
	option: {
		name: 'Get Activities',
		action: 'Get session activities',
		description: 'Get the log of what happened in a session, step by step',
	},
	readOnly: true,
	fields: [...sessionIdFields(), sessionOptions()],
	async execute(item) {
		const sessionId = item.sessionId();
		return listOutput(await item.request(endpoints.listSessionActivities, { sessionId }));
	},
};
