import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ExpectedResponse, ResponseKind } from './endpoint';
import type { Result } from './errors/failure';
import type { RawResponse } from './network/rawResponse';
import { secretsOf } from './response/redaction';
import { secretKeyOf, SignatureCheck } from './request/signature';
import { readResponse, type ResponseData } from './response/readResponse';

/**
 * As `readResponse`, but if the credential has a secret key, data is accepted only with a valid signature.
 * Errors are not signed, so they are accepted without a signature, and marked as unsigned. The signature
 * of a large file is checked at its end.
 */
export function readSignedResponse<Kind extends ResponseKind>(
	credentials: ICredentialDataDecryptedObject,
	expected: ExpectedResponse<Kind>,
	response: RawResponse,
): Result<ResponseData[Kind]> {
	const secrets = secretsOf(credentials);
	const secretKey = secretKeyOf(credentials);
	if (!secretKey) return readResponse(expected, response, secrets);
	const { authorization, bytes, rest, status } = response;
	const check = new SignatureCheck(secretKey, authorization ?? '');
	const isLater = rest && authorization;
	const checked = { ...response, rest: rest && { ...rest, checks: [check] } };
	const result = readResponse(expected, checked, secrets);
	if (result.ok && isLater) return result;
	const forged = rest ? check.failure() : check.update(bytes).failure();
	if (!result.ok) {
		return forged ? { ok: false, failure: { ...result.failure, isUnsigned: true } } : result;
	}
	rest?.source.destroy();
	if (!forged) return result;
	return {
		ok: false,
		failure: { ...forged, status, mayHaveSucceeded: true, hasInvalidSignature: true },
	};
}
