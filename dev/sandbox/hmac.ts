import { createHmac } from 'node:crypto';

import type { ApiResponse } from './endpoint';
import type { SizedStream } from './media';
import type { ReceivedRequest } from './receivedRequest';

/**
 * Signatures as Identomat's documentation describes them, without a look at how the package makes
 * its own: `Authorization: signature="<base64 of HMAC-SHA-256>"`. That the parts of a form count
 * without their headers is inferred.
 */

const HEADER = /^signature="([^"]+)"$/;
const HEADER_END = Buffer.from('\r\n\r\n');

interface Part {
	isFile: boolean;
	content: Buffer;
}

/** Why a request is not signed as it must be; undefined where it is. Wants the `raw` body. */
export function signatureProblem(
	secretKey: string,
	{ headers, contentType, raw = Buffer.alloc(0) }: ReceivedRequest,
): string | undefined {
	const sent = HEADER.exec(headers.authorization ?? '')?.[1];
	if (sent === undefined) return 'the request is not signed';
	const parts = partsOf(raw, contentType);
	const firstFile = parts.findIndex(({ isFile }) => isFile);
	if (firstFile >= 0 && parts.slice(firstFile).some(({ isFile }) => !isFile)) {
		return 'a text part comes after a file, so the signature is wrong';
	}
	const contents = parts.map(({ content }) => content);
	return sent === signatureOf(secretKey, contents) ? undefined : 'the signature is wrong';
}

/** Signs what was sent in one or more parts, in their order. */
export function signatureOf(secretKey: string, parts: Buffer[]): string {
	let key = Buffer.from(secretKey);
	for (const part of parts) key = createHmac('sha256', key).update(part).digest();
	return key.toString('base64');
}

/** The answer with the signature of its body, or with a wrong one. A failure carries none. */
export async function signedResponse(
	answer: ApiResponse,
	secretKey: string,
	isWrong: boolean,
): Promise<ApiResponse> {
	if (answer.isFailure || answer.status >= 300) return answer;
	const signature = await bodySignature(answer.body, isWrong ? `not ${secretKey}` : secretKey);
	return {
		...answer,
		headers: { authorization: `signature="${signature}"`, ...answer.headers },
	};
}

/** A stream is made once for this and once to be sent: its signature goes before it. */
async function bodySignature(body: Buffer | SizedStream, secretKey: string): Promise<string> {
	const hmac = createHmac('sha256', secretKey);
	const chunks = Buffer.isBuffer(body) ? [body] : body.stream();
	for await (const chunk of chunks as AsyncIterable<Buffer>) hmac.update(chunk);
	return hmac.digest('base64');
}

/** The parts of a form as they came, or the whole body as one part. */
function partsOf(raw: Buffer, contentType: string): Part[] {
	const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(contentType)?.[1];
	if (boundary === undefined) return [{ isFile: false, content: raw }];
	const delimiter = Buffer.from(`\r\n--${boundary}`);
	const pieces = splitBy(Buffer.concat([Buffer.from('\r\n'), raw]), delimiter);
	// Before the first delimiter there is nothing, and after the last only the end of the form.
	return pieces.slice(1, -1).map((piece) => {
		const headerEnd = piece.indexOf(HEADER_END);
		const header = piece.toString('latin1', 0, headerEnd);
		return {
			isFile: /;\s*filename\*?=/i.test(header),
			content: piece.subarray(headerEnd + HEADER_END.length),
		};
	});
}

function splitBy(bytes: Buffer, delimiter: Buffer): Buffer[] {
	const pieces: Buffer[] = [];
	let start = 0;
	for (let end = 0; end >= 0; start = end + delimiter.length) {
		end = bytes.indexOf(delimiter, start);
		pieces.push(bytes.subarray(start, end < 0 ? undefined : end));
	}
	return pieces;
}
