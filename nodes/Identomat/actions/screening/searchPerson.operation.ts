import { endpoints } from '../../../api/endpoints';
import { summarizeMatches } from '../../../api/results/screeningMatches';
import { commonOptions, shownFor } from '../fields';
import type { Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

export const searchPerson: Operation = {
	description: shownFor('screening', 'searchPerson', [...personFields, commonOptions]),
	async execute(item) {
		const matches = await item.send(endpoints.searchScreeningPerson, personQuery(item));
		return { json: summarizeMatches(matches) };
	},
};
