import type { INodeParameters } from 'n8n-workflow';

import { jpeg } from '../../../dev/sandbox';
import { setStage, type RunSetup } from './identomatStage';

const stage = setStage();

const CHECK_EXPRESSION =
	'Fill it in, or check that the expression in it finds a value for this item.';

/** What the node fails with for its one item, before it sends anything. */
async function errorOf(parameters: INodeParameters, setup: RunSetup = {}) {
	const run = await stage.run(parameters, setup);
	expect(run).toMatchObject({ items: [], status: 'error' });
	expect(stage.sandbox.audit).toEqual([]);
	return run.error;
}

const SESSION_OPERATIONS = [
	['session', 'delete'],
	['session', 'getActivities'],
	['session', 'getStatistics'],
	['result', 'get'],
	['media', 'download'],
	['media', 'downloadAll'],
	['media', 'getDocumentFacePhoto'],
	['media', 'getVideoCallShots'],
	['media', 'getVideoCallVideos'],
	['export', 'sessionPdf'],
] as const;

it.each(SESSION_OPERATIONS)('%s: %s wants a session id', async (resource, operation) => {
	for (const sessionId of ['={{ $json.missing }}', '={{ null }}', '={{ "" }}', ' \n']) {
		expect(await errorOf({ resource, operation, sessionId })).toMatchObject({
			name: 'NodeOperationError',
			message: "'Session ID' is empty",
			description: CHECK_EXPRESSION,
			context: { itemIndex: 0 },
		});
	}
});

it.each([
	['session', 'getConfigSteps', { configId: ' ' }, 'Configuration ID'],
	['session', 'getConfigSteps', { lookUpBy: 'sessionId', sessionId: ' ' }, 'Session ID'],
	['screening', 'getPersonDetails', { personId: ' ' }, 'Person ID'],
	['screening', 'stopMonitoring', { recordId: ' ' }, 'Record ID'],
	['processing', 'readDocument', { binaryPropertyName: ' ' }, 'Input File Field'],
	['processing', 'compareFaces', { face1PropertyName: ' ' }, 'First Face: Input File Field'],
])('%s: %s with %j names the empty field', async (resource, operation, parameters, label) => {
	expect(await errorOf({ resource, operation, ...parameters })).toMatchObject({
		name: 'NodeOperationError',
		message: `'${label}' is empty`,
		description: CHECK_EXPRESSION,
		context: { itemIndex: 0 },
	});
});

it.each([
	['media', 'download', 'Put Output File in Field'],
	['media', 'getDocumentFacePhoto', 'Put Output File in Field'],
	['media', 'getVideoCallShots', 'Put Output Files in Fields With Prefix'],
	['media', 'getVideoCallVideos', 'Put Output Files in Fields With Prefix'],
	['export', 'sessionPdf', 'Put Output File in Field'],
])(
	'%s: %s wants to know where to put files before it asks for any',
	async (resource, operation, label) => {
		const sessionId = stage.sandbox.addSession();
		const parameters = { resource, operation, sessionId, binaryPropertyName: '={{ "" }}' };
		expect(await errorOf(parameters)).toMatchObject({
			message: `'${label}' is empty`,
			context: { itemIndex: 0 },
		});
	},
);

it('a session id that is an object is refused by its name', async () => {
	const sessionId = '={{ { id: "a" } }}';
	const error = await errorOf({ resource: 'result', operation: 'get', sessionId });
	expect(error).toMatchObject({
		message: "'Session ID' must be a text",
		description: expect.stringContaining('Choose one field of it, such as {{ $json.sessionId }}'),
		context: { itemIndex: 0 },
	});
});

it('tells which item is bad', async () => {
	const sessionId = '={{ ["a", "", "c"][$itemIndex] }}';
	stage.sandbox.fault('result/', { body: { result: 'approved' } });
	const run = await stage.run(
		{ resource: 'result', operation: 'get', sessionId, options: { maxConcurrency: 1 } },
		{ items: [{ json: {} }, { json: {} }, { json: {} }] },
	);
	expect(run.error).toMatchObject({ message: "'Session ID' is empty", context: { itemIndex: 1 } });
	expect(stage.sandbox.audit.map(({ fields }) => fields)).toEqual([{ session_token: 'a' }]);
});

describe('JSON', () => {
	const begin = (parameters = {}) => ({ resource: 'session', operation: 'begin', ...parameters });

	it.each([
		['flagsJson', '[]', "'Flags (JSON)' must be a JSON object"],
		['flagsJson', '"liveness"', "'Flags (JSON)' must be a JSON object"],
		['flagsJson', '={{ [1] }}', "'Flags (JSON)' must be a JSON object"],
		['flagsJson', '={{ true }}', "'Flags (JSON)' must be a JSON object"],
		['steps', '{}', "'Steps (JSON)' must be a JSON array of objects"],
		['steps', '={{ "liveness" }}', "'Steps (JSON)' is not valid JSON"],
		[
			'steps',
			'[{}, "liveness"]',
			"'Steps (JSON)' must be a JSON array of objects; what stands at 1 is not",
		],
		[
			'steps',
			'={{ [{ type: "liveness" }, {}, [1]] }}',
			"'Steps (JSON)' must be a JSON array of objects; what stands at 2 is not",
		],
		[
			'steps',
			'={{ [null] }}',
			"'Steps (JSON)' must be a JSON array of objects; what stands at 0 is not",
		],
	])('in %s cannot be %s', async (name, value, message) => {
		expect(await errorOf(begin({ [name]: value }))).toMatchObject({
			name: 'NodeOperationError',
			message,
			description: expect.stringMatching(/./),
			context: { itemIndex: 0 },
		});
	});

	it.each([
		['flagsJson', '{"liveness": true', "'Flags (JSON)' is not valid JSON"],
		['steps', "[{type: 'liveness'}]", "'Steps (JSON)' is not valid JSON"],
	])('in %s that cannot be read says where it breaks', async (name, value, message) => {
		expect(await errorOf(begin({ [name]: value }))).toMatchObject({
			message,
			description: expect.stringMatching(/^Names and texts need double quotes, .* position \d+/),
		});
	});

	it.each([
		['[]', "'Extra Fields' must be a JSON object"],
		['={{ "x" }}', "'Extra Fields' is not valid JSON"],
		['={{ [1] }}', "'Extra Fields' must be a JSON object"],
	])('in extraFields cannot be %s', async (extraFields, message) => {
		expect(await errorOf(begin({ options: { extraFields } }))).toMatchObject({
			name: 'NodeOperationError',
			message,
			context: { itemIndex: 0 },
		});
	});
});

describe('choices', () => {
	const sessionId = 'a';

	it.each([
		[
			'media',
			'download',
			{ sessionId, file: 'generalDocument', documentType: '={{ "bank_statement" }}' },
			`'General Document Type' cannot be "bank_statement"`,
			'It takes: bank-statement, drivers-license, utility-bill, vehicle-registration-certificate-back, vehicle-registration-certificate-front.',
		],
		[
			'media',
			'download',
			{ sessionId, file: '={{ "selfie" }}' },
			`'File' cannot be "selfie"`,
			'It takes: cardFront, cardBack, passport, face, faceVideo, faceDocument, generalDocument.',
		],
		[
			'media',
			'downloadAll',
			{ sessionId, files: '={{ ["face", "selfie"] }}' },
			`'Files' cannot be "selfie"`,
			'It takes: cardFront, cardBack, passport, face, faceVideo, faceDocument, generalDocument.',
		],
		[
			'media',
			'downloadAll',
			{ sessionId, files: ['face', 'generalDocument'], documentTypes: '={{ ["invoice"] }}' },
			`'General Document Types' cannot be "invoice"`,
			'It takes: bank-statement, drivers-license, utility-bill, vehicle-registration-certificate-back, vehicle-registration-certificate-front.',
		],
		[
			'processing',
			'readDocument',
			{ documentSide: '={{ "front" }}' },
			`'Document Side' cannot be "front"`,
			'It takes: cardFront, cardBack, licenseFront, licenseBack, residenceFront, residenceBack, passport.',
		],
		[
			'session',
			'getConfigSteps',
			{ lookUpBy: '={{ "name" }}', configId: 'kyc', sessionId },
			`'Look Up By' cannot be "name"`,
			'It takes: configId, sessionId.',
		],
	])(
		'%s: %s tells what it takes',
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

it('files to download, of which none is chosen, are told', async () => {
	const parameters = { resource: 'media', operation: 'downloadAll', sessionId: 'a', files: [] };
	expect(await errorOf(parameters)).toMatchObject({
		message: "'Files' is empty",
		description: 'Choose at least one kind of file.',
		context: { itemIndex: 0 },
	});
});
describe('the credential', () => {
	const result = { resource: 'result', operation: 'get', sessionId: 'a' };
	const records = { resource: 'screening', operation: 'getMonitored' };

	it.each([
		['widgetUrl', 'widget.identomat.com', 'Widget URL', result],
		['widgetUrl', '', 'Widget URL', result],
		['widgetUrl', 'ftp://widget.identomat.com', 'Widget URL', result],
		['externalApiUrl', 'external-api.identomat.com', 'External API URL', records],
		['externalApiUrl', 'external-api.identomat.com:8443/base', 'External API URL', records],
		['widgetUrl', 'widget.identomat.com', 'Widget URL', records],
		['externalApiUrl', 'external-api.identomat.com', 'External API URL', result],
	])('with the %s "%s" is told by the name of the field', async (field, url, label, parameters) => {
		expect(await errorOf(parameters, { credential: { [field]: url } })).toMatchObject({
			message: `"${label}" of the Identomat credential is not a plain web address`,
			context: { itemIndex: 0 },
		});
	});

	it('without a company key says what to do', async () => {
		expect(await errorOf(result, { credential: { companyKey: '  ' } })).toMatchObject({
			message: 'The Identomat credential holds no company key',
			context: { itemIndex: 0 },
		});
	});
});

it('a file that is missing in one of the items is told with its item', async () => {
	const data = await stage.engine.binary({
		data: jpeg({ width: 90, height: 90 }),
		fileName: 'card.jpg',
		mimeType: 'image/jpeg',
	});
	const run = await stage.run(
		{ resource: 'processing', operation: 'readDocument', options: { maxConcurrency: 1 } },
		{ items: [{ json: {}, binary: { data } }, { json: {} }] },
	);
	expect(run.error).toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining("'data'"),
		context: { itemIndex: 1 },
	});
	expect(stage.sandbox.audit).toHaveLength(1);
});
