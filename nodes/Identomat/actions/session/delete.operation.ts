import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField } from '../fields';
import type { Operation } from '../operation';

export const deleteSession: Operation = {
	offer: {
		name: 'Delete',
		action: 'Delete a session',
		description: "Delete a session's data at Identomat for good",
	},
	fields: [
		{
			displayName:
				"This deletes the person's data, files and result at Identomat for good. Save what you must keep before this step.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		sessionIdField,
		commonOptions,
	],
	async execute(item) {
		const sessionId = item.text('sessionId');
		await item.send(endpoints.deleteSession, { sessionId });
		return { json: { deleted: true, sessionId } };
	},
};
