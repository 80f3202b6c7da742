import type { Resource } from '../operation';
import { compareFaces } from './compareFaces.operation';
import { readDocument } from './readDocument.operation';

export const processing: Resource = {
	default: 'readDocument',
	operations: { compareFaces, readDocument },
};
