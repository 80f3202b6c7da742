import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { hostOf } from '../../nodes/api/request/addresses';
import { contentWithKey } from './keyInBody';
import { hosts, type Host } from '../../nodes/api/endpoints';
import { sentTo, slotOf, targetUrl, type RequestOptions } from './requestDialects';
import { secretKeyOf } from '../../nodes/api/request/signature';
import { signedRequest } from './signedRequest';

/** Forbids redirects in both dialects: a POST that is sent on carries the key along. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

const ANY_CERTIFICATE = { skipSslCertificateValidation: true, rejectUnauthorized: false };

/** The host that a request goes to, if it is one that may carry the company key. */
function identomatHost(credentials: ICredentialDataDecryptedObject, request: RequestOptions): Host {
	const host = hostOf(credentials, targetUrl(request));
	if (!host) {
		throw new UserError(
			'The company key is sent to the Identomat API only, and this URL is not it',
			{
				description:
					"Use a URL below 'Widget URL' (its path begins with /external-api/) or 'External API URL' of the credential.",
			},
		);
	}
	if (request.method?.toUpperCase() === 'POST') return host;
	throw new UserError('Identomat requests with this credential must use the method POST', {
		description:
			'The company key travels in the body. With GET it would end up in the logs of every server on the way.',
	});
}

/** A shorter text is no key, and could not be told from other text where an answer repeats it. */
const SHORTEST_KEY = 8;

function companyKey(credentials: ICredentialDataDecryptedObject): string {
	const key = String(credentials.companyKey ?? '').trim();
	if (key.length >= SHORTEST_KEY) return key;
	if (key) {
		throw new UserError('The company key in the Identomat credential is too short to be one', {
			description: 'Open the credential and enter the whole key from the Identomat dashboard.',
		});
	}
	throw new UserError('The Identomat credential holds no company key', {
		description: 'Open the credential and enter the key from the Identomat dashboard.',
	});
}

/**
 * Puts the company key into the body of a request to Identomat, under the name that its host wants,
 * signs it where the credential has a secret key, and sees to it that the key goes nowhere else: not
 * to another origin, not by GET, not by a redirect.
 *
 * Works for JSON, form-urlencoded and multipart bodies, in both of n8n's request dialects.
 * @throws {UserError} when the request is not one that may carry the key, or cannot.
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
