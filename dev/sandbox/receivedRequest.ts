import { createHash, createHmac, type Hmac } from 'node:crypto';

import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';

import { signatureOf } from './hmac';

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
	/** Why the body could not be read, if it could not. */
	unreadable?: string;
	/** What the secret key signs it with. */
	signature: string;
	hasTextAfterFile: boolean;
}

/** Reads a JSON, urlencoded or multipart body to its end. Never throws: see `unreadable`. */
export async function receive(request: FastifyRequest, secretKey = ''): Promise<ReceivedRequest> {
	const received: ReceivedRequest = {
		method: request.method,
		query: request.query as Record<string, string>,
		headers: request.headers,
		contentType: request.headers['content-type'] ?? '',
		values: {},
		files: [],
		signature: '',
		hasTextAfterFile: false,
	};
	try {
		if (request.isMultipart()) await readParts(request, received, secretKey);
		else readBody(request.body, received, secretKey);
	} catch (error) {
		received.unreadable = error instanceof Error ? error.message : String(error);
	}
	return received;
}

function readBody(body: unknown, received: ReceivedRequest, secretKey: string): void {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
	received.signature = signatureOf(secretKey, [bytes]);
	if (bytes.length > 0) received.values = readFields(bytes.toString('utf8'), received.contentType);
}

/** @throws Error for anything but a JSON object and an urlencoded form */
function readFields(text: string, contentType: string): Record<string, unknown> {
	if (contentType.startsWith('application/x-www-form-urlencoded')) {
		const fields = [...new URLSearchParams(text)];
		return Object.fromEntries(fields.map(([name, value]) => [name, formValue(value)]));
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

/** The signature covers the parts in their order: the digest of each is the key for the next. */
async function readParts(
	request: FastifyRequest,
	received: ReceivedRequest,
	secretKey: string,
): Promise<void> {
	let key = Buffer.from(secretKey);
	for await (const part of request.parts()) {
		const hmac = createHmac('sha256', key);
		if (part.type === 'file') {
			received.files.push(await readFile(part, hmac));
		} else {
			const text = String(part.value);
			hmac.update(text);
			received.values[part.fieldname] = formValue(text);
			received.hasTextAfterFile ||= received.files.length > 0;
		}
		key = hmac.digest();
	}
	received.signature = key.toString('base64');
}

async function readFile(part: MultipartFile, hmac: Hmac): Promise<UploadedFile> {
	const hash = createHash('sha256');
	const head: Buffer[] = [];
	let size = 0;
	for await (const chunk of part.file as AsyncIterable<Buffer>) {
		hash.update(chunk);
		hmac.update(chunk);
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
