import fc from 'fast-check';

import { readResponse } from '../../nodes/api/response/readResponse';
import type { ResponseKind } from '../../nodes/api/endpoint';
import { endpoints } from '../../nodes/api/endpoints';
import type { RawResponse } from '../../nodes/api/network/rawResponse';
import { ALL_SIGNS, badAnswers, goodAnswers, type GOOD } from '../generatedResponses';

/** The same cases in every run. */
const FIXED = { seed: 20_260_101, numRuns: 150 };

const catalogue = Object.entries(endpoints).filter(
	([, { response }]) => response.value !== 'sessionId',
);

function jsonResponse(value: unknown): RawResponse {
	const bytes = Buffer.from(JSON.stringify(value));
	return { status: 200, contentType: 'application/json', hasKnownEnd: true, bytes };
}

describe.each(catalogue)('a response to %s', (_, { response }) => {
	const kind = response.value as keyof typeof GOOD;
	const read = (value: unknown) =>
		readResponse<ResponseKind>(response, jsonResponse(value), ['a-company-key']);
	it('that is valid is data, with any unknown fields', () => {
		fc.assert(
			fc.property(goodAnswers(kind), (value) => expect(read(value)).toHaveProperty('data')),
			FIXED,
		);
	});

	it('with a sign of failure is an error, whatever else it has', () => {
		fc.assert(
			fc.property(badAnswers(kind), (value) => expect(read(value)).toHaveProperty('failure')),
			FIXED,
		);
	});

	it('with only a sign of failure is an error', () => {
		for (const sign of ALL_SIGNS) {
			for (const value of [sign, [sign], { data: sign }])
				expect(read(value)).toHaveProperty('failure');
		}
	});

	it('of any JSON or bytes is data or an error, and nothing is thrown', () => {
		const bytes = fc.oneof(
			fc.json().map((text) => Buffer.from(text)),
			fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
		);
		const contentType = fc.constantFrom(
			'',
			'application/json',
			'text/html',
			'image/jpeg',
			'text/plain; charset=utf-16',
		);
		const status = fc.constantFrom(200, 201, 204, 206, 302, 400, 404, 429, 500, 503);
		fc.assert(
			fc.property(bytes, contentType, status, fc.boolean(), (body, type, code, hasKnownEnd) => {
				const given = { bytes: body, contentType: type, status: code, hasKnownEnd };
				const read = readResponse<ResponseKind>(response, given, ['a-company-key']);
				const isData = read.ok;
				expect(isData && (code >= 300 || code === 206)).toBe(false);
				if (!isData) expect(read.failure.message).not.toBe('');
			}),
			FIXED,
		);
	});
});

it.each<[unknown]>([
	[{ result: false }],
	[{ result: [] }],
	[{ result: 'error', message: 'text' }],
	[{ name: 'Error', message: 'text' }],
])('%j is not a result', (value) => {
	expect(readResponse(endpoints.getResult.response, jsonResponse(value), [''])).toHaveProperty(
		'failure',
	);
});

it.each<[unknown, boolean]>([
	[{ status: 'finished' }, true],
	[{ status: 'finished', message: 'text' }, true],
	[{ status: 'ok' }, false],
	[{ status: 'E1' }, false],
])('whether %j is a statistic: %s', (value, isData) => {
	const answer = readResponse(endpoints.getSessionStatistics.response, jsonResponse(value), ['']);
	expect(answer.ok).toBe(isData);
});
