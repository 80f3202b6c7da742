import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { resources } from '../../../nodes/Identomat/actions/resources';
import { operations, requiredParametersOf } from '../operations';
import { setUpIdentomat, type RunSetup } from './identomatFixture';

const fixture = setUpIdentomat();

const CHECK_EXPRESSION = 'Enter a value, or check that the expression returns one for this item.';

/** What the node fails with for its one item, before it sends anything. */
async function errorOf(parameters: INodeParameters, setup: RunSetup = {}) {
	const run = await fixture.run(parameters, setup);
	expect(run).toMatchObject({ items: [], status: 'error' });
	expect(fixture.sandbox.audit).toEqual([]);
	return run.error;
}

/** Every text that an operation wants filled in, by what the panel says of it. */
const required = operations.flatMap((operation) => {
	const parameters = requiredParametersOf(operation);
	const { resource, operation: name } = parameters;
	const { fields = [] } = resources[String(resource)]?.operations[String(name)] ?? {};
	return fields
		.filter((field) => field.required && field.type !== 'number' && isShown(field, parameters))
		.map((field) => ({ operation: operation.name, label: field.displayName, field, parameters }));
});

function isShown({ displayOptions }: INodeProperties, parameters: INodeParameters): boolean {
	return Object.entries(displayOptions?.show ?? {}).every(([name, values]) =>
		values?.includes(parameters[name] as string),
	);
}

it('required fields are marked as required', () => {
	const marked = new Set(required.map(({ field }) => field.name));
	expect([...marked].sort()).toEqual([
		'binaryPropertyName',
		'face1PropertyName',
		'face2PropertyName',
		'personId',
		'recordId',
		'sessionId',
	]);
});

it.each(required)("$operation requires '$label'", async ({ field, parameters, label }) => {
	const data = jpeg({ width: 90, height: 90 });
	const face1 = await fixture.engine.binary({ data, fileName: 'a.jpg', mimeType: 'image/jpeg' });
	const items = [{ json: { id: fixture.sandbox.addSession() }, binary: { face1 } }];
	for (const empty of ['={{ $json.missing }}', '={{ null }}', '={{ "" }}', '={{ " \\n" }}']) {
		expect(await errorOf({ ...parameters, [field.name]: empty }, { items })).toMatchObject({
			name: 'NodeOperationError',
			message: `'${label}' is empty`,
			description: CHECK_EXPRESSION,
			context: { itemIndex: 0 },
		});
	}
});

it("session.getConfigSteps requires 'Configuration ID' if it looks up by configuration", async () => {
	const parameters = { resource: 'session', operation: 'getConfigSteps', configId: ' ' };
	expect(await errorOf(parameters)).toMatchObject({ message: "'Configuration ID' is empty" });
});

it('a session ID that is an object is refused by its field name', async () => {
	const sessionId = '={{ { id: "a" } }}';
	const error = await errorOf({ resource: 'result', operation: 'get', sessionId });
	expect(error).toMatchObject({
		message: "'Session ID' must be a text",
		description: expect.stringContaining('Choose one field of it, such as {{ $json.sessionId }}'),
		context: { itemIndex: 0 },
	});
});

it('names the invalid item', async () => {
	const sessionId = '={{ ["session-a", "", "session-c"][$itemIndex] }}';
	fixture.sandbox.fault('result/', { body: { result: 'approved' } });
	const run = await fixture.run(
		{ resource: 'result', operation: 'get', sessionId, options: { maxConcurrency: 1 } },
		{ items: [{ json: {} }, { json: {} }, { json: {} }] },
	);
	expect(run.error).toMatchObject({
		message: "'Session ID' is empty [item 1]",
		context: { itemIndex: 1 },
	});
	expect(fixture.sandbox.audit.map(({ fields }) => fields)).toEqual([
		{ session_token: 'session-a' },
	]);
});

describe('JSON', () => {
	const begin = (parameters = {}) => ({ resource: 'session', operation: 'create', ...parameters });

	it.each([
		['[]', "'Additional Fields (JSON)' must be a JSON object"],
		['={{ "x" }}', "'Additional Fields (JSON)' is not valid JSON"],
		['={{ [1] }}', "'Additional Fields (JSON)' must be a JSON object"],
		['={{ true }}', "'Additional Fields (JSON)' must be a JSON object"],
		['{"liveness": true', "'Additional Fields (JSON)' is not valid JSON"],
		["{flags: {'liveness': true}}", "'Additional Fields (JSON)' is not valid JSON"],
	])('in extraFields cannot be %s', async (extraFields, message) => {
		expect(await errorOf(begin({ options: { extraFields } }))).toMatchObject({
			name: 'NodeOperationError',
			message,
			description: expect.stringMatching(/./),
			context: { itemIndex: 0 },
		});
	});

	it('in extraFields that cannot be parsed is refused with the position', async () => {
		const options = { extraFields: '{"flags": true' };
		expect(await errorOf(begin({ options }))).toMatchObject({
			description: expect.stringMatching(/^Names and texts need double quotes, .* position \d+/),
		});
	});
});

describe('choices', () => {
	const sessionId = 'session-a';

	it.each([
		[
			'media',
			'download',
			{ sessionId, file: 'generalDocument', documentType: '={{ "bank" }}' },
			`'General Document Type' cannot be "bank"`,
			'Valid values: bank-statement, drivers-license, utility-bill, vehicle-registration-certificate-back, vehicle-registration-certificate-front.',
		],
		[
			'media',
			'download',
			{ sessionId, file: '={{ "selfie" }}' },
			`'File' cannot be "selfie"`,
			'Valid values: cardFront, cardBack, passport, face, faceVideo, faceDocument, generalDocument.',
		],
		[
			'media',
			'downloadAll',
			{ sessionId, files: '={{ ["face", "selfie"] }}' },
			`'Files' cannot be "selfie"`,
			'Valid values: cardFront, cardBack, passport, face, faceVideo, faceDocument, generalDocument.',
		],
		[
			'media',
			'downloadAll',
			{ sessionId, files: ['face', 'generalDocument'], documentTypes: '={{ ["invoice"] }}' },
			`'General Document Types' cannot be "invoice"`,
			'Valid values: bank-statement, drivers-license, utility-bill, vehicle-registration-certificate-back, vehicle-registration-certificate-front.',
		],
		[
			'processing',
			'readDocument',
			{ documentSide: '={{ "front" }}' },
			`'Document Side' cannot be "front"`,
			'Valid values: cardFront, cardBack, licenseFront, licenseBack, residenceFront, residenceBack, passport.',
		],
		[
			'session',
			'getConfigSteps',
			{ lookUpBy: '={{ "name" }}', configId: 'kyc', sessionId },
			`'Look Up By' cannot be "name"`,
			'Valid values: configId, sessionId.',
		],
	])(
		'%s: %s lists its valid values',
		async (resource, operation, parameters, message, description) => {
			expect(await errorOf({ resource, operation, ...parameters })).toMatchObject({
				name: 'NodeOperationError',
				message,
				description,
				context: { itemIndex: 0 },
			});
		},
	);
});

it('refuses a download without chosen files', async () => {
	const parameters = {
		resource: 'media',
		operation: 'downloadAll',
		sessionId: 'session-a',
		files: [],
	};
	expect(await errorOf(parameters)).toMatchObject({
		message: "'Files' is empty",
		description: 'Choose at least one kind of file.',
		context: { itemIndex: 0 },
	});
});

describe('the credential', () => {
	const result = { resource: 'result', operation: 'get', sessionId: 'session-a' };
	const records = { resource: 'screening', operation: 'getMonitored' };

	it.each([
		['widgetUrl', 'widget.identomat.com', 'Widget URL', result],
		['widgetUrl', '', 'Widget URL', result],
		['widgetUrl', 'ftp://widget.identomat.com', 'Widget URL', result],
		['externalApiUrl', 'external-api.identomat.com', 'External API URL', records],
		['externalApiUrl', 'external-api.identomat.com:8443/base', 'External API URL', records],
		['widgetUrl', 'widget.identomat.com', 'Widget URL', records],
		['externalApiUrl', 'external-api.identomat.com', 'External API URL', result],
	])(
		'with the %s "%s" is refused by the name of the field',
		async (field, url, label, parameters) => {
			expect(await errorOf(parameters, { credential: { [field]: url } })).toMatchObject({
				message: `'${label}' of the Identomat credential is not a plain web address`,
				context: { itemIndex: 0 },
			});
		},
	);

	it('without a company key is refused with a next step', async () => {
		expect(await errorOf(result, { credential: { companyKey: '  ' } })).toMatchObject({
			message: 'The Identomat credential has no company key',
			context: { itemIndex: 0 },
		});
	});
});

it('names the item without an input file', async () => {
	const data = await fixture.engine.binary({
		data: jpeg({ width: 90, height: 90 }),
		fileName: 'card.jpg',
		mimeType: 'image/jpeg',
	});
	const run = await fixture.run(
		{ resource: 'processing', operation: 'readDocument', options: { maxConcurrency: 1 } },
		{ items: [{ json: {}, binary: { data } }, { json: {} }] },
	);
	expect(run.error).toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining("'data'"),
		context: { itemIndex: 1 },
	});
	expect(fixture.sandbox.audit).toHaveLength(1);
});

describe('edges', () => {
	const result = { resource: 'result', operation: 'get', sessionId: 'session-a' };

	it.each([3_000_000, -1, 0, '={{ NaN }}', '={{ "soon" }}', '={{ Infinity }}'])(
		'a timeout of %j is refused before any request',
		async (timeout) => {
			expect(await errorOf({ ...result, options: { timeout } })).toMatchObject({
				message: "'Timeout (Seconds)' must be a number from 0.1 to 86400",
			});
		},
	);

	it.each(['__proto__', 'constructor', 'toString'])(
		'a file field cannot be called %s',
		async (name) => {
			const uploads = {
				resource: 'processing',
				operation: 'readDocument',
				binaryPropertyName: name,
			};
			const downloads = {
				...result,
				resource: 'media',
				operation: 'download',
				binaryPropertyName: name,
			};
			expect(await errorOf(uploads)).toMatchObject({
				message: `'Input File Field' cannot be "${name}"`,
			});
			expect(await errorOf(downloads)).toMatchObject({
				message: `'Put Output File in Field' cannot be "${name}"`,
			});
		},
	);

	it('quotes a refused value in a few words, however long it is', async () => {
		const birthDate = '={{ "1".repeat(100000) }}';
		const search = { resource: 'screening', operation: 'searchPerson', name: 'Ana' };
		const error = await errorOf({ ...search, personFields: { birthDate } });
		expect(error?.message).toMatch(
			/^'Birth Date' must be a date such as 1979-11-25, not "1{100}…"$/,
		);
		const download = { ...result, resource: 'media', operation: 'download' };
		const choice = await errorOf({ ...download, file: '={{ "x".repeat(100000) }}' });
		expect(choice?.message).toMatch(/^'File' cannot be "x{100}…"$/);
	});

	it('refuses general documents without a type', async () => {
		const parameters = {
			...result,
			resource: 'media',
			operation: 'downloadAll',
			documentTypes: [],
		};
		expect(await errorOf(parameters)).toMatchObject({
			message: "'General Document Types' is empty",
			description: "Choose at least one, or take General Document out of 'Files'.",
		});
	});

	it('refuses a company key of less than eight characters', async () => {
		expect(await errorOf(result, { credential: { companyKey: 'seven77' } })).toMatchObject({
			message: 'The company key in the credential is too short',
		});
	});

	it('refuses a flag whose expression has no value', async () => {
		const flags = { liveness: '={{ null }}', language: 'ka' };
		expect(await errorOf({ resource: 'session', operation: 'create', flags })).toMatchObject({
			message: "'Liveness' is empty",
		});
	});

	it('a file whose name is empty is uploaded under the name of its field', async () => {
		const image = jpeg({ width: 90, height: 90 });
		const data = await fixture.engine.binary({
			data: image,
			fileName: 'x',
			mimeType: 'image/jpeg',
		});
		const items = [{ json: {}, binary: { data: { ...data, fileName: ' ' } } }];
		await fixture.run({ resource: 'processing', operation: 'readDocument' }, { items });
		expect(fixture.sandbox.audit[0]?.files).toMatchObject([{ fileName: 'data.jpg' }]);
	});
});
