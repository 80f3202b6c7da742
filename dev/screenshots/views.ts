import type { WorkflowDocument } from '../n8n/rest';
import type { NodeSpec } from '../n8n/workflowDocument';
import { chain, startedBy } from '../n8n/workflowDocument';

/** A panel to take a picture of; `name` is the picture's: `<resource>-<operation>`, `trigger-<what>`. */
export interface NodeView {
	name: string;
	/** Holds the node. */
	workflow: WorkflowDocument;
	nodeName: string;
}

const SESSION_ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';
const QUESTIONNAIRE = {
	step: [
		{
			type: 'user-questionnaire',
			key: 'source-of-funds',
			title: 'Source of funds',
			questions: {
				question: [
					{
						key: 'income',
						title: 'Where does the money come from?',
						type: 'options',
						mandatory: true,
						choices: {
							choice: [
								{ key: 'salary', title: 'Salary' },
								{ key: 'business', title: 'Business' },
							],
						},
					},
				],
			},
		},
	],
};
const OPTIONS = { extraFields: '{}', maxConcurrency: 5, timeout: 60 };

/** The operations whose panels show all that the node asks for, each with its optional fields. */
export const views: NodeView[] = [
	view('session', 'create', {
		configId: 'my-configuration',
		flags: {
			language: 'en',
			document_types: ['id', 'passport'],
			liveness: true,
			return_url: 'https://example.com/thank-you',
			skip_agreement: true,
		},
		parentSessionId: SESSION_ID,
	}),
	{
		...view('session', 'create', { stepList: QUESTIONNAIRE, options: {} }),
		name: 'session-create-questionnaire',
	},
	view('session', 'delete', { sessionId: SESSION_ID }),
	view('session', 'getActivities', { sessionId: SESSION_ID }),
	view('session', 'getConfigSteps', { lookUpBy: 'configId', configId: 'my-configuration' }),
	view('result', 'get', { sessionId: SESSION_ID }, { fields: ['sessionId', 'outcome'] }),
	view('result', 'wait', { sessionId: SESSION_ID }),
	view('media', 'download', {
		sessionId: SESSION_ID,
		file: 'generalDocument',
		documentType: 'utility-bill',
	}),
	view('media', 'downloadAll', { sessionId: SESSION_ID }),
	view('media', 'getVideoCallVideos', { sessionId: SESSION_ID }, { downloadFiles: true }),
	view('processing', 'readDocument', { documentSide: 'cardFront' }),
	view('processing', 'compareFaces', {}),
	view('screening', 'searchPerson', {
		personFields: { birthDate: '1990-07-04', nationality: 'GEO', gender: 'female' },
		name: 'Ana Testidze',
	}),
	view('screening', 'getMonitored', { returnAll: false, limit: 50 }),
	view('screening', 'stopMonitoring', { recordId: 'a-record' }),
	view('export', 'sessionPdf', { sessionId: SESSION_ID }),
	view('account', 'check', { sessionId: SESSION_ID }),
	triggerView('sessionFinished-list', {
		event: 'sessionFinished',
		source: 'list',
		sessionIds: SESSION_ID,
		options: { includeUnavailable: false, maxConcurrency: 5, stopWatchingAfterDays: 7 },
	}),
	triggerView('sessionFinished-url', {
		event: 'sessionFinished',
		source: 'url',
		sourceUrl: 'https://crm.example.com/open-sessions',
		sourceIdPath: 'data[*].session_token',
	}),
	triggerView('monitoringRecordChanged', { event: 'monitoringRecordChanged' }),
	callbackView(),
];

function view(
	resource: string,
	operation: string,
	parameters: NodeSpec['parameters'],
	options: NodeSpec['parameters'] = {},
): NodeView {
	const name = `${resource}-${operation}`;
	const node = {
		name: 'Identomat',
		type: 'n8n-nodes-identomat.identomat',
		parameters: { resource, operation, options: { ...OPTIONS, ...options }, ...parameters },
	};
	return { name, workflow: chain(name, [node]), nodeName: node.name };
}

function triggerView(what: string, parameters: NodeSpec['parameters']): NodeView {
	const name = `trigger-${what}`;
	const trigger = {
		name: 'Identomat Trigger',
		type: 'n8n-nodes-identomat.identomatTrigger',
		parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, ...parameters },
	};
	return { name, workflow: startedBy(trigger, name, []), nodeName: trigger.name };
}

function callbackView(): NodeView {
	const trigger = {
		name: 'Identomat Callback Trigger',
		type: 'n8n-nodes-identomat.identomatCallbackTrigger',
		parameters: {},
	};
	return { name: 'callback', workflow: startedBy(trigger, 'callback', []), nodeName: trigger.name };
}
