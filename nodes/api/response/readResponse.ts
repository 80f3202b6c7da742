import type { IDataObject } from 'n8n-workflow';

import type { ExpectedResponse, ResponseKind } from '../endpoints';
import type { Failure, Result } from '../errors/failure';
import type { RawResponse } from '../network/rawResponse';
import { readBody, type ResponseBody } from './body';
import { signOfMissing } from './completeness';
import { messageText } from './envelope';
import { failureIn, refused } from './errorShapes';
import { filesInJson, noFiles, rawFile, problemInFiles, type FoundFiles } from './files';
import { plainList, wrappedList } from './lists';
import * as shapes from './shapes';
import { unexpected, type Comparison, type Recognizer } from './shapes';

/** What each kind of response is read into. */
export interface ResponseData {
	sessionId: string;
	result: IDataObject;
	object: IDataObject;
	list: unknown[];
	done: undefined;
	file: FoundFiles;
	files: FoundFiles;
	similarity: Comparison;
}

/** The shapes that each kind of data has: the first one that a body is of decides. */
const recognizers: { [Kind in ResponseKind]: Array<Recognizer<ResponseData[Kind]>> } = {
	sessionId: [shapes.sessionId, shapes.longSessionId],
	result: [shapes.result],
	object: [shapes.object],
	list: [plainList, wrappedList],
	done: [shapes.nothing, shapes.doneWord, shapes.doneObject],
	file: [rawFile, filesInJson],
	files: [rawFile, filesInJson, noFiles],
	similarity: [shapes.bareScore, shapes.scoreInObject],
};

const UNREADABLE: Failure = {
	kind: 'unexpected',
	message: 'The answer of Identomat cannot be read',
	mayHaveSucceeded: true,
};
const MAY_BE_CUT_OFF: Failure = {
	kind: 'unexpected',
	message: 'Identomat answered with nothing, and did not say that this was all',
	mayHaveSucceeded: true,
};

/**
 * Reads a response as what an endpoint promises. Whatever is thrown over it is this one response's failure.
 * @param secret is in no text and in no file of the data; a file that holds it is a failure
 */
export function readResponse<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	response: RawResponse,
	secret: string,
): Result<ResponseData[Kind]> {
	const result = readOrGiveUp(expected, response, secret);
	if (result.ok) return result;
	response.rest?.source.destroy();
	return { ok: false, failure: { ...result.failure, retryAfterMs: response.retryAfterMs } };
}

function readOrGiveUp<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	response: RawResponse,
	secret: string,
): Result<ResponseData[Kind]> {
	const { status, hasKnownEnd } = response;
	try {
		const body = readBody(response, secret);
		if (body.kind === 'empty' && status < 300 && !hasKnownEnd) {
			return { ok: false, failure: { ...MAY_BE_CUT_OFF, status } };
		}
		const result = interpretBody(expected, body, status);
		const failure = result.ok
			? (signInHeaders(result.data, response) ??
				(isFileKind(expected.value)
					? problemInFiles(result.data as FoundFiles, body, hasKnownEnd, secret)
					: undefined))
			: undefined;
		return failure
			? { ok: false, failure: { ...failure, status, mayHaveSucceeded: true } }
			: result;
	} catch {
		return { ok: false, failure: { ...UNREADABLE, status } };
	}
}

/** A header that says that a list is not all there is. */
function signInHeaders(data: unknown, { listHeaders = {} }: RawResponse): Failure | undefined {
	return Array.isArray(data) ? signOfMissing(listHeaders, data.length) : undefined;
}

function isFileKind(kind: ResponseKind): boolean {
	return kind === 'file' || kind === 'files';
}

/** Interprets a body as what an endpoint promises. What is not recognized as that is a failure. */
export function interpretBody<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	const isSuccess = status >= 200 && status < 300;
	const result = isSuccess ? readSuccess(expected, body, status) : refusal(body, status);
	if (result.ok) return result;
	const isUnreadable = isSuccess && result.failure.kind === 'unexpected';
	return {
		ok: false,
		failure: { ...result.failure, status, mayHaveSucceeded: isUnreadable || status >= 500 },
	};
}

/** The data in one of its shapes, else the sign that there is none, else "unexpected". */
function readSuccess<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	if (status === 206) return unexpected('Identomat answered with a part of the data only');
	for (const recognize of recognizers[expected.value]) {
		const result = recognize(body, expected);
		if (result) return result;
	}
	const failure = signOfNoData(body);
	return failure ? { ok: false, failure } : unexpected(unexpectedBody(expected, body));
}

/** The refusal that a body is, in Identomat's words. */
function signOfNoData(body: ResponseBody): Failure | undefined {
	if (body.kind === 'text') return refused(undefined, body.text);
	return body.kind === 'json' ? failureIn(body.value) : undefined;
}

/** What a body is that is neither data nor a refusal. */
function unexpectedBody({ value: kind }: ExpectedResponse, body: ResponseBody): string {
	switch (body.kind) {
		case 'empty':
			return 'Identomat answered with nothing where data was expected';
		case 'webPage':
			return `Identomat answered with a web page${body.title && ` titled "${body.title}"`} instead of data`;
		case 'brokenJson':
			return 'The answer of Identomat is cut off or damaged: its JSON cannot be read';
		case 'tooDeepJson':
			return 'The answer of Identomat cannot be read: it is nested too deeply';
		case 'file':
			return `Identomat answered with a file (${body.mimeType}) instead of data`;
		default: {
			const mayHoldFile =
				body.kind === 'json' && typeof body.value === 'object' && isFileKind(kind);
			return mayHoldFile
				? 'The answer of Identomat holds no file'
				: 'The answer of Identomat is of another kind than expected';
		}
	}
}

/** The failure that a response with an error status is. */
function refusal(body: ResponseBody, status: number): Result<never> {
	if (status >= 300 && status < 400) {
		return unexpected(
			`Identomat answered with a redirect (status ${status}), which is not followed: the company key stays with the configured host`,
		);
	}
	const failure = signOfNoData(body);
	if (failure) return { ok: false, failure };
	const text = body.kind === 'json' ? messageText(body.value) : undefined;
	if (text) return { ok: false, failure: refused(undefined, text) };
	const message = `Identomat answered with status ${status}`;
	if (body.kind !== 'webPage')
		return { ok: false, failure: { kind: 'refused', message, hasDefaultMessage: true } };
	// Of a server on the way, which knows nothing of what was requested.
	return unexpected(body.title ? `${message}: ${body.title}` : message);
}
