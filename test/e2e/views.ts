import type { NodeSpec } from './n8n/workflow';

/** A panel to take a picture of; `name` is the picture's, `<resource>-<operation>`. */
export interface NodeView {
	name: string;
	node: NodeSpec;
}

const SESSION_ID = '47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc';
const OPTIONS = { extraFields: '{}', maxConcurrency: 5, timeout: 60 };

/** The operations whose panels show all that the node asks for, each with its optional fields. */
export const views: NodeView[] = [
	view('session', 'begin', {
		configId: 'my-configuration',
		flags: {
			language: 'en',
			document_types: ['id', 'passport'],
			liveness: true,
			return_url: 'https://example.com/thank-you',
			skip_agreement: true,
		},
		flagsJson: '{ "allow_nfc_capture": true }',
		steps: '[{ "type": "liveness" }]',
		parentSessionId: SESSION_ID,
	}),
	view('session', 'delete', { sessionId: SESSION_ID }),
	view('session', 'getActivities', { sessionId: SESSION_ID }),
	view('session', 'getConfigSteps', { lookUpBy: 'configId', configId: 'my-configuration' }),
	view('result', 'get', { sessionId: SESSION_ID }),
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
];

function view(
	resource: string,
	operation: string,
	parameters: NodeSpec['parameters'],
	options: NodeSpec['parameters'] = {},
): NodeView {
	return {
		name: `${resource}-${operation}`,
		node: {
			name: 'Identomat',
			type: 'n8n-nodes-identomat.identomat',
			parameters: { resource, operation, ...parameters, options: { ...OPTIONS, ...options } },
		},
	};
}
