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

/** The part of the `form-data` package that is used. The HTTP Request node sends multipart with it. */
export interface FormStream {
	append(name: string, value: string): void;
	getBoundary(): string;
	/** For each field its header, its value and its end. */
	_streams?: unknown[];
}

/** Where a request goes. `//host/path` counts as a full URL, too: the sender ignores the base then. */
export function targetUrl({ uri, url, baseURL }: RequestOptions): string {
	// With both, n8n uses `url`.
	const address = String(url || (uri ?? ''));
	if (!baseURL || URL.canParse(address) || address.startsWith('//')) return address;
	return `${baseURL.replace(/\/+$/, '')}/${address.replace(/^\/+/, '')}`;
}

/**
 * The request with an unambiguous address: n8n's senders accept other spellings of a full URL than `URL`
 * does, and would send such a request to another place than the one that was checked.
 */
export function sentTo(address: string, { uri, ...request }: RequestOptions): RequestOptions {
	const url = new URL(address).href;
	return { ...request, url, ...(uri === undefined ? {} : { uri: url }), baseURL: undefined };
}

/** The `Content-Type` header. Empty if the request has no such header yet. */
export function contentType({ headers }: RequestOptions): string {
	const name = Object.keys(headers ?? {}).find((header) => header.toLowerCase() === 'content-type');
	return name ? String(headers?.[name]) : '';
}

/** The slot of a request's content, also if it has no content yet. */
export function slotOf(request: RequestOptions): Slot {
	if (request.formData !== undefined) return 'formData';
	if (request.form !== undefined) return 'form';
	if (request.body === undefined && contentType(request).includes('multipart/form-data')) {
		return 'formData';
	}
	return 'body';
}

/** Whether the content of a slot is sent as URL-encoded form fields. */
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
