import { endpoints } from '../../../api/endpoints';
import { simplifyResult, withOutcome } from '../../../api/results/sessionResult';
import { sessionIdField, sessionOptions, simplifyField } from '../fields';
import type { Operation } from '../operation';

export const get: Operation = {
	offer: {
		name: 'Get',
		action: 'Get session result',
		description:
			'Get the outcome of a session (approved, rejected, in progress, …) and what was read about the person',
	},
	fields: [
		sessionIdField,
		simplifyField,
		{
			displayName:
				'Dates such as birthday come month first: 07/04/1990 is the fourth of July. Those ending in _time come as ISO dates.',
			name: 'dateNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { simplify: [false] } },
		},
		sessionOptions(),
	],
	async execute(item) {
		const sessionId = item.sessionId();
		const result = await item.send(endpoints.getResult, { sessionId });
		const present = item.value<boolean>('simplify') ? simplifyResult : withOutcome;
		return { json: present(sessionId, result) };
	},
};
