import type { ExpectedResponse } from './endpoint';
import { inferred, observed, reference, type Fact } from './evidence';

/** Several facts of the same evidence. */
const all = (fact: (name: string) => Fact<string>, names: string) => names.split(' ').map(fact);

/** Any list may be in an object under one of these names, */
const anyList = all(inferred, 'data results items list');
/** or under a name of its own. */
const wrappers = (names: string) => [...anyList, ...all(inferred, names)];

/** The fields of a person, in a result and on a document. */
const fieldsOfPerson = all(
	observed,
	'first_name middle_name last_name local_first_name local_last_name local_middle_name birthday birthday_time age birth_place citizenship nationality local_authority document_number document_issued document_expires document_expires_time personal_number authority issuing_state sex address email phone mrz',
);
const monitoringFields = all(inferred, 'id query matches name personId');

const pictures = all(observed, 'image/');
/** A document may have been uploaded as a PDF. */
const documents = [...pictures, inferred('application/pdf')];
const videos = all(observed, 'video/ image/');

/** What the endpoints return. */
export const expectedResponses = {
	// Sessions
	created: observed('sessionId'),
	deleted: inferred('done'),
	activities: {
		...reference('list'),
		fields: all(inferred, 'type'),
		wrappers: wrappers('activities events'),
		isLog: true,
	},
	statistics: { ...inferred('object'), fields: all(inferred, 'status') },
	steps: {
		...inferred('list'),
		fields: all(observed, 'type key'),
		wrappers: wrappers('steps'),
		isLog: true,
	},
	/** Each of its fields is optional. */
	result: {
		...observed('result'),
		fields: all(
			observed,
			'result similarity live document_type name face_images result_comment reject_reason id_card_front id_card_back passport suggested person generalDocuments general_document questionnaires screeningMatches trustedDatabaseRecord configId technicalDetails',
		),
	},

	// Files
	picture: { ...observed('file'), fileTypes: pictures },
	document: { ...observed('file'), fileTypes: documents },
	video: { ...observed('file'), fileTypes: videos },
	documentFacePhoto: { ...inferred('file'), fileTypes: pictures },
	videoCallShots: {
		...inferred('files'),
		fileTypes: pictures,
		wrappers: wrappers('shots images photos pictures files urls'),
	},
	videoCallVideos: {
		...inferred('files'),
		fileTypes: videos,
		wrappers: wrappers('videos recordings files urls'),
	},
	pdf: { ...inferred('file'), fileTypes: all(reference, 'application/pdf') },

	// Image processing
	readDocument: { ...reference('object'), fields: fieldsOfPerson },
	similarity: reference('similarity'),

	// AML screening
	matches: {
		// The fields are those of the matches in a result.
		...inferred('list'),
		fields: all(inferred, 'score name personId'),
		wrappers: wrappers('matches hits persons people records screeningMatches'),
	},
	personDetails: {
		...inferred('object'),
		fields: all(
			inferred,
			'personId entityType name firstName middleName lastName gender birthdayTime nationality birthPlace aliases topics extraDetails',
		),
	},
	monitored: { ...inferred('object'), fields: monitoringFields },
	stopped: inferred('done'),
	monitoringRecords: {
		...reference('list'),
		fields: monitoringFields,
		wrappers: wrappers('records monitoringRecords queries'),
		mayHaveGaps: true,
	},
} satisfies Record<string, ExpectedResponse>;

/** The names of fields inside those fields. */
export const innerFields = [
	...fieldsOfPerson,
	...all(
		observed,
		'pages final documentType typeId documentPages pageNumber statuses documentIssued documentExpires fullName questions answer value description reviewStatus remoteAddress userAgent countryCode createdAt updatedAt time title mandatory options',
	),
];
