import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { Host } from '../endpoint';
import { hostedFlow, hosts } from '../endpoints';
import { invalidAddressError } from '../errors/credentialErrors';

/** A configured host: what its API URLs begin with, always with a trailing slash. */
interface ApiRoot {
	host: Host;
	url: URL;
}

/** A user name in it would reach everybody who gets a verification link. */
function isPlainAddress({ protocol, username, password, search, hash }: URL): boolean {
	const extras = [username, password, search, hash];
	return ['https:', 'http:'].includes(protocol) && extras.every((extra) => extra === '');
}

/**
 * The base URL that a credential holds for a host, without trailing slashes and spaces.
 * @throws {UserError} naming the field if it is not an http(s) URL
 */
function baseUrl(credentials: ICredentialDataDecryptedObject, host: Host): string {
	const text = String(credentials[hosts[host].urlField] ?? '').trim();
	const url = URL.canParse(text) ? new URL(text) : undefined;
	// An empty query or hash does not show in the URL's fields.
	if (!url || !isPlainAddress(url) || /[?#]/.test(text)) throw invalidAddressError(host);
	// Accepts a URL that was pasted with the path of the API.
	const path = hosts[host].basePath.value;
	return url.href
		.replace(/\/*$/, '/')
		.replace(new RegExp(`(?<=/)${path}$`), '')
		.replace(/\/+$/, '');
}

function apiRoot(credentials: ICredentialDataDecryptedObject, host: Host): ApiRoot {
	return { host, url: new URL(`${baseUrl(credentials, host)}/${hosts[host].basePath.value}`) };
}

function isBelow(url: URL, root: URL): boolean {
	return url.origin === root.origin && url.pathname.startsWith(root.pathname);
}

/**
 * The full URL of an API path at the host that the credential configures.
 * @throws {UserError} if the configured base URL is not a URL
 */
export function apiUrl(credentials: ICredentialDataDecryptedObject, host: Host, path: string) {
	return new URL(path, apiRoot(credentials, host).url).href;
}

/**
 * The host whose API a URL belongs to, or undefined if it belongs to neither, so that no key may be sent
 * there. If both hosts share an origin, the longer matching base path decides.
 * @throws {UserError} if a configured base URL is not a URL
 */
export function hostOf(credentials: ICredentialDataDecryptedObject, url: string): Host | undefined {
	const roots = apiRoots(credentials);
	if (!URL.canParse(url)) return undefined;
	const target = new URL(url);
	return roots
		.filter((root) => isBelow(target, root.url))
		.sort((a, b) => b.url.pathname.length - a.url.pathname.length)[0]?.host;
}

function apiRoots(credentials: ICredentialDataDecryptedObject): ApiRoot[] {
	return (Object.keys(hosts) as Host[]).map((host) => apiRoot(credentials, host));
}

/**
 * Whether an address is at one of the two configured hosts.
 * @throws {UserError} if a configured base URL is not a URL
 */
export function isOwnAddress(credentials: ICredentialDataDecryptedObject, url: string): boolean {
	return apiRoots(credentials).some((root) => root.url.origin === new URL(url).origin);
}

/**
 * Whether nobody on the way can read or change the data from an address. If the configured hosts do not
 * use TLS themselves, any address is accepted.
 * @throws {UserError} if a configured base URL is not a URL
 */
export function isSecureAddress(credentials: ICredentialDataDecryptedObject, url: string): boolean {
	const { protocol } = new URL(url);
	const isHttpConfigured = apiRoots(credentials).every((root) => root.url.protocol === 'http:');
	return protocol === 'https:' || (protocol === 'http:' && isHttpConfigured);
}

/**
 * The link that a person opens to be verified.
 * @throws {UserError} if the configured base URL is not a URL
 */
export function verificationUrl(
	credentials: ICredentialDataDecryptedObject,
	sessionId: string,
): string {
	const { path, sessionField } = hostedFlow;
	const query = new URLSearchParams({ [sessionField.value]: sessionId });
	return `${baseUrl(credentials, 'widget')}${path.value}?${query}`;
}
