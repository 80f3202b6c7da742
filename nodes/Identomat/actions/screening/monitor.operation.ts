import { endpoints } from '../../../api/endpoints';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

export const monitor: Operation = {
	option: {
		name: 'Monitor',
		action: 'Monitor a person',
		description:
			'Put a person under lasting monitoring in sanctions, PEP and watch lists. Each run may add another record.',
	},
	fields: [...personFields, commonOptions],
	async execute(item) {
		return { json: await item.request(endpoints.monitorScreeningQuery, personQuery(item)) };
	},
};
