import type { Resource } from '../operation';
import { create } from './create.operation';
import { deleteSession } from './delete.operation';
import { getActivities } from './getActivities.operation';
import { getConfigSteps } from './getConfigSteps.operation';
import { getStatistics } from './getStatistics.operation';
import { invite } from './invite.operation';

export const session: Resource = {
	option: { name: 'Session', description: 'Create, track and delete verification sessions' },
	default: 'create',
	operations: {
		create,
		delete: deleteSession,
		getActivities,
		getConfigSteps,
		getStatistics,
		invite,
	},
};
