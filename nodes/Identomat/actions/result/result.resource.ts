import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { get } from './get.operation';

export const operations: Record<string, Operation> = { get };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['result'] } },
		default: 'get',
		options: [
			{
				name: 'Get',
				value: 'get',
				description:
					'Get the outcome of a session (approved, rejected, in progress, …) and what was read about the person',
				action: 'Get the result of a session',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
