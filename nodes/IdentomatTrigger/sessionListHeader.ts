import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

/** The characters of a header's name. Source: RFC 9110, "token". */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;

/**
 * Tests the session list credential as far as that goes without the URL, which is not part of it:
 * whether its header can be sent.
 */
export function testSessionListHeader({
	data = {},
}: ICredentialsDecrypted): INodeCredentialTestResult {
	if (!HEADER_NAME.test(String(data.headerName ?? ''))) {
		return { status: 'Error', message: '"Header Name" is not a name that a header can have' };
	}
	if (!String(data.headerValue ?? '').trim()) {
		return { status: 'Error', message: '"Header Value" is empty' };
	}
	return { status: 'OK', message: 'The header is well-formed; the trigger sends it to its URL' };
}
