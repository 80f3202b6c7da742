import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IHttpRequestOptions,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { hostOf } from './addresses';
import { hosts } from './endpoints';

/**
 * A request in either of n8n's two dialects: `httpRequest` options (`url`, `body`), or the older
 * ones that the HTTP Request node still speaks (`uri`, `form`, `formData`).
 */
interface RequestOptions extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
}

/** The place of a request that the key goes to. */
type Slot = 'body' | 'form' | 'formData';

/** Where a request goes. `//host/path` counts as a full URL, too: the sender ignores the base then. */
function targetUrl({ uri, url, baseURL }: RequestOptions): string {
	// With both, n8n takes `url`.
	const address = url ?? uri;
	if (!baseURL || URL.canParse(address) || address.startsWith('//')) return address;
	return `${baseURL.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

function contentType({ headers }: RequestOptions): string {
	const name = Object.keys(headers ?? {}).find((header) => header.toLowerCase() === 'content-type');
	return name ? String(headers?.[name]) : '';
}

function slotOf(request: RequestOptions): Slot {
	if (request.formData !== undefined) return 'formData';
	if (request.form !== undefined) return 'form';
	if (request.body === undefined && contentType(request).includes('multipart/form-data')) {
		return 'formData';
	}
	return 'body';
}

function isPlainObject(value: unknown): value is IDataObject {
	if (typeof value !== 'object' || value === null) return false;
	// By name, since an object from a sandboxed expression has a constructor of its own realm.
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype?.constructor.name === 'Object';
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function refuseBody(): never {
	throw new UserError('The company key cannot be added to this kind of body', {
		description:
			'Identomat takes its key in the body: send JSON, form-urlencoded fields or multipart form data.',
	});
}

/** A text body with the key put in: JSON, or form fields where the header says so. */
function textWithKey(text: string, isForm: boolean, keyField: string, key: string): string {
	if (isForm) {
		const form = new URLSearchParams(text);
		form.set(keyField, key);
		return form.toString();
	}
	const json = parsedJson(text);
	return isPlainObject(json) ? JSON.stringify({ ...json, [keyField]: key }) : refuseBody();
}

type Fields = Iterable<[string, FormDataEntryValue]>;

function without<Value>(fields: Iterable<[string, Value]>, name: string): Array<[string, Value]> {
	return [...fields].filter(([field]) => field !== name);
}

/** The form with the key as its first field: text parts come before files. */
function formWithKey(fields: Fields, keyField: string, key: string): FormData {
	const form = new FormData();
	form.set(keyField, key);
	for (const [name, value] of without(fields, keyField)) {
		if (typeof value === 'string') form.append(name, value);
		else form.append(name, value, value.name);
	}
	return form;
}

/** What the `form-data` package offers; the HTTP Request node sends multipart with it. */
interface FormStream {
	append(name: string, value: string): void;
	getBoundary(): string;
	/** Per field its header, its value and what ends it. */
	_streams?: unknown[];
}

function isFormStream(content: unknown): content is FormStream {
	return (
		typeof content === 'object' &&
		content !== null &&
		'append' in content &&
		'getBoundary' in content
	);
}

/** Adds the key to a form that can only be added to, so a field of its name must not be there yet. */
function formStreamWithKey(form: FormStream, keyField: string, key: string): FormStream {
	const parts = form._streams ?? [];
	const header = parts.findIndex((part) => String(part).includes(`name="${keyField}"`));
	if (header < 0) form.append(keyField, key);
	else if (parts[header + 1] !== key) {
		throw new UserError(`Remove the field "${keyField}": the credential adds it`);
	}
	return form;
}

/** The request's content with the key put in or, where it already stands there, replaced. */
function withKey(request: RequestOptions, slot: Slot, keyField: string, key: string): unknown {
	const content: unknown = request[slot];
	if (content === undefined || content === null || content === '') return { [keyField]: key };
	if (content instanceof FormData) return formWithKey(content, keyField, key);
	if (content instanceof URLSearchParams) {
		return new URLSearchParams([[keyField, key], ...without(content, keyField)]);
	}
	if (typeof content === 'string') {
		const isForm = slot === 'form' || contentType(request).includes('x-www-form-urlencoded');
		return textWithKey(content, isForm, keyField, key);
	}
	if (isFormStream(content)) return formStreamWithKey(content, keyField, key);
	if (!isPlainObject(content)) return refuseBody();
	return Object.fromEntries([[keyField, key], ...without(Object.entries(content), keyField)]);
}

/**
 * Puts the company key into the body of a request to Identomat, under the name that its host wants,
 * and sees to it that it goes nowhere else: not to another origin, not by GET, not by a redirect.
 *
 * Works for JSON, form-urlencoded and multipart bodies, in both of n8n's request dialects.
 * @throws {UserError} when the request is not one that may carry the key, or cannot.
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	requestOptions: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const request: RequestOptions = requestOptions;
	const host = hostOf(credentials, targetUrl(request));
	if (!host) {
		throw new UserError(
			'The company key is sent to the Identomat API only, and this URL is not it',
			{
				description:
					'Use a URL below the Widget URL (its path begins with /external-api/) or the External API URL of the credential.',
			},
		);
	}
	if (request.method?.toUpperCase() !== 'POST') {
		throw new UserError('Identomat requests with this credential must use the method POST', {
			description:
				'The company key travels in the body. With GET it would end up in the logs of every server on the way.',
		});
	}
	const key = String(credentials.companyKey ?? '').trim();
	if (!key) {
		throw new UserError('The Identomat credential holds no company key', {
			description: 'Open the credential and enter the key from the Identomat dashboard.',
		});
	}

	const slot = slotOf(request);
	const authenticated = {
		...request,
		[slot]: withKey(request, slot, hosts[host].keyField.value, key),
		disableFollowRedirect: true,
		followRedirect: false,
		followAllRedirects: false,
	};
	if (!credentials.allowUnauthorizedCerts) return authenticated;
	const unchecked = { skipSslCertificateValidation: true, rejectUnauthorized: false };
	return { ...authenticated, ...unchecked };
}
