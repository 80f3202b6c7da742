import { endpoints } from '../../../api/endpoints';
import { sessionIdField, sessionOptions } from '../fields';
import type { Operation } from '../operation';

export const deleteSession: Operation = {
	option: {
		name: 'Delete',
		action: 'Delete a session',
		description: "Delete a session with its person's data, files and result at Identomat for good",
	},
	hideFromAgents: true,
	fields: [
		{
			displayName:
				"This deletes the person's data, files and result at Identomat for good. Save what you must keep before this step.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		sessionIdField,
		sessionOptions(),
	],
	async execute(item) {
		const sessionId = item.sessionId();
		await item.request(endpoints.deleteSession, { sessionId });
		return { json: { deleted: true, sessionId } };
	},
};
