import { sessionItems, setUpIdentomat, widgetRequest } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const get = (sessionId: string, parameters = {}) => ({
	resource: 'result',
	operation: 'get',
	sessionId,
	...parameters,
});

const UNKNOWN = {
	fullName: null,
	firstName: null,
	middleName: null,
	lastName: null,
	localFirstName: null,
	localMiddleName: null,
	localLastName: null,
	birthDate: null,
	age: null,
	sex: null,
	nationality: null,
	citizenship: null,
	personalNumber: null,
	documentType: null,
	documentNumber: null,
	documentIssuingState: null,
	documentExpiryDate: null,
	documentExpired: null,
	address: null,
	email: null,
	phone: null,
	live: null,
	similarity: null,
	rejectReason: null,
	rejectDescription: null,
	comment: null,
	screeningMatchCount: null,
	configId: null,
	answers: null,
	generalDocuments: null,
	result: null,
};

it('returns a flat row of the person by default', async () => {
	const sessionId = fixture.sandbox.addSession({ person: { age: 36 } });
	const { items } = await fixture.run(get(sessionId));
	expect(items).toEqual([
		{
			json: {
				sessionId,
				outcome: 'approved',
				finished: true,
				fullName: 'Nino Sandadze',
				firstName: 'Nino',
				middleName: null,
				lastName: 'Sandadze',
				localFirstName: 'ნინო',
				localMiddleName: null,
				localLastName: 'სანდაძე',
				birthDate: '1990-07-04',
				age: 36,
				sex: 'F',
				nationality: 'GEO',
				citizenship: 'GEO',
				personalNumber: '00000000042',
				documentType: 'id',
				documentNumber: '00TS00042',
				documentIssuingState: 'GEO',
				documentExpiryDate: '2034-11-20',
				documentExpired: false,
				address: '1 Example Street, Testisi',
				email: 'nino.sandadze@example.com',
				phone: '+995000000042',
				live: true,
				similarity: 0.93,
				rejectReason: null,
				rejectDescription: null,
				comment: null,
				screeningMatchCount: 1,
				configId: 'sandbox-config',
				answers: { occupation: 'Test engineer', 'politically-exposed': false },
				generalDocuments: null,
				result: 'approved',
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(fixture.sentRequests()).toEqual([widgetRequest('result/', { session_token: sessionId })]);
});

it('has every key if the person has not started', async () => {
	const sessionId = fixture.sandbox.addSession({ state: 'open' });
	const { items } = await fixture.run(get(sessionId));
	expect(items[0]?.json).toEqual({
		...UNKNOWN,
		sessionId,
		outcome: 'in_progress',
		finished: false,
		configId: 'sandbox-config',
		result: 'in_progress',
	});
});

it('returns the fields of a proof of address if nothing else was checked', async () => {
	const sessionId = fixture.sandbox.addSession({
		files: [],
		generalDocuments: ['utility-bill'],
		result: { person: {}, name: '', document_type: '', similarity: 0, live: false },
	});
	const { items } = await fixture.run(get(sessionId));
	expect(items[0]?.json).toMatchObject({
		outcome: 'approved',
		fullName: null,
		generalDocuments: [
			{
				type: 'utility_bill',
				fullName: 'Nino Sandadze',
				address: '1 Example Street, Testisi 0042, Georgia',
				issueDate: '2026-03-01',
				expiryDate: null,
				issuer: 'Sandbox Power and Light',
				statuses: [],
			},
		],
	});
});

it('has every key if the response has only the configuration', async () => {
	fixture.sandbox.fault('result/', { body: { configId: null } });
	const { items } = await fixture.run(get('session-a'));
	expect(items[0]?.json).toEqual({
		...UNKNOWN,
		sessionId: 'session-a',
		outcome: 'in_progress',
		finished: false,
	});
});

it('returns the reject reason', async () => {
	const sessionId = fixture.sandbox.addSession({ outcome: 'rejected' });
	const { items } = await fixture.run(get(sessionId));
	expect(items[0]?.json).toMatchObject({
		outcome: 'rejected',
		finished: true,
		rejectReason: 'face_mismatch',
		rejectDescription: 'Faces do not match',
		comment: 'The document does not match the person.',
	});
});

it.each([
	['Approved', 'approved', true],
	['MANUAL-CHECK', 'manual_check', true],
	['in progress', 'in_progress', false],
	['Disagreed with terms', 'disagreed', true],
	['postponed', 'unknown', false],
	['waiting', 'in_progress', false],
	['under review', 'manual_check', true],
])('reads the outcome "%s" as %s', async (word, outcome, finished) => {
	const sessionId = fixture.sandbox.addSession({ outcome: word });
	const { items } = await fixture.run(get(sessionId));
	expect(items[0]?.json).toMatchObject({ outcome, finished, result: word });
});

it('returns the result of a bad document as data', async () => {
	const sessionId = fixture.sandbox.addSession({
		outcome: 'rejected',
		person: { status: 'FIELDS_MISMATCH' },
		result: { status: 'FIELDS_MISMATCH', reject_reason: 'FIELDS_MISMATCH' },
	});
	const { items } = await fixture.run(get(sessionId));
	expect(items[0]?.json).toMatchObject({
		outcome: 'rejected',
		rejectReason: 'FIELDS_MISMATCH',
		rejectDescription: null,
	});
});

it('returns the raw response with three added fields if Simplify is off', async () => {
	const body = {
		result: 'Manual Check',
		person: { first_name: 'Ana', birthday: '11/25/1979', shoe_size: 39, email: null },
		newField: [{ deep: true }],
		reject_reason: null,
	};
	fixture.sandbox.fault('result/', { body });
	const { items } = await fixture.run(get('session-a', { simplify: false }));
	expect(items).toEqual([
		{
			json: { ...body, sessionId: 'session-a', outcome: 'manual_check', finished: true },
			pairedItem: { item: 0 },
		},
	]);
});

it('applies Simplify for each item', async () => {
	const { sandbox } = fixture;
	const items = sessionItems(sandbox.addSession(), sandbox.addSession());
	const run = await fixture.run(
		get('={{ $json.sessionId }}', { simplify: '={{ $itemIndex === 0 }}' }),
		{ items },
	);
	expect(run.items.map(({ json }) => 'person' in json)).toEqual([false, true]);
	expect(run.items.map(({ json }) => json.sessionId)).toEqual(
		items.map(({ json }) => json.sessionId),
	);
});

it.each([
	['{"argumentError": "session_token"}', 'argumentError: session_token'],
	['{"result": "approved", "person": {"fi', 'Identomat returned incomplete or damaged JSON'],
	['[]', 'Identomat returned another kind of response than expected'],
	['"server_error"', 'server_error'],
])('fails if the response is %s', async (body, message) => {
	fixture.sandbox.fault('result/', { body });
	const { items, error } = await fixture.run(get('session-a'));
	expect(items).toEqual([]);
	expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
	expect(errorText(error)).toContain(message);
});
