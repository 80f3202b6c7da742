import { interpretBody } from '../../nodes/api/response/readResponse';
import { failureText, type Failure, type Result } from '../../nodes/api/errors/failure';
import type { ResponseKind, ExpectedResponse } from '../../nodes/api/endpoint';
import { endpoints } from '../../nodes/api/endpoints';
import type { ResponseBody } from '../../nodes/api/response/body';
import { jpeg } from '../../dev/sandbox';

const KINDS: ResponseKind[] = [
	'sessionId',
	'result',
	'object',
	'list',
	'done',
	'file',
	'files',
	'similarity',
];
/** What an endpoint of that kind promises. */
const promised = <Kind extends ResponseKind>(kind: Kind) =>
	Object.values(endpoints).find(({ response }) => response.value === kind)
		?.response as ExpectedResponse<Kind>;
function failureOf(result: Result<unknown>): Failure {
	if (result.ok) throw new Error('It is no failure');
	return result.failure;
}
const json = (value: unknown): ResponseBody => ({ kind: 'json', value });
const picture = { bytes: jpeg({ width: 20, height: 20 }), mimeType: 'image/jpeg' };

it('covers every kind of response that an endpoint promises', () => {
	const promised = new Set(Object.values(endpoints).map(({ response }) => response.value));
	expect([...promised].sort()).toEqual([...KINDS].sort());
});

describe.each(KINDS)('a response of the expected kind %s', (kind) => {
	it.each<[string, ResponseBody, string]>([
		['a code', json('face_not_found'), 'face_not_found'],
		['a code as key', json({ argumentError: 'text' }), 'argumentError: text'],
		['a code in error', json({ error: 'E1', message: 'text' }), 'E1: text'],
		['a code in status', json({ status: 'E1' }), 'E1'],
		['false', json(false), 'Identomat returned another kind of response than expected'],
		['broken JSON', { kind: 'brokenJson' }, 'Identomat returned incomplete or damaged JSON'],
		['a text', { kind: 'text', text: 'Not for you' }, 'Not for you'],
		['a web page', { kind: 'webPage', title: '' }, 'Identomat returned a web page instead of data'],
	])('is a failure if it is %s', (_, body, message) => {
		const failure = failureOf(interpretBody(promised(kind), body, 200));
		expect(failureText(failure)).toBe(message);
		expect(failure.status).toBe(200);
	});

	it.each<[string, number, ResponseBody, string]>([
		['good data', 500, json({ result: 'approved' }), '{"result":"approved"}'],
		['a message', 400, json({ message: 'text' }), 'text'],
		['errors', 422, json({ errors: [{ message: 'a' }] }), 'a'],
		['a list', 422, json(['one', 'two']), 'one; two'],
		['a number', 500, json(7), '7'],
		['null', 500, json(null), 'Identomat returned status 500'],
		['a file', 403, { kind: 'file', ...picture }, 'Identomat returned status 403'],
		['nothing', 404, { kind: 'empty' }, 'Identomat returned status 404'],
		['broken JSON', 502, { kind: 'brokenJson' }, 'Identomat returned status 502'],
		['a text', 403, { kind: 'text', text: 'No' }, 'No'],
	])('is a failure if %s has status %d', (_, status, body, message) => {
		const failure = failureOf(interpretBody(promised(kind), body, status));
		expect(failureText(failure)).toBe(message);
		expect(failure).toMatchObject({ status, kind: 'refused' });
	});

	it.each([
		['with a title', 'Oh', 'Oh'],
		['without one', '', undefined],
	])('is a failure of the connection to Identomat if it is a page %s', (_, title, apiMessage) => {
		expect(interpretBody(promised(kind), { kind: 'webPage', title }, 404)).toEqual({
			ok: false,
			failure: {
				kind: 'invalidResponse',
				message: 'Identomat returned status 404',
				apiMessage,
				status: 404,
				mayHaveSucceeded: false,
			},
		});
	});
});

it.each([
	'47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
	'47fjzxvvzapi4ztasth3',
	'0f8fad5b-d9cb-469f-a165-70867728950e',
])('reads %s as a session ID', (id) => {
	expect(interpretBody(promised('sessionId'), json(id), 200)).toEqual({ ok: true, data: id });
});

it.each([
	'argumentError',
	'the_flags_of_this_company_are_wrong',
	'unknown_iso3166_country_code',
	'unknown-iso3166-country-code',
	'unknownIso3166CountryCode',
	'config 5f2d9c0e7b is not known',
	'https://widget.identomat.com/47fjzxvvzapi4ztasth3c2ozfucli3l0qx13hisc',
	'47fjzxvvzapi',
])('reads %s as the reason for a missing session ID', (code) => {
	expect(interpretBody(promised('sessionId'), json(code), 200)).toEqual({
		ok: false,
		failure: {
			kind: 'refused',
			code,
			message: 'Identomat rejected the request',
			apiMessage: code,
			status: 200,
			mayHaveSucceeded: false,
		},
	});
});

it.each<[unknown]>([[{ session_token: 'x' }], [7], [null], [[]]])(
	'does not read %j as a session ID',
	(value) => {
		expect(interpretBody(promised('sessionId'), json(value), 200)).toHaveProperty(
			'failure.kind',
			'invalidResponse',
		);
	},
);

it.each<[unknown, unknown[] | undefined]>([
	[[], []],
	[['argumentError'], undefined],
	[['begun'], ['begun']],
	[{ activities: [] }, []],
	[{ activities: [{ type: 'x' }], total: 1, status: 'ok', error: null }, [{ type: 'x' }]],
	[{ matches: [] }, undefined],
	[{ matches: [], aliases: [] }, undefined],
	[{ errors: ['list not reachable'] }, undefined],
	[{ warnings: ['list not reachable'] }, undefined],
	[{ message: 'list not reachable', details: [] }, undefined],
	[{}, undefined],
	[null, undefined],
	[7, undefined],
])('reads %j as the list %j', (value, list) => {
	const answer = interpretBody(promised('list'), json(value), 200);
	expect(answer.ok ? answer.data : undefined).toEqual(list);
});

it.each<[unknown]>([[[]], [null], [7], [true]])('does not read %j as an object', (value) => {
	expect(interpretBody(promised('object'), json(value), 200)).toHaveProperty(
		'failure.kind',
		'invalidResponse',
	);
});

it('returns an object unchanged, including unknown fields', () => {
	const value = { result: 'approved', brandNew: { deep: [null] } };
	expect(interpretBody(promised('object'), json(value), 200)).toEqual({ ok: true, data: value });
});

it.each<[ResponseBody]>([[{ kind: 'empty' }], [json({})], [json(null)], [json(true)], [json([])]])(
	'reads %j as done',
	(body) => {
		expect(interpretBody(promised('done'), body, 200)).toEqual({ ok: true, data: undefined });
	},
);

const base64 = picture.bytes.toString('base64');
const url = 'https://files.example/a.jpg';

it.each<[string, ResponseBody, number, number]>([
	['itself', { kind: 'file', ...picture }, 1, 0],
	['base64', json(base64), 1, 0],
	['a data URI', json(`data:image/jpeg;base64,${base64}`), 1, 0],
	['an address', json(url), 0, 1],
	['an object with an address', json({ status: 'ok', photo: { url } }), 0, 1],
	['a list of both', json([base64, { url }]), 1, 1],
])('reads a file that comes as %s', (_, body, files, urls) => {
	for (const kind of ['file', 'files'] as const) {
		const answer = interpretBody(promised(kind), body, 200);
		if (!answer.ok) throw new Error(answer.failure.message);
		expect(answer.data.urls).toEqual(Array.from({ length: urls }, () => url));
		expect(answer.data.files).toHaveLength(files);
		for (const file of answer.data.files) expect(file).toMatchObject(picture);
	}
});

it('reads no files as an empty result for a list, and as a failure for one file', () => {
	for (const body of [json([]), json({ shots: [] })]) {
		expect(interpretBody(promised('files'), body, 200)).toEqual({
			ok: true,
			data: { files: [], urls: [] },
		});
		expect(interpretBody(promised('file'), body, 200)).toEqual({
			ok: false,
			failure: {
				kind: 'invalidResponse',
				message: 'Identomat returned no file',
				status: 200,
				mayHaveSucceeded: true,
			},
		});
	}
});

it.each<[unknown]>([[['shot_1']], [[{ id: 'shot-1' }]], [{ shots: ['x'] }]])(
	'finds no file in %j',
	(value) => {
		expect(interpretBody(promised('files'), json(value), 200)).toHaveProperty(
			'failure.message',
			'Identomat returned no file',
		);
	},
);

it.each<[unknown, number, string | null]>([
	[0.93, 0.93, null],
	[0, 0, null],
	[{ similarity: 0.7 }, 0.7, null],
	[{ score: 0.7, similarity: 0.8 }, 0.8, null],
	[{ score: 0.7, error: 'face_too_small' }, 0.7, 'face_too_small'],
	[{ similarity: 0.7, code: 'argumentError' }, 0.7, 'argumentError'],
	[{ similarity: 0.7, warning: ['a', 'b'] }, 0.7, 'a; b'],
	[{ similarity: 0.7, code: 200, error: '' }, 0.7, null],
])('reads %j as the similarity %d with the warning %s', (value, similarity, warning) => {
	expect(interpretBody(promised('similarity'), json(value), 200)).toEqual({
		ok: true,
		data: { similarity, warning },
	});
});

it.each<[unknown]>([
	[{ similarity: null, error: 'face_not_found' }],
	[{ error: 'face_not_found' }],
	[{ warning: 'face_not_found' }],
	[35],
	[1.01],
	[-0.1],
	[{ similarity: 35 }],
	[{ score: '97.5' }],
	[{}],
	[null],
])('does not read %j as a similarity', (value) => {
	expect(interpretBody(promised('similarity'), json(value), 200)).toHaveProperty('failure');
});
