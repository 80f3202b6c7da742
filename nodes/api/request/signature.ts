import { createHmac, timingSafeEqual, type Hmac } from 'node:crypto';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Failure } from '../errors/failure';
import { signatureFailures } from '../errors/responseFailures';

/**
 * Signatures of requests and responses (HMAC with SHA-256). Evidence: observed, unless said otherwise. The
 * header is `Authorization: signature="<base64>"`. The signature of a body in one piece covers its exact
 * bytes.
 */

const HEADER = /signature="([^"]*)"/;

/** The secret key of a credential, if its company key is of the signing type. */
export function secretKeyOf(credentials: ICredentialDataDecryptedObject): string | undefined {
	return String(credentials.secretKey ?? '').trim() || undefined;
}

/** The header's value for a signature. */
export function signatureHeader(signature: Buffer): string {
	return `signature="${signature.toString('base64')}"`;
}

/**
 * Signs a body: JSON has one part, a multipart body has several, of which each is signed with the
 * digest of the one before. That a part counts without its headers is inferred.
 */
export function sign(secretKey: string, parts: Buffer[]): Buffer {
	return parts.reduce<Buffer>(
		(key, part) => createHmac('sha256', key).update(part).digest(),
		Buffer.from(secretKey),
	);
}

/** Checks a response's body against its signature, in one piece or as it passes. */
export class SignatureCheck {
	private readonly hmac: Hmac;

	/** @param header the response's `Authorization` header */
	constructor(
		secretKey: string,
		private readonly header: string,
	) {
		this.hmac = createHmac('sha256', secretKey);
	}

	update(chunk: Buffer): this {
		this.hmac.update(chunk);
		return this;
	}

	/** Why the body is rejected, after the whole of it has passed, or undefined if the signature is right. */
	failure(): Failure | undefined {
		if (!this.header) return signatureFailures.missing();
		const expected = this.hmac.digest();
		const actual = Buffer.from(HEADER.exec(this.header)?.[1] ?? '', 'base64');
		const isRight = actual.length === expected.length && timingSafeEqual(actual, expected);
		return isRight ? undefined : signatureFailures.wrong();
	}
}
