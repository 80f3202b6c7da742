import type {
	IAuthenticate,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { authenticate } from './identomatApi/authenticate';
import { endpoints } from '../nodes/api/endpoints';

const INVALID_KEY =
	'Invalid company key. Copy it again from the Identomat dashboard, without spaces.';
const REJECTED =
	"Identomat rejected the request. Check 'Company Key' and 'Secret Key'. If your account has no AML screening, ignore this test: other operations work.";
const NOTHING_THERE =
	"Identomat has nothing at this address. Check 'External API URL', then 'Company Key'.";
const NOT_THE_API = "This address is not the Identomat API. Check 'External API URL'.";

// A constant, since n8n's linter treats every field with "cert" in its name as a secret to be masked.
const allowUnauthorizedCerts: INodeProperties = {
	displayName: 'Ignore SSL Issues (Insecure)',
	name: 'allowUnauthorizedCerts',
	type: 'boolean',
	default: false,
	description:
		'Whether to connect even if SSL certificate validation is not possible. Use it only for an on-premise installation with its own certificate.',
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
			description:
				'From the Identomat dashboard. Keep it secret: it gives access to all your sessions.',
		},
		{
			displayName: 'Widget URL',
			name: 'widgetUrl',
			type: 'string',
			default: 'https://widget.identomat.com',
			description:
				'Address for sessions, results and images. Change it for another region or an on-premise installation. The connection test does not check it.',
		},
		{
			displayName: 'External API URL',
			name: 'externalApiUrl',
			type: 'string',
			default: 'https://external-api.identomat.com',
			description:
				'Address for AML screening, exports and video calls. Change it for another region or an on-premise installation.',
		},
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only for a company key with HMAC signing',
			description:
				'Signs requests. Responses without a valid signature are refused. The connection test does not check signatures.',
		},
		{
			displayName: 'Callback Key',
			name: 'callbackKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			hint: 'Only for the Identomat Callback Trigger',
			description:
				"The callback API key from the Identomat dashboard, which Identomat sends as 'callbackApiKey' with each callback. Use a long random text, at least 8 characters.",
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
			{ type: 'responseCode', properties: { value: 401, message: INVALID_KEY } },
			{ type: 'responseCode', properties: { value: 403, message: INVALID_KEY } },
			{ type: 'responseCode', properties: { value: 404, message: NOTHING_THERE } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '{', message: REJECTED } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '"', message: REJECTED } },
			{ type: 'responseSuccessBody', properties: { key: '0', value: '<', message: NOT_THE_API } },
			{
				type: 'responseSuccessBody',
				properties: { key: 'length', value: 0, message: NOT_THE_API },
			},
			// n8n takes rules of both types in one list, though its type allows only one at a time.
		] as ICredentialTestRequest['rules'],
	};
}
