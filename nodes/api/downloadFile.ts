import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ExpectedResponse } from './endpoint';
import { failed, type Failure, type Result } from './errors/failure';
import { fileFailures } from './errors/responseFailures';
import type { RawResponse } from './network/rawResponse';
import type { Transport } from './network/transport';
import { limitedBy } from './request/account';
import { isOwnAddress, isSecureAddress } from './request/addresses';
import type { ReceivedFile } from './response/files';
import { readResponse } from './response/readResponse';
import { redact, secretsOf } from './response/redaction';
import { readSignedResponse } from './signedResponse';

const MAX_REDIRECTS = 5;

/** The expectation for a file that a response points to: its own server knows nothing of the API. */
const ANY_FILE: ExpectedResponse<'file'> = { value: 'file', evidence: 'observed' };

/** How a file that a response points to is downloaded. */
export interface DownloadSettings {
	timeoutMs: number;
	/** What its MIME type has to begin with. If missing or empty, any type is accepted. */
	types?: readonly string[];
	/** Whether it may be on other hosts than the two of the credential, and unsigned. */
	isElsewhereAllowed: boolean;
}

/**
 * Downloads a file that a response points to, by GET and without the company key. Each redirect is checked
 * as the first address is.
 */
export async function downloadFile(
	transport: Transport,
	credentials: ICredentialDataDecryptedObject,
	firstUrl: string,
	settings: DownloadSettings,
): Promise<Result<ReceivedFile>> {
	let url = firstUrl;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const refusal = whyNotFollowed(credentials, url, settings);
		if (refusal) return failed(refusal);
		const isOwn = isOwnAddress(credentials, url);
		const response = await transport.exchange({
			method: 'GET',
			url,
			timeoutMs: settings.timeoutMs,
			ignoresCertificates: isOwn && Boolean(credentials.allowUnauthorizedCerts),
			isFile: true,
			readOnly: true,
			accountId: limitedBy(credentials, url),
			serverName: new URL(url).host,
		});
		if (!response.ok) return failed(fileFailures.linkExpired(response.failure));
		const next = redirectTarget(response.data, url);
		if (next === undefined) return fileIn(response.data, url, credentials, settings);
		url = next;
	}
	return failed(fileFailures.tooManyRedirects(new URL(firstUrl).host));
}

/** Why an address is not followed, or undefined if it is. */
function whyNotFollowed(
	credentials: ICredentialDataDecryptedObject,
	url: string,
	{ isElsewhereAllowed }: DownloadSettings,
): Failure | undefined {
	const { host, origin } = new URL(url);
	if (redact(url, secretsOf(credentials)) !== url) return fileFailures.addressHoldsSecret();
	if (!isElsewhereAllowed && !isOwnAddress(credentials, url)) {
		return fileFailures.onAnotherServer(host);
	}
	return isSecureAddress(credentials, url) ? undefined : fileFailures.notSecure(origin);
}

/** The target of a redirect, or undefined if the response is not a redirect. */
function redirectTarget({ status, location }: RawResponse, url: string): string | undefined {
	if (status < 300 || status >= 400 || !location || !URL.canParse(location, url)) return undefined;
	return new URL(location, url).href;
}

function fileIn(
	response: RawResponse,
	url: string,
	credentials: ICredentialDataDecryptedObject,
	{ types = [], isElsewhereAllowed }: DownloadSettings,
): Result<ReceivedFile> {
	const { host } = new URL(url);
	const { status } = response;
	if (status < 200 || status >= 300) return failed(fileFailures.notDownloaded(host, status));
	const result = isElsewhereAllowed
		? readResponse(ANY_FILE, response, secretsOf(credentials))
		: readSignedResponse(credentials, ANY_FILE, response);
	if (!result.ok && result.failure.hasInvalidSignature) return result;
	const file = result.ok ? result.data.files[0] : undefined;
	if (!file) return failed(fileFailures.notAFile(host));
	if (types.length === 0 || types.some((type) => file.mimeType.startsWith(type))) {
		return { ok: true, data: file };
	}
	file.rest?.source.destroy();
	return failed(fileFailures.otherType(host, file.mimeType, types));
}
