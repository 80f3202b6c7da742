import { jpeg } from '../../../dev/sandbox';
import { externalRequest, setUpIdentomat, widgetRequest } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const begin = (parameters = {}) => ({ resource: 'session', operation: 'create', ...parameters });
const search = (parameters = {}) => ({
	resource: 'screening',
	operation: 'searchPerson',
	...parameters,
});

describe('extraFields', () => {
	it.each([
		['text', '{"config_id": "kyc", "flags": {"language": "ka"}}'],
		['an object', '={{ { config_id: "kyc", flags: { language: "ka" } } }}'],
	])('adds fields by their API names and overrides others, given as %s', async (_, extraFields) => {
		const parameters = {
			configId: 'other',
			flags: { liveness: true },
			stepList: { step: [{ type: 'liveness' }] },
			options: { extraFields },
		};
		await fixture.run(begin(parameters));
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('begin/', {
				config_id: 'kyc',
				flags: { liveness: true, language: 'ka' },
				steps: [{ type: 'liveness' }],
			}),
		]);
	});

	it('is read for each item', async () => {
		await fixture.run(
			search({ name: 'Ana', options: { extraFields: '={{ $json }}', maxConcurrency: 1 } }),
			{ items: [{ json: { gender: 'female' } }, { json: { nationality: 'GEO' } }] },
		);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('search-screening-person', { name: 'Ana', gender: 'female' }),
			externalRequest('search-screening-person', { name: 'Ana', nationality: 'GEO' }),
		]);
	});

	it('is sent along with files', async () => {
		const data = await fixture.engine.binary({
			data: jpeg({ width: 90, height: 90 }),
			fileName: 'card.jpg',
			mimeType: 'image/jpeg',
		});
		const extraFields = { country: 'GEO', hints: { sides: ['front'] }, company_key: 'another' };
		await fixture.run(
			{
				resource: 'processing',
				operation: 'readDocument',
				options: { extraFields: JSON.stringify(extraFields) },
			},
			{ items: [{ json: {}, binary: { data } }] },
		);
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('card/front/', { country: 'GEO', hints: { sides: ['front'] } }),
		]);
		expect(fixture.sandbox.audit[0]?.files).toMatchObject([
			{ field: 'image', fileName: 'card.jpg' },
		]);
	});

	it.each([
		['text', '{"company_key": "another", "companyKey": "another"}'],
		['an object', '={{ { company_key: "another", companyKey: "another" } }}'],
		[
			'an object with a say in how it is written',
			'={{ { toJSON: () => ({ company_key: "another", companyKey: "another" }) } }}',
		],
	])(
		'cannot replace the company key under either of its names, given as %s',
		async (_, extraFields) => {
			const options = { extraFields };
			await fixture.run(begin({ options }));
			await fixture.run(search({ name: 'Ana', options }));
			expect(fixture.sentRequests()).toEqual([
				widgetRequest('begin/'),
				externalRequest('search-screening-person', { name: 'Ana' }),
			]);
		},
	);

	it.each(['', '{}', ' \n', 'null', '={{ undefined }}'])(
		'may be empty: "%s"',
		async (extraFields) => {
			const { error } = await fixture.run(begin({ options: { extraFields } }));
			expect(error).toBeUndefined();
			expect(fixture.sentRequests()).toEqual([widgetRequest('begin/')]);
		},
	);
});

describe('timeout', () => {
	it('stops waiting for a server that sends nothing', async () => {
		fixture.sandbox.fault('begin/', { latencyMs: 1150 });
		const { items, error } = await fixture.run(begin({ options: { timeout: 1 } }));
		expect(items).toEqual([]);
		const { host } = new URL(fixture.sandbox.widgetUrl);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: `Identomat at ${host} did not respond in time`,
			description: 'The request may have been processed. Check in Identomat before you retry.',
			context: { itemIndex: 0 },
		});
		expect(fixture.sentRequests()).toEqual([widgetRequest('begin/')]);
	});

	it('accepts a slow server within it', async () => {
		fixture.sandbox.fault('begin/', { latencyMs: 300 });
		const { error } = await fixture.run(begin({ options: { timeout: 1 } }));
		expect(error).toBeUndefined();
	});
});

it('keeps an echoed company key out of the output', async () => {
	const { companyKey } = fixture.sandbox;
	fixture.sandbox.fault('search-screening-person', {
		body: [{ name: `for ${companyKey}`, score: 1 }],
	});
	fixture.sandbox.fault('begin/', { code: 'argumentError', echoKey: true });
	const found = await fixture.run(search({ name: 'Ana' }));
	expect(found.items[0]?.json.matches).toEqual([{ name: 'for [hidden]', score: 1 }]);
	const refused = await fixture.run(begin());
	expect(errorText(refused.error)).toContain('argumentError: refused for the key [hidden]');
	expect(JSON.stringify([found, refused])).not.toContain(companyKey);
});
