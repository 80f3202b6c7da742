import { createHash } from 'node:crypto';

import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';

/** Enough of a picture to find its frame header in, behind any EXIF data. */
const HEAD_BYTES = 1024 * 1024;

/** A file part: `head` is its first megabyte, the rest is only counted and hashed. */
export class UploadedFile {
	constructor(
		readonly field: string,
		readonly fileName: string,
		readonly mimeType: string,
		readonly size: number,
		readonly sha256: string,
		readonly head: Buffer,
	) {}
}

export interface ReceivedRequest {
	method: string;
	query: Record<string, string>;
	headers: FastifyRequest['headers'];
	contentType: string;
	/** Text and JSON fields; form fields that hold JSON objects or arrays are parsed. */
	values: Record<string, unknown>;
	files: UploadedFile[];
	/** Why the body could not be read, where it could not. */
	unreadable?: string;
	/** The body as it came, where it was to be kept. */
	raw?: Buffer;
}

/** Reads a JSON, urlencoded or multipart body to its end. Never throws: see `unreadable`. */
export async function receive(
	request: FastifyRequest,
	{ keepsRaw = false } = {},
): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	if (Buffer.isBuffer(request.body)) chunks.push(request.body);
	else if (keepsRaw) request.raw.on('data', (chunk: Buffer) => chunks.push(chunk));
	const received: ReceivedRequest = {
		method: request.method,
		query: request.query as Record<string, string>,
		headers: request.headers,
		contentType: request.headers['content-type'] ?? '',
		values: {},
		files: [],
	};
	try {
		if (request.isMultipart()) await readParts(request, received);
		else received.values = readFields(request.body, received.contentType);
	} catch (error) {
		received.unreadable = error instanceof Error ? error.message : String(error);
	}
	if (keepsRaw) received.raw = Buffer.concat(chunks);
	return received;
}

/** @throws Error for anything but a JSON object and an urlencoded form */
function readFields(body: unknown, contentType: string): Record<string, unknown> {
	if (!Buffer.isBuffer(body) || body.length === 0) return {};
	const text = body.toString('utf8');
	if (contentType.startsWith('application/x-www-form-urlencoded')) {
		return mapValues(Object.fromEntries(new URLSearchParams(text)), formValue);
	}
	if (!contentType.startsWith('application/json')) {
		throw new Error(`the content type ${contentType || '(none)'} is not supported`);
	}
	const value: unknown = JSON.parse(text);
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new Error('the body is not a JSON object');
	}
	return { ...value };
}

async function readParts(request: FastifyRequest, received: ReceivedRequest): Promise<void> {
	for await (const part of request.parts()) {
		if (part.type === 'file') received.files.push(await readFile(part));
		else received.values[part.fieldname] = formValue(String(part.value));
	}
}

async function readFile(part: MultipartFile): Promise<UploadedFile> {
	const hash = createHash('sha256');
	const head: Buffer[] = [];
	let size = 0;
	for await (const chunk of part.file as AsyncIterable<Buffer>) {
		hash.update(chunk);
		if (size < HEAD_BYTES) head.push(chunk);
		size += chunk.length;
	}
	const sha256 = hash.digest('hex');
	return new UploadedFile(
		part.fieldname,
		part.filename,
		part.mimetype,
		size,
		sha256,
		Buffer.concat(head),
	);
}

/** A form knows only text, so objects (`flags`) and arrays (`steps`) travel as JSON in it. */
function formValue(text: string): unknown {
	if (!/^\s*[[{]/.test(text)) return text;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function mapValues<From, To>(
	values: Record<string, From>,
	map: (value: From) => To,
): Record<string, To> {
	return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
