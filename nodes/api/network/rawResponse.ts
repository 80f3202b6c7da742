import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { FailureError } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
import { readHead, readWhole, type BodyHead, type Readable } from './bodyStream';
import { fileTypeOf } from '../response/fileTypes';

/**
 * An HTTP response as it came, whatever its status and type. Of a large file only the beginning has been
 * read. Any other body is complete.
 */
export interface RawResponse extends BodyHead {
	status: number;
	/** The `Content-Type` header, empty when missing. */
	contentType: string;
	/** The `Retry-After` header in milliseconds, if present. */
	retryAfterMs?: number;
	/** The `Authorization` header, which holds the signature of a signed response. */
	authorization?: string;
	/** Headers that may say whether a list is complete. */
	listHeaders?: Record<string, string>;
	/** Where a redirect leads to, as its `Location` header says. */
	location?: string;
	/** Whether the server said where the body ends. Without that, a body that was cut off looks complete. */
	hasKnownEnd: boolean;
}

type Headers = IN8nHttpFullResponse['headers'];

const MEBIBYTE = 1024 * 1024;
/** A file up to this size is held in memory: it can be requested again when it is cut off. */
const HEAD_BYTES = MEBIBYTE;
/** How much of an error's body is read: its message is at the beginning. */
const MAX_ERROR_BYTES = HEAD_BYTES;
/** No list and no file within JSON is larger. */
const DEFAULT_MAX_BYTES = 64 * MEBIBYTE;

/** How a body is read. */
export interface BodyLimits {
	/** How long the server may stay silent. */
	timeoutMs: number;
	/** Whether a file is expected, so that a large one is not held in memory. */
	isFile?: boolean;
	/** How much of a body that is not a file is read into memory, unpacked. 64 MB by default. */
	maxBytes?: number;
}

/** A `Retry-After` header, in seconds or as a date, as milliseconds from `now`. */
function retryAfterMs(header: unknown, now: number): number | undefined {
	if (!header) return undefined;
	const seconds = Number(header);
	const wait = Number.isNaN(seconds) ? Date.parse(String(header)) - now : seconds * 1000;
	return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/**
 * The length that the body has to have, if it comes as it was sent. An unpacked body is another stream
 * than the connection's own, and its header has the length of the packed body.
 */
function announcedLengthOf(source: Readable, headers: Headers): number | undefined {
	const length = headers['content-length'];
	const isUnpacked = !('rawHeaders' in source) || 'content-encoding' in headers;
	return length === undefined || isUnpacked ? undefined : Number(length);
}

/** Whether the server said where the body ends. Without that, a broken connection looks like its end. */
function hasKnownEnd(status: number, headers: Headers): boolean {
	const isChunked = /chunked/i.test(String(headers['transfer-encoding'] ?? ''));
	return status === 204 || headers['content-length'] !== undefined || isChunked;
}

/** `Link`, `Content-Range`, `X-Total-Count` and their like. */
function listHeadersOf(headers: Headers): Record<string, string> {
	const isOne = (name: string) => /^(link|content-range|x-.*)$/i.test(name);
	const found = Object.entries(headers).filter(([name]) => isOne(name));
	return Object.fromEntries(found.map(([name, value]) => [name, String(value)]));
}

/** The beginning of an error's body. The rest of a longer one is not read. */
async function readErrorBody(
	source: Readable,
	timeoutMs: number,
	announcedLength?: number,
): Promise<BodyHead> {
	const { bytes } = await readHead(source, MAX_ERROR_BYTES, timeoutMs, announcedLength);
	source.destroy();
	return { bytes: bytes.subarray(0, MAX_ERROR_BYTES) };
}

/** @throws {FailureError} if a body that is not a file is longer than it may be */
async function readBody(
	source: Readable,
	headers: Headers,
	{ timeoutMs, isFile = false, maxBytes = DEFAULT_MAX_BYTES }: BodyLimits,
): Promise<BodyHead> {
	const head = await readHead(source, HEAD_BYTES, timeoutMs, announcedLengthOf(source, headers));
	const contentType = String(headers['content-type'] ?? '');
	if (!head.rest || (isFile && fileTypeOf(head.bytes, contentType))) return head;
	const bytes = await readWhole(head, maxBytes);
	if (bytes) return { bytes };
	throw new FailureError(responseFailures.tooLarge(maxBytes / MEBIBYTE));
}

/**
 * Reads a response of n8n's request helper, which came as a stream.
 * @throws the connection's error, a `CutOffError`, or a `FailureError` for a body that is too long
 */
export async function readRawResponse(
	{ statusCode, headers, body }: IN8nHttpFullResponse,
	limits: BodyLimits,
): Promise<RawResponse> {
	const source = body as unknown as Readable;
	const isSuccess = statusCode >= 200 && statusCode < 300;
	const head = isSuccess
		? await readBody(source, headers, limits)
		: await readErrorBody(source, limits.timeoutMs, announcedLengthOf(source, headers));
	return {
		...head,
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		retryAfterMs: retryAfterMs(headers['retry-after'], Date.now()),
		authorization: headers.authorization as string | undefined,
		listHeaders: listHeadersOf(headers),
		location: headers.location as string | undefined,
		hasKnownEnd: hasKnownEnd(statusCode, headers),
	};
}
