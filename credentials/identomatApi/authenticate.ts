import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import {
	missingCompanyKeyError,
	otherMethodError,
	otherUrlError,
	tooShortCompanyKeyError,
} from '../../nodes/api/errors/credentialErrors';
import { hostOf } from '../../nodes/api/request/addresses';
import { contentWithKey } from './keyInBody';
import type { Host } from '../../nodes/api/endpoint';
import { hosts } from '../../nodes/api/endpoints';
import { sentTo, slotOf, targetUrl, type RequestOptions } from './requestDialects';
import { secretKeyOf } from '../../nodes/api/request/signature';
import { signedRequest } from './signedRequest';

/** Forbids redirects in both dialects: a redirected POST would carry the key along. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

const ANY_CERTIFICATE = { skipSslCertificateValidation: true, rejectUnauthorized: false };

/** The host that a request goes to, if it is one that may carry the company key. */
function identomatHost(credentials: ICredentialDataDecryptedObject, request: RequestOptions): Host {
	const host = hostOf(credentials, targetUrl(request));
	if (!host) throw otherUrlError();
	if (request.method?.toUpperCase() !== 'POST') throw otherMethodError();
	return host;
}

/**
 * A shorter text is not a key, and could not be distinguished from other text in a response that repeats
 * it.
 */
const MIN_KEY_LENGTH = 8;

function companyKey(credentials: ICredentialDataDecryptedObject): string {
	const key = String(credentials.companyKey ?? '').trim();
	if (!key) throw missingCompanyKeyError();
	if (key.length < MIN_KEY_LENGTH) throw tooShortCompanyKeyError();
	return key;
}

/**
 * Puts the company key into the body of a request to Identomat, under the name that its host requires,
 * signs it if the credential has a secret key, and makes sure that the key goes nowhere else: not to
 * another origin, not by GET, not by a redirect.
 *
 * Works for JSON, form-urlencoded and multipart bodies, in both of n8n's request dialects.
 * @throws {UserError} if the request must not carry the key, or cannot.
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const { keyField } = hosts[identomatHost(credentials, requestOptions)];
	const slot = slotOf(requestOptions);
	const content = contentWithKey(requestOptions, slot, keyField.value, companyKey(credentials));
	const request: RequestOptions = {
		...sentTo(targetUrl(requestOptions), requestOptions),
		[slot]: content,
		...NO_REDIRECTS,
		...(credentials.allowUnauthorizedCerts ? ANY_CERTIFICATE : {}),
	};
	const secretKey = secretKeyOf(credentials);
	return secretKey ? signedRequest(request, slot, secretKey) : request;
}
