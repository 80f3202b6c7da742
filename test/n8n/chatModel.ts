import type { IDataObject } from 'n8n-workflow';
import { json } from 'node:stream/consumers';

import type { LocalServer } from '../../dev/n8n/localServer';
import { startLocalServer } from '../../dev/n8n/localServer';

/** What n8n's OpenAI node asks. */
export interface ModelRequest {
	/** The conversation so far: messages, calls of tools, and what these gave (`output`). */
	input: Array<IDataObject & { type?: string; output?: string }>;
	tools?: Array<{ name: string; description: string; parameters: IDataObject }>;
}

/** A chat model on loopback: calls the first tool once, then says what the tool gave. */
export interface ChatModel extends LocalServer {
	requests: ModelRequest[];
	/** What it fills in when it calls the tool. */
	toolArguments: IDataObject;
}

export async function startChatModel(): Promise<ChatModel> {
	const requests: ModelRequest[] = [];
	const server = await startLocalServer((request, response) => {
		void json(request).then((body) => {
			const asked = body as ModelRequest;
			requests.push(asked);
			const answer = {
				id: `resp_${requests.length}`,
				object: 'response',
				status: 'completed',
				model: 'invented',
				output: [nextStep(asked, model.toolArguments)],
			};
			response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
		});
	});
	const model: ChatModel = { ...server, requests, toolArguments: {} };
	return model;
}

function nextStep({ input, tools = [] }: ModelRequest, toolArguments: IDataObject): IDataObject {
	const given = input.find(({ type }) => type === 'function_call_output')?.output;
	if (given === undefined) {
		const call = { id: 'fc_1', call_id: 'call_1', status: 'completed' };
		const name = tools[0]?.name;
		return { type: 'function_call', ...call, name, arguments: JSON.stringify(toolArguments) };
	}
	const content = [{ type: 'output_text', text: `The tool says: ${given}`, annotations: [] }];
	return { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content };
}
