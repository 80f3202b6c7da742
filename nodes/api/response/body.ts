import type { RestOfBody } from '../network/bodyStream';
import { fileTypeOf, isMislabeled } from './fileTypes';
import type { RawResponse } from '../network/rawResponse';
import { isTooDeep, parseJson } from './json';
import { mayContain, redact } from './redaction';

/** The kind and content of a response's body, determined by its bytes: headers are not always right. */
export type ResponseBody =
	| { kind: 'json'; value: unknown }
	| { kind: 'file'; bytes: Buffer; rest?: RestOfBody; mimeType: string }
	| { kind: 'mislabeledFile'; mimeType: string; declaredType: string }
	| { kind: 'empty' }
	| { kind: 'webPage'; title: string }
	| { kind: 'brokenJson' }
	| { kind: 'tooDeepJson' }
	| { kind: 'text'; text: string };

/** A page has its title near its beginning. */
const MAX_PAGE_HEAD_LENGTH = 20_000;
const MAX_TITLE_LENGTH = 300;
const MAX_TYPE_LENGTH = 50;

const NAMED_ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
};

/** The text that HTML represents, so that people can read it and a secret is found in it. */
function unescapeHtml(html: string): string {
	return html.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (entity, decimal, hex, name) => {
		if (name) return NAMED_ENTITIES[name] ?? entity;
		return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
	});
}

/** Searched by hand, since a regular expression would scan from every start of a title to the page's end. */
function pageTitle(page: string): string {
	const head = page.slice(0, MAX_PAGE_HEAD_LENGTH);
	const tag = head.toLowerCase().indexOf('<title');
	const start = tag === -1 ? -1 : head.indexOf('>', tag);
	if (start === -1) return '';
	const end = head.indexOf('<', start);
	const title = head.slice(start + 1, end === -1 ? undefined : end);
	return unescapeHtml(title.trim());
}

function readTextBody(text: string, secrets: readonly string[]): ResponseBody {
	if (!text) return { kind: 'empty' };
	if (text.startsWith('<')) {
		return { kind: 'webPage', title: redact(pageTitle(text), secrets).slice(0, MAX_TITLE_LENGTH) };
	}
	try {
		return readJson(parseJson(text), text, secrets);
	} catch {
		return /^[[{"]/.test(text)
			? { kind: 'brokenJson' }
			: { kind: 'text', text: redact(text, secrets) };
	}
}

function readJson(value: unknown, text: string, secrets: readonly string[]): ResponseBody {
	if (isTooDeep(value)) return { kind: 'tooDeepJson' };
	return { kind: 'json', value: mayContain(text, secrets) ? redact(value, secrets) : value };
}

/** The charset of a text: that of its byte order mark, or else the declared one, if it is known. */
function charsetOf(bytes: Buffer, contentType: string): string | undefined {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	const declared = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(contentType.slice(0, 500))?.[1];
	try {
		return declared && new TextDecoder(declared).encoding;
	} catch {
		return undefined;
	}
}

/** The text in the charset that the header declares, or in UTF-8 if it declares no known one. */
function decoded(bytes: Buffer, contentType: string): string {
	const charset = charsetOf(bytes, contentType);
	if (!charset) return bytes.toString('utf8').replace(/^\ufeff/, '');
	return new TextDecoder(charset).decode(bytes);
}

/** Reads a response's bytes. Its texts no longer hold any of the secrets. */
export function readBody(response: RawResponse, secrets: readonly string[]): ResponseBody {
	const { bytes, rest, contentType } = response;
	const mimeType = fileTypeOf(bytes, contentType);
	if (mimeType && isMislabeled(mimeType, contentType)) {
		const declaredType = contentType.slice(0, MAX_TYPE_LENGTH);
		return { kind: 'mislabeledFile', mimeType, declaredType };
	}
	if (mimeType) return { kind: 'file', bytes, rest, mimeType };
	return readTextBody(decoded(bytes, contentType).trim(), secrets);
}
