import type { ResponseKind, ExpectedResponse } from '../endpoints';
import type { Result, Failure } from '../errors/failure';
import type { BodyCheck } from '../network/bodyStream';
import type { RawResponse } from '../network/rawResponse';
import { readBody, type ResponseBody } from './body';
import { interpretBody, type ResponseData } from './interpretBody';
import type { FoundFiles, ReceivedFile } from './files';
import { SecretCheck } from './redaction';
import { EndCheck } from './fileEnding';

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
 * Reads a response as what an endpoint promises. Whatever is thrown over it is this one answer's failure.
 * @param secret is in no text and in no file of the data; a file that holds it is a failure
 */
export function readResponse<Kind extends ResponseKind>(
	promised: ExpectedResponse<Kind>,
	response: RawResponse,
	secret: string,
): Result<ResponseData[Kind]> {
	const answer = tried(promised, response, secret);
	if (answer.ok) return answer;
	response.rest?.source.destroy();
	return { ok: false, failure: { ...answer.failure, retryAfterMs: response.retryAfterMs } };
}

function tried<Kind extends ResponseKind>(
	promised: ExpectedResponse<Kind>,
	response: RawResponse,
	secret: string,
): Result<ResponseData[Kind]> {
	const { status, hasKnownEnd } = response;
	try {
		const body = readBody(response, secret);
		if (body.is === 'empty' && status < 300 && !hasKnownEnd) {
			return { ok: false, failure: { ...MAY_BE_CUT_OFF, status } };
		}
		const answer = interpretBody(promised, body, status);
		const failure = answer.ok && failureOfFiles(answer.data, body, hasKnownEnd, secret);
		return failure ? { ok: false, failure: { ...failure, status } } : answer;
	} catch {
		return { ok: false, failure: { ...UNREADABLE, status } };
	}
}

function filesOf(data: unknown): ReceivedFile[] {
	const isFound = typeof data === 'object' && data !== null && 'files' in data && 'urls' in data;
	return isFound ? (data as FoundFiles).files : [];
}

/** What is wrong with the files of an answer; of those still to come it is told at their end. */
function failureOfFiles(
	data: unknown,
	body: ResponseBody,
	hasKnownEnd: boolean,
	secret: string,
): Failure | undefined {
	for (const file of filesOf(data)) {
		const checks: BodyCheck[] = [new SecretCheck(secret)];
		if (body.is === 'file' && !hasKnownEnd) checks.push(new EndCheck(file.mimeType));
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
