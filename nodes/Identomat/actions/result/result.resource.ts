import type { Resource } from '../operation';
import { get } from './get.operation';

export const result: Resource = {
	default: 'get',
	operations: { get },
};
