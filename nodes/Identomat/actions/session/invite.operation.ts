import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { RETURN_FLAG } from '../../../api/endpoints';
import { invitationReturnError } from '../../../api/errors/waitErrors';
import { EXTRA_FIELDS_LABEL } from '../../../shared/parameters/json';
import { isEmpty } from '../../../shared/parameters/texts';
import { sessionOptions } from '../fields';
import { invitationUrl, newInvitation, PAGE_LANGUAGES, type Invitation } from '../invitation';
import type { Item } from '../item';
import type { Operation } from '../operation';
import { pageText } from '../result/wait/waitOptions';
import { checkFields, parentSessionField, readSessionRequest } from './sessionRequest';

const pageOptions: INodeProperties[] = [
	{
		displayName: 'Page Title',
		name: 'pageTitle',
		type: 'string',
		default: '',
		placeholder: 'e.g. Verify your identity for Example Bank',
		description: 'The headline of the page that the link opens',
	},
	{
		displayName: 'Page Text',
		name: 'pageText',
		type: 'string',
		default: '',
		typeOptions: { rows: 3 },
		placeholder: 'e.g. Have your passport or ID card ready.',
		description: 'What people read above the button',
	},
	{
		displayName: 'Button Text',
		name: 'buttonText',
		type: 'string',
		default: '',
		placeholder: 'e.g. Begin',
		description: 'The label of the button that begins the session',
	},
	{
		displayName: 'Page Language',
		name: 'pageLanguage',
		type: 'options',
		default: 'en',
		options: [
			{ name: 'English', value: 'en' },
			{ name: 'Georgian', value: 'ka' },
			{ name: 'Russian', value: 'ru' },
			{ name: 'Spanish', value: 'es' },
			{ name: 'Ukrainian', value: 'uk' },
		],
		description:
			"The language of the page's built-in texts. The language of the session itself is in 'Flags'.",
	},
];

export const invite: Operation = {
	option: {
		name: 'Invite',
		action: 'Invite a person to a session',
		description:
			'Get a link that never expires while the workflow waits: the session is created when the person opens it and presses the button',
	},
	hideFromAgents: true,
	readOnly: true,
	isUrgent: true,
	fields: [
		{
			displayName:
				"Send 'invitationUrl' by email or SMS, then add 'Wait' of the resource 'Result' with 'Wait For' set to Invitation. Nothing is sent to Identomat until the person presses the button.",
			name: 'inviteNotice',
			type: 'notice',
			default: '',
		},
		...checkFields,
		parentSessionField,
		sessionOptions(...pageOptions),
	],
	async execute(item) {
		const { id } = item.execution;
		const invitation = newInvitation(id, { request: readRequest(item), page: readPage(item) });
		return { json: { invitationUrl: invitationUrl(item.resumeUrl, invitation), invitation } };
	},
};

/** The values each session is created with. The flags of the extra fields are merged here. */
function readRequest(item: Item): Invitation['request'] {
	const { flags: extraFlags, ...extraFields } = item.extraFields ?? {};
	const { flags, ...fields } = readSessionRequest(item);
	if (hasReturnUrl(flags)) throw invitationReturnError('Flags');
	if (hasReturnUrl(extraFlags)) throw invitationReturnError(EXTRA_FIELDS_LABEL);
	return withoutUndefined({
		fields: withoutUndefined({ ...fields, flags: { ...flags, ...(extraFlags as IDataObject) } }),
		extraFields,
		timeoutSeconds: item.timeoutSeconds,
	});
}

function hasReturnUrl(flags: unknown): boolean {
	return !isEmpty((flags as IDataObject | undefined)?.[RETURN_FLAG]);
}

function readPage(item: Item): Invitation['page'] {
	const isChosen = !isEmpty(item.value('options.pageLanguage'));
	return withoutUndefined({
		language: isChosen ? item.choice('options.pageLanguage', PAGE_LANGUAGES) : ('en' as const),
		title: pageText(item, 'pageTitle', 'Page Title'),
		text: pageText(item, 'pageText', 'Page Text'),
		button: pageText(item, 'buttonText', 'Button Text'),
	});
}

/** As it looks after n8n has stored it. */
function withoutUndefined<T extends object>(values: T): T {
	const defined = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(defined) as T;
}
