import type {
	IHookFunctions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resultFieldsOption } from '../shared/resultFormat';
import { requireCallbackKey } from './callbackKey';
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
			'Verify the identity of people with Identomat: ID scan, liveness, face match, AML screening, video KYC. Triggers when Identomat calls your callback URL.',
		defaults: { name: 'Identomat Callback Trigger' },
		builderHint: {
			searchHint:
				"Starts immediately when Identomat calls the company's callback URL. The polling Identomat Trigger needs no callback URL.",
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-identomat.identomat',
					relationHint: 'Creates the sessions, and downloads the files of finished ones',
				},
				{ nodeType: 'n8n-nodes-base.switch', relationHint: "Branches on 'event' or 'outcome'" },
			],
		},
		triggerPanel: {
			header: 'Receive a callback from Identomat',
			executionsHelp: {
				inactive:
					"<b>To test</b>, click 'execute step' and copy the test URL from 'Webhook URLs'. Enter it as the callback URL in the settings of your company in the Identomat dashboard, and finish a session. The test URL takes one callback.<br /> <br /><b>To go live</b>, publish the workflow and enter the production URL instead. Those executions show up in the <a data-key='executions'>executions list</a>, but not in the editor.",
				active:
					"<b>To test</b>, click 'execute step' and send a callback to the test URL from 'Webhook URLs': the dashboard of Identomat holds one callback URL, which is the production URL now.<br /> <br /><b>Your workflow also starts by itself</b>, since it is published. Those executions show up in the <a data-key='executions'>executions list</a>, but not in the editor.",
			},
			activationHint: {
				inactive:
					'Publish the workflow, then enter the production URL as the callback URL in the Identomat dashboard.',
				active:
					'Callbacks to the production URL start the workflow. Those executions are in the executions list.',
			},
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
					"Enter the production URL from 'Webhook URLs' above as the callback URL in the settings of your company in the Identomat dashboard. Set a long random callback API key there, and enter the same key as 'Callback Key' in the credential. A company has one callback URL, so use one published workflow for all callbacks.",
				name: 'setUpNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName:
					'Identomat must be able to reach the URL. If it begins with localhost or an internal address, set WEBHOOK_URL of this n8n to its public address.',
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
						description: 'A one-time password is to be delivered by SMS or email',
					},
					{
						name: 'Session Link',
						value: 'sessionLink',
						description: 'A link to a session is to be delivered by SMS or email',
					},
					{
						name: 'Session Updated',
						value: 'sessionUpdated',
						description: 'A session has changed. The node gets its result from Identomat.',
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
							'Whether to start the workflow only when a session is finished with a new outcome. On by default.',
					},
				],
			},
		],
	};

	/** People enter the URL in the dashboard themselves: there is nothing to register, only to check. */
	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await requireCallbackKey(this);
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
