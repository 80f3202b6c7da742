import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';

export const stopMonitoring: Operation = {
	offer: {
		name: 'Stop Monitoring',
		action: 'Stop monitoring person',
		description: 'End the monitoring of a person',
	},
	isNoTool: true,
	fields: [
		{
			displayName: 'Record ID',
			name: 'recordId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID of the monitored record, as Monitor or Get Monitored gives it',
		},
		commonOptions,
	],
	adviceWhenRefused:
		'Check the Record ID: it is the ID of a record that Monitor or Get Monitored gave.',
	async execute(item) {
		const recordId = item.text('recordId');
		await item.send(endpoints.removeScreeningQueryFromMonitoring, { recordId });
		return { json: { stopped: true, recordId } };
	},
};
