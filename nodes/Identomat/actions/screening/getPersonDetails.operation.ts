import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { filledByModel } from '../agentFields';
import { commonOptions } from '../fields';
import type { Operation } from '../operation';

const personIdField: INodeProperties = {
	displayName: 'Person ID',
	name: 'personId',
	type: 'string',
	required: true,
	default: '={{ $json.personId ?? $json.matches?.[0]?.personId }}',
	placeholder: 'e.g. {{ $json.matches[0].personId }}',
	description:
		"The 'personId' of a match from Search Person. By default, the one of the item or of its first match.",
};

export const getPersonDetails: Operation = {
	option: {
		name: 'Get Person Details',
		action: 'Get person details',
		description: 'Get everything the screening databases hold on a match of a search',
	},
	fields: [
		...filledByModel(personIdField, 'The personId of a match that a search returned'),
		commonOptions,
	],
	errorOverride: {
		headline: 'Details of this person not found',
		advice: "Check 'Person ID'. Use the 'personId' of a match from Search Person.",
	},
	async execute(item) {
		const personId = item.text('personId');
		return { json: await item.request(endpoints.getScreeningPersonDetails, { personId }) };
	},
};
