import { WebhookContext } from 'n8n-core';
import type {
	INode,
	INodeType,
	IRunExecutionData,
	IWebhookData,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

export interface WebhookRequest {
	/** POST by default. */
	method?: string;
	body?: unknown;
	headers?: Record<string, string>;
}

/** What the caller of a webhook got. */
export interface WebhookAnswer {
	status: number;
	/** By their names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** What the server hands to a node's `webhook`, besides the workflow. */
export interface WebhookSetup {
	workflow: Workflow;
	node: INode;
	additionalData: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	/** Where the node waits in an execution: its data. */
	execution?: IRunExecutionData;
	request: WebhookRequest;
}

/** Calls a node's `webhook` as the server does, with a response that is kept instead of sent. */
export async function callWebhook(
	nodeType: INodeType,
	{ workflow, node, additionalData, mode, execution, request }: WebhookSetup,
): Promise<{ answer?: WebhookAnswer; response: IWebhookResponseData }> {
	const recorder = new ResponseRecorder();
	const { method = 'POST', body = {}, headers = {} } = request;
	const http = { httpRequest: { method, body, headers, query: {}, params: {} } };
	const data = { ...additionalData, ...http, httpResponse: recorder };
	const webhookData = { webhookDescription: nodeType.description.webhooks?.[0] };
	const context = new WebhookContext(
		workflow,
		node,
		data as unknown as IWorkflowExecuteAdditionalData,
		mode,
		webhookData as unknown as IWebhookData,
		[],
		execution ?? null,
	);
	const response = await workflow.expression.withIsolate(
		async () => await nodeType.webhook!.call(context),
	);
	return { answer: recorder.answer, response };
}

/** The part of an express response that nodes use. */
class ResponseRecorder {
	answer?: WebhookAnswer;
	private code = 200;
	private readonly headers: Record<string, string> = {};

	status(code: number): this {
		this.code = code;
		return this;
	}

	set(headers: Record<string, string>): this {
		for (const [name, value] of Object.entries(headers)) this.headers[name.toLowerCase()] = value;
		return this;
	}

	send(body: string): this {
		this.answer = { status: this.code, headers: this.headers, body };
		return this;
	}

	redirect(code: number, address: string): void {
		this.status(code).set({ location: address }).send('');
	}

	end(): this {
		this.answer ??= { status: this.code, headers: this.headers, body: '' };
		return this;
	}
}
