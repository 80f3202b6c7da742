import { endpoints } from '../../../api/endpoints';
import { commonOptions, shownFor } from '../fields';
import type { Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

export const monitor: Operation = {
	description: shownFor('screening', 'monitor', [...personFields, commonOptions]),
	async execute(item) {
		return { json: await item.send(endpoints.monitorScreeningQuery, personQuery(item)) };
	},
};
