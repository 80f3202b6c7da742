import type { Resource } from '../operation';
import { check } from './check.operation';

export const account: Resource = {
	option: {
		name: 'Account',
		description: 'What your account can use, and whether it responds as expected',
	},
	default: 'check',
	operations: { check },
};
