import {
	incompleteFormFileError,
	unsupportedFormError,
} from '../../nodes/api/errors/credentialErrors';
import type { Readable } from '../../nodes/api/network/bodyStream';
import {
	contentType,
	isFormStream,
	isUrlEncoded,
	type FormStream,
	type RequestOptions,
	type Slot,
} from './requestDialects';
import { sign, signatureHeader } from '../../nodes/api/request/signature';

/** A field of a multipart form in the older dialect. Files have `options`. */
interface FormField {
	name: string;
	value: string | Buffer;
	options?: { filename?: string; contentType?: string };
}

function withSignature(request: RequestOptions, secretKey: string, parts: Buffer[]) {
	const Authorization = signatureHeader(sign(secretKey, parts));
	return { ...request, headers: { ...request.headers, Authorization } };
}

/** A body as the exact text that is sent. */
function signedText(request: RequestOptions, slot: Slot, secretKey: string): RequestOptions {
	const content = request[slot];
	const isForm = content instanceof URLSearchParams || isUrlEncoded(request, slot);
	const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
	const headers = contentType(request)
		? request.headers
		: { ...request.headers, 'Content-Type': type };
	const text = bodyText(content, isForm);
	// A text is sent as it is, and can be authenticated again, as n8n does after a 401.
	return withSignature({ ...request, form: undefined, headers, body: text }, secretKey, [
		Buffer.from(text),
	]);
}

function bodyText(content: unknown, isForm: boolean): string {
	if (typeof content === 'string') return content;
	if (!isForm) return JSON.stringify(content);
	if (content instanceof URLSearchParams) return content.toString();
	const fields = Object.entries(content as object).flatMap((field) => formFields(...field));
	return new URLSearchParams(fields).toString();
}

/** A value as fields of a form, as n8n itself writes them: nested names are in brackets. */
function formFields(name: string, value: unknown): string[][] {
	if (value === undefined) return [];
	if (typeof value !== 'object' || value === null) return [[name, String(value ?? '')]];
	return Object.entries(value).flatMap(([key, inner]) => formFields(`${name}[${key}]`, inner));
}

/** A text part as it goes over the wire: with the line ends of a form. */
function wireText(text: string): Buffer {
	return Buffer.from(text.replace(/\r\n|\r|\n/g, '\r\n'));
}

async function signedForm(request: RequestOptions, form: FormData, secretKey: string) {
	const ordered = new FormData();
	const parts: Buffer[] = [];
	const fields = textsFirst([...form], ([, value]) => typeof value === 'string');
	for (const [name, value] of fields) {
		if (typeof value === 'string') ordered.append(name, value);
		else ordered.append(name, value, value.name);
		parts.push(
			typeof value === 'string' ? wireText(value) : Buffer.from(await value.arrayBuffer()),
		);
	}
	return withSignature({ ...request, body: ordered }, secretKey, parts);
}

function textsFirst<Field>(fields: Field[], isText: (field: Field) => boolean): Field[] {
	return [...fields.filter(isText), ...fields.filter((field) => !isText(field))];
}

async function signedLegacyForm(request: RequestOptions, content: unknown, secretKey: string) {
	const fields = isFormStream(content) ? await streamFields(content) : await objectFields(content);
	const ordered = textsFirst(fields, ({ options }) => options === undefined);
	const formData: Record<string, unknown[]> = {};
	for (const { name, value, options } of ordered) {
		(formData[name] ??= []).push(options ? { value, options } : value);
	}
	// Fields of one name are sent together.
	const names = Object.keys(formData);
	const parts = names.flatMap((name) => ordered.filter((field) => field.name === name));
	const values = parts.map(({ value }) => Buffer.from(value as string));
	return withSignature({ ...request, formData }, secretKey, values);
}

/** The fields of a plain object in the older dialect. A file is `{value, options}` or its content. */
async function objectFields(content: unknown): Promise<FormField[]> {
	const fields: FormField[] = [];
	for (const [name, entry] of Object.entries(content as Record<string, unknown>)) {
		for (const value of [entry].flat()) {
			if (typeof value !== 'object' || value === null) {
				fields.push({ name, value: String(value) });
				continue;
			}
			const isDescribed = 'value' in value && 'options' in value;
			const file = isDescribed ? value : { value, options: {} };
			fields.push({ name, value: await fileBytes(file.value), options: file.options as object });
		}
	}
	return fields;
}

/** The fields of a `form-data` form, read from its parts: header, value, end, and so on. */
async function streamFields({ _streams: parts = [] }: FormStream): Promise<FormField[]> {
	const fields: FormField[] = [];
	for (let index = 0; index + 1 < parts.length; index += 3) {
		const header = String(parts[index]);
		const value = parts[index + 1];
		const name = /name="([^"]*)"/.exec(header)?.[1] ?? '';
		const filename = /filename="([^"]*)"/.exec(header)?.[1];
		const contentType = /content-type: *([^\r\n]+)/i.exec(header)?.[1];
		const isText = typeof value === 'string' && filename === undefined;
		fields.push(
			isText
				? { name, value }
				: { name, value: await fileBytes(value), options: { filename, contentType } },
		);
	}
	return fields;
}

/** A file's bytes. All are needed: the signature goes before them. */
async function fileBytes(value: unknown): Promise<Buffer> {
	if (Buffer.isBuffer(value) || typeof value === 'string') return Buffer.from(value as string);
	const stream = value as Readable;
	if (typeof stream?.resume !== 'function') throw unsupportedFormError();
	// Read by events, since the form-data package wraps streams of Node into ones that support nothing
	// else.
	return await new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.on('end', () => resolve(Buffer.concat(chunks)));
		stream.on('error', reject);
		stream.on('close', () => reject(incompleteFormFileError()));
		stream.resume();
	});
}

/**
 * The request signed with the secret key: text parts before files, and the header over the exact
 * bytes that are sent.
 * @throws {UserError} if its content cannot be signed
 */
export async function signedRequest(
	request: RequestOptions,
	slot: Slot,
	secretKey: string,
): Promise<RequestOptions> {
	const content = request[slot];
	if (slot === 'formData') return signedLegacyForm(request, content, secretKey);
	if (content instanceof FormData) return signedForm(request, content, secretKey);
	if (isFormStream(content)) throw unsupportedFormError();
	return signedText(request, slot, secretKey);
}
