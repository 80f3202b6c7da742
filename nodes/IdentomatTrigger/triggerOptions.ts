import type { INodeProperties } from 'n8n-workflow';

import { resultFieldsOption } from '../shared/resultFormat';

/** The options of the trigger for sessions. */
export const triggerOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: { show: { event: ['sessionFinished'] } },
	options: [
		resultFieldsOption,
		{
			displayName: 'Include Unavailable',
			name: 'includeUnavailable',
			type: 'boolean',
			default: false,
			description:
				'Whether to start the workflow, once and with the reason, for a session that Identomat has refused for an hour or that was not decided while it was watched',
		},
		{
			displayName: 'Max Concurrency',
			name: 'maxConcurrency',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 50,
			description:
				"Maximum number of sessions to check at once. By default, the trigger adapts to your account's limit.",
		},
		{
			displayName: 'Max Polling Interval (Minutes)',
			name: 'longestPauseMinutes',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 15,
			description:
				'Maximum time between checks of an open session. Enter 1 to check it at every poll.',
		},
		{
			displayName: 'Next Page Parameter',
			name: 'sourceNextParameter',
			type: 'string',
			default: '',
			placeholder: 'e.g. offset',
			description:
				"The query parameter of 'Source URL' for the next page, if 'Path to Next Page' leads to a token instead of a URL. Airtable calls it offset.",
			displayOptions: { show: { '/source': ['url'] } },
		},
		{
			displayName: 'Path to Next Page',
			name: 'sourceNextPath',
			type: 'string',
			default: '',
			placeholder: 'e.g. links.next',
			description:
				'Where the URL of the next page is in the JSON, if the source answers page by page. All pages must be on the same server, and there can be up to 100.',
			displayOptions: { show: { '/source': ['url'] } },
		},
		{
			displayName: 'Stop Watching After (Days)',
			name: 'stopWatchingAfterDays',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 7,
			description:
				'How long to check a session that is not decided, manual checks included. Counted from the first poll that saw it.',
		},
		{
			displayName: 'Trigger Again After (Minutes)',
			name: 'tellAgainAfterMinutes',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			description:
				'When to start the workflow again for a decided session that is still listed; 0 for never. If your source drops a session once the workflow has handled it, no outcome is lost when n8n crashes.',
		},
	],
};
