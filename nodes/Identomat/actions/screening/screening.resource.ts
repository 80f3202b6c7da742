import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { getMonitored } from './getMonitored.operation';
import { getPersonDetails } from './getPersonDetails.operation';
import { monitor } from './monitor.operation';
import { searchPerson } from './searchPerson.operation';
import { stopMonitoring } from './stopMonitoring.operation';

export const operations: Record<string, Operation> = {
	getMonitored,
	getPersonDetails,
	monitor,
	searchPerson,
	stopMonitoring,
};

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['screening'] } },
		default: 'searchPerson',
		options: [
			{
				name: 'Get Monitored',
				value: 'getMonitored',
				description: 'List the people who are under monitoring',
				action: 'Get monitored people',
			},
			{
				name: 'Get Person Details',
				value: 'getPersonDetails',
				description: 'Get all that the screening databases hold on one match of a search',
				action: 'Get the details of a screened person',
			},
			{
				name: 'Monitor',
				value: 'monitor',
				description:
					'Put a person under lasting monitoring in sanctions, PEP and watch lists. Each run may add another record.',
				action: 'Monitor a person',
			},
			{
				name: 'Search Person',
				value: 'searchPerson',
				description:
					'Search for a person once in sanctions, PEP and watch lists (AML screening); matches have a score from 0 to 100',
				action: 'Search for a person',
			},
			{
				name: 'Stop Monitoring',
				value: 'stopMonitoring',
				description: 'End the monitoring of a person',
				action: 'Stop monitoring a person',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
