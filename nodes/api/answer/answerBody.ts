import type { RestOfBody } from '../network/bodyStream';
import { detectMimeType } from '../fileTypes';
import type { RawResponse } from '../network/rawResponse';

/** What an answer's bytes are, told by looking at them: headers are not always right. */
export type ResponseBody =
	| { is: 'json'; value: unknown }
	| { is: 'file'; bytes: Buffer; rest?: RestOfBody; mimeType: string }
	| { is: 'empty' }
	| { is: 'webPage'; title: string }
	| { is: 'brokenJson' }
	| { is: 'text'; text: string };

const REDACTED = '[hidden]';

/** How a text can stand in an answer: as it is, or within JSON, a URL or a form. */
function spellingsOf(secret: string): string[] {
	const inJson = JSON.stringify(secret).slice(1, -1);
	const inUrl = encodeURIComponent(secret);
	const spellings = [
		secret,
		inJson,
		inJson.replaceAll('/', '\\/'),
		inUrl,
		inUrl.replace(/%../g, (code) => code.toLowerCase()),
		new URLSearchParams({ '': secret }).toString().slice(1),
	];
	return [...new Set(spellings)];
}

/**
 * The value with every occurrence of a secret replaced, in texts at any depth and in object keys.
 * An API that echoes what it was sent must not carry the company key into outputs and errors.
 */
export function redact<T>(value: T, secret: string): T {
	if (!secret) return value;
	const spellings = spellingsOf(secret);
	const clean = (part: unknown): unknown => {
		if (typeof part === 'string') {
			return spellings.reduce((text, spelling) => text.replaceAll(spelling, REDACTED), part);
		}
		if (Array.isArray(part)) return part.map(clean);
		if (typeof part !== 'object' || part === null) return part;
		return Object.fromEntries(
			Object.entries(part).map(([key, inner]) => [clean(key), clean(inner)]),
		);
	};
	return clean(value) as T;
}

function declaredFileType(contentType: string): string | undefined {
	return /^\s*((?:image|video)\/[\w.+-]+|application\/(?:pdf|octet-stream))/i
		.exec(contentType)?.[1]
		?.toLowerCase();
}

/** Whether the header says text: such an answer is no file, even where its bytes are no UTF-8. */
function declaresText(contentType: string): boolean {
	return /^\s*(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/xhtml)/i.test(contentType);
}

/** Whether a text has no control characters, besides white space, and nothing that was no UTF-8. */
function isReadableText(text: string): boolean {
	return !/[^\P{Cc}\s]|\ufffd/u.test(text);
}

const NAMED_ENTITIES: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
};

/** The text that HTML stands for, so that people can read it and a secret is found in it. */
function unescapeHtml(html: string): string {
	return html.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (entity, decimal, hex, name) => {
		if (name) return NAMED_ENTITIES[name] ?? entity;
		return String.fromCodePoint(decimal ? Number(decimal) : parseInt(hex, 16));
	});
}

function readText(text: string): ResponseBody {
	if (!text) return { is: 'empty' };
	if (text.startsWith('<')) {
		const title = /<title[^>]*>([^<]*)/i.exec(text)?.[1]?.trim() ?? '';
		return { is: 'webPage', title: unescapeHtml(title) };
	}
	try {
		return { is: 'json', value: JSON.parse(text) };
	} catch {
		return /^[[{"]/.test(text) ? { is: 'brokenJson' } : { is: 'text', text };
	}
}

/** Reads an answer's bytes. Texts in it no longer hold `secret`. */
export function readBody(response: RawResponse, secret: string): ResponseBody {
	const { bytes, rest, contentType } = response;
	const mimeType = detectMimeType(bytes);
	if (mimeType) return { is: 'file', bytes, rest, mimeType };
	const text = bytes
		.toString('utf8')
		.replace(/^\ufeff/, '')
		.trim();
	if (text && !isReadableText(text) && !declaresText(contentType)) {
		const declared = declaredFileType(contentType) ?? 'application/octet-stream';
		return { is: 'file', bytes, mimeType: declared };
	}
	return redact(readText(text), secret);
}
