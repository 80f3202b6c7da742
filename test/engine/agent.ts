import {
	deepCopy,
	NodeConnectionTypes,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';

/** What n8n makes of a node that AI agents can use: its type ends with `Tool`. */
export function asTool(node: INodeType): INodeType {
	const { usableAsTool, ...description } = deepCopy(node.description);
	if (!usableAsTool) throw new Error(`${description.name} is not for agents`);
	return Object.assign(Object.create(node) as INodeType, {
		description: {
			...description,
			name: `${description.name}Tool`,
			displayName: `${description.displayName} Tool`,
			outputs: [NodeConnectionTypes.AiTool],
		},
	});
}

/** What an agent sees of a tool. */
interface Tool {
	schema: { shape: Record<string, { description?: string }> };
	invoke(fields: IDataObject): Promise<string>;
}

/**
 * An agent without a model: it calls its tool with its parameter `fields`. It returns the descriptions of
 * what the tool lets a model fill in, and what the tool returned.
 */
export const agentType: INodeType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Stands in for an AI agent',
		defaults: { name: 'Agent' },
		inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool],
		outputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Fields', name: 'fields', type: 'json', default: {} }],
	},
	async execute(): Promise<INodeExecutionData[][]> {
		const tools = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
		const outputs = tools.map(async (tool) => {
			const asked = Object.entries(tool.schema.shape).map(([key, one]) => [key, one.description]);
			const returned = await tool.invoke(this.getNodeParameter('fields', 0) as IDataObject);
			return {
				json: { asked: Object.fromEntries(asked) as IDataObject, returned: JSON.parse(returned) },
			};
		});
		return [await Promise.all(outputs)];
	},
};
