import { endpoints } from '../../../api/endpoints';
import { formatResult, type ResultFormat } from '../../../api/results/simplifiedResult';
import { readResultFormat, resultFieldsOption } from '../../../shared/resultFormat';
import { sessionIdField, sessionOptions, simplifyField } from '../fields';
import type { Item } from '../item';
import type { Operation } from '../operation';

/** What a model is told where nothing else was chosen: how the session went, and nothing of the person. */
const FOR_AGENTS = ['outcome', 'finished', 'documentExpired', 'rejectReason'];

function formatFor(item: Item): ResultFormat {
	const format = readResultFormat(item);
	const isMinimal = item.isForAgent && format.fields.length === 0;
	return isMinimal ? { ...format, fields: FOR_AGENTS } : format;
}

export const get: Operation = {
	option: {
		name: 'Get',
		action: 'Get a session result',
		description:
			'Get the outcome of a session (approved, rejected, in progress, …) and what was read about the person',
	},
	readOnly: true,
	fields: [
		{
			displayName:
				"The model gets 'outcome', 'finished', 'documentExpired' and 'rejectReason'. Choose 'Fields' in the options to give it others, of the person too.",
			name: 'agentNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { '@tool': [true], simplify: [true] } },
		},
		{
			displayName:
				"Without 'Simplify' the model gets all that Identomat answers, of the person too",
			name: 'agentRawNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { '@tool': [true], simplify: [false] } },
		},
		sessionIdField,
		simplifyField,
		{
			displayName:
				'Dates such as birthday come month first: 07/04/1990 is the fourth of July. Those ending in _time come as ISO dates.',
			name: 'dateNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { simplify: [false] } },
		},
		sessionOptions(resultFieldsOption),
	],
	async execute(item) {
		const sessionId = item.sessionId();
		const format = formatFor(item);
		const result = await item.request(endpoints.getResult, { sessionId });
		return { json: formatResult(format, sessionId, result) };
	},
};
