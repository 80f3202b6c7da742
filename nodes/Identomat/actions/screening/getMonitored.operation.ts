import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import { listOutput, type Operation } from '../operation';

export const getMonitored: Operation = {
	option: {
		name: 'Get Monitored',
		action: 'Get monitored people',
		description: 'Get the people you monitor',
	},
	readOnly: true,
	fields: [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			description: 'Max number of results to return',
			displayOptions: { show: { returnAll: [false] } },
		},
		commonOptions,
	],
	async execute(item) {
		const limit = item.boolean('returnAll')
			? undefined
			: item.number('limit', { min: 1, isWhole: true });
		const records = await item.request(endpoints.listScreeningMonitoringRecords);
		return listOutput(records.slice(0, limit));
	},
};
