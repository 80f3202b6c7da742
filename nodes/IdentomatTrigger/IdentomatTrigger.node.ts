import type {
	ICredentialTestFunctions,
	ICredentialsDecrypted,
	INodeCredentialTestResult,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resultFieldsOption } from '../shared/resultFieldsOption';
import { poll } from './poll';
import { testSessionListHeader } from './sessionListHeader';

export class IdentomatTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Identomat Trigger',
		name: 'identomatTrigger',
		icon: { light: 'file:../../icons/identomat.svg', dark: 'file:../../icons/identomat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ $parameter["event"] === "sessionFinished" ? "session finished" : "monitored person changed" }}',
		description:
			'Verify the identity of people with Identomat (KYC, AML screening): starts the workflow when a session is finished, or a monitored person changes',
		defaults: { name: 'Identomat Trigger' },
		polling: true,
		builderHint: {
			searchHint:
				'Use it to go on when sessions are finished that another workflow began. Within one workflow, use the Identomat node: Create, then Wait.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-identomat.identomat',
					relationHint: 'Creates the sessions, and downloads the files of finished ones',
				},
				{ nodeType: 'n8n-nodes-base.switch', relationHint: "Branches on 'outcome'" },
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'identomatApi', required: true },
			{
				name: 'identomatSessionListApi',
				displayName: "Header for 'Source URL' (Optional)",
				required: false,
				testedBy: 'testSessionListHeader',
				// The editor draws all credentials in one place, before the last parameter that is named here: with
				// the slash that is 'event', so the credential comes first for every event.
				displayOptions: { show: { event: ['sessionFinished'], '/source': ['url'] } },
			},
		],
		properties: [
			{
				displayName: 'Trigger On',
				name: 'event',
				type: 'options',
				noDataExpression: true,
				default: 'sessionFinished',
				options: [
					{
						name: 'Monitored Person Changed',
						value: 'monitoringRecordChanged',
						description: 'A screening record under monitoring is new or has changed',
					},
					{
						name: 'Session Finished',
						value: 'sessionFinished',
						description:
							'A session came to an outcome: approved, rejected, manual check, terms not accepted, or a word that is not known',
					},
				],
			},
			{
				displayName:
					'The first poll only learns who is monitored. After that, records that are new or have changed start the workflow. A run by hand shows one record, or nothing where nobody is monitored yet.',
				name: 'monitoringNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { event: ['monitoringRecordChanged'] } },
			},
			{
				displayName: 'Sessions to Watch',
				name: 'source',
				type: 'options',
				default: 'list',
				options: [
					{ name: 'List of IDs', value: 'list', description: 'IDs entered here' },
					{
						name: 'URL',
						value: 'url',
						description: 'Your CRM, database API, or an n8n webhook that answers with the IDs',
					},
				],
				hint: 'Identomat has no list of your sessions: this trigger watches those you name',
				displayOptions: { show: { event: ['sessionFinished'] } },
			},
			{
				displayName: 'Session IDs',
				name: 'sessionIds',
				type: 'string',
				typeOptions: { rows: 3 },
				default: '',
				placeholder: 'e.g. 47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
				description:
					'IDs or verification links, separated by commas, spaces or lines, or a JSON array. Create returns the ID of a session.',
				displayOptions: { show: { event: ['sessionFinished'], source: ['list'] } },
			},
			{
				displayName: 'Source URL',
				name: 'sourceUrl',
				type: 'string',
				required: true,
				default: '',
				placeholder: 'e.g. https://crm.example.com/open-sessions',
				description:
					"Read by GET at every poll. It must answer with JSON that holds the IDs of the open sessions. Where an ID stands in an object, an item carries the object as 'source'. If it wants a password or key in a header, choose or make the credential above that holds it: it is sent to this URL only.",
				displayOptions: { show: { event: ['sessionFinished'], source: ['url'] } },
			},
			{
				displayName: 'Path to IDs',
				name: 'sourceIdPath',
				type: 'string',
				default: '',
				placeholder: 'e.g. data[*].session_token',
				description:
					'Where the IDs stand in the JSON; [*] means every element of a list. Leave empty when the answer is a list of IDs.',
				displayOptions: { show: { event: ['sessionFinished'], source: ['url'] } },
			},
			{
				displayName:
					"A session is asked about at every poll in its first ten minutes, then after pauses of a tenth of its age, up to 'Longest Pause' in the options (15 minutes)",
				name: 'scheduleNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { event: ['sessionFinished'] } },
			},
			{
				displayName: 'Outcomes',
				name: 'outcomes',
				type: 'multiOptions',
				default: ['approved', 'rejected', 'manual_check', 'disagreed', 'unknown'],
				options: [
					{ name: 'Approved', value: 'approved' },
					{
						name: 'Disagreed',
						value: 'disagreed',
						description: 'The person did not accept the terms',
					},
					{ name: 'Manual Check', value: 'manual_check' },
					{ name: 'Rejected', value: 'rejected' },
					{
						name: 'Unknown',
						value: 'unknown',
						description:
							'Identomat gave a word that this node does not know, which stands in the result',
					},
				],
				description:
					'Which outcomes start the workflow. A session in manual check or with an unknown word comes again when it is decided.',
				displayOptions: { show: { event: ['sessionFinished'] } },
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
				displayOptions: { show: { event: ['sessionFinished'] } },
			},
			{
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
							'Whether to start the workflow, once and with the reason, for a session that Identomat has refused for an hour, or that was not decided until the watching ended',
					},
					{
						displayName: 'Longest Pause (Minutes)',
						name: 'longestPauseMinutes',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 15,
						description:
							"The longest pause between two questions about an open session; 1 asks at every poll. Until then the pause is a tenth of the session's age.",
					},
					{
						displayName: 'Max Concurrency',
						name: 'maxConcurrency',
						type: 'number',
						typeOptions: { minValue: 1, numberPrecision: 0 },
						default: 50,
						description:
							'How many sessions are asked about at the same time at most. The trigger finds out how many requests Identomat takes; without this option up to 50 at a time.',
					},
					{
						displayName: 'Path to Next Page',
						name: 'sourceNextPath',
						type: 'string',
						default: '',
						placeholder: 'e.g. links.next',
						description:
							'Where the URL of the next page stands in the JSON, for a source that answers page by page. All pages have to be on the same server; there may be 100.',
						displayOptions: { show: { '/source': ['url'] } },
					},
					{
						displayName: 'Stop Watching After (Days)',
						name: 'stopWatchingAfterDays',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 7,
						description:
							'After how many days a session without a decision is no longer asked about, manual checks too. Counted from the first poll that saw it.',
					},
					{
						displayName: 'Tell Again After (Minutes)',
						name: 'tellAgainAfterMinutes',
						type: 'number',
						typeOptions: { minValue: 0 },
						default: 0,
						description:
							'After how many minutes a decided session that is still listed starts the workflow again; 0 for never. With a source that drops a session once the workflow has dealt with it, no outcome is lost when a crash breaks off a run.',
					},
				],
			},
		],
	};

	methods = {
		credentialTest: {
			async testSessionListHeader(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return testSessionListHeader(credential);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return poll.call(this);
	}
}
