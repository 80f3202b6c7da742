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

/** Why a request that was received with the secret key is not signed as it must be; undefined if it is. */
export function signatureProblem(request: ReceivedRequest): string | undefined {
	const sent = HEADER.exec(request.headers.authorization ?? '')?.[1];
	if (sent === undefined) return 'the request is not signed';
	if (request.hasTextAfterFile) {
		return 'a text part comes after a file, so the signature is wrong';
	}
	return sent === request.signature ? undefined : 'the signature is wrong';
}

/** Signs what was sent in one or more parts: the digest of each is the key for the next. */
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
