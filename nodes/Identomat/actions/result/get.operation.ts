import { endpoints } from '../../../api/endpoints';
import { formatResult, type ResultFormat } from '../../../api/results/simplifiedResult';
import { readResultFormat, resultFieldsOption } from '../../../shared/resultFormat';
import { sessionIdFields, sessionOptions, simplifyField } from '../fields';
import type { Item } from '../item';
import type { Operation } from '../operation';

/** The fields a model gets by default: how the session ended, and nothing about the person. */
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
			'Get the outcome of a session (approved, rejected, in progress, …) and the data of the person',
	},
	readOnly: true,
	fields: [
		{
			displayName:
				"The model gets 'outcome', 'finished', 'documentExpired' and 'rejectReason'. To give it others, personal data included, choose 'Fields' in the options.",
			name: 'agentNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { '@tool': [true], simplify: [true] } },
		},
		{
			displayName:
				"Without 'Simplify', the model gets everything Identomat returns, including personal data",
			name: 'agentRawNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { '@tool': [true], simplify: [false] } },
		},
		...sessionIdFields(),
		simplifyField,
		{
			displayName:
				'Dates such as birthday have the month first: 07/04/1990 is July 4. Those ending in _time are ISO dates.',
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
