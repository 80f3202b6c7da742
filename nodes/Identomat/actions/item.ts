import type {
	IDataObject,
	IExecuteFunctions,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { isResourceLocatorValue, UserError } from 'n8n-workflow';

import type { ResponseData } from '../../api/response/readResponse';
import type { ReceivedFile } from '../../api/response/files';
import type { IdentomatClient, Inspection } from '../../api/client';
import type { ResponseKind, Endpoint } from '../../api/endpoints';
import type { ErrorContext } from '../../api/errors/messages';
import { toNodeApiError } from '../../api/errors/nodeErrors';
import type { Result } from '../../api/errors/failure';
import type { ApiRequest } from '../../api/request/requestBody';
import { sessionIdIn } from '../../api/request/sessionId';
import { numberOf } from '../../api/results/values';
import { toNodeError } from '../../api/errors/nodeErrors';
import { isAgentTool } from './agentTool';
import { tagExecution } from './executionTags';
import { executionKey } from './result/wait/waitMemory';
import { resumeUrlOf } from './resumeUrl';
import { emptyFieldError, unknownChoiceError } from '../../api/errors/inputErrors';
import { readUserJson, type userJson, type UserJson } from './userJson';

const DAY_SECONDS = 24 * 60 * 60;

/** The options that every operation has; see `fields.ts`. */
interface Options {
	extraFields?: unknown;
	timeout?: unknown;
	downloadFiles?: boolean;
	tagExecution?: boolean;
}

/** What was chosen from a list or entered beside it; other values as they are. */
function chosenIn(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}

/**
 * One input item in an operation's hands: its parameters, checked, and the way to Identomat. Operations
 * use nothing else of n8n; `fileInput.ts` and `storeFile.ts` handle an item's files.
 */
export class Item {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly client: IdentomatClient,
		private readonly errorContext: ErrorContext,
		/** Position among the input items, from 0. */
		readonly index: number,
	) {}

	/** A parameter as it is; null where there is none. `name` may lead into a collection: `options.timeout`. */
	value<T>(name: string): T {
		return this.context.getNodeParameter(name, this.index, null) as T;
	}

	/**
	 * A text that must be filled in, without surrounding spaces.
	 * @throws {UserError} naming the field when it is empty or not a text
	 */
	text(name: string): string {
		const text = this.optionalText(name);
		if (text === undefined) throw emptyFieldError(this.label(name));
		return text;
	}

	/**
	 * A text without surrounding spaces; undefined when empty.
	 * @throws {UserError} naming the field when it is not a text
	 */
	optionalText(name: string): string | undefined {
		const value = chosenIn(this.value<unknown>(name)) ?? '';
		if (typeof value === 'object') {
			throw new UserError(`${this.label(name)} must be a text`, {
				description:
					'The expression in it gives an object or a list. Choose one field of it, such as {{ $json.sessionId }}.',
			});
		}
		return String(value).trim() || undefined;
	}

	/**
	 * The session that a text names, by its id or by its verification link.
	 * @throws {UserError} naming the field when it is empty, or another address than such a link
	 */
	sessionId(name = 'sessionId'): string {
		const sessionId = this.optionalSessionId(name);
		if (sessionId === undefined) throw emptyFieldError(this.label(name));
		return sessionId;
	}

	/**
	 * As `sessionId`, but undefined when empty.
	 * @throws {UserError} naming the field when it is another address than a verification link
	 */
	optionalSessionId(name: string): string | undefined {
		const text = this.optionalText(name);
		if (text === undefined) return undefined;
		const sessionId = sessionIdIn(text);
		if (sessionId) return this.tagExecution(sessionId);
		throw new UserError(`${this.label(name)} is a web address without a session ID`, {
			description: 'Enter the ID that Create returned, or the whole verification link.',
		});
	}

	/**
	 * A parameter that is one of the values listed in the panel.
	 * @throws {UserError} naming the field and the values it takes
	 */
	choice<T extends string>(name: string, choices: readonly T[]): T {
		return this.checkedChoice(name, this.value<unknown>(name), choices);
	}

	/**
	 * A parameter that holds some of the values listed in the panel.
	 * @throws {UserError} naming the field and the values it takes
	 */
	choices<T extends string>(name: string, choices: readonly T[]): T[] {
		const values = this.value<unknown>(name);
		const list = Array.isArray(values) ? values : [values];
		return list.map((value) => this.checkedChoice(name, value, choices));
	}

	private checkedChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
		const choice = choices.find((candidate) => candidate === value);
		if (choice) return choice;
		throw unknownChoiceError(this.label(name), value, choices);
	}

	/**
	 * A parameter typed as JSON or, by expression, an object; undefined when empty.
	 * @throws {UserError} naming the field and the path of what is wrong
	 */
	json<Kind extends keyof typeof userJson>(kind: Kind, name: string): UserJson<Kind> | undefined {
		return readUserJson(kind, this.value(name), this.displayName(name));
	}

	/** Has the execution found by this session, unless the user does not want that; gives its id. */
	tagExecution(sessionId: string): string {
		if (this.options.tagExecution ?? true) tagExecution(this.context, sessionId);
		return sessionId;
	}

	/** Whether an AI agent asks for this item. */
	get isForAgent(): boolean {
		return isAgentTool(this.context);
	}

	/** Whether the option to download the files that an answer points to is on. */
	get downloadsFiles(): boolean {
		return this.options.downloadFiles ?? false;
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

	/** As `send`, with a failure handed back instead of thrown. */
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
	 * The data of an answer that `ask` gave.
	 * @throws {NodeApiError} when it is a failure
	 */
	dataOf<T>(answer: Result<T>): T {
		if (answer.ok) return answer.data;
		throw toNodeApiError(this.context.getNode(), answer.failure, this.errorContext, this.index);
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
		return readUserJson('object', this.options.extraFields, 'Extra Fields') as
			| IDataObject
			| undefined;
	}

	/**
	 * How long the server may stay silent, where the user says so.
	 * @throws {UserError} when it is no time between nothing and a day: a timer that is longer ends at once
	 */
	get timeoutSeconds(): number | undefined {
		const { timeout } = this.options;
		if (timeout === undefined || timeout === null || timeout === '') return undefined;
		const seconds = numberOf(timeout);
		if (seconds !== null && seconds > 0 && seconds <= DAY_SECONDS) return seconds;
		throw new UserError("'Timeout (Seconds)' is not a number from 1 to 86400");
	}

	private requestOf<Fields extends string, Files extends string>(
		fields: ApiRequest<Fields, Files>['fields'],
		files?: ApiRequest<Fields, Files>['files'],
	): ApiRequest<Fields, Files> {
		const { extraFields, timeoutSeconds } = this;
		return { fields, files, extraFields, timeoutSeconds };
	}

	private get options(): Options {
		return this.context.getNodeParameter('options', this.index, {}) as Options;
	}

	/** The name a person sees in the panel, in single quotes as n8n writes them. */
	private label(name: string): string {
		return `'${this.displayName(name)}'`;
	}

	private displayName(name: string): string {
		const ownName = name.split('.').at(-1);
		const field = this.errorContext.fields.find((one) => one.name === ownName);
		return field?.displayName ?? name;
	}
}
