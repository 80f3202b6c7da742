import { apiUrl, hostOf, verificationUrl } from '../../nodes/api/request/addresses';

const cloud = {
	widgetUrl: 'https://widget.identomat.com',
	externalApiUrl: 'https://external-api.identomat.com',
};
const oneOrigin = {
	widgetUrl: 'https://id.example/kyc',
	externalApiUrl: 'https://id.example/kyc/external-api/v2',
};

it.each([
	['https://widget.identomat.com', 'https://widget.identomat.com/external-api/result/'],
	['https://widget.identomat.com/', 'https://widget.identomat.com/external-api/result/'],
	['  https://widget.identomat.com///  ', 'https://widget.identomat.com/external-api/result/'],
	[
		'https://widget.identomat.com/external-api/',
		'https://widget.identomat.com/external-api/result/',
	],
	['https://id.example/a/b/', 'https://id.example/a/b/external-api/result/'],
	['http://127.0.0.1:8701', 'http://127.0.0.1:8701/external-api/result/'],
	['https://id.example:443/', 'https://id.example/external-api/result/'],
])('joins the widget URL "%s" with a path to %s', (widgetUrl, expected) => {
	expect(apiUrl({ ...cloud, widgetUrl }, 'widget', 'result/')).toBe(expected);
});

it.each([
	['https://external-api.identomat.com/', 'https://external-api.identomat.com/search'],
	[' https://id.example/base/path/ ', 'https://id.example/base/path/search'],
])('joins the external API URL "%s" with a path to %s', (externalApiUrl, expected) => {
	expect(apiUrl({ ...cloud, externalApiUrl }, 'external', 'search')).toBe(expected);
});

it.each([
	'',
	'widget.identomat.com',
	'ftp://id.example',
	'https://id.example/?x=1',
	'https://id.example/?',
	'https://id.example/kyc#',
	'https://id.example?#',
	'https://',
	'https://user:password@id.example',
	'https://user@id.example',
])('refuses "%s", which is not a plain web address, and names the field', (url) => {
	expect(() => apiUrl({ ...cloud, widgetUrl: url }, 'widget', 'result/')).toThrow(
		"'Widget URL' of the Identomat credential is not a plain web address",
	);
	expect(() => apiUrl({ ...cloud, externalApiUrl: url }, 'external', 'search')).toThrow(
		"'External API URL' of the Identomat credential is not a plain web address",
	);
});

it.each([
	['widget', 'https://widget.identomat.com'],
	['external', 'https://external-api.identomat.com'],
] as const)('the advice for the %s API shows its own address', (host, example) => {
	const description = `Enter it with its scheme and without a password, "?" or "#", such as ${example}`;
	expect(() => apiUrl({}, host, '')).toThrow(expect.objectContaining({ description }));
});

it.each([
	['https://widget.identomat.com', 'https://widget.identomat.com/?session_token=abc'],
	[' https://id.example/kyc/ ', 'https://id.example/kyc/?session_token=abc'],
])('with the widget URL "%s" the link for a person is %s', (widgetUrl, expected) => {
	expect(verificationUrl({ ...cloud, widgetUrl }, 'abc')).toBe(expected);
});

it.each([
	['https://widget.identomat.com/external-api/begin/', 'widget'],
	['https://WIDGET.identomat.com:443/external-api/begin/?x=1', 'widget'],
	['https://widget.identomat.com/external-api/a/../begin/', 'widget'],
	['https://external-api.identomat.com/search-screening-person', 'external'],
	['https://external-api.identomat.com/', 'external'],
])('%s belongs to the %s API', (url, host) => {
	expect(hostOf(cloud, url)).toBe(host);
});

it.each([
	'https://widget.identomat.com.evil.example/external-api/begin/',
	'https://widget.identomat.com@evil.example/external-api/begin/',
	'https://evil.example/https://widget.identomat.com/external-api/begin/',
	'https://evil.example\\@widget.identomat.com/external-api/begin/',
	'https://xwidget.identomat.com/external-api/begin/',
	'https://identomat.com/external-api/begin/',
	'http://widget.identomat.com/external-api/begin/',
	'https://widget.identomat.com:8443/external-api/begin/',
	'https://widget.identomat.com/external-api/../x',
	'https://widget.identomat.com/external-api/%2e%2e/x',
	'https://widget.identomat.com/external-api',
	'https://widget.identomat.com/external-apis/begin/',
	'https://widget.identomat.com/?session_token=abc',
	'//widget.identomat.com/external-api/begin/',
	'/external-api/begin/',
	'',
])('"%s" belongs to no API', (url) => {
	expect(hostOf(cloud, url)).toBeUndefined();
});

it.each([
	['https://id.example/kyc/external-api/begin/', 'widget'],
	['https://id.example/kyc/external-api/v2/search', 'external'],
	['https://id.example/kyc/external-api/v2x', 'widget'],
	['https://id.example/kyc/', undefined],
])('if both APIs are on one origin, %s belongs to: %s', (url, host) => {
	expect(hostOf(oneOrigin, url)).toBe(host);
});

it('the longer path decides, whichever API has it', () => {
	const both = { widgetUrl: 'https://id.example', externalApiUrl: 'https://id.example' };
	expect(hostOf(both, 'https://id.example/external-api/begin/')).toBe('widget');
	expect(hostOf(both, 'https://id.example/search-screening-person')).toBe('external');
});

it('names the field of a base URL that makes no web address', () => {
	const credentials = { ...cloud, externalApiUrl: 'external-api.identomat.com' };
	expect(() => hostOf(credentials, 'external-api.identomat.com/search')).toThrow(
		"'External API URL' of the Identomat credential is not a plain web address",
	);
});
