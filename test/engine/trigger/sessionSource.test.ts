import type { RequestListener } from 'node:http';

import {
	secondsAgo,
	answerJson,
	HOUR,
	rowsIn,
	runUserService,
	setUpTrigger,
	stateOf,
	emittedBy,
} from './triggerFixture';

const fixture = setUpTrigger();
const service = runUserService();
const elsewhere = runUserService();

const HEADER = { headerName: 'X-Crm-Key', headerValue: 'invented-crm-secret' };
const withHeader = { identomatSessionListApi: HEADER };

const fromUrl = (sourceIdPath = '', path = '/open?status=open') => ({
	source: 'url',
	sourceUrl: `${service.url}${path}`,
	sourceIdPath,
});

describe('session IDs from a URL', () => {
	it.each<[string, (id: string) => unknown]>([
		['', (id) => [id]],
		['$', (id) => [id]],
		['ids', (id) => ({ ids: [id] })],
		['data[*].session_token', (id) => ({ data: [{ session_token: id }, { session_token: id }] })],
		['$.data[*].session_token', (id) => ({ data: [{ session_token: id }] })],
		['[*].session.id', (id) => [{ session: { id } }, { session: null }]],
		['people[*].sessions[*].id', (id) => ({ people: [{ sessions: [{ id }] }, { sessions: [] }] })],
		['current.id', (id) => ({ current: { id } })],
	])('at "%s" are watched', async (path, answer) => {
		const id = fixture.sandbox.addSession();
		service.answer = answerJson(answer(id));
		expect(emittedBy(await fixture.poll(fromUrl(path)))).toEqual([[id, 'approved']]);
		expect(fixture.requestedSessions()).toEqual([id]);
	});

	it('are read again at every poll', async () => {
		const [first, second] = [fixture.sandbox.addSession(), fixture.sandbox.addSession()];
		service.answer = answerJson([first]);
		const before = await fixture.poll(fromUrl());
		service.answer = answerJson([second]);
		const after = await fixture.poll(fromUrl(), before);
		expect(emittedBy(after)).toEqual([[second, 'approved']]);
		expect(rowsIn(after.staticData).map(([id]) => id)).toEqual([second, first]);
	});

	it('are found with spaces around the URL', async () => {
		const id = fixture.sandbox.addSession();
		service.answer = answerJson([id]);
		const parameters = { ...fromUrl(), sourceUrl: ` ${service.url}/open\n` };
		expect(emittedBy(await fixture.poll(parameters))).toEqual([[id, 'approved']]);
	});

	it('can be an empty list: nothing is watched, and after a day nothing is stored', async () => {
		service.answer = answerJson({ data: [] });
		const staticData = stateOf([
			'left-session',
			secondsAgo(HOUR),
			secondsAgo(HOUR),
			{ outcome: 'approved' },
		]);
		const parameters = fromUrl('data[*].session_token');
		const first = await fixture.poll(parameters, { staticData });
		expect(first.items).toBeNull();
		expect(rowsIn(first.staticData)).toHaveLength(1);
		fixture.advanceClock(25 * HOUR);
		const result = await fixture.poll(parameters, first);
		expect(result).toMatchObject({ items: null, staticData: { watched: [] } });
	});
});

const redirect: RequestListener = (_request, response) => {
	response.writeHead(302, { location: `${elsewhere.url}/open` }).end();
};
const text =
	(body: string, status = 200): RequestListener =>
	(_request, response) => {
		response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
	};
const drip: RequestListener = (_request, response) => {
	response.write('[');
	const timer = setInterval(() => response.write(' '), 50);
	response.on('close', () => clearInterval(timer));
};
const silence: RequestListener = () => {};
const brokenOff: RequestListener = (_request, response) => void response.socket?.destroy();
const CHECK_URL = "Check 'Source URL' and its credential, and that the service behind it runs.";
const CHECK_PATH = "Check 'Path to IDs' against the JSON that the URL answers.";

describe('a source that cannot be read fails the poll and removes no state', () => {
	const JSON_PATH = 'data[*].session_token';
	const NO_IDS = `The source URL's response has no session IDs at "${JSON_PATH}"`;
	const NOT_JSON = 'The source URL returned something other than JSON';
	const theServer = (what: string) => expect.stringMatching(`^127\\.0\\.0\\.1:\\d+ ${what}$`);

	it.each<[string, RequestListener, unknown, unknown]>([
		['HTTP 404', answerJson([], 404), 'The source URL returned status 404', CHECK_URL],
		['HTTP 500', answerJson({ data: [] }, 500), 'The source URL returned status 500', CHECK_URL],
		['a redirect', redirect, 'The source URL returned status 302', CHECK_URL],
		['a web page', text('<html>Please sign in</html>'), NOT_JSON, CHECK_URL],
		['plain text', text('closed'), NOT_JSON, CHECK_URL],
		['nothing', text(''), NOT_JSON, CHECK_URL],
		['half an answer', text('{"data":[{"session_tok'), NOT_JSON, CHECK_URL],
		['an error with status 200', answerJson({ error: 'no' }), NO_IDS, CHECK_PATH],
		['another kind of value', answerJson({ data: { session_token: 'a' } }), NO_IDS, CHECK_PATH],
		['elements without ids', answerJson({ data: [{ id: 'a' }] }), NO_IDS, CHECK_PATH],
		['ids that are null', answerJson({ data: [{ session_token: null }] }), NO_IDS, CHECK_PATH],
		[
			'a sentence for an id',
			answerJson({ data: [{ session_token: 'not now' }] }),
			"The list of 'Source URL' holds something that is not a session ID",
			expect.stringContaining('"not" is not a session ID.'),
		],
		['null', answerJson(null), NO_IDS, CHECK_PATH],
		['a broken connection', brokenOff, theServer('closed the connection .*'), CHECK_URL],
		['silence', silence, theServer('did not respond in time'), CHECK_URL],
		['an answer without an end', drip, expect.stringMatching(/^Request canceled: /), CHECK_URL],
	])('%s', async (_, answer, message, description) => {
		service.answer = answer;
		const staticData = stateOf([
			'kept-session',
			secondsAgo(HOUR),
			secondsAgo(HOUR),
			{ outcome: 'approved' },
		]);
		const workflow = fixture.activate(fromUrl(JSON_PATH), staticData);
		const error = await fixture.pollError({}, { workflow, pollBudgetMs: 1_400 });
		expect(error).toMatchObject({ message, description });
		expect(workflow?.staticData).toEqual({ 'node:Identomat Trigger': staticData });
		expect([fixture.requestedSessions(), elsewhere.requests]).toEqual([[], []]);
	});

	it('a value that is not a list, without a path', async () => {
		service.answer = answerJson('maintenance');
		const staticData = stateOf([
			'kept-session',
			secondsAgo(HOUR),
			secondsAgo(HOUR),
			{ outcome: 'approved' },
		]);
		expect(await fixture.pollError(fromUrl(), { staticData })).toMatchObject({
			message: "The source URL's response is not a list of session IDs",
			description: "Enter in 'Path to IDs' where they are, such as data[*].session_token.",
		});
	});

	it('nobody listens', async () => {
		const parameters = { ...fromUrl(), sourceUrl: 'http://127.0.0.1:1/open' };
		expect(await fixture.pollError(parameters)).toMatchObject({
			message: 'Could not connect to 127.0.0.1:1: connection refused',
		});
	});

	it.each([
		'crm.example.com/open',
		'localhost:5678/webhook/open',
		'http://',
		'file:///etc/hosts',
		'={{ null }}',
	])('"%s" is not a web address', async (sourceUrl) => {
		await expect(fixture.poll({ ...fromUrl(), sourceUrl })).rejects.toMatchObject({
			name: 'NodeOperationError',
			node: { name: 'Identomat Trigger' },
			message: "'Source URL' is not a web address",
			description: 'Enter it with its scheme, such as https://crm.example.com/open-sessions',
		});
	});
});

describe('the request to the source URL', () => {
	it('is a GET with the header of the second credential, and no company key', async () => {
		service.answer = answerJson([fixture.sandbox.addSession()]);
		await fixture.poll(fromUrl(), { credentials: withHeader });
		expect(service.requests).toMatchObject([
			{ method: 'GET', path: '/open?status=open', body: '' },
		]);
		expect(service.requests[0]?.headers['x-crm-key']).toBe('invented-crm-secret');
		expect(JSON.stringify(service.requests)).not.toContain(fixture.sandbox.companyKey);
	});

	it('has no header without the second credential', async () => {
		service.answer = answerJson([]);
		await fixture.poll(fromUrl());
		expect(Object.keys(service.requests[0]?.headers ?? {}).sort()).toEqual(
			expect.not.arrayContaining(['authorization', 'x-crm-key']),
		);
		expect(JSON.stringify(service.requests)).not.toContain(fixture.sandbox.companyKey);
	});

	it('sends its header to nobody else, not even Identomat', async () => {
		const id = fixture.sandbox.addSession();
		service.answer = answerJson([id]);
		await fixture.poll(fromUrl(), { credentials: withHeader });
		await fixture.poll({ sessionIds: id }, { credentials: withHeader });
		expect(fixture.requestedSessions()).toEqual([id, id]);
		expect(JSON.stringify(fixture.sandbox.audit)).not.toContain('invented-crm-secret');
	});

	it.each([301, 302, 303, 307, 308])('is not repeated by a redirect with %d', async (status) => {
		service.answer = (_request, response) =>
			void response.writeHead(status, { location: `${elsewhere.url}/open` }).end();
		for (const credentials of [withHeader, undefined]) {
			expect(await fixture.pollError(fromUrl(), { credentials })).toMatchObject({
				message: `The source URL returned status ${status}`,
			});
		}
		expect(service.requests).toHaveLength(2);
		expect(elsewhere.requests).toEqual([]);
	});

	it('is sent once even after 401, and its error shows no secret', async () => {
		service.answer = (request, response) =>
			answerJson({ got: request.headers }, 401)(request, response);
		const error = await fixture.pollError(fromUrl(), { credentials: withHeader });
		expect(error.message).toBe('The source URL returned status 401');
		expect(JSON.stringify(error)).not.toContain('invented-crm-secret');
		expect(service.requests).toHaveLength(1);
	});
});

describe('a source with pages', () => {
	it("is read to the last page by Airtable's token", async () => {
		const ids = [1, 2, 3].map(() => fixture.sandbox.addSession());
		const offsets = [undefined, 'itrA/recB', 7];
		service.answer = (request, response) => {
			const offset = new URL(request.url ?? '', service.url).searchParams.get('offset');
			const page = offsets.findIndex((one) => String(one ?? '') === (offset ?? ''));
			const records = [{ fields: { 'Session ID': ids[page] } }];
			answerJson({ records, offset: offsets[page + 1] })(request, response);
		};
		const options = { sourceNextPath: 'offset', sourceNextParameter: 'offset' };
		const path = 'records[*].fields["Session ID"]';
		const result = await fixture.poll({ ...fromUrl(path, '/open?view=a&offset='), options });
		expect(emittedBy(result)).toEqual(ids.map((id) => [id, 'approved']));
		expect(service.requests.map(({ path: url }) => url)).toEqual([
			'/open?view=a&offset=',
			'/open?view=a&offset=itrA%2FrecB',
			'/open?view=a&offset=7',
		]);
	});

	it('is read to the last page by a key with a dot, as in Microsoft Graph', async () => {
		const [first, second] = [fixture.sandbox.addSession(), fixture.sandbox.addSession()];
		service.answer = (request, response) => {
			const isFirst = !request.url?.includes('skip');
			const next = isFirst ? { '@odata.nextLink': `${service.url}/open?$skip=1` } : {};
			answerJson({ value: [{ id: isFirst ? first : second }], ...next })(request, response);
		};
		const options = { sourceNextPath: '@odata.nextLink' };
		const result = await fixture.poll({ ...fromUrl('value[*].id'), options });
		expect(emittedBy(result)).toEqual([
			[first, 'approved'],
			[second, 'approved'],
		]);
	});

	it('fails the poll if the token is not text or leads in a circle', async () => {
		const options = { sourceNextPath: 'next', sourceNextParameter: 'page' };
		const parameters = { ...fromUrl('data'), options };
		service.answer = answerJson({ data: [], next: { page: 2 } });
		expect((await fixture.pollError(parameters)).message).toBe(
			`The source URL's response has no token at "next"`,
		);
		service.answer = answerJson({ data: [], next: 'again' });
		expect((await fixture.pollError(parameters)).message).toContain('lead in a circle');
	});
});
