import type { Resource } from '../operation';
import { get } from './get.operation';
import { wait } from './wait.operation';

export const result: Resource = {
	option: { name: 'Result', description: 'The outcome of a session and the data of the person' },
	default: 'get',
	operations: { get, wait },
};
