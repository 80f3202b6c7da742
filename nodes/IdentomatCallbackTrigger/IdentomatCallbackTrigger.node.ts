import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resultFieldsOption } from '../shared/resultFieldsOption';
import { receiveCallback } from './receiveCallback';

export class IdentomatCallbackTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Identomat Callback Trigger',
		name: 'identomatCallbackTrigger',
		icon: { light: 'file:../../icons/identomat.svg', dark: 'file:../../icons/identomat.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'on callback',
		description:
			'Verify the identity of people with Identomat (KYC, AML screening): starts the workflow when Identomat calls, since a session has changed or a message is to be delivered',
		defaults: { name: 'Identomat Callback Trigger' },
		builderHint: {
			searchHint:
				'Use it to go on at once when Identomat calls the callback URL of the company; the polling Identomat Trigger needs no such URL',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-identomat.identomat',
					relationHint: 'Creates the sessions, and downloads the files of finished ones',
				},
				{ nodeType: 'n8n-nodes-base.switch', relationHint: "Branches on 'event' or 'outcome'" },
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'identomatApi', required: true }],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: 'webhook',
			},
		],
		properties: [
			{
				displayName:
					"In the settings of your company in the Identomat dashboard, enter the production URL above as the callback URL, and copy the callback's API key from there into 'Callback Key' of the credential: callbacks without it are turned away. A company has one callback URL, so let one published workflow take all callbacks.",
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'The test URL takes one call, after you have clicked Execute. If the URLs above begin with localhost or another address that Identomat cannot reach, set WEBHOOK_URL of this n8n to its public address.',
				name: 'urlNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				default: ['oneTimePassword', 'sessionLink', 'sessionUpdated'],
				options: [
					{
						name: 'One-Time Password',
						value: 'oneTimePassword',
						description: 'A one-time password is to be delivered to a person by SMS or e-mail',
					},
					{
						name: 'Session Link',
						value: 'sessionLink',
						description: 'A link to a session is to be delivered to a person by SMS or e-mail',
					},
					{
						name: 'Session Updated',
						value: 'sessionUpdated',
						description: 'A session has changed; its result is read from Identomat',
					},
				],
			},
			{
				displayName: 'Simplify',
				name: 'simplify',
				type: 'boolean',
				default: true,
				description:
					'Whether to return a simplified version of the response instead of the raw data',
				displayOptions: { show: { events: ['sessionUpdated'] } },
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				displayOptions: { show: { events: ['sessionUpdated'] } },
				options: [
					resultFieldsOption,
					{
						displayName: 'Only Finished',
						name: 'onlyFinished',
						type: 'boolean',
						default: true,
						description:
							'Whether an update starts the workflow only when the session is finished, once per outcome. It is on unless you add this option and switch it off.',
					},
				],
			},
		],
	};

	/** A person enters the URL in the dashboard: there is nothing to register. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCallback(this);
	}
}
