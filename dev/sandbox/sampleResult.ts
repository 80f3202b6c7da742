import { DOCUMENT_FIELDS, MRZ } from './documentFields';
import type { SandboxSession } from './sessions';

/** All invented. Times are Tbilisi midnights, so in UTC they fall on the day before. */
const PERSON = {
	first_name: 'Nino',
	last_name: 'Sandadze',
	local_first_name: 'ნინო',
	local_last_name: 'სანდაძე',
	local_middle_name: null,
	birthday: '07/04/1990',
	birthday_time: '1990-07-03T20:00:00.000Z',
	birth_place: 'Testisi',
	citizenship: 'GEO',
	nationality: 'GEO',
	document_number: '00TS00042',
	document_issued: '11/20/2024',
	document_expires: '11/20/2034',
	document_expires_time: '2034-11-19T20:00:00.000Z',
	personal_number: '00000000042',
	authority: 'Sandbox House of Justice',
	issuing_state: 'GEO',
	sex: 'F',
	address: '1 Example Street, Testisi',
	email: 'nino.sandadze@example.com',
	phone: '+995000000042',
	status: null,
	mrz: MRZ,
};

const SCREENING_MATCHES = [
	{ score: 64, name: 'Nina Sandadze', personId: 'sandbox-person-3', reviewStatus: 'falsePositive' },
];

const QUESTIONNAIRES = [
	{
		key: 'source-of-funds',
		questions: [
			{ key: 'occupation', answer: 'Test engineer' },
			{ key: 'politically-exposed', answer: false },
		],
	},
];

/** What `result/` answers about a session, by its state and outcome and with its overrides. */
export function resultOf(session: SandboxSession): Record<string, unknown> {
	const configId = session.beginRequest.config_id ?? 'sandbox-config';
	if (session.state === 'open') return { result: 'in_progress', configId };
	return {
		result: session.outcome,
		similarity: 0.93,
		live: true,
		document_type: session.files.includes('passport') ? 'passport' : 'id',
		result_comment: null,
		...rejection(session.outcome),
		...documentFields(session),
		suggested: null,
		generalDocuments: session.generalDocuments.map(generalDocument),
		questionnaires: QUESTIONNAIRES,
		screeningMatches: SCREENING_MATCHES,
		trustedDatabaseRecord: null,
		configId,
		technicalDetails: {
			remoteAddress: '192.0.2.42',
			userAgent: 'Mozilla/5.0 (Sandbox)',
			countryCode: 'GE',
		},
		...session.result,
		...personOf(session),
	};
}

/** A person given in the result's overrides wins, whatever it is (null too). */
function personOf(session: SandboxSession): Record<string, unknown> {
	const person = { ...PERSON, age: ageOn(new Date(), 1990, 7, 4), ...session.person };
	if ('person' in session.result) return {};
	const fullName = `${String(person.first_name)} ${String(person.last_name)}`;
	return { name: session.result.name ?? fullName, person };
}

function rejection(outcome: string): Record<string, unknown> {
	if (outcome.toLowerCase() !== 'rejected') return {};
	return {
		result_comment: 'The document does not match the person.',
		reject_reason: { value: 'face_mismatch', description: 'Faces do not match' },
	};
}

function documentFields(session: SandboxSession): Record<string, unknown> {
	return {
		...(session.files.includes('cardFront') && {
			id_card_front: DOCUMENT_FIELDS.cardFront,
		}),
		...(session.files.includes('cardBack') && { id_card_back: DOCUMENT_FIELDS.cardBack }),
		...(session.files.includes('passport') && { passport: DOCUMENT_FIELDS.passport }),
	};
}

function generalDocument(typeId: string): Record<string, unknown> {
	return {
		documentType: typeId.replaceAll('-', '_').toUpperCase(),
		typeId: typeId.replaceAll('-', '_'),
		pages: [
			{
				typeId,
				final: {
					street: 'Example Street',
					streetNumber: '1',
					city: 'Testisi',
					postalCode: '0042',
					country: 'Georgia',
					countryCode: 'GEO',
					address: 'example street, 1',
					formattedAddress: '1 Example Street, Testisi 0042, Georgia',
					issuingAuthority: 'Sandbox Power and Light',
					documentIssued: '3/1/2026',
					documentExpires: '',
					fullName: 'Nino Sandadze',
				},
				documentPages: [{ pageNumber: 1 }],
				statuses: [],
			},
		],
	};
}

function ageOn(today: Date, year: number, month: number, day: number): number {
	const hadBirthday =
		today.getUTCMonth() + 1 > month ||
		(today.getUTCMonth() + 1 === month && today.getUTCDate() >= day);
	return today.getUTCFullYear() - year - (hadBirthday ? 0 : 1);
}
