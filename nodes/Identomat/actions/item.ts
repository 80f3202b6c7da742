import type {
	IBinaryKeyData,
	IDataObject,
	IExecuteFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { IdentomatClient, Inspection } from '../../api/client';
import type { Endpoint, ResponseKind } from '../../api/endpoints';
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
 * node: then the type that n8n makes of a node for agents tells.
 */
export function isAgentTool(context: ToolContext): boolean {
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** n8n keeps ten values with an execution: these leave as many to the workflow's own. */
const TAG_KEYS = ['', '2', '3', '4', '5'].map((number) => `identomatSession${number}`);

/** What all session ids look like that were seen. Nothing else that stands in their place is kept. */
const OBSERVED_SESSION_ID = /^[a-z0-9]{40}$/;

/** Has the execution found by this session, where n8n keeps such data: the first five of an execution. */
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
 * One input item in an operation's hands: its parameters, checked, and the way to Identomat. Operations
 * use nothing else of n8n; `fileInput.ts` and `fileOutput.ts` handle an item's files.
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
	 * The session that a text names, by its id or by its verification link.
	 * @throws {UserError} naming the field when it is empty, or can be no session id
	 */
	sessionId(name = 'sessionId'): string {
		const sessionId = this.optionalSessionId(name);
		if (sessionId === undefined) throw this.emptyError(name, 'sessionId');
		return this.tagExecution(sessionId);
	}

	/**
	 * That a parameter is empty, with the expression that would fill it from an earlier node.
	 * @param outputField what nodes of this package have it as in their output
	 */
	emptyError(name: string, outputField: 'sessionId' | 'invitation'): Error {
		return emptyFieldError(this.label(name), expressionFor(this.context, outputField));
	}

	/**
	 * Reads the options that operations use only after a request, so that what is wrong is refused before.
	 * @throws {UserError} naming the option
	 */
	checkOptions(): void {
		this.boolean('options.tagExecution', true);
		this.boolean('options.downloadFiles', false);
		this.boolean('options.includeInput', false);
	}

	/** Has the execution found by this session, unless the user does not want that; gives its id. */
	tagExecution(sessionId: string): string {
		if (this.boolean('options.tagExecution', true)) tagExecution(this.context, sessionId);
		return sessionId;
	}

	/** Whether an AI agent asks for this item. */
	get isForAgent(): boolean {
		return isAgentTool(this.context);
	}

	/** Whether the input's fields and files go on beside the output's own; never to an AI agent. */
	get includesInput(): boolean {
		return !this.isForAgent && this.boolean('options.includeInput', false);
	}

	/** Whether the option to download the files that an answer points to is on. */
	get downloadsFiles(): boolean {
		return this.boolean('options.downloadFiles', false);
	}

	/**
	 * Sends a request and gives the data of its answer.
	 * @throws {NodeApiError} when Identomat refuses or cannot be reached
	 */
	async request<Fields extends string, Files extends string, Kind extends ResponseKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		fields: ApiRequest<Fields, Files>['fields'] = {},
		files?: ApiRequest<Fields, Files>['files'],
	): Promise<ResponseData[Kind]> {
		return this.dataOf(await this.client.request(endpoint, this.requestOf(fields, files)));
	}

	/** As `request`, with a failure handed back instead of thrown. */
	async tryRequest<Fields extends string, Kind extends ResponseKind>(
		endpoint: Endpoint<Fields, never, Kind>,
		fields: ApiRequest<Fields, never>['fields'],
	): Promise<Result<ResponseData[Kind]>> {
		return this.client.request(endpoint, this.requestOf(fields));
	}

	/** Looks at what an endpoint answers, whatever that is. */
	async inspect(endpoint: Endpoint, fields: ApiRequest['fields']): Promise<Inspection> {
		return await this.client.inspect(endpoint, this.requestOf(fields));
	}

	/**
	 * The data of a result that `tryRequest` gave.
	 * @throws {NodeApiError} when it is a failure
	 */
	dataOf<T>(result: Result<T>): T {
		if (result.ok) return result.data;
		throw toNodeApiError(this.context.getNode(), result.failure, this.errorContext, this.index);
	}

	/**
	 * Downloads the file that a response points to; from other servers only where the option is on.
	 * @throws {NodeApiError} when there is none
	 */
	async downloadFile(url: string, types?: readonly string[]): Promise<ReceivedFile> {
		const { timeoutSeconds, downloadsFiles: isElsewhereAllowed } = this;
		return this.dataOf(
			await this.client.downloadFile(url, { timeoutSeconds, types, isElsewhereAllowed }),
		);
	}

	/** What n8n's own helpers threw, as an error that n8n shows with this item. */
	errorOf(cause: unknown): NodeApiError | NodeOperationError {
		return toNodeError(this.context.getNode(), cause, this.index);
	}

	/** n8n's helpers, for what handles the item's files. */
	get helpers(): IExecuteFunctions['helpers'] {
		return this.context.helpers;
	}

	/** The link that a person opens to be verified. */
	verificationUrl(sessionId: string): string {
		return this.client.verificationUrl(sessionId);
	}

	/** The execution, and what tells its wait in this node apart. */
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

	/** The URL by which this execution is resumed where it waits for sessions. */
	get resumeUrl(): string {
		const { $execution } = this.context.getWorkflowDataProxy(this.index);
		return resumeUrlOf(($execution as { resumeUrl: string }).resumeUrl);
	}

	/**
	 * What the user adds to the request, by the names of the API.
	 * @throws {UserError} when it is no JSON object
	 */
	get extraFields(): IDataObject | undefined {
		return this.json('options.extraFields');
	}

	/**
	 * How long the server may stay silent, where the user says so.
	 * @throws {UserError} when it is longer than a day: a timer that is longer ends at once
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
