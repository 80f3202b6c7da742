import type { INodeProperties } from 'n8n-workflow';

import type { Operation } from '../operation';
import { compareFaces } from './compareFaces.operation';
import { readDocument } from './readDocument.operation';

export const operations: Record<string, Operation> = { compareFaces, readDocument };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['processing'] } },
		default: 'readDocument',
		options: [
			{
				name: 'Compare Faces',
				value: 'compareFaces',
				description: 'Get how similar two faces are, from two JPEG images',
				action: 'Compare two faces',
			},
			{
				name: 'Read Document',
				value: 'readDocument',
				description: 'Read the fields of an identity document from a JPEG image, without a session',
				action: 'Read a document',
			},
		],
	},
	...Object.values(operations).flatMap((operation) => operation.description),
];
