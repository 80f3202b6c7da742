import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { IdentomatClient, Inspection } from '../../api/client';
import type { Endpoint, ResponseKind } from '../../api/endpoint';
import type { ErrorContext } from '../../api/errors/messages';
import type { Result } from '../../api/errors/failure';
import { emptyFieldError } from '../../api/errors/inputErrors';
import { toNodeApiError, toNodeError } from '../../api/errors/nodeErrors';
import type { ApiRequest } from '../../api/request/requestBody';
import type { ReceivedFile } from '../../api/response/files';
import type { ResponseData } from '../../api/response/readResponse';
import { ParameterReader } from '../../shared/parameters/parameterReader';
import { expressionFor } from './earlierNodes';
import { executionKey } from './result/wait/waitMemory';
import { resumeUrlOf } from './resumeUrl';

const DAY_SECONDS = 24 * 60 * 60;
const SHORTEST_TIMEOUT_SECONDS = 0.1;

/** `isToolExecution` came with n8n 2.8. */
type ToolContext = Pick<IExecuteFunctions, 'getNode'> & { isToolExecution?(): boolean };

/**
 * Whether an AI agent runs the node as its tool. An agent may also have the engine run it like any other
 * node. Then the type that n8n gives a node for agents shows it.
 */
export function isAgentTool(context: ToolContext): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** n8n keeps ten values with an execution: these leave as many to the workflow's own. */
const TAG_KEYS = ['', '2', '3', '4', '5'].map((number) => `identomatSession${number}`);

/** The form of all session ids that were seen. Any other value is not kept. */
const OBSERVED_SESSION_ID = /^[a-z0-9]{40}$/;

/**
 * Lets users find the execution by this session, if n8n keeps such data. Only the first five sessions of
 * an execution count.
 */
export function tagExecution(
	{ customData }: Pick<Partial<IExecuteFunctions>, 'customData'>,
	sessionId: string,
): void {
	if (!customData || !OBSERVED_SESSION_ID.test(sessionId)) return;
	const isFreeOrSame = (key: string) => [undefined, '', sessionId].includes(customData.get(key));
	const key = TAG_KEYS.find(isFreeOrSame);
	if (key) customData.set(key, sessionId);
}

/**
 * One input item of an operation: its checked parameters, and its requests to Identomat. Operations use
 * nothing else of n8n. `fileInput.ts` and `fileOutput.ts` handle an item's files.
 */
export class Item extends ParameterReader {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly client: IdentomatClient,
		private readonly errorContext: ErrorContext,
		/** Position among the input items, from 0. */
		readonly index: number,
	) {
		super((name) => context.getNodeParameter(name, index, null), errorContext.fields);
	}

	/**
	 * The session in a text: its id or its verification link.
	 * @throws {UserError} naming the field if it is empty, or cannot be a session id
	 */
	sessionId(name = 'sessionId'): string {
		const sessionId = this.optionalSessionId(name);
		if (sessionId === undefined) throw this.emptyError(name, 'sessionId');
		return this.tagExecution(sessionId);
	}

	/**
	 * The error for an empty parameter, with the expression that takes it from an earlier node.
	 * @param outputField the name it has in the output of this package's nodes
	 */
	emptyError(name: string, outputField: 'sessionId' | 'invitation'): Error {
		return emptyFieldError(this.label(name), expressionFor(this.context, outputField));
	}

	/**
	 * Reads the options that operations use only after a request, so that a wrong one is refused before
	 * the request.
	 * @throws {UserError} naming the option
	 */
	checkOptions(): void {
		this.boolean('options.tagExecution', true);
		this.boolean('options.downloadFiles', false);
		this.boolean('options.includeInput', false);
	}

	/**
	 * Lets users find the execution by this session, unless the user does not want that. Returns the
	 * session's id.
	 */
	tagExecution(sessionId: string): string {
		if (this.boolean('options.tagExecution', true)) tagExecution(this.context, sessionId);
		return sessionId;
	}

	/** Whether an AI agent requests this item. */
	get isForAgent(): boolean {
		return isAgentTool(this.context);
	}

	/** Whether the output includes the input's fields and files. Never true for an AI agent. */
	get includesInput(): boolean {
		return !this.isForAgent && this.boolean('options.includeInput', false);
	}

	/** Whether the option to download the files that a response points to is on. */
	get downloadsFiles(): boolean {
		return this.boolean('options.downloadFiles', false);
	}

	/**
	 * Sends a request and returns the data of its response.
	 * @throws {NodeApiError} if Identomat refuses or cannot be reached
	 */
	async request<Fields extends string, Files extends string, Kind extends ResponseKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		fields: ApiRequest<Fields, Files>['fields'] = {},
		files?: ApiRequest<Fields, Files>['files'],
	): Promise<ResponseData[Kind]> {
		return this.dataOf(await this.client.request(endpoint, this.requestOf(fields, files)));
	}

	/** As `request`, but returns a failure instead of throwing it. */
	async tryRequest<Fields extends string, Kind extends ResponseKind>(
		endpoint: Endpoint<Fields, never, Kind>,
		fields: ApiRequest<Fields, never>['fields'],
	): Promise<Result<ResponseData[Kind]>> {
		return this.client.request(endpoint, this.requestOf(fields));
	}

	/** Describes the response of an endpoint, whatever it is. */
	async inspect(endpoint: Endpoint, fields: ApiRequest['fields']): Promise<Inspection> {
		return await this.client.inspect(endpoint, this.requestOf(fields));
	}

	/**
	 * The data of a result of `tryRequest`.
	 * @throws {NodeApiError} if it is a failure
	 */
	dataOf<T>(result: Result<T>): T {
		if (result.ok) return result.data;
		throw toNodeApiError(this.context.getNode(), result.failure, this.errorContext, this.index);
	}

	/**
	 * Downloads the file that a response points to, from other servers only if the option is on.
	 * @throws {NodeApiError} if it cannot be downloaded
	 */
	async downloadFile(url: string, types?: readonly string[]): Promise<ReceivedFile> {
		const { timeoutSeconds, downloadsFiles: isElsewhereAllowed } = this;
		return this.dataOf(
			await this.client.downloadFile(url, { timeoutSeconds, types, isElsewhereAllowed }),
		);
	}

	/** An error that n8n's own helpers threw, as one that n8n shows with this item. */
	errorOf(cause: unknown): NodeApiError | NodeOperationError {
		return toNodeError(this.context.getNode(), cause, this.index);
	}

	/** n8n's helpers, for the code that handles the item's files. */
	get helpers(): IExecuteFunctions['helpers'] {
		return this.context.helpers;
	}

	/** The link that a person opens to be verified. */
	verificationUrl(sessionId: string): string {
		return this.client.verificationUrl(sessionId);
	}

	/** The execution, and the key of its wait in this node. */
	get execution(): { id: string; key: string } {
		return { id: this.context.getExecutionId(), key: executionKey(this.context) };
	}

	/** The files of the input item. */
	get inputFiles(): IBinaryKeyData {
		return this.context.getInputData()[this.index]?.binary ?? {};
	}

	/** The fields of the input item. */
	get input(): IDataObject {
		return this.context.getInputData()[this.index]?.json ?? {};
	}

	/** The URL that resumes this execution while it waits for sessions. */
	get resumeUrl(): string {
		const { $execution } = this.context.getWorkflowDataProxy(this.index);
		return resumeUrlOf(($execution as { resumeUrl: string }).resumeUrl);
	}

	/**
	 * The fields that the user adds to the request, by the names of the API.
	 * @throws {UserError} if it is not a JSON object
	 */
	get extraFields(): IDataObject | undefined {
		return this.json('options.extraFields');
	}

	/**
	 * How long the server may stay silent, in seconds, if the user set it.
	 * @throws {UserError} if it is longer than a day: a timer that is too long ends immediately
	 */
	get timeoutSeconds(): number | undefined {
		return this.optionalNumber('options.timeout', {
			min: SHORTEST_TIMEOUT_SECONDS,
			max: DAY_SECONDS,
		});
	}

	private requestOf<Fields extends string, Files extends string>(
		fields: ApiRequest<Fields, Files>['fields'],
		files?: ApiRequest<Fields, Files>['files'],
	): ApiRequest<Fields, Files> {
		const { extraFields, timeoutSeconds } = this;
		return { fields, files, extraFields, timeoutSeconds };
	}
}
