import { Readable } from 'node:stream';
import FormStream from 'form-data';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { authenticate } from '../../credentials/identomatApi/authenticate';

const KEY = 'invented-company-key';
const credentials = {
	companyKey: ` ${KEY} `,
	widgetUrl: 'https://widget.identomat.com',
	externalApiUrl: 'https://external-api.identomat.com',
};
const BEGIN = 'https://widget.identomat.com/external-api/begin/';
const SEARCH = 'https://external-api.identomat.com/search-screening-person';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' };

/** A request in one of the two dialects. */
type Request = Record<string, unknown>;

async function authenticated(request: Request, more: Request = {}): Promise<Request> {
	const options = { method: 'POST', ...request } as unknown as IHttpRequestOptions;
	return { ...(await authenticate({ ...credentials, ...(more as object) }, options)) };
}

const FIELDS = { name: 'Nino Sandadze' };
const WITH_KEY = { ...FIELDS, company_key: KEY };

/** What each kind of body becomes; the key that stands in some of them is not the right one. */
const bodies: Array<[string, () => Request, Request]> = [
	['an object', () => ({ url: BEGIN, body: { ...FIELDS } }), { body: WITH_KEY }],
	[
		'an object with a key',
		() => ({ url: BEGIN, body: { ...FIELDS, company_key: 'wrong' } }),
		{ body: WITH_KEY },
	],
	['no body', () => ({ url: BEGIN }), { body: { company_key: KEY } }],
	['an empty text', () => ({ url: BEGIN, body: '' }), { body: { company_key: KEY } }],
	['null', () => ({ url: BEGIN, body: null }), { body: { company_key: KEY } }],
	[
		'JSON text',
		() => ({ url: BEGIN, body: '{"name":"Nino Sandadze","company_key":"wrong"}' }),
		{ body: JSON.stringify(WITH_KEY) },
	],
	[
		'form text',
		() => ({ url: BEGIN, body: 'name=Nino+Sandadze&company_key=a&company_key=b', headers: FORM }),
		{ body: `name=Nino+Sandadze&company_key=${KEY}` },
	],
	[
		'an object for the external host',
		() => ({ url: SEARCH, body: { ...FIELDS, companyKey: 'wrong' } }),
		{ body: { ...FIELDS, companyKey: KEY } },
	],
	['a legacy JSON object', () => ({ uri: BEGIN, body: { ...FIELDS } }), { body: WITH_KEY }],
	['a legacy form object', () => ({ uri: BEGIN, form: { ...FIELDS } }), { form: WITH_KEY }],
	[
		'a legacy form text',
		() => ({ uri: BEGIN, form: 'name=Nino+Sandadze' }),
		{ form: `name=Nino+Sandadze&company_key=${KEY}` },
	],
	[
		'legacy form data',
		() => ({ uri: BEGIN, formData: { ...FIELDS, company_key: 'wrong' } }),
		{ formData: WITH_KEY },
	],
	[
		'legacy form data with a file',
		() => ({ uri: BEGIN, formData: { image: { value: 'bytes', options: { filename: 'a.jpg' } } } }),
		{
			formData: {
				company_key: KEY,
				image: { value: 'bytes', options: { filename: 'a.jpg' } },
			},
		},
	],
	[
		'a legacy multipart request without data',
		() => ({ uri: BEGIN, headers: { 'content-type': 'multipart/form-data' } }),
		{ formData: { company_key: KEY } },
	],
];

describe.each(bodies)('%s', (_, request, expected) => {
	it('has the key in its body', async () => {
		expect(await authenticated(request())).toEqual({
			method: 'POST',
			url: request().uri,
			...request(),
			...expected,
			disableFollowRedirect: true,
			followRedirect: false,
			followAllRedirects: false,
		});
	});

	it('is the same when authenticated twice', async () => {
		const once = await authenticated(request());
		expect(await authenticated(once)).toEqual(once);
	});
});

it.each<[string, () => FormData | URLSearchParams]>([
	['form data', () => new FormData()],
	['search parameters', () => new URLSearchParams()],
])('native %s get the key once, however often they are authenticated', async (_, make) => {
	const body = make();
	body.append('name', 'Nino Sandadze');
	body.append('company_key', 'one');
	body.append('company_key', 'two');
	const once = await authenticated({ url: BEGIN, body });
	const twice = await authenticated(once);
	expect(twice.body).toBeInstanceOf(body.constructor);
	expect([...(twice.body as URLSearchParams)]).toEqual([
		['company_key', KEY],
		['name', 'Nino Sandadze'],
	]);
});

it('a form of the form-data package gets the key once, however often it is authenticated', async () => {
	const body = new FormStream();
	body.append('name', 'Nino Sandadze');
	await authenticated(await authenticated({ url: BEGIN, body }));
	expect(body.getBuffer().toString().split(KEY)).toHaveLength(2);
});

it('a file in native form data is unchanged', async () => {
	const body = new FormData();
	body.set('image', new Blob(['bytes'], { type: 'image/jpeg' }), 'a.jpg');
	const request = await authenticated({ url: BEGIN, body });
	const image = (request.body as FormData).get('image') as File;
	expect([image.name, image.type, await image.text()]).toEqual(['a.jpg', 'image/jpeg', 'bytes']);
});

it.each([
	['Buffer', Buffer.from('{}')],
	['stream', Readable.from(['{}'])],
	['array', [FIELDS]],
	['JSON array', '[{}]'],
	['plain text', 'hello'],
	['number', 7],
])('a body that is a %s is refused', async (_, body) => {
	await expect(authenticated({ url: BEGIN, body })).rejects.toThrow(
		'The company key cannot be added to this body',
	);
});

it.each(['GET', 'get', 'PUT', 'DELETE', 'HEAD', undefined])(
	'the method %s is refused',
	async (method) => {
		await expect(authenticated({ url: BEGIN, method })).rejects.toThrow(
			'Identomat requests must use the POST method',
		);
	},
);

it('the method can be in lower case', async () => {
	expect(await authenticated({ url: BEGIN, method: 'post' })).toMatchObject({
		body: { company_key: KEY },
	});
});

describe('an address that is not the API gets no key', () => {
	const strange = [
		'https://evil.example/external-api/begin/',
		'https://widget.identomat.com.evil.example/external-api/begin/',
		'https://widget.identomat.com@evil.example/external-api/begin/',
		'http://widget.identomat.com/external-api/begin/',
		'https://widget.identomat.com:8443/external-api/begin/',
		'https://widget.identomat.com/external-api/../x',
		'https://widget.identomat.com/elsewhere/',
		'//evil.example/external-api/begin/',
		'begin/',
	];
	const refused = 'This credential works with Identomat URLs only';

	it.each(strange)('%s', async (url) => {
		for (const request of [{ url }, { uri: url }]) {
			const body = { ...FIELDS };
			await expect(authenticated({ ...request, body })).rejects.toThrow(refused);
			expect(body).toEqual(FIELDS);
		}
	});

	it.each([
		['https://evil.example/external-api/', 'begin/'],
		['https://widget.identomat.com/external-api/', '../begin/'],
		['https://widget.identomat.com/external-api/', '//evil.example/external-api/begin/'],
		['https://widget.identomat.com/external-api/', 'https://evil.example/external-api/'],
		['https://widget.identomat.com/external-api', 'https:/evil.example/external-api/'],
	])('with the base URL %s: %s', async (baseURL, url) => {
		await expect(authenticated({ baseURL, url })).rejects.toThrow(refused);
	});

	it('if n8n uses it instead of a second one', async () => {
		await expect(authenticated({ uri: BEGIN, url: 'https://evil.example/' })).rejects.toThrow(
			refused,
		);
	});
});

it.each([
	['https://widget.identomat.com/external-api/', 'begin/'],
	['https://widget.identomat.com/external-api', '/begin/'],
	['https://widget.identomat.com', 'external-api/begin/'],
	['https://evil.example', BEGIN],
])('the base URL %s and the URL %s form an API URL', async (baseURL, url) => {
	const request = await authenticated({ baseURL, url });
	expect(request).toMatchObject({ url: BEGIN, body: { company_key: KEY } });
	expect(request.baseURL).toBeUndefined();
});

it.each([` ${BEGIN}`, `\t${BEGIN}`, BEGIN.replace('tt', 't\nt'), BEGIN.replace('//', '\\\\')])(
	'the URL that was checked is the one that is sent: %j',
	async (spelling) => {
		const base = { baseURL: 'https://evil.example/' };
		expect(await authenticated({ ...base, url: spelling })).toMatchObject({ url: BEGIN });
		expect(await authenticated({ ...base, uri: spelling })).toMatchObject({ uri: BEGIN });
	},
);

it('if both APIs are on one origin, the longer path decides the name of the key', async () => {
	const both = { widgetUrl: 'https://id.example', externalApiUrl: 'https://id.example/' };
	const keyFor = async (url: string) => (await authenticated({ url }, both)).body;
	expect(await keyFor('https://id.example/external-api/begin/')).toEqual({ company_key: KEY });
	expect(await keyFor('https://id.example/search')).toEqual({ companyKey: KEY });
});

it("certificates are unchecked only with the credential's option, in both dialects", async () => {
	const unchecked = { skipSslCertificateValidation: true, rejectUnauthorized: false };
	expect(await authenticated({ url: BEGIN }, { allowUnauthorizedCerts: true })).toMatchObject(
		unchecked,
	);
	expect(Object.keys(await authenticated({ url: BEGIN }))).not.toContain('rejectUnauthorized');
});

it.each(['', '  ', undefined])(
	'the company key "%s" is reported as missing',
	async (companyKey) => {
		await expect(authenticated({ url: BEGIN }, { companyKey })).rejects.toThrow(
			'The Identomat credential has no company key',
		);
	},
);
