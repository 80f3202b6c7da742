import type { Resource } from '../operation';
import { sessionPdf } from './sessionPdf.operation';

export const exportResource: Resource = {
	default: 'sessionPdf',
	operations: { sessionPdf },
};
