import type { Resource } from '../operation';
import { get } from './get.operation';
import { wait } from './wait.operation';

export const result: Resource = {
	default: 'get',
	operations: { get, wait },
};
