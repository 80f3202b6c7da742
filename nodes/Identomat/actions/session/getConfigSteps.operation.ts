import { endpoints } from '../../../api/endpoints';
import { sessionIdFields, sessionOptions } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getConfigSteps: Operation = {
	option: {
		name: 'Get Config Steps',
		action: 'Get configuration steps',
		description: 'Get the steps of a configuration or a session',
	},
	readOnly: true,
	fields: [
		{
			displayName: 'Look Up By',
			name: 'lookUpBy',
			type: 'options',
			default: 'configId',
			options: [
				{ name: 'Configuration ID', value: 'configId' },
				{ name: 'Session ID', value: 'sessionId' },
			],
			description: 'Whether to get the steps of a saved configuration or of a session',
		},
		{
			displayName: 'Configuration ID',
			name: 'configId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 5f2d9c0e7b',
			description: 'A configuration saved in the Identomat dashboard',
			displayOptions: { show: { lookUpBy: ['configId'] } },
		},
		...sessionIdFields({ show: { lookUpBy: ['sessionId'] } }),
		sessionOptions(),
	],
	async execute(item) {
		const lookUpBy = item.choice('lookUpBy', ['configId', 'sessionId']);
		const fields =
			lookUpBy === 'sessionId'
				? { sessionId: item.sessionId() }
				: { configId: item.text('configId') };
		return listOutput(await item.request(endpoints.getSessionConfigSteps, fields));
	},
};
