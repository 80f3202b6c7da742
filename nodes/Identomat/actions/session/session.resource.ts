import type { Resource } from '../operation';
import { begin } from './begin.operation';
import { deleteSession } from './delete.operation';
import { getActivities } from './getActivities.operation';
import { getConfigSteps } from './getConfigSteps.operation';
import { getStatistics } from './getStatistics.operation';

export const session: Resource = {
	default: 'begin',
	operations: {
		begin,
		delete: deleteSession,
		getActivities,
		getConfigSteps,
		getStatistics,
	},
};
