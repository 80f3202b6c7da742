import { readFileSync } from 'node:fs';

import { externalRequest, setUpIdentomat } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const screening = (operation: string, parameters = {}) => ({
	resource: 'screening',
	operation,
	...parameters,
});

const monitored = async (name: string) => {
	const { items } = await fixture.run(screening('monitor', { name }));
	return items[0]?.json ?? {};
};

describe('searchPerson', () => {
	it('returns one item with all matches', async () => {
		const { items } = await fixture.run(screening('searchPerson', { name: ' Ana Testidze ' }));
		expect(items).toEqual([
			{
				json: {
					query: { name: 'Ana Testidze' },
					matchCount: 2,
					highestScore: 100,
					matches: [
						{ score: 100, name: 'Ana Testidze', personId: 'sandbox-person-1' },
						{ score: expect.any(Number), name: 'Anna Testadze', personId: 'sandbox-person-2' },
					],
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('search-screening-person', { name: 'Ana Testidze' }),
		]);
	});

	it('returns an item to branch on if nobody was found', async () => {
		const { items } = await fixture.run(screening('searchPerson', { name: 'Zurab Nobody' }));
		expect(items).toEqual([
			{
				json: { query: { name: 'Zurab Nobody' }, matchCount: 0, highestScore: null, matches: [] },
				pairedItem: { item: 0 },
			},
		]);
	});

	it('returns the searched fields by their names in the panel', async () => {
		const personFields = {
			firstName: ' Ana ',
			lastName: 'Testidze',
			birthDate: '1975-02-11T00:00',
		};
		const { items } = await fixture.run(screening('searchPerson', { personFields }));
		const query = { firstName: 'Ana', lastName: 'Testidze', birthDate: '1975-02-11' };
		expect(items).toMatchObject([{ json: { query } }]);
	});

	it('leaves out lower matches and reports how many', async () => {
		const body = [{ score: 80 }, { score: 79.9 }, { name: 'of no score' }, { score: 3 }];
		fixture.sandbox.fault('search-screening-person', { body });
		const options = { minimumScore: 80 };
		const { items } = await fixture.run(screening('searchPerson', { name: 'Ana', options }));
		expect(items.map(({ json }) => json)).toEqual([
			{
				query: { name: 'Ana' },
				matchCount: 2,
				highestScore: null,
				matches: [{ score: 80 }, { name: 'of no score' }],
				belowMinimumCount: 2,
			},
		]);
	});

	it.each(['={{ "high" }}', -1, 101])(
		'refuses %j as the minimum before any request',
		async (minimumScore) => {
			const options = { minimumScore };
			const { error } = await fixture.run(screening('searchPerson', { name: 'Ana', options }));
			expect(error).toMatchObject({ message: "'Minimum Score' must be a number from 0 to 100" });
			expect(fixture.sandbox.audit).toEqual([]);
		},
	);

	it('returns an item for each match, and none without matches', async () => {
		const people = ['Ana Testidze', 'Zurab Nobody', 'Jo Sampleton'];
		const options = { splitMatches: true };
		const { items, status } = await fixture.run(
			screening('searchPerson', { name: '={{ $json.person }}', options }),
			{ items: people.map((person) => ({ json: { person } })) },
		);
		expect(status).toBe('success');
		expect(items.map(({ json, pairedItem }) => [json.query, json.name, pairedItem])).toEqual([
			[{ name: 'Ana Testidze' }, 'Ana Testidze', { item: 0 }],
			[{ name: 'Ana Testidze' }, 'Anna Testadze', { item: 0 }],
			[{ name: 'Jo Sampleton' }, 'Jo Sampleton', { item: 2 }],
		]);
	});

	it('sends all person fields under their API names', async () => {
		const personFields = {
			firstName: 'Ana',
			middleName: 'Maria',
			lastName: 'Testidze',
			birthDate: '1975-02-11',
			nationality: 'GEO',
			gender: 'female',
		};
		const { error } = await fixture.run(screening('searchPerson', { personFields }));
		expect(error).toBeUndefined();
		const { birthDate, ...others } = personFields;
		expect(fixture.sentRequests()).toEqual([
			externalRequest('search-screening-person', { ...others, birthdayTime: birthDate }),
		]);
	});

	it('leaves out what is empty, blank or missing in the item', async () => {
		const personFields = {
			firstName: '={{ $json.first }}',
			middleName: '',
			nationality: '  ',
			gender: '={{ null }}',
			birthDate: '={{ $json.born }}',
		};
		await fixture.run(screening('searchPerson', { name: 'Ana Testidze', personFields }));
		expect(fixture.sentRequests()).toEqual([
			externalRequest('search-screening-person', { name: 'Ana Testidze' }),
		]);
	});

	it.each([
		['a date', '1979-11-25'],
		['a date and time', ' 1979-11-25T00:00:00+04:00 '],
		['a date and time with a space', '1979-11-25 00:00'],
		['a DateTime far in the east', '={{ DateTime.fromISO("1979-11-25", { zone: "Asia/Tokyo" }) }}'],
		['a Date at midnight UTC', '={{ new Date("1979-11-25T00:00:00Z") }}'],
	])('reads %s as a birth date', async (_, birthDate) => {
		await fixture.run(screening('searchPerson', { name: 'Ana', personFields: { birthDate } }));
		expect(fixture.sentRequests()).toEqual([
			externalRequest('search-screening-person', { name: 'Ana', birthdayTime: '1979-11-25' }),
		]);
	});

	it('refuses a Date that is another day in other time zones', async () => {
		const personFields = { birthDate: '={{ new Date("1979-11-24T20:00:00Z") }}' };
		const { error } = await fixture.run(screening('searchPerson', { name: 'Ana', personFields }));
		expect(error).toMatchObject({
			message: `'Birth Date' must be a date such as 1979-11-25, not "1979-11-24T20:00:00.000Z"`,
		});
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it.each(['11/25/1979', '1979-13-45', '25.11.1979', '1979', '1979-11-250', 'yesterday'])(
		'refuses the birth date "%s" before any request',
		async (birthDate) => {
			const { error } = await fixture.run(
				screening('searchPerson', { name: 'Ana', personFields: { birthDate } }),
			);
			expect(error).toMatchObject({
				name: 'NodeOperationError',
				message: `'Birth Date' must be a date such as 1979-11-25, not "${birthDate}"`,
				description: expect.stringContaining('Write year, month and day'),
				context: { itemIndex: 0 },
			});
			expect(fixture.sandbox.audit).toEqual([]);
		},
	);

	it.each([
		['nothing', {}],
		['no part of a name', { middleName: 'Maria', nationality: 'GEO' }],
		['blanks', { firstName: '  ' }],
		[
			'an expression that finds nothing',
			{ firstName: '={{ $json.first }}', lastName: '={{ null }}' },
		],
	])('refuses to search by %s', async (_, personFields) => {
		const { error } = await fixture.run(screening('searchPerson', { name: ' ', personFields }));
		expect(error).toMatchObject({
			name: 'NodeOperationError',
			message: "'Name' is empty",
			description: "Fill in 'Name', or 'First Name' and 'Last Name' in 'Additional Fields'.",
			context: { itemIndex: 0 },
		});
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('searches for the person of its item', async () => {
		const people = ['Max Beispielmann', 'Zurab Nobody', 'Jo Sampleton'];
		const { items } = await fixture.run(
			screening('searchPerson', { name: '={{ $json.person }}' }),
			{
				items: people.map((person) => ({ json: { person } })),
			},
		);
		expect(
			items.map(({ json, pairedItem }) => [json.matchCount, json.highestScore, pairedItem]),
		).toEqual([
			[1, 100, { item: 0 }],
			[0, null, { item: 1 }],
			[1, 100, { item: 2 }],
		]);
	});

	it.each([
		[
			'paymentNeeded',
			'Insufficient balance or plan',
			'Ask your Identomat manager, then run the node again.',
		],
		['companyMissing', 'Invalid company key', "Check 'Company Key' in the credential."],
	])('suggests a next step after %s', async (code, message, advice) => {
		fixture.sandbox.fault('search-screening-person', { code });
		const { error } = await fixture.run(screening('searchPerson', { name: 'Ana' }));
		const description = `Identomat said "${code}: refused as ordered". ${advice}`;
		expect(error).toMatchObject({ message, description });
	});
});

describe('getPersonDetails', () => {
	it('returns one item', async () => {
		const personId = 'sandbox-person-4';
		const { items } = await fixture.run(screening('getPersonDetails', { personId }));
		expect(items).toEqual([
			{
				json: {
					personId,
					entityType: 'person',
					name: 'Giorgi Probashvili',
					firstName: 'Giorgi',
					middleName: null,
					lastName: 'Probashvili',
					gender: 'male',
					birthdayTime: '1959-12-01',
					nationality: 'GEO',
					birthPlace: 'Testisi',
					aliases: ['Gio P.'],
					topics: ['sanction', 'crime'],
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('get-screening-person-details', { personId }),
		]);
	});

	it.each([
		['the match that the item is', { personId: 'sandbox-person-4', score: 90 }],
		['the first match of a search', { matches: [{ personId: 'sandbox-person-4' }, {}] }],
	])('requests %s by default', async (_, json) => {
		const { items } = await fixture.run(screening('getPersonDetails'), { items: [{ json }] });
		expect(items).toMatchObject([{ json: { personId: 'sandbox-person-4' } }]);
	});

	it('fails for an unknown person', async () => {
		const { error } = await fixture.run(screening('getPersonDetails', { personId: 'nobody' }));
		expect(error).toMatchObject({
			message: 'Details of this person not found',
			description:
				"Identomat said \"notFound: personId nobody is not known\". personId is the field 'Person ID'. Check 'Person ID'. Use the 'personId' of a match from Search Person.",
		});
	});
});

describe('monitoring', () => {
	it('returns the monitored record as Identomat returns it', async () => {
		const { items } = await fixture.run(
			screening('monitor', { name: 'Juana Ejemplo', personFields: { birthDate: '1988-08-18' } }),
		);
		const query = { name: 'Juana Ejemplo', birthdayTime: '1988-08-18' };
		expect(items).toEqual([
			{
				json: {
					id: expect.any(String),
					query,
					matches: [{ score: 100, name: 'Juana Ejemplo', personId: 'sandbox-person-6' }],
					createdAt: expect.any(String),
					updatedAt: expect.any(String),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(fixture.sentRequests()).toEqual([externalRequest('monitor-screening-query', query)]);
	});

	it('refuses to monitor without a name', async () => {
		const { error } = await fixture.run(screening('monitor'));
		expect(error).toMatchObject({ message: "'Name' is empty", context: { itemIndex: 0 } });
		expect(fixture.sandbox.audit).toEqual([]);
	});

	it('stops by the ID of the record', async () => {
		const { id: recordId } = await monitored('Juana Ejemplo');
		const { items } = await fixture.run(
			screening('stopMonitoring', { recordId: String(recordId) }),
		);
		expect(items).toEqual([{ json: { stopped: true, recordId }, pairedItem: { item: 0 } }]);
		expect(fixture.sentRequests()[1]).toEqual(
			externalRequest('remove-screening-query-from-monitoring', { id: recordId }),
		);
		const left = await fixture.run(screening('getMonitored'));
		expect(left).toMatchObject({ items: [], status: 'success' });
	});

	it.each(['list', 'id'])('stops by the value chosen in the mode %s', async (mode) => {
		const value = String((await monitored('Juana Ejemplo')).id);
		const recordId = { __rl: true, mode, value };
		const { items } = await fixture.run(screening('stopMonitoring', { recordId }));
		expect(items.map(({ json }) => json)).toEqual([{ stopped: true, recordId: value }]);
	});

	it('stops by the record in the item by default', async () => {
		const { id } = await monitored('Juana Ejemplo');
		const { items } = await fixture.run(screening('stopMonitoring'), { items: [{ json: { id } }] });
		expect(items.map(({ json }) => json)).toEqual([{ stopped: true, recordId: id }]);
	});

	it('cannot be stopped for an unknown record', async () => {
		const { items, error } = await fixture.run(screening('stopMonitoring', { recordId: 'gone' }));
		expect(items).toEqual([]);
		expect(error?.message).toBe('Could not stop monitoring this record');
		expect(errorText(error)).toContain('notFound: record gone is not known');
	});

	it.each([
		['Limit', { limit: 2 }, ['Max Beispielmann', 'Ivan Proverkin']],
		[
			'Return All, in spite of a limit set before,',
			{ returnAll: true, limit: 2 },
			['Max Beispielmann', 'Ivan Proverkin', 'Jo Sampleton'],
		],
		['its defaults', {}, ['Max Beispielmann', 'Ivan Proverkin', 'Jo Sampleton']],
	])('is listed with %s', async (_, parameters, names) => {
		for (const name of ['Max Beispielmann', 'Ivan Proverkin', 'Jo Sampleton'])
			await monitored(name);
		const { items } = await fixture.run(screening('getMonitored', parameters));
		expect(items.map(({ json }) => json.query)).toEqual(names.map((name) => ({ name })));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(names.map(() => ({ item: 0 })));
		expect(fixture.sentRequests()[3]).toEqual(externalRequest('list-screening-monitoring-records'));
	});

	it('lists 50 records by default', async () => {
		const body = Array.from({ length: 51 }, (_, id) => ({ id }));
		fixture.sandbox.fault('list-screening-monitoring-records', { body });
		const limited = await fixture.run(screening('getMonitored'));
		expect(limited.items.map(({ json }) => json)).toEqual(body.slice(0, 50));
		const all = await fixture.run(screening('getMonitored', { returnAll: true }));
		expect(all.items.map(({ json }) => json)).toEqual(body);
	});
});

describe('scores', () => {
	const summary = async (matches: unknown[]) => {
		fixture.sandbox.clearFaults();
		fixture.sandbox.fault('search-screening-person', { body: matches });
		const { items } = await fixture.run(screening('searchPerson', { name: 'Ana Testidze' }));
		return items.map(({ json: { matchCount, highestScore } }) => ({ matchCount, highestScore }));
	};

	it('are read from texts, and are unknown if one match has none', async () => {
		expect(await summary([{ score: '97.5' }, { score: 61 }])).toEqual([
			{ matchCount: 2, highestScore: 97.5 },
		]);
		expect(await summary([{ score: 61 }, { name: 'Ana' }])).toEqual([
			{ matchCount: 2, highestScore: null },
		]);
	});

	it('of 200,000 matches are read', async () => {
		const matches = Array.from({ length: 200_000 }, (_, index) => ({ score: index % 98 }));
		expect(await summary(matches)).toEqual([{ matchCount: 200_000, highestScore: 97 }]);
	});

	it.each([
		[{ matchCount: 0, highestScore: null }, false],
		[{ matchCount: 1, highestScore: 79.5 }, false],
		[{ matchCount: 1, highestScore: 80 }, true],
		[{ matchCount: 2, highestScore: null }, true],
	])('in the example workflow, %j is a hit: %s', async (json, isHit) => {
		const example = readFileSync('examples/nightly-aml-screening.json', 'utf8');
		const [, score] = /"leftValue": "=\{\{ (.*highestScore.*) \}\}"/.exec(example) ?? [];
		await fixture.run(
			screening('searchPerson', { name: `={{ (${score}) >= 80 ? 'hit' : 'none' }}` }),
			{
				items: [{ json }],
			},
		);
		expect(fixture.sentRequests()).toMatchObject([{ fields: { name: isHit ? 'hit' : 'none' } }]);
	});
});
