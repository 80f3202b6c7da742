import type { IDataObject } from 'n8n-workflow';

import type { ExpectedResponse, ResponseKind } from '../endpoint';
import { failed, type Failure, type Result } from '../errors/failure';
import { responseFailures } from '../errors/responseFailures';
import type { RawResponse } from '../network/rawResponse';
import { readBody, type ResponseBody } from './body';
import { signOfMissing } from './completeness';
import { messageText } from './envelope';
import { failureIn, refused } from './errorShapes';
import { filesInJson, noFiles, problemInFiles, rawFile, type FoundFiles } from './files';
import { plainList, wrappedList } from './lists';
import { redact } from './redaction';
import * as shapes from './shapes';
import type { Comparison, Recognizer } from './shapes';

/** The data of each kind of response. */
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

/** The shapes of each kind of data. The first one that matches a body decides. */
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

/**
 * Reads a response as the kind that an endpoint promises. Any error while reading becomes the failure of
 * this response.
 * @param secrets removed from the texts of the data and of a failure: a header can hold one, too. A file
 * that holds one is a failure.
 */
export function readResponse<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	response: RawResponse,
	secrets: readonly string[],
): Result<ResponseData[Kind]> {
	const result = readOrGiveUp(expected, response, secrets);
	if (result.ok) return result;
	response.rest?.source.destroy();
	const failure = { ...result.failure, retryAfterMs: response.retryAfterMs };
	return { ok: false, failure: redact(failure, secrets) };
}

function readOrGiveUp<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	response: RawResponse,
	secrets: readonly string[],
): Result<ResponseData[Kind]> {
	const { status, hasKnownEnd } = response;
	try {
		const body = readBody(response, secrets);
		if (body.kind === 'empty' && status < 300 && !hasKnownEnd) {
			return failed(responseFailures.maybeCutOff(status));
		}
		const result = interpretBody(expected, body, status);
		const failure = result.ok
			? (signInHeaders(result.data, response) ??
				(isFileKind(expected.value)
					? problemInFiles(result.data as FoundFiles, body, hasKnownEnd, secrets)
					: undefined))
			: undefined;
		return failure
			? { ok: false, failure: { ...failure, status, mayHaveSucceeded: true } }
			: result;
	} catch {
		return failed(responseFailures.unreadable(status));
	}
}

/** A header that says that a list is incomplete. */
function signInHeaders(data: unknown, { listHeaders = {} }: RawResponse): Failure | undefined {
	return Array.isArray(data) ? signOfMissing(listHeaders, data.length) : undefined;
}

function isFileKind(kind: ResponseKind): boolean {
	return kind === 'file' || kind === 'files';
}

/** Interprets a body as the kind that an endpoint promises. A body that is not recognized is a failure. */
export function interpretBody<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	const isSuccess = status >= 200 && status < 300;
	const result = isSuccess ? readSuccess(expected, body, status) : refusal(body, status);
	if (result.ok) return result;
	const isUnreadable = isSuccess && result.failure.kind === 'invalidResponse';
	return {
		ok: false,
		failure: { ...result.failure, status, mayHaveSucceeded: isUnreadable || status >= 500 },
	};
}

/** The data in one of its shapes, or else the sign that there is no data, or else "unexpected". */
function readSuccess<Kind extends ResponseKind>(
	expected: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	if (status === 206) return failed(responseFailures.partial());
	for (const recognize of recognizers[expected.value]) {
		const result = recognize(body, expected);
		if (result) return result;
	}
	return failed(signOfNoData(body) ?? unexpectedBody(expected, body));
}

/** The refusal that a body is, in Identomat's words. */
function signOfNoData(body: ResponseBody): Failure | undefined {
	if (body.kind === 'text') return refused(undefined, body.text);
	return body.kind === 'json' ? failureIn(body.value) : undefined;
}

/** The failure for a body that is neither data nor a refusal. */
function unexpectedBody({ value: kind }: ExpectedResponse, body: ResponseBody): Failure {
	switch (body.kind) {
		case 'empty':
			return responseFailures.empty();
		case 'webPage':
			return responseFailures.webPage(body.title);
		case 'brokenJson':
			return responseFailures.damagedJson();
		case 'tooDeepJson':
			return responseFailures.tooDeepJson();
		case 'mislabeledFile':
			return responseFailures.mislabeledFile(body.declaredType, body.mimeType);
		case 'file':
			return responseFailures.fileInsteadOfData(body.mimeType);
		default: {
			const mayHoldFile =
				body.kind === 'json' && typeof body.value === 'object' && isFileKind(kind);
			return mayHoldFile ? responseFailures.noFile() : responseFailures.otherKind();
		}
	}
}

/** The failure that a response with an error status is. */
function refusal(body: ResponseBody, status: number): Result<never> {
	if (status >= 300 && status < 400) return failed(responseFailures.redirect(status));
	const failure = signOfNoData(body);
	if (failure) return failed(failure);
	const text = body.kind === 'json' ? messageText(body.value) : undefined;
	if (text) return failed(refused(undefined, text));
	return failed(responseFailures.status(status, body.kind === 'webPage' ? body : undefined));
}
