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

import { poll } from './poll';
import { testSessionListHeader } from './sessionListHeader';
import { triggerOptions } from './triggerOptions';

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
			'Verify the identity of people with Identomat: ID scan, liveness, face match, AML screening, video KYC. Triggers when a session is finished or a monitored person changes.',
		defaults: { name: 'Identomat Trigger' },
		polling: true,
		builderHint: {
			searchHint:
				'Use it to continue when sessions that another workflow created are finished. Within one workflow, use the Identomat node: Create, then Wait.',
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
						description: 'A monitored screening record is new or has changed',
					},
					{
						name: 'Session Finished',
						value: 'sessionFinished',
						description:
							'A session has an outcome: approved, rejected, manual check, terms not accepted, or a status this node does not recognize',
					},
				],
			},
			{
				displayName:
					'The first poll only learns who is monitored. After that, each new or changed record starts the workflow. Fetch Test Event shows one record, or nothing if nobody is monitored yet.',
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
						description: 'Your CRM, a database API, or an n8n webhook that answers with the IDs',
					},
				],
				hint: 'Identomat has no list of your sessions: this trigger watches those you name',
				displayOptions: { show: { event: ['sessionFinished'] } },
			},
			{
				displayName: 'Session IDs',
				name: 'sessionIds',
				type: 'string',
				required: true,
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
					"Read by GET at every poll. It must answer with JSON that holds the IDs of your open sessions. If an ID is part of an object, the item carries that object as 'source'. If the URL needs a password or key in a header, choose the credential above: it is sent to this URL only.",
				displayOptions: { show: { event: ['sessionFinished'], source: ['url'] } },
			},
			{
				displayName: 'Path to IDs',
				name: 'sourceIdPath',
				type: 'string',
				default: '',
				placeholder: 'e.g. data[*].session_token',
				description:
					'Where the IDs are in the JSON. [*] means every element of a list. Quote keys that hold a dot or bracket: ["a.b"]. Leave empty if the response is a list of IDs.',
				displayOptions: { show: { event: ['sessionFinished'], source: ['url'] } },
			},
			{
				displayName:
					"The trigger checks a session at every poll in its first ten minutes, then after a tenth of its age, up to 'Max Polling Interval' in the options (15 minutes by default)",
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
							"Identomat returned a status this node doesn't recognize, which is in 'result'",
					},
				],
				description:
					'Which outcomes start the workflow. A session in manual check or with an unknown status starts it again when it is decided.',
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
			triggerOptions,
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
