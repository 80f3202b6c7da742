import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setUpIdentomat } from './identomatFixture';
import { errorText } from '../errorText';

/** Answers with status 200 that are no data, though they look like some. */
const fixture = setUpIdentomat();

const fails = async (path: string, body: unknown, parameters: INodeParameters) => {
	fixture.sandbox.fault(path, { body: JSON.stringify(body), contentType: 'application/json' });
	const { items, error } = await fixture.run(parameters);
	expect(items).toEqual([]);
	expect(error?.name).toBe('NodeApiError');
};

const SEARCH = { resource: 'screening', operation: 'searchPerson', name: 'Nino Sandadze' };

it.each<[unknown]>([
	[{ status: 'error', message: 'upstream timeout', data: [] }],
	[{ success: false, message: 'quota exceeded', results: [] }],
	[{ statusCode: 500, message: 'Internal', data: [] }],
	[{ code: 503, matches: [] }],
	[{ status: 'FAILED', matches: [] }],
	[{ status: 'processing', matches: null, queue: [] }],
	[{ status: 'processing', matches: [] }],
	[{ matches: [], timed_out: true }],
	[{ matches: [], total: 5 }],
	[{ results: [], hasMore: true }],
	[{ matches: [], nextCursor: 'abc' }],
	[{ matches: [], totalPages: 3 }],
	[{ matches: [{ name: 'Nino', score: 90 }], total: 250 }],
	[{ data: [], next: 'https://api.example/page/2' }],
	[{ records: [{ name: 'Nino', score: 90 }], hasMore: true }],
	[{ matches: [], warnings: ['OFAC could not be reached'] }],
	[{ matches: [], data: [] }],
	[{ matches: null, data: [] }],
	[{ type: 'UpstreamTimeout', matches: [] }],
	[{ kind: 'search', code: 'E17', matches: [] }],
	[{ meta: { status: 500 }, matches: [] }],
	[{ status: { code: 503 }, matches: [] }],
	[{ total: 0, sources: ['OFAC', 'EU'] }],
	[['companyMissing']],
	[[{ error: 'upstream' }]],
	[[null]],
	[{ data: { error: 'upstream' } }],
	[{ message: 'Endpoint request timed out' }],
	[{}],
	[0],
])('a search with the response %j never reports "nobody found"', async (body) => {
	await fails('search-screening-person', body, SEARCH);
});

it.each<[unknown]>([
	[[]],
	[{ matches: [] }],
	[{ status: 'ok', total: 0, matches: [] }],
	[{ matches: [], hasMore: false, next: null, page: 1, totalPages: 1 }],
	[{ type: 'list', data: [] }],
	[{ success: true, message: 'No matches found', results: [] }],
	[{ code: 200, error: null, errors: [], data: [], sources: ['OFAC', 'EU'] }],
])('a search with the response %j found nobody', async (body) => {
	fixture.sandbox.fault('search-screening-person', { body: JSON.stringify(body) });
	const { items } = await fixture.run(SEARCH);
	expect(items[0]?.json).toMatchObject({ matchCount: 0, matches: [] });
});

describe.each<[string, string, IDataObject]>([
	['delete', 'delete/', { resource: 'session', operation: 'delete', sessionId: 'session-a' }],
	[
		'stop monitoring',
		'remove-screening-query-from-monitoring',
		{ resource: 'screening', operation: 'stopMonitoring', recordId: 'a' },
	],
])('%s', (_, path, parameters) => {
	it.each<[unknown]>([
		[{ success: false, sessionId: 'session-x' }],
		[{ deleted: false }],
		[{ errors: ['session is locked'] }],
		[['invalidAccess']],
		[[{ argumentError: 'text' }]],
		[{ title: 'Not Found', status: 404 }],
		[404],
		[0],
		['pending'],
		[{ status: 'queued' }],
	])('is not done with the response %j', async (body) => {
		await fails(path, body, parameters as INodeParameters);
	});
});

describe.each<[string, string, IDataObject]>([
	[
		'monitor',
		'monitor-screening-query',
		{ resource: 'screening', operation: 'monitor', name: 'N' },
	],
	[
		'details',
		'get-screening-person-details',
		{ resource: 'screening', operation: 'getPersonDetails', personId: 'a' },
	],
	[
		'statistics',
		'get-session-statistical-summary',
		{ resource: 'session', operation: 'getStatistics', sessionId: 'session-a' },
	],
	['a result', 'result/', { resource: 'result', operation: 'get', sessionId: 'session-a' }],
])('%s', (_, path, parameters) => {
	it.each<[unknown]>([
		[{ success: false, data: {} }],
		[{ errors: ['x'] }],
		[{}],
		[{ requestId: 'x', timestamp: 'now' }],
		[{ data: null, message: 'ok' }],
		[{ message: 'Too many', limit: 5 }],
		[{ name: 'NotFoundError', message: 'nothing there' }],
	])('returns no data with the response %j', async (body) => {
		await fails(path, body, parameters as INodeParameters);
	});
});

it.each<[unknown]>([
	[{ result: 'approved', error: { code: 0, message: '' } }],
	[{ result: 'approved', error: { code: null, message: null }, errors: [], success: true }],
	[{ result: 'approved', status: 'finished', brandNew: { deep: [1] } }],
])('a result with the response %j is returned as data', async (body) => {
	fixture.sandbox.fault('result/', { body: JSON.stringify(body) });
	const { items } = await fixture.run({
		resource: 'result',
		operation: 'get',
		sessionId: 'session-a',
	});
	expect(items[0]?.json).toMatchObject({ outcome: 'approved' });
});

it.each(['httpfail9qm2x7k4v8z1b6n3c5j0w2r7t4y8u6i1', '7sessionerror4k2m9x1c8v6b3n5q0w7r2t4y8u1'])(
	'the response "%s" to begin is a session, whatever words its letters form',
	async (id) => {
		fixture.sandbox.fault('begin/', { body: JSON.stringify(id) });
		const { items } = await fixture.run({ resource: 'session', operation: 'create' });
		expect(items[0]?.json.sessionId).toBe(id);
	},
);

it.each([
	'unknowniso3166countryinsessionargument12',
	'COMPANY_KEY_INVALID',
	'unknowniso3166countrycode4042',
	'argumentError',
])('the response "%s" to begin is not a session', async (code) => {
	fixture.sandbox.fault('begin/', { body: JSON.stringify(code) });
	const { items, error } = await fixture.run({ resource: 'session', operation: 'create' });
	expect(items).toEqual([]);
	expect(errorText(error)).toContain(`Identomat said "${code}"`);
});

it('returns numbers above 2^53 as text', async () => {
	fixture.sandbox.fault('list-screening-monitoring-records', {
		body: '[{"id": 12345678901234567890, "score": 97.5, "query": {"name": "Nino 12345678901234567890"}}]',
	});
	const { items } = await fixture.run({ resource: 'screening', operation: 'getMonitored' });
	expect(items[0]?.json).toEqual({
		id: '12345678901234567890',
		score: 97.5,
		query: { name: 'Nino 12345678901234567890' },
	});
});

it.each<[number | string, number | null]>([
	[0.93, 0.93],
	[0, 0],
	['0.5', 0.5],
	[35, null],
	[97.5, null],
	[-1, null],
])('returns the similarity %j of a result as %j', async (similarity, given) => {
	fixture.sandbox.fault('result/', { body: { result: 'approved', similarity } });
	const { items } = await fixture.run({
		resource: 'result',
		operation: 'get',
		sessionId: 'session-a',
	});
	expect(items[0]?.json.similarity).toBe(given);
});
