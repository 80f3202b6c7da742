import type { BinaryHelperFunctions } from 'n8n-workflow';

import { FailureError, type Failure } from '../errors/failure';
import { connectionFailure } from '../errors/connectionErrors';
import { IdleTimeout } from './idleTimeout';

/** A readable stream of Node, as n8n stores it. */
export type Readable = Exclude<Parameters<BinaryHelperFunctions['prepareBinaryData']>[0], Buffer>;

/** The unread rest of a body whose first bytes have been read. */
export interface RestOfBody {
	source: Readable;
	chunks: AsyncIterator<Buffer>;
	/** How long the server may stay silent: the request's own timeout is over once a body begins. */
	idleTimeout: IdleTimeout;
	/** How many bytes the whole body has, if the server said so. */
	announcedLength?: number;
	/** The checks of the whole body as it passes. */
	checks?: BodyCheck[];
}

/** Checks a body as it passes. */
export interface BodyCheck {
	update(chunk: Buffer): unknown;
	/** What is wrong with the body, once the whole of it has passed. */
	failure(): Failure | undefined;
}

/** A body's first bytes, and the rest unless that was all. */
export interface BodyHead {
	bytes: Buffer;
	rest?: RestOfBody;
}

/** A body that ended before all its bytes were there. `code` is Node's for what the connection did. */
export class CutOffError extends Error {
	constructor(
		message: string,
		readonly code = 'ECONNRESET',
	) {
		super(message);
	}

	/** The error of a body's stream as one of this class. */
	static from(error: unknown): CutOffError {
		if (error instanceof CutOffError) return error;
		const { message, code } = error as NodeJS.ErrnoException;
		return new CutOffError(message, code);
	}
}

/** A body may be longer than announced if it was compressed. */
function checkLength(length: number, announcedLength = 0): void {
	if (length < announcedLength) {
		throw new CutOffError(`${length} bytes came instead of ${announcedLength}`);
	}
}

/**
 * Reads a body until `size` bytes are there, or to its end.
 * @param timeoutMs how long the server may stay silent
 * @throws {CutOffError} if it ends before the announced length, or nothing comes for too long
 */
export async function readHead(
	source: Readable,
	size: number,
	timeoutMs: number,
	announcedLength?: number,
): Promise<BodyHead> {
	const idleTimeout = new IdleTimeout(
		timeoutMs,
		() => new CutOffError('Nothing came', 'ECONNABORTED'),
	);
	source.once('close', () => idleTimeout.end());
	const rest = { source, chunks: source[Symbol.asyncIterator](), idleTimeout, announcedLength };
	const read: Buffer[] = [];
	let length = 0;
	while (length < size) {
		const chunk = await nextChunk(rest);
		if (!chunk) {
			checkLength(length, announcedLength);
			return { bytes: Buffer.concat(read) };
		}
		read.push(chunk);
		length += chunk.length;
	}
	return { bytes: Buffer.concat(read), rest };
}

/**
 * Reads a body to its end, or until it is longer than `maxBytes`: then the rest of it is not read.
 * @param maxBytes counts a compressed body at its unpacked size
 * @returns undefined if it is longer
 * @throws {CutOffError} if it ends before the announced length
 */
export async function readWhole(
	{ bytes, rest }: BodyHead,
	maxBytes: number,
): Promise<Buffer | undefined> {
	if (!rest) return bytes;
	const read: Buffer[] = [];
	let length = 0;
	for await (const chunk of allChunks({ bytes, rest }, () => undefined)) {
		length += chunk.length;
		if (length > maxBytes) {
			rest.source.destroy();
			return undefined;
		}
		read.push(chunk);
	}
	return Buffer.concat(read);
}

async function* allChunks(
	{ bytes, rest }: Required<BodyHead>,
	onChunk: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
	let length = 0;
	for (let chunk: Buffer | undefined = bytes; chunk; chunk = await nextChunk(rest)) {
		length += chunk.length;
		for (const check of rest.checks ?? []) check.update(chunk);
		onChunk(chunk);
		yield chunk;
	}
	checkLength(length, rest.announcedLength);
	const failure = rest.checks?.map((check) => check.failure()).find(Boolean);
	if (failure) throw new FailureError(failure);
}

async function nextChunk({ source, chunks, idleTimeout }: RestOfBody): Promise<Buffer | undefined> {
	try {
		const { done, value } = await idleTimeout.waitFor(chunks.next());
		if (!done) return value;
		idleTimeout.end();
		return undefined;
	} catch (error) {
		idleTimeout.end();
		source.destroy();
		throw CutOffError.from(error);
	}
}

/**
 * The whole body as one stream.
 * @param onChunk receives every chunk as it passes
 * @returns a stream that fails with a `FailureError` if the body ends too early or its check finds
 * something wrong
 */
export function wholeStream(head: Required<BodyHead>, onChunk: (chunk: Buffer) => void): Readable {
	// Nodes cannot import Node's stream module, but every stream knows how to make one.
	const { from } = head.rest.source.constructor as unknown as {
		from(chunks: AsyncIterable<Buffer>): Readable;
	};
	return from(chunksOrFailure(head, onChunk));
}

async function* chunksOrFailure(
	head: Required<BodyHead>,
	onChunk: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
	try {
		yield* allChunks(head, onChunk);
	} catch (error) {
		throw toFailureError(error);
	}
}

function toFailureError(error: unknown): FailureError {
	return new FailureError(connectionFailure(error, 'Identomat'));
}
