import type { INodeProperties } from 'n8n-workflow';

import { resultFieldsOption } from '../../../../shared/resultFormat';
import { sessionIdField, sessionOptions, simplifyField } from '../../fields';

const forSession = { show: { waitFor: ['session'] } };
const forInvitation = { show: { waitFor: ['invitation'] } };

const sessionFields: INodeProperties[] = [
	{
		displayName:
			'Continues immediately if all sessions are finished. Otherwise pauses the workflow until a person returns, the resume URL is called, or the time limit is reached.',
		name: 'waitNotice',
		type: 'notice',
		default: '',
		displayOptions: forSession,
	},
	{ ...sessionIdField, displayOptions: forSession },
	{
		displayName: 'Continue When',
		name: 'continueWhen',
		type: 'options',
		default: 'all',
		displayOptions: forSession,
		options: [
			{
				name: 'All Sessions Are Done',
				value: 'all',
				description: 'Continues when everybody in this run is done',
			},
			{
				name: 'Each Session Is Done',
				value: 'each',
				description:
					"Continues with each person separately. Add an IF node on 'finished', connect its false branch back to this node, and place the nodes of its true branch above this node.",
			},
		],
		description: 'When to continue if the input has several sessions',
	},
];

const invitationFields: INodeProperties[] = [
	{
		displayName:
			"Pauses the workflow until a person begins or finishes, or the time limit is reached. Add an IF node on 'finished', and connect its false branch back to this node. Place the nodes of its true branch higher on the canvas than this node, because n8n runs branches from top to bottom.",
		name: 'invitationNotice',
		type: 'notice',
		default: '',
		displayOptions: forInvitation,
	},
	{
		displayName: 'Invitation',
		name: 'invitation',
		type: 'string',
		required: true,
		default: '={{ $json.invitation }}',
		displayOptions: forInvitation,
		description:
			"The output field 'invitation' of the operation 'Invite', or of this node. Keep it in the items that lead back here.",
	},
];

const limitFields: INodeProperties[] = [
	{
		displayName: 'Wait at Most',
		name: 'limitAmount',
		type: 'number',
		required: true,
		default: 1,
		description:
			"How long to wait, at least two minutes. Then items that are not done continue with 'timedOut' true and without a result.",
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
		displayName: 'Redirect URL',
		name: 'afterwardsUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://example.com/thank-you',
		description:
			'Where to send people when they return from Identomat. For sessions, the first item sets it for all.',
	},
	{
		displayName: 'Thank-You Text',
		name: 'thankYouText',
		type: 'string',
		default: '',
		typeOptions: { rows: 3 },
		placeholder: 'e.g. Thank you! We will write to you.',
		description:
			'What people read when they return from Identomat, whatever the outcome. For sessions, the first item sets it for all.',
	},
];

const invitationOptions: INodeProperties[] = [
	{
		displayName: 'Link Lifetime (Minutes)',
		name: 'linkMinutes',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1440, numberPrecision: 0 },
		default: 15,
		displayOptions: { show: { '/waitFor': ['invitation'] } },
		description:
			"How long a session's own link can be used. Later, the invitation creates a new session.",
	},
	{
		displayName: 'Max Sessions',
		name: 'maxSessions',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100, numberPrecision: 0 },
		default: 5,
		displayOptions: { show: { '/waitFor': ['invitation'] } },
		description: 'How many sessions one invitation may create. Refused ones count too.',
	},
];

/** The fields of Wait in the panel. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Wait For',
		name: 'waitFor',
		type: 'options',
		default: 'session',
		noDataExpression: true,
		options: [
			{
				name: 'Invitation',
				value: 'invitation',
				description: "People invited with 'Invite', whose sessions begin when they open the link",
			},
			{ name: 'Session', value: 'session', description: "Sessions created with 'Create'" },
		],
		description: 'What to wait for',
	},
	...sessionFields,
	...invitationFields,
	{
		displayName: 'Wait Until',
		name: 'waitUntil',
		type: 'options',
		default: 'finished',
		options: [
			{
				name: 'Decided',
				value: 'decided',
				description: 'Manual check does not count: waits until your team has decided',
			},
			{
				name: 'Finished',
				value: 'finished',
				description: 'Manual check counts as finished: the person has nothing left to do',
			},
		],
		description: 'When a session is done. A manual check counts as finished, but not as decided.',
	},
	...limitFields,
	simplifyField,
	sessionOptions(...pageOptions, ...invitationOptions, resultFieldsOption),
];
