import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { authenticate } from './identomatApi/authenticate';
import { endpoints } from '../nodes/api/endpoints';

const REFUSED =
	'Identomat did not accept the company key. Copy it again from the Identomat dashboard, without spaces.';
const NOT_DATA =
	'Identomat refused instead of answering with data: the company key or the secret key is wrong, or the account has no AML screening (then ignore this test: the other operations work).';
const NOTHING_THERE =
	"Identomat answered that there is nothing at this address. Check 'External API URL', then the company key.";
const NOT_THE_API = "The answer is not from the Identomat API. Check 'External API URL'.";

// A constant, since n8n's linter takes every field with "cert" in its name for a secret to be masked.
const allowUnauthorizedCerts: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description:
		'Whether to connect even if the SSL certificate cannot be checked. Only for an on-premise installation with a certificate of its own.',
};

export class IdentomatApi implements ICredentialType {
	name = 'identomatApi';

	displayName = 'Identomat API';

	icon: Icon = { light: 'file:../icons/identomat.svg', dark: 'file:../icons/identomat.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-identomat/n8n-nodes-identomat#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Company Key',
			name: 'companyKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'From the Identomat dashboard. Keep it secret: it opens all your sessions.',
		},
		{
			displayName: 'Widget URL',
			name: 'widgetUrl',
			type: 'string',
			default: 'https://widget.identomat.com',
			description:
				'Where people are verified and where sessions, results and images come from. Change it for another region or an on-premise installation. The connection test does not reach it.',
		},
		{
			displayName: 'External API URL',
			name: 'externalApiUrl',
			type: 'string',
			default: 'https://external-api.identomat.com',
			description:
				'Where AML screening, exports and video calls are served. Change it for another region or an on-premise installation.',
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only for a company key that was created with HMAC',
			description:
				'Requests are signed with it, and only answers with the right signature count. The connection test does not check signatures.',
		},
		{
			displayName: 'Callback Key',
			name: 'callbackKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only for the Identomat Callback Trigger',
			description:
				"The callback API key from the Identomat dashboard, which each callback holds as 'callbackApiKey'. Use a long random text, at least 8 characters.",
		},
		allowUnauthorizedCerts,
	];

	authenticate: IAuthenticate = authenticate;

	/**
	 * Lists the monitored screening records, which costs and creates nothing. A rule can only compare
	 * one value, so the body is read as text and judged by its first character: a list begins with
	 * "[", an error of the API with a brace or a quote, a web page with "<".
	 */
	test: ICredentialTestRequest = {
		request: {
			method: 'POST',
			baseURL: '={{ $credentials.externalApiUrl.trim().replace(/\\/+$/, "") }}',
			url: `/${endpoints.listScreeningMonitoringRecords.path.value}`,
			encoding: 'text',
		},
		rules: [
			{ type: 'responseCode', properties: { value: 401, message: REFUSED } },
			{ type: 'responseCode', properties: { value: 403, message: REFUSED } },
			{ type: 'responseCode', properties: { value: 404, message: NOTHING_THERE } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '{', message: NOT_DATA } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '"', message: NOT_DATA } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '<', message: NOT_THE_API } },
			{
				type: 'responseSuccessBody',
				properties: { key: 'length', value: 0, message: NOT_THE_API },
			},
			// n8n takes rules of both types in one list, though its type allows only one at a time.
		] as ICredentialTestRequest['rules'],
	};
}
