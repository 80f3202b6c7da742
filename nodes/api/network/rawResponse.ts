import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { readHead, readWhole, type BodyHead, type Readable } from './bodyStream';
import { fileTypeOf } from '../response/fileTypes';

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
	/** Whether the server said where the body ends; without that, what was cut off looks whole. */
	hasKnownEnd: boolean;
}

type Headers = IN8nHttpFullResponse['headers'];

/** A file up to this size is held in memory: it can be asked for again when it is cut off. */
const HEAD_BYTES = 1024 * 1024;

/** A `Retry-After` header, in seconds or as a date, as milliseconds from `now`. */
function retryAfterMs(header: unknown, now: number): number | undefined {
	if (!header) return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(String(header)) - now : seconds * 1000;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * The length that the body has to have, where it comes as it was sent: what was unpacked on the way is
 * another stream than the connection's own, and its length was that of the packed body.
 */
function announcedLengthOf(source: Readable, headers: Headers): number | undefined {
	const length = headers['content-length'];
	const isUnpacked = !('rawHeaders' in source) || 'content-encoding' in headers;
	return length === undefined || isUnpacked ? undefined : Number(length);
}

/** Whether the server said where the body ends; else a broken connection looks like its end. */
function hasKnownEnd(status: number, headers: Headers): boolean {
	const isChunked = /chunked/i.test(String(headers['transfer-encoding'] ?? ''));
	return status === 204 || headers['content-length'] !== undefined || isChunked;
}

/** @param contentType of an answer that may be a file; undefined for what is no good answer */
async function readStream(
	source: Readable,
	contentType: string | undefined,
	timeoutMs: number,
	announcedLength?: number,
): Promise<BodyHead> {
	const head = await readHead(source, HEAD_BYTES, timeoutMs, announcedLength);
	const isFile = contentType !== undefined && fileTypeOf(head.bytes, contentType) !== undefined;
	if (!head.rest || isFile) return head;
	return { bytes: await readWhole(head) };
}

/**
 * Reads an answer of n8n's request helper, which came as a Buffer or as a stream.
 * @param timeoutMs how long the server may stay silent
 * @throws what the connection failed with, or a `CutOffError`
 */
export async function readRawResponse(
	{ statusCode, headers, body }: IN8nHttpFullResponse,
	timeoutMs: number,
): Promise<RawResponse> {
	const response = {
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
		authorization: headers.authorization as string | undefined,
		hasKnownEnd: hasKnownEnd(statusCode, headers),
	};
	if (Buffer.isBuffer(body)) return { ...response, bytes: body };
	const source = body as unknown as Readable;
	const length = announcedLengthOf(source, headers);
	const isSuccess = statusCode >= 200 && statusCode < 300;
	const contentType = isSuccess ? response.contentType : undefined;
	return { ...response, ...(await readStream(source, contentType, timeoutMs, length)) };
}
