import fc from 'fast-check';

import { jpeg } from '../dev/sandbox';
import type { ResponseKind } from '../nodes/api/endpoint';

const base64 = jpeg({ width: 20, height: 20 }).toString('base64');
const pdf = Buffer.from('%PDF-1.7\n').toString('base64');

/** Good answers in JSON, by what the endpoint promises; none says no. */
export const GOOD: Record<Exclude<ResponseKind, 'sessionId'>, Array<Record<string, unknown>>> = {
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

/** What says, beside a list, that the list is not all there is. */
const SIGNS_OF_MORE: Array<Record<string, unknown>> = [
	{ hasMore: true },
	{ next: 'https://api.example/page/2' },
	{ nextCursor: 'abc' },
	{ totalPages: 3 },
	{ total: 250 },
	{ truncated: true },
	{ meta: { pagination: { hasNextPage: true } } },
	{ _links: { next: { href: '/page/2' } } },
];

export const ALL_SIGNS = [...SIGNS, ...SIGNS_WITHOUT_SCORE];

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

/** Fields in any order: what stands first must make no difference. */
const shuffled = (object: Record<string, unknown>) =>
	fc
		.shuffledSubarray(Object.entries(object), { minLength: Object.keys(object).length })
		.map((entries) => Object.fromEntries(entries));

type Kind = keyof typeof GOOD;

/** What says that a call failed, in an answer of that kind. */
export function signsFor(kind: Kind): Array<Record<string, unknown>> {
	if (kind === 'similarity') return SIGNS;
	return kind === 'list' || kind === 'files' ? [...ALL_SIGNS, ...SIGNS_OF_MORE] : ALL_SIGNS;
}

/** Good answers with whatever fields nobody knows. */
export function goodAnswers(kind: Kind): fc.Arbitrary<Record<string, unknown>> {
	return fc
		.tuple(unknownFields, emptyFields, fc.constantFrom(...GOOD[kind]))
		.chain(([unknown, empty, known]) => shuffled({ ...unknown, ...empty, ...known }));
}

/** Good answers with a sign that the call failed among their fields. */
export function badAnswers(kind: Kind): fc.Arbitrary<Record<string, unknown>> {
	return fc
		.tuple(unknownFields, fc.constantFrom(...GOOD[kind]), fc.constantFrom(...signsFor(kind)))
		.chain(([unknown, known, sign]) => shuffled({ ...unknown, ...known, ...sign }));
}
