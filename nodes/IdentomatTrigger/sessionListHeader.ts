import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { headerFailures } from '../api/errors/credentialErrors';

/** The characters of a header's name. Source: RFC 9110, "token". */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** The characters of a header's value, as Node sends them. Source: RFC 9110, "field-value". */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;

/**
 * Tests the session list credential as far as that goes without the URL, which is not part of it:
 * whether its header can be sent.
 */
export function testSessionListHeader({
	data = {},
}: ICredentialsDecrypted): INodeCredentialTestResult {
	if (!HEADER_NAME.test(String(data.headerName ?? ''))) {
		return { status: 'Error', message: headerFailures.invalidName };
	}
	const value = String(data.headerValue ?? '');
	if (!value.trim()) return { status: 'Error', message: headerFailures.emptyValue };
	if (!HEADER_VALUE.test(value)) {
		return { status: 'Error', message: headerFailures.invalidValue };
	}
	return { status: 'OK', message: 'The header is well-formed; the trigger sends it to its URL' };
}
