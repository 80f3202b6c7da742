import type { IDataObject } from 'n8n-workflow';

import type { ResponseKind, ExpectedResponse } from '../endpoints';
import type { Result } from '../errors/failure';
import type { ResponseBody } from './body';
import { failureIn, refused, messageText } from './errorShapes';
import type { FoundFiles } from './files';
import * as comparison from './comparisonRecognizers';
import type { Comparison } from './comparisonRecognizers';
import * as files from './fileRecognizers';
import * as recognized from './recognizers';
import { unexpected, type Recognizer } from './recognizers';

export type { Comparison };

/** What each kind of answer is read into. */
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

/**
 * What an answer may be, by what its endpoint promises: the first recognizer that knows it decides, and
 * what none knows is no data.
 */
const recognizers: { [Kind in ResponseKind]: Array<Recognizer<ResponseData[Kind]>> } = {
	sessionId: [recognized.sessionId, recognized.longSessionId],
	result: [recognized.result],
	object: [recognized.object],
	list: [recognized.plainList, recognized.wrappedList],
	done: [recognized.nothing, recognized.doneWord, recognized.doneObject],
	file: [files.rawFile, files.filesInJson],
	files: [files.rawFile, files.filesInJson, files.noFiles],
	similarity: [comparison.bareScore, comparison.scoreInObject],
};

/** Reads a body as what an endpoint promises. What is not recognized as that is a failure. */
export function interpretBody<Kind extends ResponseKind>(
	promised: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	const isSuccess = status >= 200 && status < 300;
	const answer = isSuccess ? readSuccess(promised, body, status) : refusal(body, status);
	if (answer.ok) return answer;
	const isUnreadable = isSuccess && answer.failure.kind === 'unexpected';
	return {
		ok: false,
		failure: { ...answer.failure, status, mayHaveSucceeded: isUnreadable || status >= 500 },
	};
}

function readSuccess<Kind extends ResponseKind>(
	promised: ExpectedResponse<Kind>,
	body: ResponseBody,
	status: number,
): Result<ResponseData[Kind]> {
	if (status === 206) return unexpected('Identomat answered with a part of the data only');
	for (const recognize of recognizers[promised.value]) {
		const answer = recognize(body, promised);
		if (answer) return answer;
	}
	return failureOfBody(promised, body);
}

/** Why a body is not the data that was promised, in Identomat's words where it gave any. */
function failureOfBody({ value: kind }: ExpectedResponse, body: ResponseBody): Result<never> {
	switch (body.is) {
		case 'empty':
			return unexpected('Identomat answered with nothing where data was expected');
		case 'webPage':
			return unexpected(
				`Identomat answered with a web page${body.title && ` titled "${body.title}"`} instead of data`,
			);
		case 'brokenJson':
			return unexpected('The answer of Identomat is cut off or damaged: its JSON cannot be read');
		case 'unwieldy':
			return unexpected(
				'The answer of Identomat cannot be read: it is nested too deeply or has too many fields',
			);
		case 'file':
			return unexpected(`Identomat answered with a file (${body.mimeType}) instead of data`);
		case 'text':
			return { ok: false, failure: refused(undefined, body.text) };
		case 'json': {
			const failure = failureIn(body.value);
			if (failure) return { ok: false, failure };
			const mayHoldFile = typeof body.value === 'object' && (kind === 'file' || kind === 'files');
			return mayHoldFile
				? unexpected('The answer of Identomat holds no file')
				: unexpected('The answer of Identomat is of another kind than expected');
		}
	}
}

/** The failure that an answer with an error status is. */
function refusal(body: ResponseBody, status: number): Result<never> {
	if (status >= 300 && status < 400) {
		return unexpected(
			`Identomat answered with a redirect (status ${status}), which is not followed: the company key stays with the configured host`,
		);
	}
	if (body.is === 'text') return { ok: false, failure: refused(undefined, body.text) };
	const failure = body.is === 'json' ? failureIn(body.value) : undefined;
	if (failure) return { ok: false, failure };
	const said = body.is === 'json' ? messageText(body.value) : undefined;
	if (said) return { ok: false, failure: refused(undefined, said) };
	const message = `Identomat answered with status ${status}`;
	if (body.is !== 'webPage')
		return { ok: false, failure: { kind: 'refused', message, hasDefaultMessage: true } };
	// Of a server on the way, which knows nothing of what was asked for.
	return unexpected(body.title ? `${message}: ${body.title}` : message);
}
