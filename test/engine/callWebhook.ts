import { EventEmitter } from 'node:events';

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
	/** What was sent, if n8n does not make an object or a text of it. */
	rawBody?: Buffer;
	query?: Record<string, string>;
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
	/** The status that n8n responds with if the node does not respond itself: 200 by default, immediately. */
	n8nStatus?: N8nStatus;
}

/** With `hangsUp` the caller does not wait for it: not even for the node, or only for the node. */
export type N8nStatus =
	| number
	| { hangsUp?: 'before the node' | 'after the node'; status: Promise<number> };

/** Calls a node's `webhook` as the server does, with a response that is kept instead of sent. */
export async function callWebhook(
	nodeType: INodeType,
	{ workflow, node, additionalData, mode, execution, request, n8nStatus = 200 }: WebhookSetup,
): Promise<{ answer?: WebhookAnswer; response: IWebhookResponseData }> {
	const hangsUp = typeof n8nStatus === 'number' ? undefined : n8nStatus.hangsUp;
	const recorder = new ResponseRecorder();
	if (hangsUp === 'before the node') recorder.hangUp();
	const { method = 'POST', body = {}, rawBody, query = {}, headers = {} } = request;
	const http = { httpRequest: { method, body, rawBody, headers, query, params: {} } };
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
	const { answer } = recorder;
	if (hangsUp === 'after the node') recorder.hangUp();
	if (!answer) recorder.respondAsN8n(n8nStatus);
	return { answer, response };
}

/** The part of an express response that nodes use. */
class ResponseRecorder extends EventEmitter {
	answer?: WebhookAnswer;
	statusCode = 200;
	writableEnded = false;
	closed = false;
	private readonly headers: Record<string, string> = {};

	status(code: number): this {
		this.statusCode = code;
		return this;
	}

	set(headers: Record<string, string>): this {
		for (const [name, value] of Object.entries(headers)) this.headers[name.toLowerCase()] = value;
		return this;
	}

	send(body: string): this {
		this.answer = { status: this.statusCode, headers: this.headers, body };
		return this;
	}

	redirect(code: number, address: string): void {
		this.status(code).set({ location: address }).send('');
	}

	end(): this {
		this.answer ??= { status: this.statusCode, headers: this.headers, body: '' };
		return this;
	}

	respondAsN8n(n8nStatus: N8nStatus): void {
		if (typeof n8nStatus === 'number') return this.respond(n8nStatus);
		void n8nStatus.status.then((status) => this.respond(status));
	}

	/** As in Node.js, a response that is closed tells of nothing more. */
	hangUp(): void {
		if (this.closed) return;
		this.closed = true;
		this.emit('close');
	}

	private respond(status: number): void {
		this.status(status);
		this.writableEnded = true;
		if (!this.closed) this.emit('finish');
		this.hangUp();
	}
}
