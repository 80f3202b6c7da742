import type { IDataObject } from 'n8n-workflow';

import type { NodeSpec } from '../../dev/n8n/workflowDocument';

/** A form with the file that the item holds in `data`. */
export const FORM_BODY: NodeSpec['parameters'] = {
	sendBody: true,
	contentType: 'multipart-form-data',
	bodyParameters: {
		parameters: [{ parameterType: 'formBinaryData', name: 'image', inputDataFieldName: 'data' }],
	},
};

/** n8n's HTTP Request node, as a POST with the Identomat credential. */
export function httpRequest(url: string, body: NodeSpec['parameters']): NodeSpec {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'POST',
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'identomatApi',
			...body,
		},
	};
}

export function jsonBody(fields: IDataObject): NodeSpec['parameters'] {
	return { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(fields) };
}

/** n8n's HTTP Request node, as a POST of each item to a server of the test's own. */
export function sendTo(url: string): NodeSpec {
	return {
		name: 'Send to the receiver',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		parameters: {
			method: 'POST',
			url,
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ JSON.stringify($json) }}',
		},
	};
}

/** Nodes whose item holds these bytes as a JPEG file in the field `data`. */
export function fileOf(bytes: Buffer): NodeSpec[] {
	return [
		{
			name: 'Picture as text',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				mode: 'raw',
				jsonOutput: JSON.stringify({ picture: bytes.toString('base64') }),
			},
		},
		{
			name: 'Picture as a file',
			type: 'n8n-nodes-base.convertToFile',
			typeVersion: 1.1,
			parameters: {
				operation: 'toBinary',
				sourceProperty: 'picture',
				options: { fileName: 'card.jpg', mimeType: 'image/jpeg' },
			},
		},
	];
}
