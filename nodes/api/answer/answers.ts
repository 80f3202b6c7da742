import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod/v3';

import { comparisonFields, type AnswerKind } from '../endpoints';
import { failureIn, meansFine, refused, textOf } from './errorShapes';
import type { Answer, Failure } from '../failures';
import { findFiles, type FoundFiles } from './foundFiles';
import type { ResponseBody } from './answerBody';

/** Two faces compared: `similarity` from 0 to 1; `warning` is the code that came along, or null. */
export interface Comparison {
	similarity: number;
	warning: string | null;
}

/** What each kind of answer is read into. */
export interface Answers {
	sessionId: string;
	object: IDataObject;
	list: unknown[];
	done: undefined;
	file: FoundFiles;
	files: FoundFiles;
	similarity: Comparison;
}

type Reader<T> = (body: ResponseBody) => Answer<T>;

const record: z.ZodType<IDataObject> = z.record(z.any());

/**
 * A session id as `begin/` answers it: 40 lower-case characters and digits were observed. Any length
 * from 20 on and UUIDs too, for other installations; but nothing that an error code could look like,
 * such as `unknown_iso3166_country` or `unknownIso3166Country`.
 */
const sessionIdText = z
	.string()
	.regex(/^(?=.*\d)[a-z\d]{20,}$/)
	.or(z.string().uuid());

const unexpected = (message: string): { failure: Failure } => ({
	failure: { kind: 'unexpected', message },
});

const NO_FILE = unexpected('The answer of Identomat holds no file');

/** Why a body that should have held data holds none. */
function withoutData(body: ResponseBody): { failure: Failure } {
	switch (body.is) {
		case 'empty':
			return unexpected('Identomat answered with nothing where data was expected');
		case 'webPage':
			return unexpected(
				`Identomat answered with a web page${body.title && ` titled "${body.title}"`} instead of data`,
			);
		case 'brokenJson':
			return unexpected('The answer of Identomat is cut off or damaged: its JSON cannot be read');
		case 'file':
			return unexpected(`Identomat answered with a file (${body.mimeType}) instead of data`);
		case 'text':
			return { failure: refused(undefined, body.text) };
		case 'json':
			return unexpected('The answer of Identomat is of another kind than expected');
	}
}

/** Data of a JSON body that is not an error and fits a schema. */
function jsonOf<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>): Reader<T> {
	return (body) => {
		const failure = body.is === 'json' ? failureIn(body.value) : undefined;
		if (failure) return { failure };
		const parsed = body.is === 'json' ? schema.safeParse(body.value) : undefined;
		return parsed?.success ? { data: parsed.data } : withoutData(body);
	};
}

const readSessionId: Reader<string> = (body) => {
	const parsed = body.is === 'json' ? sessionIdText.safeParse(body.value) : undefined;
	return parsed?.success ? { data: parsed.data } : jsonOf(z.never())(body);
};

const anyList = z.array(z.unknown());

/** Arrays under these names tell what went wrong: an error must never be "nobody found". */
const COMPLAINTS = /^(errors?|details?|messages?|warnings?)$/i;

/** A list, also one wrapped in an object as its only array (inferred). */
const readList = jsonOf(anyList.or(record.transform(onlyArray)).pipe(anyList));

function onlyArray(object: IDataObject): unknown {
	const arrays = Object.entries(object).filter(([, value]) => Array.isArray(value));
	const [name, list] = arrays[0] ?? ['', undefined];
	return arrays.length === 1 && !COMPLAINTS.test(name) ? list : undefined;
}

/** Done is an empty body, or JSON that holds no error. Evidence: inferred. */
const readDone: Reader<undefined> = (body) => {
	if (body.is === 'empty') return { data: undefined };
	const isFalse = body.is === 'json' && body.value === false;
	return isFalse ? withoutData(body) : jsonOf(z.unknown().transform(() => undefined))(body);
};

/** All files of an answer, raw or within JSON; an empty list is fine. */
const readFiles: Reader<FoundFiles> = (body) => {
	if (body.is === 'file') return { data: { files: [body], urls: [] } };
	if (body.is !== 'json') return withoutData(body);
	const failure = typeof body.value === 'string' ? undefined : failureIn(body.value);
	if (failure) return { failure };
	const found = findFiles(body.value);
	if (!isEmpty(found)) return { data: found };
	const list = readList(body);
	if ('failure' in list) return list;
	return list.data.length === 0 ? { data: found } : NO_FILE;
};

/** As `readFiles`, where an answer without a file is a failure. */
const readFile: Reader<FoundFiles> = (body) => {
	const answer = readFiles(body);
	const isMissing = 'data' in answer && isEmpty(answer.data);
	return isMissing ? NO_FILE : answer;
};

function isEmpty({ files, urls }: FoundFiles): boolean {
	return files.length === 0 && urls.length === 0;
}

/** A score alone or in an object, where an error code beside it is a warning, not a failure. */
const readComparison: Reader<Comparison> = (body) => {
	if (body.is !== 'json') return withoutData(body);
	const { value } = body;
	if (typeof value === 'number') return { data: { similarity: value, warning: null } };
	const fields = record.catch({}).parse(value);
	const score = comparisonFields.score.value.map((field) => fields[field]).find(isNumber);
	if (score === undefined) return jsonOf<Comparison>(z.never())(body);
	const warning = comparisonFields.warning.value
		.map((field) => textOf(fields[field]))
		.find((code) => code && !meansFine(code));
	return { data: { similarity: score, warning: warning ?? null } };
};

function isNumber(value: unknown): value is number {
	return typeof value === 'number';
}

const readers: { [Kind in AnswerKind]: Reader<Answers[Kind]> } = {
	sessionId: readSessionId,
	object: jsonOf(record),
	list: readList,
	done: readDone,
	file: readFile,
	files: readFiles,
	similarity: readComparison,
};

/** Reads a body as what an endpoint promises. Never takes an error for data. */
export function readAnswer<Kind extends AnswerKind>(
	kind: Kind,
	body: ResponseBody,
	status: number,
): Answer<Answers[Kind]> {
	const answer = isSuccess(status) ? readers[kind](body) : refusal(body, status);
	if ('data' in answer) return answer;
	const isUnreadable = isSuccess(status) && answer.failure.kind === 'unexpected';
	return { failure: { ...answer.failure, status, mayBeDone: isUnreadable || status >= 500 } };
}

function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/** The failure that an answer with an error status is. */
function refusal(body: ResponseBody, status: number): { failure: Failure } {
	if (status >= 300 && status < 400) {
		return unexpected(
			`Identomat answered with a redirect (status ${status}), which is not followed: the company key stays with the configured host`,
		);
	}
	if (body.is === 'text') return withoutData(body);
	const failure = body.is === 'json' ? failureIn(body.value) : undefined;
	if (failure) return { failure };
	const said = body.is === 'json' ? textOf(body.value) : undefined;
	if (said) return { failure: refused(undefined, said) };
	const message = `Identomat answered with status ${status}`;
	if (body.is !== 'webPage') return { failure: { kind: 'refused', message } };
	// Of a server on the way, which knows nothing of what was asked for.
	return unexpected(body.title ? `${message}: ${body.title}` : message);
}
