import { commonOptions, sessionIdField } from '../fields';
import type { Operation } from '../operation';
import { checkAccount } from './checkAccount';

export const check: Operation = {
	option: {
		name: 'Check',
		action: 'Check the account',
		description:
			'Check which endpoints your account can use, and whether they respond as expected. Creates, deletes and costs nothing.',
	},
	fields: [
		{
			displayName:
				'The output holds names and types of fields, never a value. You can share it as it is.',
			name: 'checkNotice',
			type: 'notice',
			default: '',
		},
		{
			...sessionIdField,
			required: false,
			default: '',
			hint: 'Enter a finished session to check the operations for sessions too',
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
