import { endpoints } from '../../../nodes/api/endpoints';
import { Identomat } from '../../../nodes/Identomat/Identomat.node';
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

/** The endpoints of the rows that are not as expected. */
const unexpected = (rows: Array<Record<string, unknown>>) =>
	rows.filter(({ verdict }) => verdict === 'other than expected').map(({ endpoint }) => endpoint);

const finishedSession = () => fixture.sandbox.addSession({});

/** The operations as the panel names them: the resource, then the operation. */
function operationsInPanel(): string[] {
	const { properties } = new Identomat().description;
	const choicesOf = (name: string, resource?: string) =>
		properties
			.filter((property) => property.name === name)
			.filter((p) => resource === undefined || p.displayOptions?.show?.resource?.includes(resource))
			.flatMap(({ options = [] }) =>
				options.flatMap((choice) => ('value' in choice ? [choice] : [])),
			);
	return choicesOf('resource').flatMap((resource) =>
		choicesOf('operation', String(resource.value)).map(({ name }) => `${resource.name}: ${name}`),
	);
}

it('returns a row for every endpoint, once, in the order of the requests', async () => {
	const rows = await check(finishedSession());
	const paths = Object.values(endpoints).map(({ path }) => path.value);
	expect(rows.map(({ endpoint }) => endpoint).sort()).toEqual(paths.sort());
	expect(rows.slice(0, 2).map(({ host, verdict }) => [host, verdict])).toEqual([
		['external', 'as expected'],
		['widget', 'as expected'],
	]);
	expect(unexpected(rows)).toEqual([]);
});

it('sends requests only to endpoints that only read', async () => {
	await check(finishedSession());
	const reading = Object.values(endpoints).filter(({ readOnly }) => readOnly);
	expect(
		fixture
			.sentRequests()
			.map(({ path }) => path)
			.sort(),
	).toEqual(reading.map(({ path }) => path.value).sort());
});

it('names the operation of each row as in the panel', async () => {
	const rows = await check(finishedSession());
	expect(operationsInPanel()).toEqual(
		expect.arrayContaining([...new Set(rows.map(({ operation }) => operation))]),
	);
	expect(rows.find(({ endpoint }) => endpoint === 'result/')?.operation).toBe('Result: Get');
	expect(rows.find(({ endpoint }) => endpoint === 'result/face/')?.operation).toBe(
		'Media: Download',
	);
});

it('without a session checks only endpoints that need none, and lists the others in one row', async () => {
	const rows = await check();
	expect(fixture.sentRequests().map(({ path }) => path)).toEqual([
		'list-screening-monitoring-records',
	]);
	expect(rows.map(({ operation, verdict }) => [operation, verdict])).toEqual([
		['Screening: Get Monitored', 'as expected'],
		['All others', 'not checked'],
	]);
	expect(rows[1]).toEqual({
		operation: 'All others',
		endpoint: null,
		host: null,
		verdict: 'not checked',
		status: null,
		durationMs: null,
		answer: null,
		fields: {},
		message: expect.stringMatching(
			/^Enter the 'Session ID' of a finished session .*Result: Get.* Never checked, .*Session: Delete/,
		),
	});
	const named = operationsInPanel().filter((name) => String(rows[1]?.message).includes(name));
	expect(named).not.toContain('Screening: Get Monitored');
	expect(named).toHaveLength(17);
});

it('explains why endpoints that create, delete or cost something are not checked', async () => {
	const rows = await check(finishedSession());
	const unchecked = rows.filter(({ verdict }) => verdict === 'not checked');
	expect(unchecked.map(({ endpoint }) => endpoint)).toEqual(
		Object.values(endpoints)
			.filter(({ readOnly }) => !readOnly)
			.map(({ path }) => path.value),
	);
	expect(new Set(unchecked.map(({ message }) => message))).toEqual(
		new Set(['Not checked, since it creates, deletes or costs something']),
	);
});

it('names fields and types of a response', async () => {
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

it('contains no value of the person, the session or the credential', async () => {
	const sessionId = finishedSession();
	const output = JSON.stringify(await check(sessionId));
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
		expect(output).not.toContain(value);
	}
	expect(output).not.toContain(sessionId);
	expect(output).not.toContain(fixture.sandbox.companyKey);
});

it.each([
	['statistics that are a list', 'get-session-statistical-summary', [1]],
	['steps that are a number', 'get-session-config-steps', 3 as unknown as object],
	['a report that is an object', 'export-session-as-pdf', { pages: 2 }],
	['a photo that is a list of words', 'get-session-main-document-face-photo', ['one']],
	['shots that are numbers', 'get-video-call-shots', { count: 2 }],
	['records in an object of another form', 'list-screening-monitoring-records', { total: 1 }],
	['a result that is a list', 'result/', ['approved']],
])('reports %s only in its own row', async (_, path, body) => {
	fixture.sandbox.fault(path, { body: typeof body === 'object' ? body : String(body) });
	const rows = await check(finishedSession());
	expect(unexpected(rows)).toEqual([path]);
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
])('reports only in the row of %s that the session ID has another name', async (path) => {
	fixture.sandbox.fault(path, {
		shape: 'codeKey',
		code: 'wrongParameters',
		matches: (fields) => !('session' in fields),
	});
	const rows = await check(finishedSession());
	expect(unexpected(rows)).toEqual([path]);
	expect(rows.find(({ endpoint }) => endpoint === path)?.message).toMatch(
		/"sessionId" \((?:observed|inferred)\)/,
	);
});

it('reports in the first row of the external API that the key has another name', async () => {
	for (const { host, path } of Object.values(endpoints)) {
		if (host === 'external')
			fixture.sandbox.fault(path.value, { shape: 'codeKey', code: 'companyMissing' });
	}
	const rows = await check(finishedSession());
	expect(unexpected(rows)).toEqual(['list-screening-monitoring-records']);
	expect(rows[0]?.message).toContain('"companyKey" (observed)');
});

it('reports a company key that is rejected everywhere only in the first row', async () => {
	fixture.sandbox.fault('*', { shape: 'codeKey', code: 'companyMissing' });
	const rows = await check(finishedSession());
	expect(unexpected(rows)).toEqual([]);
	expect(rows[0]?.message).toContain('rejected the company key in every request');
	expect(
		rows
			.slice(1)
			.map(({ message }) => message)
			.join(),
	).not.toContain('in every request');
});

it('checks the other endpoints when one fails', async () => {
	fixture.sandbox.fault('get-session-statistical-summary', { status: 500 });
	const rows = await check(finishedSession());
	expect(
		rows.filter(({ verdict }) => verdict === 'failed').map(({ endpoint }) => endpoint),
	).toEqual(['get-session-statistical-summary']);
	expect(rows).toHaveLength(Object.keys(endpoints).length);
});
