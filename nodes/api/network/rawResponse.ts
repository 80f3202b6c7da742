import type { IN8nHttpFullResponse } from 'n8n-workflow';

import { FailureError } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
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
	/** Headers that may say whether a list is all there is. */
	listHeaders?: Record<string, string>;
	/** Where a redirect leads to, as its `Location` header says. */
	location?: string;
	/** Whether the server said where the body ends; without that, what was cut off looks whole. */
	hasKnownEnd: boolean;
}

type Headers = IN8nHttpFullResponse['headers'];

const MEBIBYTE = 1024 * 1024;
/** A file up to this size is held in memory: it can be requested again when it is cut off. */
const HEAD_BYTES = MEBIBYTE;
/** Of the body of an error no more is read: what it says stands at its beginning. */
const MAX_ERROR_BYTES = HEAD_BYTES;
/** No list and no file within JSON is larger. */
const DEFAULT_MAX_BYTES = 64 * MEBIBYTE;

/** How a body is read. */
export interface BodyLimits {
	/** How long the server may stay silent. */
	timeoutMs: number;
	/** Whether a file is expected, so that a large one is not held in memory. */
	isFile?: boolean;
	/** How much of a body that is no file is read into memory, unpacked; 64 MB by default. */
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

/** `Link`, `Content-Range`, `X-Total-Count` and their like. */
function listHeadersOf(headers: Headers): Record<string, string> {
	const isOne = (name: string) => /^(link|content-range|x-.*)$/i.test(name);
	const found = Object.entries(headers).filter(([name]) => isOne(name));
	return Object.fromEntries(found.map(([name, value]) => [name, String(value)]));
}

/** The beginning of an error's body; the rest of a longer one is not read. */
async function readErrorBody(
	source: Readable,
	timeoutMs: number,
	announcedLength?: number,
): Promise<BodyHead> {
	const { bytes } = await readHead(source, MAX_ERROR_BYTES, timeoutMs, announcedLength);
	source.destroy();
	return { bytes: bytes.subarray(0, MAX_ERROR_BYTES) };
}

/** @throws {FailureError} when a body that is no file is longer than it may be */
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
 * @throws what the connection failed with, a `CutOffError`, or a `FailureError` for what is too long
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
