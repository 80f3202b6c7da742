import type { ExpectedResponse } from '../endpoint';
import { failed, type Failure, type Result } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
import type { BodyCheck, BodyHead } from '../network/bodyStream';
import type { ResponseBody } from './body';
import { failureIn } from './errorShapes';
import { isObject } from '../results/values';
import { detectMimeType, EndCheck, isMislabeled, UNKNOWN_TYPE } from './fileTypes';
import type { JsonObject } from './json';
import { listIn, plainList, whyIncomplete, wrappedList } from './lists';
import { SecretCheck } from './redaction';
import { namesOf, type Recognizer } from './shapes';

/** A file and its MIME type: its bytes or, for a large file, the first of them and the unread rest. */
export interface ReceivedFile extends BodyHead {
	mimeType: string;
}

/** The files of a response: those in it, and the addresses of those it points to. */
export interface FoundFiles {
	files: ReceivedFile[];
	urls: string[];
	/** The declared and the real type of a file in it, if they differ. */
	mislabeled?: { declaredType: string; mimeType: string };
	/**
	 * What the MIME types of the files at the addresses have to begin with, best first. If missing, any
	 * type is accepted.
	 */
	types?: readonly string[];
}

const DATA_URI = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,/i;
/** Characters that base64 does not have. One class, so that the search takes linear time. */
const NOT_BASE64 = /[^A-Za-z0-9+/=\s]/;

function bytesOf(base64: string): Buffer {
	return NOT_BASE64.test(base64) ? Buffer.alloc(0) : Buffer.from(base64, 'base64');
}

function collectFile(text: string, found: FoundFiles, typeBeside: string): void {
	const [prefix = '', ownType = ''] = DATA_URI.exec(text) ?? [];
	const declaredType = ownType || typeBeside;
	const bytes = bytesOf(text.slice(prefix.length));
	const mimeType = detectMimeType(bytes);
	// Servers declare a text type by default, but nobody writes one into JSON for a picture.
	const isText = declaredType.startsWith('text/');
	if (mimeType && !isText && !isMislabeled(mimeType, declaredType)) {
		found.files.push({ bytes, mimeType });
	} else if (bytes.length > 0 && (prefix || mimeType)) {
		found.mislabeled ??= { declaredType, mimeType: mimeType ?? UNKNOWN_TYPE };
	}
}

const TYPE_FIELD = /^(file|mime|content|media)?[-_]?type$/i;

/** The MIME type that a field of an object declares for the file in it. */
function typeIn(object: JsonObject): string {
	const types = Object.entries(object)
		.filter(([name]) => TYPE_FIELD.test(name))
		.map(([, value]) => value);
	const isMimeType = (value: unknown) => typeof value === 'string' && /^\w+\/[\w.+-]+$/.test(value);
	return String(types.find(isMimeType) ?? '');
}

/**
 * All files in a JSON value, wherever they are in it: base64 texts (with or without a `data:` prefix) and
 * http(s) URLs. Base64 without a prefix counts when its first bytes are those of a known kind of file.
 * Where the API puts them is not documented, so this looks everywhere (inferred).
 */
export function findFiles(value: unknown): FoundFiles {
	const found: FoundFiles = { files: [], urls: [] };
	collect(value, found, '');
	return found;
}

/** No file and no address is shorter. */
const MIN_FILE_LENGTH = 4;

function collect(value: unknown, found: FoundFiles, typeBeside: string): void {
	if (typeof value === 'string') {
		if (value.length < MIN_FILE_LENGTH) return;
		const isAddress = /^https?:\/\//i.test(value) && URL.canParse(value);
		if (isAddress) found.urls.push(value);
		else collectFile(value, found, typeBeside);
	} else if (typeof value === 'object' && value !== null) {
		const type = isObject(value) ? typeIn(value) : typeBeside;
		for (const part of Object.values(value)) collect(part, found, type);
	}
}

/** The file itself. */
export const rawFile: Recognizer<FoundFiles> = (body, { fileTypes }) => {
	if (body.kind !== 'file') return undefined;
	return ofExpectedType({ files: [body], urls: [] }, fileTypes);
};

/** Files within JSON, as base64 or as addresses. */
export const filesInJson: Recognizer<FoundFiles> = (body, expected) => {
	if (body.kind !== 'json') return undefined;
	if (typeof body.value !== 'string' && failureIn(body.value)) return undefined;
	const list = listIn(body.value, expected);
	const failure = list && whyIncomplete(body.value as JsonObject, list);
	if (failure) return { ok: false, failure };
	const found = findFiles(body.value);
	if (found.mislabeled) {
		const { declaredType, mimeType } = found.mislabeled;
		return failed(responseFailures.mislabeledFile(declaredType, mimeType));
	}
	if (found.files.length + found.urls.length === 0) return undefined;
	const elements = Array.isArray(body.value) ? body.value : (list ?? []);
	if (!elements.every(hasFile)) return failed(responseFailures.emptyElement());
	return ofExpectedType(found, expected.fileTypes);
};

function hasFile(element: unknown): boolean {
	const { files, urls } = findFiles(element);
	return files.length + urls.length > 0;
}

/** An empty list. */
export const noFiles: Recognizer<FoundFiles> = (body, expected) => {
	const list = plainList(body, expected) ?? wrappedList(body, expected);
	const isNothing = list !== undefined && list.ok && list.data.length === 0;
	return isNothing ? { ok: true, data: { files: [], urls: [] } } : undefined;
};

/** The files of the expected types. The type of a file at an address is known only after it is fetched. */
function ofExpectedType(
	{ files, urls }: FoundFiles,
	fileTypes: ExpectedResponse['fileTypes'],
): Result<FoundFiles> {
	if (!fileTypes) return { ok: true, data: { files, urls } };
	const expected = namesOf(fileTypes);
	// The best first: a video before the picture of it.
	const fitting = expected.flatMap((type) =>
		files.filter(({ mimeType }) => mimeType.startsWith(type)),
	);
	if (fitting.length + urls.length > 0)
		return { ok: true, data: { files: fitting, urls, types: expected } };
	const [{ mimeType, rest }] = files as [(typeof files)[0]];
	rest?.source.destroy();
	return failed(responseFailures.fileOfOtherType(mimeType, expected));
}

/** What is wrong with the files of a response. Files that are not read yet fail at their end. */
export function problemInFiles(
	{ files }: FoundFiles,
	body: ResponseBody,
	hasKnownEnd: boolean,
	secrets: readonly string[],
): Failure | undefined {
	for (const file of files) {
		const checks: BodyCheck[] = [new SecretCheck(secrets)];
		if (body.kind === 'file' && !hasKnownEnd) checks.push(new EndCheck(file.mimeType));
		if (file.rest) {
			file.rest = { ...file.rest, checks: [...checks, ...(file.rest.checks ?? [])] };
			continue;
		}
		for (const check of checks) check.update(file.bytes);
		const failure = checks.map((check) => check.failure()).find(Boolean);
		if (failure) return failure;
	}
	return undefined;
}
