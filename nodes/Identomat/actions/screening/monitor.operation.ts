import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

export const monitor: Operation = {
	option: {
		name: 'Monitor',
		action: 'Monitor a person',
		description: 'Start monitoring a person. Running it twice may create duplicates.',
	},
	fields: [...personFields, commonOptions],
	async execute(item) {
		return { json: await item.request(endpoints.monitorScreeningQuery, personQuery(item)) };
	},
};
