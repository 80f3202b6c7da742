import type { RawResponse } from '../network/rawResponse';
import type { ResponseBody } from './body';
import { outlineOf, type Outline } from './outline';

/** What an answer is, without anything of its content. */
export interface BodyDescription {
	/** In words: `object`, `list`, `web page`, `file (image/jpeg, 12345 bytes)`, … */
	kind: string;
	/** Names and types of its fields; empty where it has none. */
	outline: Outline;
}

const kinds: Record<Exclude<ResponseBody['is'], 'json' | 'file'>, string> = {
	empty: 'nothing',
	webPage: 'web page',
	brokenJson: 'damaged JSON',
	text: 'text',
	unwieldy: 'JSON that is too deep or too large to look at',
};

/** Says what a body is. Of a large file only the beginning has to be there. */
export function describeBody(
	body: ResponseBody,
	{ bytes, rest }: Pick<RawResponse, 'bytes' | 'rest'>,
	knownNames: ReadonlySet<string>,
): BodyDescription {
	switch (body.is) {
		case 'json':
			return { kind: jsonKind(body.value), outline: outlineOf(body.value, knownNames) };
		case 'file':
			return { kind: `file (${body.mimeType}, ${sizeOf(bytes, rest)})`, outline: {} };
		default:
			return { kind: kinds[body.is], outline: {} };
	}
}

function jsonKind(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return value.length === 0 ? 'empty list' : 'list';
	return typeof value === 'string' ? 'text' : typeof value;
}

function sizeOf(bytes: Buffer, rest: RawResponse['rest']): string {
	if (!rest) return `${bytes.length} bytes`;
	const { announcedLength } = rest;
	return announcedLength ? `${announcedLength} bytes` : `more than ${bytes.length} bytes`;
}
