import type { IHttpRequestOptions } from 'n8n-workflow';

/**
 * A request in either of n8n's two dialects: `httpRequest` options (`url`, `body`), or the older
 * ones that the HTTP Request node still speaks (`uri`, `form`, `formData`).
 */
export interface RequestOptions extends IHttpRequestOptions {
	uri?: string;
	form?: unknown;
	formData?: unknown;
}

/** The place of a request that holds its content. */
export type Slot = 'body' | 'form' | 'formData';

/** What the `form-data` package offers; the HTTP Request node sends multipart with it. */
export interface FormStream {
	append(name: string, value: string): void;
	getBoundary(): string;
	/** Per field its header, its value and what ends it. */
	_streams?: unknown[];
}

/** Where a request goes. `//host/path` counts as a full URL, too: the sender ignores the base then. */
export function targetUrl({ uri, url, baseURL }: RequestOptions): string {
	// With both, n8n takes `url`.
	const address = String(url || (uri ?? ''));
	if (!baseURL || URL.canParse(address) || address.startsWith('//')) return address;
	return `${baseURL.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

/**
 * The request with an address that can be read in one way only: n8n's senders know other spellings of
 * a full URL than `URL` does, and would send one of those elsewhere than where it was seen to go.
 */
export function sentTo(address: string, { uri, ...request }: RequestOptions): RequestOptions {
	const url = new URL(address).href;
	return { ...request, url, ...(uri === undefined ? {} : { uri: url }), baseURL: undefined };
}

/** The `Content-Type` header; empty when the request has none yet. */
export function contentType({ headers }: RequestOptions): string {
	const name = Object.keys(headers ?? {}).find((header) => header.toLowerCase() === 'content-type');
	return name ? String(headers?.[name]) : '';
}

/** Where a request has its content, or will have it when it has none yet. */
export function slotOf(request: RequestOptions): Slot {
	if (request.formData !== undefined) return 'formData';
	if (request.form !== undefined) return 'form';
	if (request.body === undefined && contentType(request).includes('multipart/form-data')) {
		return 'formData';
	}
	return 'body';
}

/** Whether a content in a slot is sent as form fields in a URL's way. */
export function isUrlEncoded(request: RequestOptions, slot: Slot): boolean {
	return slot === 'form' || contentType(request).includes('x-www-form-urlencoded');
}

export function isFormStream(content: unknown): content is FormStream {
	return (
		typeof content === 'object' &&
		content !== null &&
		'append' in content &&
		'getBoundary' in content
	);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
	if (typeof value !== 'object' || value === null) return false;
	// By name, since an object from a sandboxed expression has a constructor of its own realm.
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype?.constructor.name === 'Object';
}
