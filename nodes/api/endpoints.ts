/**
 * The Identomat API as data: the one place that spells hosts' paths, endpoints' paths and the names of
 * request fields. Everything else uses the keys of these objects. Only the flags of a session are in the
 * panel's list, in `session/flags.ts`. If a fact that is inferred proves wrong, correct it here, in one
 * line.
 */
import { inferred, observed, reference, type Fact } from './evidence';

/** The two hosts: where their base URL is configured, the path below it, the name of the key. */
export const hosts = {
	widget: {
		urlField: 'widgetUrl',
		urlLabel: 'Widget URL',
		basePath: reference('external-api/'),
		keyField: reference('company_key'),
	},
	external: {
		urlField: 'externalApiUrl',
		urlLabel: 'External API URL',
		basePath: reference(''),
		keyField: inferred('companyKey'),
	},
} as const;

export type Host = keyof typeof hosts;

/** A kind of response. `response/readResponse.ts` defines how each is recognized, and what it is read into. */
export type ResponseKind =
	| 'sessionId'
	| 'result'
	| 'object'
	| 'list'
	| 'done'
	| 'file'
	| 'files'
	| 'similarity';

/** The response that an endpoint promises, and how its data is recognized. */
export interface ExpectedResponse<Kind extends ResponseKind = ResponseKind> extends Fact<Kind> {
	/** Fields of the object or of a list's elements: those that were seen or are likely. */
	readonly fields?: readonly Fact<string>[];
	/** Fields of an object that may contain the list. */
	readonly wrappers?: readonly Fact<string>[];
	/** Whether a list is a log of events or steps: their failures are data, and so is a plain text. */
	readonly isLog?: boolean;
	/** Whether nulls and texts that are not codes are skipped among a list's objects. */
	readonly mayHaveGaps?: boolean;
	/** What the MIME types of its files begin with. */
	readonly fileTypes?: readonly Fact<string>[];
}

/** One endpoint. `fields` and `files` map our names to the API's. With `files` the request is multipart. */
export interface Endpoint<
	Fields extends string = string,
	Files extends string = string,
	Kind extends ResponseKind = ResponseKind,
> {
	readonly host: Host;
	readonly path: Fact<string>;
	readonly fields: Readonly<Record<Fields, Fact<string>>>;
	readonly files: Readonly<Record<Files, Fact<string>>>;
	readonly response: ExpectedResponse<Kind>;
	/** Whether it only reads, so that a retry creates, deletes and costs nothing (inferred). */
	readonly readOnly: boolean;
}

function endpoint<
	const Kind extends ResponseKind,
	const Fields extends string = never,
	const Files extends string = never,
>(
	host: Host,
	path: Fact<string>,
	response: ExpectedResponse<Kind>,
	fields: Record<Fields, Fact<string>>,
	files = {} as Record<Files, Fact<string>>,
): Endpoint<Fields, Files, Kind> {
	return { host, path, response, fields, files, readOnly: false };
}

/** An endpoint that only reads. */
function readEndpoint<Fields extends string, Files extends string, Kind extends ResponseKind>(
	...facts: Parameters<typeof endpoint<Kind, Fields, Files>>
): Endpoint<Fields, Files, Kind> {
	return { ...endpoint<Kind, Fields, Files>(...facts), readOnly: true };
}

const widgetSession = { sessionId: reference('session_token') };
const externalSession = { sessionId: inferred('sessionId') };
const image = { image: reference('image') };
const screeningPerson = {
	name: inferred('name'),
	firstName: inferred('firstName'),
	middleName: inferred('middleName'),
	lastName: inferred('lastName'),
	birthDate: inferred('birthdayTime'),
	nationality: inferred('nationality'),
	gender: inferred('gender'),
};

/** Several facts of the same evidence. */
const all = (fact: (name: string) => Fact<string>, names: string) => names.split(' ').map(fact);

/** The fields that `result/` may return, each of them optional. */
const resultFields = all(
	observed,
	'result similarity live document_type name face_images result_comment reject_reason id_card_front id_card_back passport suggested person generalDocuments general_document questionnaires screeningMatches trustedDatabaseRecord configId technicalDetails',
);
const personFields = all(
	observed,
	'first_name last_name local_first_name local_last_name local_middle_name birthday birthday_time age birth_place citizenship nationality document_number document_issued document_expires document_expires_time personal_number authority issuing_state sex address email phone mrz',
);
const matchFields = all(observed, 'score name personId');
const personDetailsFields = all(
	inferred,
	'personId entityType name firstName middleName lastName gender birthdayTime nationality birthPlace aliases topics extraDetails',
);
const monitoringFields = all(inferred, 'id query matches name personId');
const entryFields = all(observed, 'type key');
const activityFields = all(inferred, 'type');

/** Any list may be in an object under one of these names, */
const anyList = all(inferred, 'data results items list');
/** or under a name of its own. */
const wrappers = (names: string) => [...anyList, ...all(inferred, names)];

const activities: ExpectedResponse<'list'> = {
	...reference('list'),
	fields: activityFields,
	wrappers: wrappers('activities events'),
	isLog: true,
};
const steps: ExpectedResponse<'list'> = {
	...inferred('list'),
	fields: entryFields,
	wrappers: wrappers('steps'),
	isLog: true,
};
const matches: ExpectedResponse<'list'> = {
	...observed('list'),
	fields: matchFields,
	wrappers: wrappers('matches hits persons people records screeningMatches'),
};
const monitoringRecords: ExpectedResponse<'list'> = {
	...reference('list'),
	fields: monitoringFields,
	wrappers: wrappers('records monitoringRecords queries'),
	mayHaveGaps: true,
};

const picture = all(observed, 'image/');
/** A document may have been uploaded as a PDF. */
const document = [...picture, inferred('application/pdf')];
const video = all(observed, 'video/ image/');
const pdf = [reference('application/pdf')];
const shots: ExpectedResponse<'files'> = {
	...inferred('files'),
	fileTypes: picture,
	wrappers: wrappers('shots images photos pictures files urls'),
};
const videos: ExpectedResponse<'files'> = {
	...inferred('files'),
	fileTypes: video,
	wrappers: wrappers('videos recordings files urls'),
};

const readImage = (path: string) =>
	endpoint('widget', reference(path), { ...reference('object'), fields: personFields }, {}, image);

const sessionFile = (path: string, fileTypes: ExpectedResponse['fileTypes']) =>
	readEndpoint('widget', reference(path), { ...observed('file'), fileTypes }, widgetSession);

/** The flag for the address that the person's browser returns to at the end. Evidence: observed. */
export const RETURN_FLAG = 'return_url';

/** The endpoints of the API reference. */
export const endpoints = {
	// Sessions
	createSession: endpoint('widget', reference('begin/'), observed('sessionId'), {
		flags: reference('flags'),
		parentSessionId: reference('parent_session_id'),
		configId: observed('config_id'),
		steps: observed('steps'),
	}),
	deleteSession: endpoint('widget', reference('delete/'), inferred('done'), widgetSession),
	listSessionActivities: readEndpoint(
		'external',
		reference('list-session-activities'),
		activities,
		externalSession,
	),
	getSessionStatistics: readEndpoint(
		'external',
		reference('get-session-statistical-summary'),
		{ ...inferred('object'), fields: all(inferred, 'status') },
		externalSession,
	),
	getSessionConfigSteps: readEndpoint('external', reference('get-session-config-steps'), steps, {
		configId: inferred('configId'),
		sessionId: inferred('sessionId'),
	}),

	// Results
	getResult: readEndpoint(
		'widget',
		reference('result/'),
		{ ...observed('result'), fields: resultFields },
		widgetSession,
	),

	// Media
	getCardFront: sessionFile('result/card-front/', document),
	getCardBack: sessionFile('result/card-back/', document),
	getPassport: sessionFile('result/passport/', document),
	getFace: sessionFile('result/face/', picture),
	getFaceVideo: sessionFile('result/face-video/', video),
	getFaceDocument: sessionFile('result/face-document/', picture),
	getGeneralDocument: readEndpoint(
		'widget',
		reference('result/general-document/'),
		{ ...observed('file'), fileTypes: document },
		{ ...widgetSession, documentType: reference('typeId') },
	),
	getDocumentFacePhoto: readEndpoint(
		'external',
		reference('get-session-main-document-face-photo'),
		{ ...inferred('file'), fileTypes: picture },
		externalSession,
	),
	getVideoCallShots: readEndpoint(
		'external',
		reference('get-video-call-shots'),
		shots,
		externalSession,
	),
	getVideoCallVideos: readEndpoint(
		'external',
		reference('get-video-call-videos'),
		videos,
		externalSession,
	),

	// Image processing
	readCardFront: readImage('card/front/'),
	readCardBack: readImage('card/back/'),
	readLicenseFront: readImage('license/front/'),
	readLicenseBack: readImage('license/back/'),
	readResidenceFront: readImage('residence/front/'),
	readResidenceBack: readImage('residence/back/'),
	readPassport: readImage('passport/'),
	compareFaces: endpoint(
		'widget',
		reference('compare-faces/'),
		reference('similarity'),
		{},
		{
			face1: reference('face1'),
			face2: reference('face2'),
		},
	),

	// AML screening
	searchScreeningPerson: endpoint(
		'external',
		reference('search-screening-person'),
		matches,
		screeningPerson,
	),
	getScreeningPersonDetails: endpoint(
		'external',
		reference('get-screening-person-details'),
		{ ...observed('object'), fields: personDetailsFields },
		{ personId: inferred('personId') },
	),
	monitorScreeningQuery: endpoint(
		'external',
		reference('monitor-screening-query'),
		{ ...inferred('object'), fields: monitoringFields },
		screeningPerson,
	),
	removeScreeningQueryFromMonitoring: endpoint(
		'external',
		reference('remove-screening-query-from-monitoring'),
		inferred('done'),
		{ recordId: inferred('id') },
	),
	listScreeningMonitoringRecords: readEndpoint(
		'external',
		reference('list-screening-monitoring-records'),
		monitoringRecords,
		{},
	),

	// Export
	exportSessionAsPdf: readEndpoint(
		'external',
		reference('export-session-as-pdf'),
		{ ...inferred('file'), fileTypes: pdf },
		externalSession,
	),
} as const;

/** Where `compare-faces/` puts its score and the code that may come with it, first match wins. */
export const comparisonFields = {
	score: inferred(['similarity', 'score']),
	warning: inferred(['warning', 'error', 'code']),
};

/** The address of the hosted flow that a person opens to be verified, below the widget URL. */
export const hostedFlow = { path: observed('/'), sessionField: observed('session_token') };

/**
 * The kinds of step that `begin/` takes, by the values that workflows are saved with. These do not change
 * when a spelling is corrected here. The dashboard's builder offers these kinds. The API's spelling of the
 * inferred ones was not seen. The questionnaires have headings in the reference.
 */
export const stepTypes = {
	agreement: inferred('agreement'),
	beneficiaries: inferred('beneficiaries'),
	'company-data': inferred('company-data'),
	email: inferred('email'),
	geolocation: inferred('geolocation'),
	'identity-document': observed('identity-document'),
	language: inferred('language'),
	liveness: observed('liveness'),
	'operator-questionnaire': reference('operator-questionnaire'),
	'phone-number': inferred('phone-number'),
	'proof-of-address': inferred('proof-of-address'),
	'selfie-with-id': inferred('selfie-with-id'),
	'user-questionnaire': reference('user-questionnaire'),
	'video-call': inferred('video-call'),
} as const;

/** The kinds of question, by the values that workflows are saved with. */
export const questionTypes = {
	boolean: observed('boolean'),
	'multiple-choice': observed('multiple-choice'),
	options: observed('options'),
	string: observed('string'),
} as const;

/**
 * The fields of a step, of its questions and of their choices. Observed in one stored
 * `operator-questionnaire`. It is inferred that a `user-questionnaire` has the same structure.
 */
export const stepFields = {
	type: observed('type'),
	key: observed('key'),
	title: observed('title'),
	questions: observed('questions'),
};
export const questionFields = {
	key: observed('key'),
	type: observed('type'),
	title: observed('title'),
	mandatory: observed('mandatory'),
	choices: observed('options'),
};
export const choiceFields = { key: observed('key'), title: observed('title') };

/** The body that Identomat posts to the callback URL of a company: the fields, and the known types. */
export const callback = {
	keyField: observed('callbackApiKey'),
	typeField: observed('type'),
	sessionField: observed('sessionId'),
	types: {
		oneTimePasswordBySms: observed('one-time-password-request'),
		oneTimePasswordByEmail: observed('email-one-time-password-request'),
		sessionLinkBySms: observed('share-session-link-via-sms'),
		sessionLinkByEmail: observed('share-session-link-via-email'),
	},
} as const;

const INNER_NAMES =
	'pages final documentType typeId documentPages pageNumber statuses documentIssued documentExpires fullName questions answer value description reviewStatus remoteAddress userAgent countryCode createdAt updatedAt time title mandatory options';

/** Every API field name that this package knows. No such name is a person's data. */
export const knownNames: ReadonlySet<string> = new Set([
	...Object.values<Endpoint>(endpoints).flatMap(({ fields, files, response }) =>
		[
			...Object.values(fields),
			...Object.values(files),
			...(response.fields ?? []),
			...(response.wrappers ?? []),
		].map(({ value }) => value),
	),
	...[...personFields, ...all(observed, INNER_NAMES)].map(({ value }) => value),
]);
