import type { INodeProperties } from 'n8n-workflow';

import { IdentomatApi } from '../../../credentials/IdentomatApi.credentials';
import { IdentomatSessionListApi } from '../../../credentials/IdentomatSessionListApi.credentials';
import { Identomat } from '../../../nodes/Identomat/Identomat.node';

// Saved workflows hold these names and defaults: a change here breaks them.

const sessionId = '={{ $json.sessionId }}';
const options = { extraFields: '{}', includeInput: true, maxConcurrency: 10, timeout: 60 };
const sessionOptions = { ...options, tagExecution: true };
const fileOptions = { downloadFiles: true, ...sessionOptions };
const binaryPropertyName = 'data';
const personFields = {
	firstName: '',
	middleName: '',
	lastName: '',
	birthDate: '',
	nationality: '',
	gender: '',
};
const files = [
	'cardFront',
	'cardBack',
	'passport',
	'face',
	'faceVideo',
	'faceDocument',
	'generalDocument',
];
const documentTypes = [
	'bank-statement',
	'drivers-license',
	'utility-bill',
	'vehicle-registration-certificate-back',
	'vehicle-registration-certificate-front',
];
const flags = {
	language: 'en',
	return_url: '',
	liveness: true,
	document_types: [],
	document_countries: [],
	general_document_types: [],
	allow_general_document_capture: true,
	allow_general_document_upload: true,
	allow_document_upload: true,
	disable_document_capture: true,
	allow_face_upload: true,
	allow_face_doc_upload: true,
	require_face_document: true,
	skip_document: true,
	skip_face: true,
	skip_agreement: true,
	skip_desktop: true,
	allow_nfc_capture: true,
	capture_double_page_passport: true,
	cascading_identity_verification: true,
	server: 'computer',
};

const PARAMETERS: Record<string, Record<string, Record<string, unknown>>> = {
	session: {
		create: {
			configId: '',
			flags,
			returnToWorkflow: false,
			stepList: {},
			parentSessionId: '',
			options: sessionOptions,
		},
		invite: {
			configId: '',
			flags,
			stepList: {},
			parentSessionId: '',
			options: {
				...sessionOptions,
				pageTitle: '',
				pageText: '',
				buttonText: '',
				pageLanguage: 'en',
			},
		},
		delete: { sessionId, options: sessionOptions },
		getActivities: { sessionId, options: sessionOptions },
		getStatistics: { sessionId, options: sessionOptions },
		getConfigSteps: { lookUpBy: 'configId', configId: '', sessionId, options: sessionOptions },
	},
	result: {
		get: { sessionId, simplify: true, options: { ...sessionOptions, fields: [] } },
		wait: {
			waitFor: 'session',
			sessionId,
			continueWhen: 'all',
			invitation: '={{ $json.invitation }}',
			waitUntil: 'finished',
			limitAmount: 1,
			limitUnit: 'days',
			simplify: true,
			options: {
				afterwardsUrl: '',
				thankYouText: '',
				linkMinutes: 15,
				maxSessions: 5,
				fields: [],
				...sessionOptions,
			},
		},
	},
	media: {
		download: {
			sessionId,
			file: 'cardFront',
			documentType: 'bank-statement',
			binaryPropertyName,
			options: fileOptions,
		},
		downloadAll: { sessionId, files, documentTypes, options: fileOptions },
		getDocumentFacePhoto: { sessionId, binaryPropertyName, options: fileOptions },
		getVideoCallShots: { sessionId, binaryPropertyName, options: fileOptions },
		getVideoCallVideos: { sessionId, binaryPropertyName, options: fileOptions },
	},
	processing: {
		readDocument: { simplify: true, documentSide: 'cardFront', binaryPropertyName, options },
		compareFaces: { face1PropertyName: 'face1', face2PropertyName: 'face2', options },
	},
	screening: {
		searchPerson: {
			name: '',
			personFields,
			options: { ...options, minimumScore: 70, splitMatches: true },
		},
		getPersonDetails: {
			personId: '={{ $json.personId ?? $json.matches?.[0]?.personId }}',
			options,
		},
		monitor: { name: '', personFields, options },
		stopMonitoring: { recordId: { mode: 'id', value: '={{ $json.id }}' }, options },
		getMonitored: { returnAll: false, limit: 50, options },
	},
	account: { check: { sessionId: '', options } },
	export: { sessionPdf: { sessionId, binaryPropertyName, options: fileOptions } },
};

const { properties } = new Identomat().description;

function valuesOf(property?: INodeProperties): unknown[] {
	return (property?.options ?? []).map((option) =>
		'value' in option ? option.value : option.name,
	);
}

/** The default of each property by its name; that of a collection is the defaults of its fields. */
function defaultsOf(fields: INodeProperties[]): Record<string, unknown> {
	const entries = fields
		.filter(({ type }) => type !== 'notice')
		.map(({ name, type, default: initial, options: inner = [] }) => [
			name,
			type === 'collection' ? defaultsOf(inner as INodeProperties[]) : initial,
		]);
	return Object.fromEntries(entries) as Record<string, unknown>;
}

const shownFor = (resource: string, operation: string) =>
	properties.filter(({ displayOptions: { show } = {} }) =>
		Boolean(
			show?.resource?.includes(resource) && show.operation?.includes(operation) && !show['@tool'],
		),
	);

const optionsOf = (resource: string, operation: string, name: string) =>
	valuesOf(shownFor(resource, operation).find((field) => field.name === name));

it('the node has these resources and operations', () => {
	const resources = properties.find(({ name }) => name === 'resource');
	expect(valuesOf(resources).sort()).toEqual(Object.keys(PARAMETERS).sort());
	const operations = properties
		.filter(({ name }) => name === 'operation')
		.map((field) => [field.displayOptions?.show?.resource?.[0], valuesOf(field).sort()]);
	expect(Object.fromEntries(operations)).toEqual(
		Object.fromEntries(
			Object.entries(PARAMETERS).map(([resource, of]) => [resource, Object.keys(of).sort()]),
		),
	);
	expect(new Identomat().description).toMatchObject({
		name: 'identomat',
		version: 1,
		credentials: [{ name: 'identomatApi', required: true }],
	});
});

it.each(
	Object.entries(PARAMETERS).flatMap(([resource, operations]) =>
		Object.entries(operations).map(([operation, fields]) => ({ resource, operation, fields })),
	),
)('$resource: $operation has its parameters and defaults', ({ resource, operation, fields }) => {
	expect(defaultsOf(shownFor(resource, operation))).toEqual(fields);
});

it.each([
	['session', 'getConfigSteps', 'lookUpBy', ['configId', 'sessionId']],
	['media', 'download', 'file', files],
	['media', 'download', 'documentType', documentTypes],
	['media', 'downloadAll', 'files', files],
	['media', 'downloadAll', 'documentTypes', documentTypes],
	[
		'processing',
		'readDocument',
		'documentSide',
		[
			'cardFront',
			'cardBack',
			'licenseFront',
			'licenseBack',
			'residenceFront',
			'residenceBack',
			'passport',
		],
	],
])('%s: %s offers its values for %s', (resource, operation, name, values) => {
	expect(optionsOf(resource, operation, name).sort()).toEqual([...values].sort());
});

it('media: download shows a document type only if the file is a general document', () => {
	const field = shownFor('media', 'download').find(({ name }) => name === 'documentType');
	expect(field?.displayOptions?.show).toMatchObject({ file: ['generalDocument'] });
});

const maskedIn = (fields: INodeProperties[]) =>
	fields.filter(({ typeOptions }) => typeOptions?.password).map(({ name }) => name);

it('the credential has its fields and defaults', () => {
	const credential = new IdentomatApi();
	expect(credential.name).toBe('identomatApi');
	expect(defaultsOf(credential.properties)).toMatchObject({
		companyKey: '',
		widgetUrl: 'https://widget.identomat.com',
		externalApiUrl: 'https://external-api.identomat.com',
		allowUnauthorizedCerts: false,
	});
	expect(maskedIn(credential.properties)).toEqual(['companyKey', 'secretKey', 'callbackKey']);
});

it('the credential of the session list has its fields and defaults', () => {
	const credential = new IdentomatSessionListApi();
	expect(credential.name).toBe('identomatSessionListApi');
	expect(defaultsOf(credential.properties)).toEqual({
		headerName: 'Authorization',
		headerValue: '',
	});
	expect(maskedIn(credential.properties)).toEqual(['headerValue']);
});
