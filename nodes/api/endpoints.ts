/**
 * The Identomat API as data: the one place that spells hosts' paths, endpoints' paths and the names of
 * request fields. Everything else uses the keys of these objects. What the endpoints return is in
 * `expectedResponses.ts`, the flags of a session are in the panel's list, in `session/flags.ts`. If a fact
 * that is inferred proves wrong, correct it here, in one line.
 */
import {
	endpoint,
	readEndpoint,
	type Endpoint,
	type ExpectedResponse,
	type Host,
	type ResponseKind,
} from './endpoint';
import { inferred, observed, reference } from './evidence';
import { expectedResponses, innerFields } from './expectedResponses';

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
		// Seen for another host of Identomat, like the session's name below.
		keyField: observed('companyKey'),
	},
} as const satisfies Record<Host, unknown>;

const widgetSession = { sessionId: reference('session_token') };
const externalSession = { sessionId: observed('sessionId') };
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

const readImage = (path: string) =>
	endpoint('widget', reference(path), expectedResponses.readDocument, {}, image);

const sessionFile = (path: string, file: ExpectedResponse<'file'>) =>
	readEndpoint('widget', reference(path), file, widgetSession);

const sessionData = <Kind extends ResponseKind>(path: string, response: ExpectedResponse<Kind>) =>
	readEndpoint('external', reference(path), response, externalSession);

/** The flag for the address that the person's browser returns to at the end. Evidence: observed. */
export const RETURN_FLAG = 'return_url';

/** The endpoints of the API reference. */
export const endpoints = {
	// Sessions
	createSession: endpoint('widget', reference('begin/'), expectedResponses.created, {
		flags: reference('flags'),
		parentSessionId: reference('parent_session_id'),
		configId: observed('config_id'),
		steps: observed('steps'),
	}),
	deleteSession: endpoint('widget', reference('delete/'), expectedResponses.deleted, widgetSession),
	listSessionActivities: sessionData('list-session-activities', expectedResponses.activities),
	getSessionStatistics: sessionData(
		'get-session-statistical-summary',
		expectedResponses.statistics,
	),
	getSessionConfigSteps: readEndpoint(
		'external',
		reference('get-session-config-steps'),
		expectedResponses.steps,
		{
			configId: inferred('configId'),
			sessionId: inferred('sessionId'),
		},
	),

	// Results
	getResult: readEndpoint('widget', reference('result/'), expectedResponses.result, widgetSession),

	// Media
	getCardFront: sessionFile('result/card-front/', expectedResponses.document),
	getCardBack: sessionFile('result/card-back/', expectedResponses.document),
	getPassport: sessionFile('result/passport/', expectedResponses.document),
	getFace: sessionFile('result/face/', expectedResponses.picture),
	getFaceVideo: sessionFile('result/face-video/', expectedResponses.video),
	getFaceDocument: sessionFile('result/face-document/', expectedResponses.picture),
	getGeneralDocument: readEndpoint(
		'widget',
		reference('result/general-document/'),
		expectedResponses.document,
		{ ...widgetSession, documentType: reference('typeId') },
	),
	getDocumentFacePhoto: sessionData(
		'get-session-main-document-face-photo',
		expectedResponses.documentFacePhoto,
	),
	getVideoCallShots: sessionData('get-video-call-shots', expectedResponses.videoCallShots),
	getVideoCallVideos: sessionData('get-video-call-videos', expectedResponses.videoCallVideos),

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
		expectedResponses.similarity,
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
		expectedResponses.matches,
		screeningPerson,
	),
	getScreeningPersonDetails: endpoint(
		'external',
		reference('get-screening-person-details'),
		expectedResponses.personDetails,
		{ personId: inferred('personId') },
	),
	monitorScreeningQuery: endpoint(
		'external',
		reference('monitor-screening-query'),
		expectedResponses.monitored,
		screeningPerson,
	),
	removeScreeningQueryFromMonitoring: endpoint(
		'external',
		reference('remove-screening-query-from-monitoring'),
		expectedResponses.stopped,
		{ recordId: inferred('id') },
	),
	listScreeningMonitoringRecords: readEndpoint(
		'external',
		reference('list-screening-monitoring-records'),
		expectedResponses.monitoringRecords,
		{},
	),

	// Export
	exportSessionAsPdf: sessionData('export-session-as-pdf', expectedResponses.pdf),
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
	...innerFields.map(({ value }) => value),
]);
