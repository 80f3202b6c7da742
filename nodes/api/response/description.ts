import type { RawResponse } from '../network/rawResponse';
import type { ResponseBody } from './body';
import { isObject } from '../results/values';

/**
 * The names and types of a JSON value's fields by their paths (`person.birthday`, `matches[].score`),
 * and never a value.
 */
export type Outline = Record<string, string>;

const MAX_DEPTH = 3;
const MAX_NAMES_PER_LEVEL = 50;
/** Replaces names that may be values themselves: a list of people can be an object by their names. */
const HIDDEN_NAME = '(hidden)';

/** The form of API fields: camel or snake case, short, and not a number or an address. */
const FIELD_NAME = /^[a-z][a-z]*\d?(?:(?:[A-Z]+|_)[a-z]*\d?)*$/;
/** The form of fields read from a document: `Place_of_Birth_ka_GE`, `Date_of_Birth_ISO`. */
const DOCUMENT_FIELD_NAME =
	/^[A-Z][a-z]+(?:_[A-Za-z][a-z]*)*_(?:ISO|[a-z]{2,3}(?:_[A-Z][a-z]{3})?_[A-Z]{2})$/;
const MAX_NAME_LENGTH = 40;
/** From this number on, objects of one form are a table by keys, not fields. */
const MIN_TABLE_ROWS = 2;

type FieldValues = Map<string, unknown[]>;

/**
 * The outline of a JSON value: three levels deep, fifty names a level, a list as the union of its
 * elements. A name is shown if this package knows it, or if it is written like a field of the API and
 * occurs in no text of the response. Any other name may be a value, and is hidden.
 * @param knownNames the API's field names that this package knows
 */
export function outlineOf(value: unknown, knownNames: ReadonlySet<string>): Outline {
	const texts = wordsIn(value);
	const isName = (name: string) =>
		knownNames.has(name) ||
		(name.length <= MAX_NAME_LENGTH &&
			(FIELD_NAME.test(name) || DOCUMENT_FIELD_NAME.test(name)) &&
			!texts.has(name.toLowerCase()));
	const outline: Outline = {};
	describe('', [value], 1);
	return outline;

	function describe(path: string, values: unknown[], level: number): void {
		if (path) outline[path] = typesOf(values);
		if (level > MAX_DEPTH) return;
		const elements = values.filter(Array.isArray).flat();
		// A list and what its elements hold are one level, a list of lists is two.
		const levels = path.endsWith('[]') ? 1 : 0;
		if (elements.length > 0) describe(`${path}[]`, elements, level + levels);
		const shownFields = [...fieldsIn(values, isName)].slice(0, MAX_NAMES_PER_LEVEL);
		for (const [name, inner] of shownFields)
			describe(path ? `${path}.${name}` : name, inner, level + 1);
	}
}

/** The fields of all objects among the values, with the values of each. Hidden fields share one name. */
function fieldsIn(values: unknown[], isName: (name: string) => boolean): FieldValues {
	const fields: FieldValues = new Map();
	for (const object of values.filter(isObject)) {
		const isHidden = isTable(object);
		for (const [name, inner] of Object.entries(object)) {
			const shown = isHidden || !isName(name) ? HIDDEN_NAME : name;
			const known = fields.get(shown);
			if (known) known.push(inner);
			else fields.set(shown, [inner]);
		}
	}
	return fields;
}

/** Whether an object is a table: its values are objects of one form, so its keys may be anything. */
function isTable(object: object): boolean {
	const rows = Object.values(object);
	const forms = new Set(rows.map((row) => (isObject(row) ? Object.keys(row).sort().join() : '')));
	return rows.length >= MIN_TABLE_ROWS && forms.size === 1 && !forms.has('');
}

function typesOf(values: unknown[]): string {
	return [...new Set(values.map(typeOf))].sort().join(' | ');
}

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'list';
	return typeof value === 'string' ? 'text' : typeof value;
}

/** Every word in the texts of a value, in lower case. */
function wordsIn(value: unknown): Set<string> {
	const words = new Set<string>();
	const open = [value];
	while (open.length > 0) {
		const part = open.pop();
		if (typeof part === 'string') {
			for (const word of part.toLowerCase().match(/[\p{L}\d_]+/gu) ?? []) words.add(word);
		} else if (typeof part === 'object' && part !== null) {
			// One by one: a list may be too long for the arguments of one call.
			for (const inner of Object.values(part)) open.push(inner);
		}
	}
	return words;
}

/** A description of a response's body, without any of its content. */
export interface BodyDescription {
	/** In words: `object`, `list`, `web page`, `file (image/jpeg, 12345 bytes)`, … */
	kind: string;
	/** Names and types of its fields. Empty if it has no fields. */
	outline: Outline;
}

const kinds: Record<Exclude<ResponseBody['kind'], 'json' | 'file' | 'mislabeledFile'>, string> = {
	empty: 'nothing',
	webPage: 'web page',
	brokenJson: 'damaged JSON',
	text: 'text',
	tooDeepJson: 'JSON that is nested too deeply',
};

/** Describes a body. Of a large file only the beginning is needed. */
export function describeBody(
	body: ResponseBody,
	{ bytes, rest }: Pick<RawResponse, 'bytes' | 'rest'>,
	knownNames: ReadonlySet<string>,
): BodyDescription {
	switch (body.kind) {
		case 'json':
			return { kind: jsonKind(body.value), outline: outlineOf(body.value, knownNames) };
		case 'file':
		case 'mislabeledFile':
			return { kind: `file (${body.mimeType}, ${sizeOf(bytes, rest)})`, outline: {} };
		default:
			return { kind: kinds[body.kind], outline: {} };
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
