import type { Resource } from '../operation';
import { check } from './check.operation';

export const account: Resource = {
	default: 'check',
	operations: { check },
};
