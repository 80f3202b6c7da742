import type * as Backoff from '../../nodes/api/network/backoff';
import type { Fault } from '../../dev/sandbox';
import { getResult, setUpIdentomat } from './identomat/identomatFixture';

const mockWait = jest.fn<number, [retries: number, retryAfterMs?: number]>();

jest.mock('../../nodes/api/network/backoff', () => ({
	waitBeforeRetry: (...about: Parameters<typeof mockWait>) => mockWait(...about),
}));
const { waitBeforeRetry } = jest.requireActual<typeof Backoff>('../../nodes/api/network/backoff');

const fixture = setUpIdentomat();

beforeEach(() => {
	mockWait.mockReset().mockReturnValue(0);
});

/** @param found what else is said of the limit that was met */
const hintOf = (reasons: string, found = '') => ({
	message: `Some requests were retried: ${reasons}.${found}`,
	location: 'outputPane',
});

describe('the pause before a retry', () => {
	it.each<[string, string | undefined, expected: unknown]>([
		['in seconds', '7', 7000],
		['of no time', '0', 0],
		['in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
		['that is missing', undefined, undefined],
		['that is empty', '', undefined],
		['in words', 'soon', undefined],
	])('follows a Retry-After %s', async (_, header, expected) => {
		const headers = header === undefined ? undefined : { 'retry-after': header };
		fixture.sandbox.fault('result/', { status: 503, headers, times: 1 });
		const run = await fixture.run(getResult(), { items: fixture.newItems(1) });
		expect(run.items).toHaveLength(1);
		expect(mockWait.mock.calls).toEqual([[0, expected]]);
	});

	it('follows a Retry-After that is a future date', async () => {
		const date = new Date(Date.now() + 20_000).toUTCString();
		fixture.sandbox.fault('result/', { status: 503, headers: { 'retry-after': date }, times: 1 });
		await fixture.run(getResult(), { items: fixture.newItems(1) });
		const [[, retryAfterMs] = []] = mockWait.mock.calls;
		expect(retryAfterMs).toBeGreaterThan(15_000);
		expect(retryAfterMs).toBeLessThanOrEqual(20_000);
	});

	it('follows it in responses to downloads too', async () => {
		const fault = { status: 429, headers: { 'retry-after': '9' }, times: 1 };
		fixture.sandbox.fault('result/face/', fault);
		const sessionId = fixture.sandbox.addSession();
		const run = await fixture.run({
			resource: 'media',
			operation: 'download',
			file: 'face',
			sessionId,
		});
		expect(run.items).toHaveLength(1);
		expect(mockWait.mock.calls).toEqual([[0, 9000]]);
	});

	it('lasts as long as the server requested', async () => {
		mockWait.mockImplementation((retries, retryAfterMs) => waitBeforeRetry(retries, retryAfterMs));
		const headers = { 'retry-after': '1' };
		fixture.sandbox.fault('result/', { status: 503, headers, times: 1 });
		await fixture.run(getResult(), { items: fixture.newItems(1) });
		const [first, second] = fixture.sandbox.audit;
		const waited = Number(second?.at) - Number(first?.answeredAt);
		expect(waited).toBeGreaterThanOrEqual(990);
	});

	it('stays, with the attempts, within four times the timeout', async () => {
		mockWait.mockReturnValue(2500);
		fixture.sandbox.fault('result/', { status: 503 });
		const run = await fixture.run(getResult({ timeout: 1 }), { items: fixture.newItems(1) });
		expect(run.error).toMatchObject({ httpCode: '503' });
		expect(fixture.sandbox.audit).toHaveLength(2);
	});

	it('is skipped, with the retry, if the server requests more than that', async () => {
		mockWait.mockImplementation((retries, retryAfterMs) => waitBeforeRetry(retries, retryAfterMs));
		const headers = { 'retry-after': '25' };
		fixture.sandbox.fault('result/', { status: 503, headers });
		const run = await fixture.run(getResult({ timeout: 5 }), { items: fixture.newItems(1) });
		expect(run.error).toMatchObject({ httpCode: '503' });
		expect(fixture.sandbox.audit).toHaveLength(1);
		expect(run.hints).toEqual([]);
	});
});

describe('status 429', () => {
	/** How many requests came after the first 429 was answered and before `pauseMs` were over. */
	function requestsDuring(pauseMs: number): number {
		const first = fixture.sandbox.audit.find(({ status }) => status === 429);
		const from = Number(first?.answeredAt);
		// Those that were on their way already are no new ones.
		const isWithin = (at: number) => at > from + 30 && at < from + pauseMs - 10;
		return fixture.sandbox.audit.filter(({ at }) => isWithin(at)).length;
	}

	it('pauses all items, not only the one that received it', async () => {
		mockWait.mockImplementation((retries, retryAfterMs) => waitBeforeRetry(retries, retryAfterMs));
		const items = fixture.newItems(12);
		const [, , third] = items;
		fixture.sandbox.fault('result/', {
			status: 429,
			headers: { 'retry-after': '1' },
			times: 1,
			matches: ({ session_token }) => session_token === third?.json.sessionId,
		});
		// So that the others are about to send their next request when the limit is told.
		fixture.sandbox.fault('result/', { latencyMs: 15 });
		const run = await fixture.run(getResult({ maxConcurrency: 3 }), { items });
		expect(run.items.map(({ json }) => json.sessionId)).toEqual(
			items.map(({ json }) => json.sessionId),
		);
		expect(fixture.sandbox.audit).toHaveLength(13);
		expect(requestsDuring(1000)).toBe(0);
		expect(run.hints).toEqual([
			hintOf('1 × status 429', ' Identomat took about 2 requests at a time.'),
		]);
	});

	it('pauses all items even if its own item gives up', async () => {
		const items = fixture.newItems(2);
		mockWait.mockImplementation((retries) => (retries < 3 ? 0 : 500));
		fixture.sandbox.fault('result/', {
			status: 429,
			matches: ({ session_token }) => session_token === items[0]?.json.sessionId,
		});
		const run = await fixture.run(getResult({ maxConcurrency: 1 }), {
			items,
			onError: 'continueRegularOutput',
		});
		expect(run.items.map(({ json }) => json.outcome ?? 'failed')).toEqual(['failed', 'approved']);
		const [fourth, fifth] = fixture.sandbox.audit.slice(3);
		expect(fixture.sandbox.audit).toHaveLength(5);
		expect(Number(fifth?.at) - Number(fourth?.answeredAt)).toBeGreaterThanOrEqual(490);
	});

	it("does not delay items for another item's wait", async () => {
		const items = fixture.newItems(3);
		const [first, , third] = items.map(({ json }) => json.sessionId);
		mockWait.mockImplementation((retries) => (retries === 0 ? 50 : 1000));
		const matches: Fault['matches'] = ({ session_token }) => session_token === first;
		fixture.sandbox.fault('result/', { status: 429, times: 1, matches });
		fixture.sandbox.fault('result/', { status: 503, times: 1, matches });
		await fixture.run(getResult({ maxConcurrency: 2 }), { items });
		const asked = fixture.sandbox.audit.map(({ fields }) => fields.session_token);
		expect(asked).toHaveLength(5);
		expect(asked.lastIndexOf(first)).toBeGreaterThan(asked.indexOf(third));
	});

	it.each([1, 3])(
		'completes a batch for an account that accepts %d requests at a time',
		async (limit) => {
			const items = fixture.newItems(20);
			// The one that is asked about is on the list.
			const isTooMuch = () =>
				fixture.sandbox.audit.filter(({ answeredAt }) => answeredAt === null).length > limit;
			mockWait.mockReturnValue(50);
			fixture.sandbox.fault('result/', { status: 429, matches: isTooMuch });
			// So long that the first five meet, also on a busy machine.
			fixture.sandbox.fault('result/', { latencyMs: 400, times: limit });
			fixture.sandbox.fault('result/', { latencyMs: 40 });
			const run = await fixture.run(getResult(), { items });
			expect(run.error).toBeUndefined();
			expect(run.items.map(({ json }) => json.sessionId)).toEqual(
				items.map(({ json }) => json.sessionId),
			);
			const refused = fixture.sandbox.audit.filter(({ status }) => status === 429);
			expect(refused.length).toBeGreaterThan(0);
			expect(fixture.sandbox.audit).toHaveLength(20 + refused.length);
			// Nobody is refused again and again because others come first.
			const refusals = items.map(
				({ json }) =>
					refused.filter(({ fields }) => fields.session_token === json.sessionId).length,
			);
			expect(Math.max(...refusals)).toBeLessThanOrEqual(2);
		},
	);
});

describe('a lasting status 429', () => {
	it('fails the waiting items with the same message once one item has used its retries', async () => {
		mockWait.mockReturnValue(20);
		fixture.sandbox.fault('result/', { status: 429, body: { error: 'too_many' } });
		const run = await fixture.run(getResult(), {
			items: fixture.newItems(40),
			onError: 'continueRegularOutput',
		});
		expect(run.items.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual(
			run.items.map((_, item) => ['Too many requests. Try again later.', { item }]),
		);
		expect(run.items).toHaveLength(40);
		expect(fixture.sandbox.audit.length).toBeLessThan(20);
	});

	it('is timed by a clock that cannot be set back', async () => {
		mockWait.mockReturnValue(50);
		fixture.sandbox.fault('result/', { status: 429, times: 1 });
		const now = Date.now();
		const clock = jest.spyOn(Date, 'now').mockReturnValue(now - 3_600_000);
		const run = await fixture.run(getResult(), { items: fixture.newItems(1) });
		clock.mockRestore();
		expect(run.items.map(({ json }) => json.outcome)).toEqual(['approved']);
	});
});
