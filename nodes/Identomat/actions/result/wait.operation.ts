import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { resultFieldsOption } from '../../../shared/resultFieldsOption';
import { sessionIdField, sessionOptions, simplifyField } from '../fields';
import type { Item } from '../item';
import type { Operation, Output } from '../operation';
import { waitForSessions } from './waitForSessions';
import type { WaitsFor } from './waitingItems';
import { LIMIT_UNITS, limitSeconds } from './waitLimit';
import { readRedirectUrl, type CompletionPage } from './completionPage';
import { finished, waitRow } from './waitRow';

const limitFields: INodeProperties[] = [
	{
		displayName: 'Wait at Most',
		name: 'limitAmount',
		type: 'number',
		required: true,
		default: 1,
		description:
			"For how long the execution waits: at least two minutes. Then the items go on as they were known when the wait began, with 'timedOut' true.",
	},
	{
		displayName: 'Unit',
		name: 'limitUnit',
		type: 'options',
		default: 'days',
		options: [
			{ name: 'Days', value: 'days' },
			{ name: 'Hours', value: 'hours' },
			{ name: 'Minutes', value: 'minutes' },
		],
	},
];

const pageOptions: INodeProperties[] = [
	{
		displayName: 'Afterwards Go To',
		name: 'afterwardsUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/thank-you',
		description:
			"The page that the browser of a person is sent to who comes back, instead of a small page with 'Thank-You Text'. Of several items, the first one's counts.",
	},
	{
		displayName: 'Thank-You Text',
		name: 'thankYouText',
		type: 'string',
		default: '',
		typeOptions: { rows: 3 },
		placeholder: 'e.g. Thank you! We will write to you.',
		description:
			"What a person reads who comes back, whether everything is finished by then or not. Of several items, the first one's counts.",
	},
];

function afterwardsOf(item: Item): CompletionPage {
	const { afterwardsUrl, thankYouText } = item.value<CompletionPage>('options');
	const url = String(afterwardsUrl ?? '').trim();
	return {
		afterwardsUrl: url === '' ? undefined : readRedirectUrl(url),
		thankYouText: String(thankYouText ?? '').trim() || undefined,
	};
}

export const wait: Operation = {
	option: {
		name: 'Wait',
		action: 'Wait for session results',
		description:
			'Wait until the sessions of all items are finished, however long people take, then go on with their results',
	},
	hideFromAgents: true,
	readOnly: true,
	fields: [
		{
			displayName:
				"Asks first, and goes on at once where all is finished. Otherwise the execution waits, without a running process, until a person comes back (see 'Return to This Workflow' of Create), something is posted to the resume URL, or the limit is reached.",
			name: 'waitNotice',
			type: 'notice',
			default: '',
		},
		sessionIdField,
		...limitFields,
		simplifyField,
		sessionOptions(...pageOptions, resultFieldsOption),
	],
	async execute(item): Promise<Output & { waitsFor: WaitsFor }> {
		const unit = item.choice('limitUnit', LIMIT_UNITS);
		const seconds = limitSeconds(item.value('limitAmount'), unit);
		const waitsFor: Omit<WaitsFor, 'isFinished'> = {
			sessionId: item.sessionId(),
			simplify: item.value<boolean>('simplify'),
			fields: item.value<{ fields?: unknown }>('options').fields,
			extraFields: item.extraFields,
			timeoutSeconds: item.timeoutSeconds,
			until: Date.now() + seconds * 1000,
			completion: afterwardsOf(item),
		};
		const result = await item.request(endpoints.getResult, { sessionId: waitsFor.sessionId });
		const isFinished = finished(result);
		return { json: waitRow(waitsFor, result, false), waitsFor: { ...waitsFor, isFinished } };
	},
	afterAll: waitForSessions,
};
