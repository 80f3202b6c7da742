import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { begin } from './begin.operation';
import { deleteSession } from './delete.operation';
import { getActivities } from './getActivities.operation';
import { getConfigSteps } from './getConfigSteps.operation';
import { getStatistics } from './getStatistics.operation';

export const operations: Record<string, Operation> = {
	begin,
	delete: deleteSession,
	getActivities,
	getConfigSteps,
	getStatistics,
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['session'] } },
		default: 'begin',
		options: [
			{
				name: 'Begin',
				value: 'begin',
				description: 'Start a verification and get the link to send to the person',
				action: 'Begin a session',
			},
			{
				name: 'Delete',
				value: 'delete',
				description: "Delete a session's data at Identomat for good",
				action: 'Delete a session',
			},
			{
				name: 'Get Activities',
				value: 'getActivities',
				description: 'Get the log of what happened in a session, step by step',
				action: 'Get the activities of a session',
			},
			{
				name: 'Get Config Steps',
				value: 'getConfigSteps',
				description: 'Get the steps that a configuration or a session consists of',
				action: 'Get the steps of a configuration',
			},
			{
				name: 'Get Statistics',
				value: 'getStatistics',
				description: 'Get the statistical summary of a session',
				action: 'Get the statistics of a session',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
