import type { Resource } from '../operation';
import { compareFaces } from './compareFaces.operation';
import { readDocument } from './readDocument.operation';

export const processing: Resource = {
	option: {
		name: 'Image Processing',
		description: 'Read documents and compare faces without a session',
	},
	hideFromAgents: true,
	default: 'readDocument',
	operations: { compareFaces, readDocument },
};
