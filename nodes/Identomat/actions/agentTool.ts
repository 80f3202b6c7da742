import type { IExecuteFunctions } from 'n8n-workflow';

/** `isToolExecution` came with n8n 2.8. */
type Context = Pick<IExecuteFunctions, 'getNode'> & { isToolExecution?(): boolean };

/**
 * Whether an AI agent runs the node as its tool. An agent may also have the engine run it like any other
 * node: then the type that n8n makes of a node for agents tells.
 */
export function isAgentTool(context: Context): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}
