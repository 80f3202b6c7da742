import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { summarizeMatches } from '../../../api/results/screeningMatches';
import { optionsWith } from '../fields';
import { listOutput, type Operation } from '../operation';
import { personFields, personQuery } from './personQuery';

const matchOptions: INodeProperties[] = [
	{
		displayName: 'Minimum Score',
		name: 'minimumScore',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100 },
		default: 70,
		description:
			"The lowest score to return, from 0 to 100. The output counts the matches below it in 'belowMinimumCount'.",
	},
	{
		displayName: 'Split Matches',
		name: 'splitMatches',
		type: 'boolean',
		default: true,
		description:
			'Whether to return an item for each match instead of one item with all matches. A person without matches then returns no item.',
	},
];

export const searchPerson: Operation = {
	option: {
		name: 'Search Person',
		action: 'Search for a person',
		description:
			'Search for a person in sanctions, PEP and watch lists (AML screening). Matches have a score from 0 to 100.',
	},
	fields: [...personFields, optionsWith(...matchOptions)],
	async execute(item) {
		const person = personQuery(item);
		const splitMatches = item.boolean('options.splitMatches', false);
		const minimumScore = item.optionalNumber('options.minimumScore', { min: 0, max: 100 });
		const found = await item.request(endpoints.searchScreeningPerson, person);
		const query = Object.fromEntries(Object.entries(person).filter(([, value]) => value));
		const summary = summarizeMatches(found, minimumScore);
		if (!splitMatches) return { json: { query, ...summary } };
		return listOutput(summary.matches).map(({ json }) => ({ json: { ...json, query } }));
	},
};
