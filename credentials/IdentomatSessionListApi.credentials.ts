import type { IAuthenticateGeneric, ICredentialType, INodeProperties, Icon } from 'n8n-workflow';

export class IdentomatSessionListApi implements ICredentialType {
	name = 'identomatSessionListApi';

	displayName = 'Identomat Source URL Header API';

	icon: Icon = { light: 'file:../icons/identomat.svg', dark: 'file:../icons/identomat.dark.svg' };

	documentationUrl =
		'https://github.com/n8n-nodes-identomat/n8n-nodes-identomat/blob/main/docs/verify-people.md#polling-trigger';

	properties: INodeProperties[] = [
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			required: true,
			default: 'Authorization',
			description:
				"Name of the HTTP header that your server at 'Source URL' of the Identomat Trigger expects",
		},
		{
			displayName: 'Header Value',
			name: 'headerValue',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. Bearer …',
			description:
				'The password or key that your server expects, with its prefix, if any. It is sent only to that server, never to Identomat.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: { '={{ $credentials.headerName }}': '={{ $credentials.headerValue }}' },
		},
	};
}
