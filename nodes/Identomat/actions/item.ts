import type { IBinaryData, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Answer, Answers } from '../../api/answer/answers';
import type { IdentomatClient } from '../../api/client';
import type { ApiRequest, UploadFile } from '../../api/request/requestBody';
import type { AnswerKind, Endpoint } from '../../api/endpoints';
import { wholeStream } from '../../api/network/bodyStream';
import { extensionOf, detectMimeType } from '../../api/fileTypes';
import type { ReceivedFile } from '../../api/answer/foundFiles';
import { readUserJson, type userJson, type UserJson } from './userJson';
import type { Operation } from './operation';

/** A file in n8n's storage; `fileSize` in bytes. */
export interface StoredFile {
	data: IBinaryData;
	fileName: string;
	mimeType: string;
	fileSize: number;
}

/** The options that every operation has; see `fields.ts`. */
interface Options {
	extraFields?: unknown;
	timeout?: number;
	downloadFiles?: boolean;
}

/**
 * One input item in an operation's hands: its parameters, checked; its files; and the way to
 * Identomat. Operations use nothing else of n8n.
 */
export class Item {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly client: IdentomatClient,
		private readonly operation: Operation,
		/** Position among the input items, from 0. */
		readonly index: number,
	) {}

	/** A parameter as it is. */
	value<T>(name: string): T {
		return this.context.getNodeParameter(name, this.index) as T;
	}

	/**
	 * A text that must be filled in, without surrounding spaces.
	 * @throws {UserError} naming the field when it is empty or not a text
	 */
	text(name: string): string {
		const text = this.optionalText(name);
		if (text === undefined) {
			throw new UserError(`"${this.label(name)}" is empty`, {
				description: 'Fill it in, or check that the expression in it finds a value for this item.',
			});
		}
		return text;
	}

	/**
	 * A text without surrounding spaces; undefined when empty.
	 * @throws {UserError} naming the field when it is not a text
	 */
	optionalText(name: string): string | undefined {
		const value = this.value<unknown>(name) ?? '';
		if (typeof value === 'object') {
			throw new UserError(`"${this.label(name)}" must be a text`, {
				description:
					'The expression in it gives an object or a list. Choose one field of it, such as {{ $json.sessionId }}.',
			});
		}
		return String(value).trim() || undefined;
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
		throw new UserError(`"${this.label(name)}" cannot be "${String(value)}"`, {
			description: `It takes: ${choices.join(', ')}.`,
		});
	}

	/**
	 * A parameter typed as JSON or, by expression, an object; undefined when empty.
	 * @throws {UserError} naming the field and the path of what is wrong
	 */
	json<Kind extends keyof typeof userJson>(kind: Kind, name: string): UserJson<Kind> | undefined {
		return readUserJson(kind, this.value(name), this.label(name));
	}

	/** Whether the option to download the files that an answer points to is on. */
	get downloadsFiles(): boolean {
		return this.options.downloadFiles ?? false;
	}

	/**
	 * Sends a request and gives the data of its answer.
	 * @throws {NodeApiError} when Identomat refuses or cannot be reached
	 */
	async send<Fields extends string, Files extends string, Kind extends AnswerKind>(
		endpoint: Endpoint<Fields, Files, Kind>,
		fields: ApiRequest<Fields, Files>['fields'] = {},
		files?: ApiRequest<Fields, Files>['files'],
	): Promise<Answers[Kind]> {
		return this.dataOf(await this.client.ask(endpoint, this.request(fields, files)));
	}

	/** As `send`, with a failure handed back instead of thrown. */
	async ask<Fields extends string, Kind extends AnswerKind>(
		endpoint: Endpoint<Fields, never, Kind>,
		fields: ApiRequest<Fields, never>['fields'],
	): Promise<Answer<Answers[Kind]>> {
		return this.client.ask(endpoint, this.request(fields));
	}

	/**
	 * The data of an answer that `ask` gave.
	 * @throws {NodeApiError} when it is a failure
	 */
	dataOf<T>(answer: Answer<T>): T {
		return this.client.dataOf(answer, this.index, this.operation.adviceWhenRefused);
	}

	/** Fetches the file that an answer points to. */
	async fetchFile(url: string): Promise<ReceivedFile> {
		return this.client.fetchFile(url, this.options.timeout, this.index);
	}

	/** The link that a person opens to be verified. */
	verificationUrl(sessionId: string): string {
		return this.client.verificationUrl(sessionId);
	}

	/**
	 * The JPEG in the file field that a parameter names.
	 * @throws {UserError} naming the file field when it holds no JPEG
	 * @throws {NodeOperationError} when the item has no such file field
	 */
	async jpeg(parameter: string): Promise<UploadFile> {
		const field = this.text(parameter);
		const { fileName } = this.context.helpers.assertBinaryData(this.index, field);
		const bytes = await this.context.helpers.getBinaryDataBuffer(this.index, field);
		const mimeType = detectMimeType(bytes);
		if (mimeType !== 'image/jpeg') {
			const found = bytes.length === 0 ? 'is empty' : `is ${mimeType ?? 'of an unknown kind'}`;
			throw new UserError(`The file in "${field}" ${found}, but Identomat takes JPEG images only`, {
				description: 'Convert the image to JPEG before this node, for example with Edit Image.',
			});
		}
		return { bytes, fileName: fileName ?? `${field}.jpg`, mimeType };
	}

	/**
	 * Stores a received file for the output, under `baseName` with the extension of its type. A large
	 * one passes from the network into n8n's storage without being held in memory.
	 * @throws {NodeApiError} when the file is cut off before its end
	 */
	async store(file: ReceivedFile, baseName: string): Promise<StoredFile> {
		const { bytes, rest, mimeType } = file;
		const fileName = `${baseName}.${extensionOf(mimeType)}`;
		let fileSize = rest ? 0 : bytes.length;
		const content = rest
			? wholeStream({ bytes, rest }, (chunk) => (fileSize += chunk.length))
			: bytes;
		const storing = this.context.helpers.prepareBinaryData(content, fileName, mimeType);
		try {
			const data = await this.client.stored(storing, this.index);
			return { data, fileName, mimeType, fileSize };
		} finally {
			// Where the file was not stored, nobody reads on, and the connection would stay open.
			rest?.source.destroy();
		}
	}

	private request<Fields extends string, Files extends string>(
		fields: ApiRequest<Fields, Files>['fields'],
		files?: ApiRequest<Fields, Files>['files'],
	): ApiRequest<Fields, Files> {
		const { extraFields, timeout } = this.options;
		return {
			fields,
			files,
			extraFields: readUserJson('object', extraFields, 'Extra Fields') as IDataObject | undefined,
			timeoutSeconds: timeout,
		};
	}

	private get options(): Options {
		return this.context.getNodeParameter('options', this.index, {}) as Options;
	}

	/** The name a person sees in the panel. */
	private label(name: string): string {
		const field = this.operation.description.find((one) => one.name === name);
		return field?.displayName ?? name;
	}
}
