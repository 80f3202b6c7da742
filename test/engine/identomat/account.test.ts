import { endpoints } from '../../../nodes/api/endpoints';
import { setUpIdentomat } from './identomatFixture';

const fixture = setUpIdentomat();

const check = async (sessionId?: string) => {
	const { items, error } = await fixture.run({
		resource: 'account',
		operation: 'check',
		sessionId,
	});
	expect(error).toBeUndefined();
	return items.map(({ json }) => json);
};

/** The rows that are not as they should be, by their endpoints. */
const others = (rows: Array<Record<string, unknown>>) =>
	rows.filter(({ verdict }) => verdict === 'other than expected').map(({ endpoint }) => endpoint);

const finishedSession = () => {
	const sessionId = fixture.sandbox.addSession({});
	return sessionId;
};

it('tells of every endpoint, once, in the order of the asking', async () => {
	const rows = await check(finishedSession());
	const paths = Object.values(endpoints).map(({ path }) => path.value);
	expect(rows.map(({ endpoint }) => endpoint).sort()).toEqual(paths.sort());
	expect(rows.slice(0, 2).map(({ host, verdict }) => [host, verdict])).toEqual([
		['external', 'as expected'],
		['widget', 'as expected'],
	]);
	expect(others(rows)).toEqual([]);
});

it('asks only what reads', async () => {
	await check(finishedSession());
	const reading = Object.values(endpoints).filter(({ readOnly }) => readOnly);
	expect(
		fixture
			.sentRequests()
			.map(({ path }) => path)
			.sort(),
	).toEqual(reading.map(({ path }) => path.value).sort());
});

it('without a session asks nothing that needs one, and says so', async () => {
	const rows = await check();
	expect(fixture.sentRequests().map(({ path }) => path)).toEqual([
		'list-screening-monitoring-records',
	]);
	expect(rows.find(({ endpoint }) => endpoint === 'result/')).toEqual({
		endpoint: 'result/',
		host: 'widget',
		verdict: 'not checked',
		status: null,
		durationMs: null,
		answer: null,
		fields: {},
		message: 'Not asked: it needs a session ID',
	});
	expect(rows.find(({ endpoint }) => endpoint === 'delete/')).toMatchObject({
		verdict: 'not checked',
		message: 'Not asked: it creates, deletes or costs something',
	});
});

it('names fields and types of an answer', async () => {
	const rows = await check(finishedSession());
	expect(rows.find(({ endpoint }) => endpoint === 'result/')).toMatchObject({
		status: 200,
		answer: 'object',
		fields: { result: 'text', person: 'object', 'person.birthday': 'text', similarity: 'number' },
		message: null,
	});
	expect(rows.find(({ endpoint }) => endpoint === 'result/card-front/')).toMatchObject({
		verdict: 'as expected',
		answer: expect.stringMatching(/^file \(image\/jpeg, \d+ bytes\)$/),
	});
});

it('holds no value of the person, of the session or of the credential', async () => {
	const sessionId = finishedSession();
	const told = JSON.stringify(await check(sessionId));
	for (const value of [
		'Nino',
		'Sandadze',
		'ნინო',
		'1990',
		'00TS00042',
		'example.com',
		'Testisi',
		'0.93',
	]) {
		expect(told).not.toContain(value);
	}
	expect(told).not.toContain(sessionId);
	expect(told).not.toContain(fixture.sandbox.companyKey);
});

it.each([
	['statistics that are a list', 'get-session-statistical-summary', [1]],
	['steps that are a number', 'get-session-config-steps', 3 as unknown as object],
	['a report that is an object', 'export-session-as-pdf', { pages: 2 }],
	['a photo that is a list of words', 'get-session-main-document-face-photo', ['one']],
	['shots that are numbers', 'get-video-call-shots', { count: 2 }],
	['records in an object of another form', 'list-screening-monitoring-records', { total: 1 }],
	['a result that is a list', 'result/', ['approved']],
])('%s: its row and no other says so', async (_, path, body) => {
	fixture.sandbox.fault(path, { body: typeof body === 'object' ? body : String(body) });
	const rows = await check(finishedSession());
	expect(others(rows)).toEqual([path]);
	const row = rows.find(({ endpoint }) => endpoint === path);
	expect(row?.message).toMatch(
		/Expected .* \((reference|observed|inferred)\).* To correct it: nodes\/api\/endpoints\.ts, \w+$/,
	);
});

it.each([
	'list-session-activities',
	'get-session-statistical-summary',
	'get-session-config-steps',
	'get-session-main-document-face-photo',
	'get-video-call-shots',
	'get-video-call-videos',
	'export-session-as-pdf',
])(
	'%s that wants the session id under another name: its row and no other says so',
	async (path) => {
		fixture.sandbox.fault(path, {
			shape: 'codeKey',
			code: 'wrongParameters',
			matches: (fields) => !('session' in fields),
		});
		const rows = await check(finishedSession());
		expect(others(rows)).toEqual([path]);
		expect(rows.find(({ endpoint }) => endpoint === path)?.message).toContain(
			'"sessionId" (inferred)',
		);
	},
);

it('an external API that wants the key under another name: the first row of it says so', async () => {
	for (const { host, path } of Object.values(endpoints)) {
		if (host === 'external')
			fixture.sandbox.fault(path.value, { shape: 'codeKey', code: 'companyMissing' });
	}
	const rows = await check(finishedSession());
	expect(others(rows)).toEqual(['list-screening-monitoring-records']);
	expect(rows[0]?.message).toContain('"companyKey" (inferred)');
});

it('a key that is refused everywhere is said in one sentence, at the top', async () => {
	fixture.sandbox.fault('*', { shape: 'codeKey', code: 'companyMissing' });
	const rows = await check(finishedSession());
	expect(others(rows)).toEqual([]);
	expect(rows[0]?.message).toContain('refuses the company key wherever it was asked');
	expect(
		rows
			.slice(1)
			.map(({ message }) => message)
			.join(),
	).not.toContain('wherever');
});

it('goes on where one endpoint fails', async () => {
	fixture.sandbox.fault('get-session-statistical-summary', { status: 500 });
	const rows = await check(finishedSession());
	expect(
		rows.filter(({ verdict }) => verdict === 'failed').map(({ endpoint }) => endpoint),
	).toEqual(['get-session-statistical-summary']);
	expect(rows).toHaveLength(Object.keys(endpoints).length);
});
