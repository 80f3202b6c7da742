import fc from 'fast-check';

import { readResponse } from '../../nodes/api/answer/readResponse';
import { endpoints, type AnswerKind } from '../../nodes/api/endpoints';
import type { RawResponse } from '../../nodes/api/network/rawResponse';
import { jpeg } from '../../dev/sandbox';

/** The same cases in every run. */
const FIXED = { seed: 20_260_101, numRuns: 150 };

const base64 = jpeg({ width: 20, height: 20 }).toString('base64');
const pdf = Buffer.from('%PDF-1.7\n').toString('base64');

/** Good answers in JSON, by what the endpoint promises; none says no. */
const GOOD: Record<Exclude<AnswerKind, 'sessionId'>, Array<Record<string, unknown>>> = {
	result: [{ result: 'approved' }, { result: null }, { configId: 'x' }, { result: 'a_new_word' }],
	object: [
		{ id: 'record-1', first_name: 'Nino' },
		{ attempts: 3, durationSeconds: 0 },
	],
	list: [{ data: [] }, { results: [{ id: 'a', type: 'b', score: 90 }] }],
	done: [{ deleted: true }, { success: true }, { status: 'ok' }],
	file: [{ file: base64, report: pdf }],
	files: [{ data: [base64] }, { files: [{ image: base64 }] }],
	similarity: [{ similarity: 0.9 }, { score: 0 }],
};

/** What says that a call failed, whatever stands beside it. */
const SIGNS: Array<Record<string, unknown>> = [
	{ success: false },
	{ ok: false },
	{ success: 'false' },
	{ status: 'error' },
	{ status: 'ERROR' },
	{ statusCode: 500 },
	{ status_code: 404 },
	{ status: 503 },
	{ code: 503 },
	{ code: '429' },
	{ errors: ['upstream timeout'] },
	{ errors: [{ message: 'upstream timeout' }] },
	{ errors: { name: ['is missing'] } },
	{ argumentError: 'no such session' },
	{ invalidAccess: true },
	{ companyMissing: 'text' },
	{ error_message: 'upstream timeout' },
	{ exception: 'NullPointerException' },
	{ hasErrors: true },
];
/** As `SIGNS`, but a code beside a score is a warning. */
const SIGNS_WITHOUT_SCORE: Array<Record<string, unknown>> = [
	{ error: 'Internal error' },
	{ error: { code: 7, message: 'text' } },
	{ code: 'invalidAccess' },
];

/** Fields that nobody knows, with any JSON in them. */
const unknownFields = fc.dictionary(
	fc.stringMatching(/^zz[a-zA-Z_]{1,12}$/),
	fc.jsonValue({ maxDepth: 3 }),
	{ maxKeys: 4 },
);
/** Empty values, which carry nothing. */
const emptyFields = fc
	.subarray(['error', 'errors', 'errorMessage', 'exception'])
	.chain((names) =>
		fc.tuple(
			...names.map((name) => fc.tuple(fc.constant(name), fc.constantFrom(null, '', [], {}))),
		),
	)
	.map((entries) => Object.fromEntries(entries));

const catalogue = Object.entries(endpoints).filter(
	([, { answer }]) => answer.value !== 'sessionId',
);

function response(value: unknown): RawResponse {
	const bytes = Buffer.from(JSON.stringify(value));
	return { status: 200, contentType: 'application/json', hasKnownEnd: true, bytes };
}

/** Fields in any order: what stands first must make no difference. */
const shuffled = (object: Record<string, unknown>) =>
	fc
		.shuffledSubarray(Object.entries(object), { minLength: Object.keys(object).length })
		.map((entries) => Object.fromEntries(entries));

describe.each(catalogue)('an answer to %s', (_, { answer }) => {
	const kind = answer.value as keyof typeof GOOD;
	const read = (value: unknown) =>
		readResponse<AnswerKind>(answer, response(value), 'a-company-key');
	const good = fc.constantFrom(...GOOD[kind]);

	it('that is good is data, with whatever fields nobody knows', () => {
		const answers = fc
			.tuple(unknownFields, emptyFields, good)
			.chain(([unknown, empty, known]) => shuffled({ ...unknown, ...empty, ...known }));
		fc.assert(
			fc.property(answers, (value) => expect(read(value)).toHaveProperty('data')),
			FIXED,
		);
	});

	it('with a sign that the call failed is an error, whatever stands beside it', () => {
		const signs = kind === 'similarity' ? SIGNS : [...SIGNS, ...SIGNS_WITHOUT_SCORE];
		const answers = fc
			.tuple(unknownFields, good, fc.constantFrom(...signs))
			.chain(([unknown, known, sign]) => shuffled({ ...unknown, ...known, ...sign }));
		fc.assert(
			fc.property(answers, (value) => expect(read(value)).toHaveProperty('failure')),
			FIXED,
		);
	});

	it('that is nothing but a sign is an error', () => {
		for (const sign of [...SIGNS, ...SIGNS_WITHOUT_SCORE]) {
			for (const value of [sign, [sign], { data: sign }])
				expect(read(value)).toHaveProperty('failure');
		}
	});

	it('that is any JSON or any bytes is data or an error, and nothing is thrown', () => {
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
				const read = readResponse<AnswerKind>(answer, given, 'a-company-key');
				const isData = 'data' in read;
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
])('%j is no result', (value) => {
	expect(readResponse(endpoints.getResult.answer, response(value), '')).toHaveProperty('failure');
});

it.each<[unknown, boolean]>([
	[{ status: 'finished' }, true],
	[{ status: 'finished', message: 'text' }, true],
	[{ status: 'ok' }, false],
	[{ status: 'E1' }, false],
])('whether %j is a statistic: %s', (value, isData) => {
	const answer = readResponse(endpoints.getSessionStatistics.answer, response(value), '');
	expect('data' in answer).toBe(isData);
});
