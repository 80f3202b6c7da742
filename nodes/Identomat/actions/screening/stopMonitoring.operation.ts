import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';

export const stopMonitoring: Operation = {
	option: {
		name: 'Stop Monitoring',
		action: 'Stop monitoring a person',
		description: 'End the monitoring of a person',
	},
	hideFromAgents: true,
	fields: [
		{
			displayName: 'Record ID',
			name: 'recordId',
			type: 'resourceLocator',
			required: true,
			default: { mode: 'id', value: '={{ $json.id }}' },
			modes: [
				{
					displayName: 'From List',
					name: 'list',
					type: 'list',
					typeOptions: { searchListMethod: 'searchMonitoredRecords', searchable: true },
				},
				{
					displayName: 'By ID',
					name: 'id',
					type: 'string',
					placeholder: 'e.g. {{ $json.id }}',
				},
			],
			description:
				'The monitored record: from the list, or the ID that Monitor or Get Monitored returned',
		},
		commonOptions,
	],
	errorOverride: {
		headline: 'Could not stop monitoring this record',
		advice: "Check 'Record ID'. Use the ID of a record from Monitor or Get Monitored.",
	},
	async execute(item) {
		const recordId = item.text('recordId');
		await item.request(endpoints.removeScreeningQueryFromMonitoring, { recordId });
		return { json: { stopped: true, recordId } };
	},
};
