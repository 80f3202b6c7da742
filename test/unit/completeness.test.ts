import { endpoints } from '../../nodes/api/endpoints';
import { readResponse } from '../../nodes/api/response/readResponse';
import type { RawResponse } from '../../nodes/api/network/rawResponse';

function rawResponse(value: unknown, listHeaders = {}): RawResponse {
	const bytes = Buffer.from(JSON.stringify(value));
	return { status: 200, contentType: 'application/json', hasKnownEnd: true, bytes, listHeaders };
}

const search = (value: unknown, headers?: Record<string, string>) =>
	readResponse(endpoints.searchScreeningPerson.response, rawResponse(value, headers), [
		'a-secret-key',
	]);

const match = { name: 'Nino Sandadze', score: 90 };

/** What stands beside a list and says that there is more of it. */
const SIGNS: Array<Record<string, unknown>> = [
	{ hasMore: true },
	{ has_more: 'true' },
	{ HasMoreResults: 1 },
	{ more: true },
	{ moreAvailable: true },
	{ hasNextPage: true },
	{ has_next: true },
	{ truncated: true },
	{ isTruncated: true },
	{ incomplete_results: true },
	{ partial: true },
	{ timed_out: true },
	{ limitReached: true },
	{ complete: false },
	{ done: false },
	{ last: false },
	{ isLastPage: false },
	{ next: 'https://api.example/search?page=2' },
	{ next: { href: '/search?page=2' } },
	{ next: 2 },
	{ nextPage: 2 },
	{ next_page_url: '/search?page=2' },
	{ nextCursor: 'abc' },
	{ next_cursor: 'abc' },
	{ nextPageToken: 'abc' },
	{ continuationToken: 'abc' },
	{ '@odata.nextLink': 'https://api.example' },
	{ LastEvaluatedKey: { id: 'x' } },
	{ scroll_id: 'abc' },
	{ cursor: 'abc' },
	{ endCursor: 'abc' },
	{ total: 250 },
	{ total: '250' },
	{ total: { value: 250, relation: 'eq' } },
	{ totalCount: 250 },
	{ total_results: 250 },
	{ '@odata.count': 250 },
	{ count: 250 },
	{ matchCount: 250 },
	{ numFound: 250 },
	{ recordsTotal: 250 },
	{ totalElements: 250 },
	{ number_of_matches: 250 },
	{ found: 250 },
	{ totalPages: 3 },
	{ pages: 3 },
	{ page_count: 3 },
	{ lastPage: 3 },
	{ page: 2 },
	{ currentPage: 2 },
	{ offset: 20 },
	{ skip: 20 },
	{ remaining: 12 },
	{ omittedCount: 12 },
	{ page: '1 of 3' },
	{ info: 'Showing 10 of 250' },
	{ range: 'items 0-9/250' },
	{ link: '<https://api.example?page=2>; rel="next"' },
	{
		links: [
			{ rel: 'self', href: '/a' },
			{ rel: 'next', href: '/b' },
		],
	},
	{ links: { next: '/b' } },
	{ _links: { self: { href: '/a' }, next: { href: '/b' } } },
	{ meta: { pagination: { total: 250 } } },
	{ meta: { page: 1, pages: 3 } },
	{ pagination: { hasMore: true } },
	{ paging: { next: '/b' } },
	{ pageInfo: { hasNextPage: true, endCursor: 'abc' } },
	{ page: { number: 0, totalPages: 3 } },
	{ somethingElse: { nextCursor: 'abc' } },
	{ meta: { pagination: { links: { next: '/b' } } } },
	{ link: [{ relation: 'next', url: '/b' }] },
	{ nextContinuationToken: 'abc' },
	{ nextRecordsUrl: '/b' },
	{ metadata: { continue: 'abc', remainingItemCount: 12 } },
	{ starting_after: 'abc' },
	{ resumptionToken: 'abc' },
	{ load_more: '/b' },
	{ 'hydra:view': { 'hydra:next': '/b' } },
	{ 'opensearch:totalResults': '250' },
	{ total: '1,250' },
	{ total: 'more than 250' },
	{ total: { value: 250, relation: 'gte' } },
	{ paginator: { total: 250 } },
	{ potential_matches_count: 250 },
	{ entityCount: 250 },
	{ listSize: 250 },
	{ page: 1, of: 3 },
	{ page: '1/3' },
	{ chunk: 1, chunks: 3 },
	{ total_batches: 3 },
	{ maxResultsReached: true },
	{ exceeded_limit: true },
	{ terminated_early: true },
	{ cutoff: true },
	{ in_progress: true },
	{ isReady: false },
	{ allResultsReturned: false },
	{ progress: 50 },
	{ hiddenCount: 12 },
	{ failedSources: ['OFAC'] },
	{ lists_unavailable: 2 },
	{ warnings: ['Results limited to 100'] },
	{ message: 'Too many matches, refine your search' },
];

/** What stands beside a list of that length and says nothing of the kind. */
const harmless = (length: number): Array<Record<string, unknown>> => [
	{ hasMore: false, next: null, nextCursor: '' },
	{ has_next: 'false', next: false },
	{ page: 1, pages: 1, pageSize: 20, limit: 20 },
	{ page: 1, totalPages: 1, total: length },
	{ total: length, count: String(length) },
	{ totalElements: length, size: 20, last: true, number: 0 },
	{ total: { value: length, relation: 'eq' } },
	{ total: -1 },
	{ offset: 0, skip: 0, start: 1, remaining: 0 },
	{ complete: true, done: true, truncated: false },
	{ pageInfo: { hasNextPage: false, endCursor: 'abc' } },
	{ meta: { pagination: { total: length, pages: 1, next: null } } },
	{ _links: { self: { href: '/a' } }, links: { next: null } },
	{ range: `items 0-9/${length}` },
	{ info: 'Page 1 of 1' },
	{ page: 1, of: 1, progress: 100, ready: true },
	{ failedSources: [], listsFailed: 0, listsCount: 12 },
	{ quota: { remaining: 100, total: 1000 }, rateLimit: { remaining: 58 } },
	{ nextReviewDate: '2026-12-01', maxScore: 90, hitRate: 0.5 },
	{ info: 'No further partial matches' },
	{ sources: { total: 5, count: 7 } },
	{ query: { name: 'Nino Sandadze', limit: 10 } },
	{ took: 12, sources: ['OFAC', 'EU'], listsSearched: 12 },
];

describe.each([
	['an empty list', []],
	['a list', [match]],
])('%s', (_, list) => {
	it.each(SIGNS)('with %j next to it is incomplete', (sign) => {
		for (const fields of [
			{ matches: list, ...sign },
			{ ...sign, results: list },
		]) {
			expect(search(fields)).toMatchObject({
				failure: { kind: 'invalidResponse', message: expect.stringMatching(/^Incomplete list/) },
			});
		}
	});

	it.each(harmless(list.length))('with %j next to it is complete', (fields) => {
		expect(search({ matches: list, ...fields })).toEqual({ ok: true, data: list });
	});
});

it.each<[Record<string, string>]>([
	[{ link: '<https://api.example?page=2>; rel="next"' }],
	[{ link: '<https://api.example?page=2>; rel="last next"' }],
	[{ 'x-pagination': '{"TotalPages":3}' }],
	[{ 'x-ms-continuation': 'abc' }],
	[{ 'x-total-count': '250' }],
	[{ 'x-next-page': '2' }],
	[{ 'x-total-pages': '3' }],
	[{ 'content-range': 'items 0-9/250' }],
])('is incomplete with the headers %j', (headers) => {
	for (const list of [[], [match]]) {
		expect(search(list, headers)).toHaveProperty('failure.kind', 'invalidResponse');
	}
});

it('is complete with headers that confirm it', () => {
	const headers = { 'x-total-count': '1', 'x-next-page': '', 'x-ratelimit-remaining': '58' };
	expect(search([match], headers)).toEqual({ ok: true, data: [match] });
});

it.each([
	'listSessionActivities',
	'getSessionConfigSteps',
	'searchScreeningPerson',
	'listScreeningMonitoringRecords',
] as const)('every list is looked at: %s', (name) => {
	const { response } = endpoints[name];
	const read = (value: unknown) => readResponse(response, rawResponse(value), ['a-secret-key']);
	expect(read({ data: [{ type: 'a', id: 'b' }], hasMore: true })).toHaveProperty('failure');
	expect(read({ data: [{ type: 'a', id: 'b' }], hasMore: false })).toHaveProperty('data');
});

it.each(['getVideoCallShots', 'getVideoCallVideos'] as const)(
	'an incomplete set of files: %s',
	(name) => {
		const { response } = endpoints[name];
		const read = (value: unknown) => readResponse(response, rawResponse(value), ['a-secret-key']);
		const urls = ['https://files.example/a'];
		expect(read({ urls, next: 'https://files.example/page-2' })).toHaveProperty('failure');
		expect(read({ urls, total: 3 })).toHaveProperty('failure');
		expect(read({ urls: [], hasMore: true })).toHaveProperty('failure');
		expect(read([...urls, null])).toHaveProperty('failure');
		expect(read({ urls: [...urls, 'notFound'] })).toHaveProperty('failure');
		expect(read([...urls, { id: 'b', image: '%%%' }])).toHaveProperty('failure');
		expect(read({ urls, total: 1, hasMore: false })).toMatchObject({ data: { urls } });
	},
);
