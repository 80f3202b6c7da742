import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { sessionPdf } from './sessionPdf.operation';

export const operations: Record<string, Operation> = { sessionPdf };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['export'] } },
		default: 'sessionPdf',
		options: [
			{
				name: 'Session PDF',
				value: 'sessionPdf',
				description: 'Get the report of a session as a PDF file',
				action: 'Export a session as PDF',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
