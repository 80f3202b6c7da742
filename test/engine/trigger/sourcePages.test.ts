import type { RequestListener } from 'node:http';
import type { INodeParameters } from 'n8n-workflow';

import {
	secondsAgo,
	answerJson,
	DAY,
	HOUR,
	runUserService,
	sessionsFrom,
	setUpTrigger,
	stateOf,
	emittedBy,
	watching,
	type PollSetup,
} from './triggerFixture';

const fixture = setUpTrigger();
const service = runUserService();

const fromUrl = (sourceIdPath?: string) => sessionsFrom(service, sourceIdPath);

describe('the element of a session in the list', () => {
	it('is emitted with the outcome, and not stored', async () => {
		const [id = '', other = ''] = fixture.approved(2);
		const element = { id, customer: 'C-1001', email: 'nino@example.com' };
		service.answer = answerJson({ data: [element, { id: other }] });
		const { items, staticData } = await fixture.poll(fromUrl('data[*].id'));
		expect(items?.map(({ json }) => json.source)).toEqual([element, { id: other }]);
		expect(JSON.stringify(staticData)).not.toContain('C-1001');
	});

	it.each<[string, INodeParameters, PollSetup]>([
		['with the raw result', { simplify: false }, {}],
		['in a test run', {}, { mode: 'manual' }],
	])('is emitted %s', async (_, parameters, setup) => {
		const [id = ''] = fixture.approved(1);
		service.answer = answerJson([{ id, customer: 7 }]);
		const { items } = await fixture.poll({ ...fromUrl(), ...parameters }, setup);
		expect(items?.[0]?.json.source).toEqual({ id, customer: 7 });
	});

	it('is emitted of an unavailable session', async () => {
		const [id = ''] = fixture.approved(1);
		service.answer = answerJson([{ id, customer: 7 }]);
		const parameters = { ...fromUrl(), options: { includeUnavailable: true } };
		const staticData = stateOf([id, secondsAgo(8 * DAY), secondsAgo(DAY)]);
		const { items } = await fixture.poll(parameters, { staticData });
		expect(items?.[0]?.json.source).toEqual({ id, customer: 7 });
	});

	it('is emitted with chosen fields', async () => {
		const [id = ''] = fixture.approved(1);
		service.answer = answerJson([{ id, customer: 7 }]);
		const { items } = await fixture.poll({ ...fromUrl(), options: { fields: ['fullName'] } });
		expect(items?.[0]?.json).toEqual({ fullName: expect.any(String), source: { id, customer: 7 } });
	});

	it('is null if the list has only IDs, and absent without a list', async () => {
		const [id = ''] = fixture.approved(1);
		service.answer = answerJson([id]);
		expect((await fixture.poll(fromUrl(''))).items?.[0]?.json.source).toBeNull();
		expect((await fixture.poll(watching(id))).items?.[0]?.json).not.toHaveProperty('source');
	});
});

describe('a source with pages', () => {
	const options = { sourceNextPath: 'links.next' };
	const parameters = () => ({ ...fromUrl('data[*].id'), options });
	/** Answers a page by its number in the query. */
	const pages = (...all: Array<{ ids: string[]; next?: unknown }>) => {
		service.answer = (request, response) => {
			const number = Number(new URL(request.url ?? '', service.url).searchParams.get('page') ?? 0);
			const { ids, next } = all[number] ?? { ids: [] };
			answerJson({ data: ids.map((id) => ({ id })), links: { next } })(request, response);
		};
	};

	it.each([
		['absolute', (path: string) => `${service.url}${path}`, null],
		['relative', (path: string) => path, ''],
	])('is read to the last page by %s URLs', async (_, urlOf, end) => {
		const [one = '', two = '', three = ''] = fixture.approved(3);
		pages(
			{ ids: [one], next: urlOf('/open?page=1') },
			{ ids: [two, one], next: urlOf('/open?page=2') },
			{ ids: [three], next: end },
		);
		expect(emittedBy(await fixture.poll(parameters()))).toEqual(
			[one, two, three].map((id) => [id, 'approved']),
		);
		expect(service.requests.map(({ path }) => path)).toEqual([
			'/open',
			'/open?page=1',
			'/open?page=2',
		]);
	});

	/** Answers the first page with one approved session, and every other one as `later` does. */
	const firstPage = (next: unknown, later: RequestListener = answerJson([])) => {
		const [id] = fixture.approved(1);
		const first = answerJson({ data: [{ id }], links: { next } });
		service.answer = (request, response) =>
			(request.url?.includes('page') ? later : first)(request, response);
	};
	const endless = () => {
		let count = 0;
		service.answer = (request, response) =>
			answerJson({ data: [], links: { next: `/open?page=${++count}` } })(request, response);
	};

	it.each<[string, () => void, string]>([
		[
			'on another server',
			() => firstPage('https://elsewhere.example/open'),
			'is on another server',
		],
		['that was read already', () => firstPage('/open'), 'lead in a circle'],
		['that is not text', () => firstPage({ page: 2 }), 'has no URL at "links.next"'],
		['without an end', endless, 'has more than 100 pages'],
		[
			'without IDs',
			() => firstPage('/open?page=9', answerJson({ error: 'no' })),
			'has no session IDs at "data[*].id"',
		],
	])('fails the poll at a next page %s', async (_, givePages, message) => {
		givePages();
		const staticData = stateOf([
			'kept-session',
			secondsAgo(HOUR),
			secondsAgo(HOUR),
			{ outcome: 'approved' },
		]);
		const workflow = fixture.activate(parameters(), staticData);
		const error = await fixture.pollError(parameters(), { workflow });
		expect(error.message).toContain(message);
		expect(workflow?.staticData).toEqual({ 'node:Identomat Trigger': staticData });
		expect(fixture.requestedSessions()).toEqual([]);
	});
});
