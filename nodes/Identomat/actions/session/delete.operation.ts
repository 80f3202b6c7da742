import { endpoints } from '../../../api/endpoints';
import { commonOptions, sessionIdField, shownFor } from '../fields';
import type { Operation } from '../operation';

export const deleteSession: Operation = {
	description: shownFor('session', 'delete', [sessionIdField, commonOptions]),
	async execute(item) {
		const sessionId = item.text('sessionId');
		await item.send(endpoints.deleteSession, { sessionId });
		return { json: { deleted: true, sessionId } };
	},
};
