import { endpoints } from '../../../api/endpoints';
import { summarizeMatches } from '../../../api/results/screeningMatches';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

export const searchPerson: Operation = {
	offer: {
		name: 'Search Person',
		action: 'Search person',
		description:
			'Search for a person once in sanctions, PEP and watch lists (AML screening); matches have a score from 0 to 100',
	},
	fields: [...personFields, commonOptions],
	async execute(item) {
		const matches = await item.send(endpoints.searchScreeningPerson, personQuery(item));
		return { json: summarizeMatches(matches) };
	},
};
