import { jpeg } from '../../../dev/sandbox';
import { externalRequest, setStage, widgetRequest } from './identomatStage';
import { told } from '../errorText';

const stage = setStage();

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
	])(
		'adds fields by the names of the API and wins over others, given as %s',
		async (_, extraFields) => {
			const parameters = {
				configId: 'other',
				flags: { liveness: true },
				steps: '[{"type": "liveness"}]',
				options: { extraFields },
			};
			await stage.run(begin(parameters));
			expect(stage.sent()).toEqual([
				widgetRequest('begin/', {
					config_id: 'kyc',
					flags: { language: 'ka' },
					steps: [{ type: 'liveness' }],
				}),
			]);
		},
	);

	it('is read for each item', async () => {
		await stage.run(
			search({ name: 'Ana', options: { extraFields: '={{ $json }}', maxConcurrency: 1 } }),
			{ items: [{ json: { gender: 'female' } }, { json: { nationality: 'GEO' } }] },
		);
		expect(stage.sent()).toEqual([
			externalRequest('search-screening-person', { name: 'Ana', gender: 'female' }),
			externalRequest('search-screening-person', { name: 'Ana', nationality: 'GEO' }),
		]);
	});

	it('goes along with files', async () => {
		const data = await stage.engine.binary({
			data: jpeg({ width: 90, height: 90 }),
			fileName: 'card.jpg',
			mimeType: 'image/jpeg',
		});
		const extraFields = { country: 'GEO', hints: { sides: ['front'] }, company_key: 'another' };
		await stage.run(
			{
				resource: 'processing',
				operation: 'readDocument',
				options: { extraFields: JSON.stringify(extraFields) },
			},
			{ items: [{ json: {}, binary: { data } }] },
		);
		expect(stage.sent()).toEqual([
			widgetRequest('card/front/', { country: 'GEO', hints: { sides: ['front'] } }),
		]);
		expect(stage.sandbox.audit[0]?.files).toMatchObject([{ field: 'image', fileName: 'card.jpg' }]);
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
			await stage.run(begin({ options }));
			await stage.run(search({ name: 'Ana', options }));
			expect(stage.sent()).toEqual([
				widgetRequest('begin/'),
				externalRequest('search-screening-person', { name: 'Ana' }),
			]);
		},
	);

	it.each(['', '{}', ' \n', 'null', '={{ undefined }}'])(
		'may be empty: "%s"',
		async (extraFields) => {
			const { error } = await stage.run(begin({ options: { extraFields } }));
			expect(error).toBeUndefined();
			expect(stage.sent()).toEqual([widgetRequest('begin/')]);
		},
	);
});

describe('timeout', () => {
	it('ends the wait for a server that sends nothing', async () => {
		stage.sandbox.fault('begin/', { latencyMs: 1150 });
		const { items, error } = await stage.run(begin({ options: { timeout: 1 } }));
		expect(items).toEqual([]);
		const { host } = new URL(stage.sandbox.widgetUrl);
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: `Identomat at ${host} was silent for longer than the timeout`,
			description:
				'Identomat may have carried the request out all the same: look before you send it again.',
			context: { itemIndex: 0 },
		});
		expect(stage.sent()).toEqual([widgetRequest('begin/')]);
	});

	it('lets a server be slow within it', async () => {
		stage.sandbox.fault('begin/', { latencyMs: 300 });
		const { error } = await stage.run(begin({ options: { timeout: 1 } }));
		expect(error).toBeUndefined();
	});
});

it('an answer that repeats the company key does not carry it into the output', async () => {
	const { companyKey } = stage.sandbox;
	stage.sandbox.fault('search-screening-person', {
		body: [{ name: `for ${companyKey}`, score: 1 }],
	});
	stage.sandbox.fault('begin/', { code: 'argumentError', echoKey: true });
	const found = await stage.run(search({ name: 'Ana' }));
	expect(found.items[0]?.json.matches).toEqual([{ name: 'for [hidden]', score: 1 }]);
	const refused = await stage.run(begin());
	expect(told(refused.error)).toContain('argumentError: refused for the key [hidden]');
	expect(JSON.stringify([found, refused])).not.toContain(companyKey);
});
