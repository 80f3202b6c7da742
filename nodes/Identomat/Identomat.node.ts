import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { resourceFields } from './actions/resources';
import { handleResume, resumeWebhooks } from './actions/result/wait/resumeRequest';
import { router } from './actions/router';
import { searchMonitoredRecords } from './actions/screening/searchMonitoredRecords';

export class Identomat implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Identomat',
		name: 'identomat',
		icon: { light: 'file:../../icons/identomat.svg', dark: 'file:../../icons/identomat.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"].replace(/[A-Z]/g, (letter) => " " + letter.toLowerCase()) + ": " + $parameter["resource"] }}',
		description:
			'Verify the identity of people with Identomat: ID scan, liveness, face match, AML screening, video KYC',
		defaults: { name: 'Identomat' },
		usableAsTool: true,
		builderHint: {
			searchHint:
				"To verify a person by email or SMS: session Invite, send 'invitationUrl', result Wait with 'waitFor' invitation, IF on 'finished' with its false branch back into Wait, then a Switch on 'outcome'. For a person who is online now: session Create with 'returnToWorkflow' on, then result Wait. To look a session up: result Get.",
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-identomat.identomatTrigger',
					relationHint: 'Starts a workflow of its own when sessions are finished',
				},
				{
					nodeType: 'n8n-nodes-base.if',
					relationHint: 'Comes after Wait: its false branch leads back into Wait',
				},
				{
					nodeType: 'n8n-nodes-base.switch',
					relationHint: "Comes after Wait or Get: branches on 'outcome'",
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'identomatApi', required: true }],
		webhooks: resumeWebhooks,
		// The editor knows the address with the path in it if it knows the node's metadata, else without.
		waitingNodeTooltip:
			'=Waits for people to finish. Checks their sessions again when somebody opens the <a href="{{ $execution.resumeUrl.replace(/(\\/identomat)?(?=\\?|$)/, "/identomat") }}" target="_blank">resume URL</a>',
		properties: resourceFields,
	};

	methods = { listSearch: { searchMonitoredRecords } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}

	/** A request to the resume URL of an execution that waits in this node. */
	async webhook(this: IWebhookFunctions) {
		return handleResume(this);
	}
}
