import { commonOptions, sessionIdField } from '../fields';
import type { Operation } from '../operation';
import { checkAccount } from './checkAccount';

export const check: Operation = {
	option: {
		name: 'Check',
		action: 'Check the account',
		description:
			'See which endpoints your account may use, and whether they answer as expected. Creates, deletes and costs nothing.',
	},
	fields: [
		{
			displayName:
				'The output names the fields of each answer and their types, never a value: it can be shared as it is',
			name: 'checkNotice',
			type: 'notice',
			default: '',
		},
		{
			...sessionIdField,
			required: false,
			default: '',
			hint: 'With a finished session of yours the endpoints for sessions are checked, too',
		},
		commonOptions,
	],
	async execute(item) {
		const sessionId = item.optionalSessionId('sessionId');
		const rows = await checkAccount(
			async (endpoint, fields) => item.inspect(endpoint, fields),
			sessionId,
		);
		return rows.map((row) => ({ json: { ...row } }));
	},
};
