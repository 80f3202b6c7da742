import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { readHead, readWhole, type BodyHead, type Readable } from './bodyStream';
import { detectMimeType } from '../fileTypes';

/**
 * An HTTP answer as it came, whatever its status and type. Of a large file only the beginning has been
 * read; any other body is there as a whole.
 */
export interface RawResponse extends BodyHead {
	status: number;
	/** The `Content-Type` header, empty when missing. */
	contentType: string;
	/** The `Retry-After` header in milliseconds, when there is one. */
	retryAfterMs?: number;
	/** The `Authorization` header, in which signed answers carry their signature. */
	authorization?: string;
}

/** A file up to this size is held in memory: it can be asked for again when it is cut off. */
const HEAD_BYTES = 1024 * 1024;

/** A `Retry-After` header, in seconds or as a date, as milliseconds from `now`. */
function retryAfterMs(header: unknown, now: number): number | undefined {
	if (!header) return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(String(header)) - now : seconds * 1000;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

async function readStream(
	source: Readable,
	isSuccess: boolean,
	timeoutMs: number,
	announcedLength?: number,
): Promise<BodyHead> {
	const head = await readHead(source, HEAD_BYTES, timeoutMs, announcedLength);
	if (!head.rest || (isSuccess && detectMimeType(head.bytes))) return head;
	return { bytes: await readWhole(head) };
}

/**
 * Reads an answer of n8n's request helper, which came as a Buffer or as a stream.
 * @param timeoutMs how long the server may stay silent
 * @throws what the connection failed with, or a `CutOffError`
 */
export async function readResponse(
	{ statusCode, headers, body }: IN8nHttpFullResponse,
	timeoutMs: number,
): Promise<RawResponse> {
	const response = {
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
		authorization: headers.authorization as string | undefined,
	};
	if (Buffer.isBuffer(body)) return { ...response, bytes: body };
	const source = body as unknown as Readable;
	const length = headers['content-length'];
	const announcedLength = length === undefined ? undefined : Number(length);
	const isSuccess = statusCode >= 200 && statusCode < 300;
	return { ...response, ...(await readStream(source, isSuccess, timeoutMs, announcedLength)) };
}
