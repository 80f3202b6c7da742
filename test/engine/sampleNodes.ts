import {
	NodeConnectionTypes,
	NodeOperationError,
	type ICredentialType,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

// Small nodes and credential types to try out the engine with.

function described(
	name: string,
	properties: INodeProperties[],
	more: Partial<INodeTypeDescription> = {},
): INodeTypeDescription {
	return {
		displayName: `Sample ${name}`,
		name,
		group: ['transform'],
		version: 1,
		description: 'Sample',
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
		...more,
	};
}

const text = (name: string, initial = ''): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: initial,
});

const credentials = [{ name: 'sampleApi', required: true }];

/** Signs the JSON body with the key, like the package's own credential type. */
export const sampleApi: ICredentialType = {
	name: 'sampleApi',
	displayName: 'Sample API',
	properties: [text('key'), text('region', 'eu')],
	authenticate: async ({ key, region }, request) => ({
		...request,
		body: { ...(request.body as IDataObject), key, region },
	}),
};

/** Sends its key as a header, declaratively. */
export const sampleHeaderApi: ICredentialType = {
	name: 'sampleHeaderApi',
	displayName: 'Sample Header API',
	properties: [text('key')],
	authenticate: {
		type: 'generic',
		properties: { headers: { 'X-Key': '={{ $credentials.key }}' } },
	},
};

/** Posts each item's name to `url`. */
export const requestingNode: INodeType = {
	description: described('requestingNode', [text('url'), text('name'), text('path', '/default')], {
		credentials: [...credentials, { name: 'sampleHeaderApi' }],
	}),
	async execute(this: IExecuteFunctions) {
		this.logger.info('calling', { items: this.getInputData().length });
		const output: INodeExecutionData[] = [];
		for (const [item] of this.getInputData().entries()) {
			const url = `${this.getNodeParameter('url', item)}${this.getNodeParameter('path', item)}`;
			const body = { name: this.getNodeParameter('name', item) };
			const type = Object.keys(this.getNode().credentials ?? {})[0] ?? 'sampleApi';
			const json = await this.helpers.httpRequestWithAuthentication.call(this, type, {
				method: 'POST',
				url,
				body,
				json: true,
			});
			output.push({ json, pairedItem: { item } });
		}
		this.addExecutionHints({ message: 'All called' });
		return [output];
	},
};

/** Fails for each item whose `fail` is set, with an error item where the workflow continues. */
export const failingItemsNode: INodeType = {
	description: described('failingItemsNode', []),
	async execute(this: IExecuteFunctions) {
		const output = this.getInputData().map(({ json }, item): INodeExecutionData => {
			if (!json.fail) return { json, pairedItem: { item } };
			const error = new NodeOperationError(this.getNode(), 'Picky refused', {
				itemIndex: item,
				description: 'Take another one',
			});
			if (!this.continueOnFail()) throw error;
			return { json: { refused: true }, error, pairedItem: { item } };
		});
		return [output];
	},
};

/** Fails without looking at the error setting of the node. */
export const throwingNode: INodeType = {
	description: described('throwingNode', []),
	async execute(this: IExecuteFunctions) {
		throw new NodeOperationError(this.getNode(), 'Always');
	},
};

/** Makes a file of its input file, named `name`; leaves the MIME type to n8n. */
export const fileNode: INodeType = {
	description: described('fileNode', [text('name')]),
	async execute(this: IExecuteFunctions) {
		const bytes = await this.helpers.getBinaryDataBuffer(0, 'photo');
		const data = await this.helpers.prepareBinaryData(
			bytes,
			String(this.getNodeParameter('name', 0)) || undefined,
		);
		return [[{ json: {}, binary: { data }, pairedItem: { item: 0 } }]];
	},
};

/** Emits the numbers after the last one it has seen, up to `upTo`. */
export const countingNode: INodeType = {
	description: described('countingNode', [text('upTo')], {
		inputs: [],
		group: ['trigger'],
		polling: true,
		credentials,
	}),
	async poll() {
		const { region } = await this.getCredentials('sampleApi');
		const state = this.getWorkflowStaticData('node');
		const first = Number(state.last ?? 0) + 1;
		const last = Number(this.getNodeParameter('upTo'));
		this.logger.debug(`${this.getMode()} ${this.getActivationMode()} ${this.getPollBudgetMs()}`);
		if (last < first) return null;
		state.last = last;
		const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
		return [numbers.map((number) => ({ json: { number, region } }))];
	},
};
