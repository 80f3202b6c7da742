import type { Resource } from '../operation';
import { sessionPdf } from './sessionPdf.operation';

export const exportResource: Resource = {
	option: { name: 'Export', description: 'The report of a session as a file' },
	hideFromAgents: true,
	default: 'sessionPdf',
	operations: { sessionPdf },
};
