import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const deleteSession: Operation = {
	description: shownFor('session', 'delete', [
		{
			displayName:
				"This deletes the person's data, files and result at Identomat for good. Save what you must keep before this step.",
			name: 'deleteNotice',
			type: 'notice',
			default: '',
		},
		sessionIdField,
		commonOptions,
	]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		await item.send(endpoints.deleteSession, { sessionId });
		return { json: { deleted: true, sessionId } };
	},
};
