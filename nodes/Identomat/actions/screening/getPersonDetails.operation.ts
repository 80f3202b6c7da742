import { endpoints } from '../../../api/endpoints';
import { commonOptions, shownFor } from '../fields';
import type { Operation } from '../operation';

export const getPersonDetails: Operation = {
	description: shownFor('screening', 'getPersonDetails', [
		{
			displayName: 'Person ID',
			name: 'personId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. {{ $json.matches[0].personId }}',
			description: 'The personId of a match that Search Person found',
		},
		commonOptions,
	]),
	adviceWhenRefused: 'Check the Person ID: it is the personId of a match that Search Person found.',
	async execute(item) {
		const personId = item.text('personId');
		return { json: await item.send(endpoints.getScreeningPersonDetails, { personId }) };
	},
};
