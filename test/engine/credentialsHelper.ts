import {
	ICredentialsHelper,
	isExpression,
	NodeHelpers,
	UnexpectedError,
	type IAuthenticateGeneric,
	type ICredentialDataDecryptedObject,
	type ICredentials,
	type ICredentialType,
	type IHttpRequestOptions,
	type INode,
	type INodeCredentialsDetails,
	type INodeParameters,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	type Workflow,
} from 'n8n-workflow';

/** Decrypted credential data, by credential type name. */
export type StoredCredentials = Record<string, ICredentialDataDecryptedObject>;

/**
 * What n8n's server does with credentials, without its database: the data of the credential's own
 * fields with their defaults, and the type's `authenticate` applied to a request.
 * Credentials that renew themselves (`preAuthentication`, OAuth) are not supported, nor are
 * expressions in credential data.
 */
export class StoredCredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly types: ICredentialType[],
		private readonly stored: StoredCredentials,
	) {
		super();
	}

	getParentTypes(name: string): string[] {
		return this.typeNamed(name).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(name: string): INodeProperties[] {
		return this.typeNamed(name).properties;
	}

	async getDecrypted(
		_additionalData: IWorkflowExecuteAdditionalData,
		_nodeCredentials: INodeCredentialsDetails,
		name: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = structuredClone(this.stored[name]) as INodeParameters;
		const fields = this.getCredentialsProperties(name);
		const withDefaults = NodeHelpers.getNodeParameters(fields, data, true, false, null, null);
		return withDefaults as ICredentialDataDecryptedObject;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		name: string,
		request: IHttpRequestOptions,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const { authenticate } = this.typeNamed(name);
		if (typeof authenticate === 'function') return await authenticate(credentials, request);
		if (!authenticate) return request;
		if (!workflow || !node) {
			throw new UnexpectedError('Declarative authentication needs the workflow and the node');
		}
		return authenticateDeclaratively(authenticate, request, (text) =>
			isExpression(text)
				? String(
						workflow.expression.getSimpleParameterValue(node, text, 'internal', {
							$credentials: credentials,
						}) ?? '',
					)
				: text,
		);
	}

	async preAuthentication(): Promise<undefined> {}

	async runPreAuthentication(): Promise<undefined> {}

	async getCredentials(): Promise<ICredentials> {
		throw new UnexpectedError('Encrypted credentials exist only on a server');
	}

	async updateCredentials(): Promise<void> {
		throw new UnexpectedError('Credentials can be changed only on a server');
	}

	async updateCredentialsOauthTokenData(): Promise<void> {
		throw new UnexpectedError('Credentials can be changed only on a server');
	}

	private typeNamed(name: string): ICredentialType {
		const type = this.types.find((candidate) => candidate.name === name);
		if (!type) throw new UnexpectedError(`The engine was given no credential type "${name}"`);
		return type;
	}
}

/** Adds each header, query, body … field of `authenticate` to the request, as n8n does in place. */
function authenticateDeclaratively(
	{ properties }: IAuthenticateGeneric,
	request: IHttpRequestOptions,
	resolve: (text: string) => string,
): IHttpRequestOptions {
	const target = request as unknown as Record<string, Record<string, string>>;
	for (const [part, fields] of Object.entries(properties)) {
		const partOfRequest = (target[part] ??= {});
		for (const [key, value] of Object.entries(fields)) {
			partOfRequest[resolve(key)] = resolve(String(value));
		}
	}
	return request;
}
