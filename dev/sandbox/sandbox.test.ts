import { createHash, createHmac } from 'node:crypto';

import { decode } from 'jpeg-js';
import { FormData, request } from 'undici';

import { faceVideo, jpeg, startSandbox, type Sandbox } from './index';

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox();
});
afterEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

interface Reply {
	status: number;
	contentType: string;
	headers: Record<string, unknown>;
	bytes: Buffer;
	text: string;
	json(): unknown;
}

async function ask(url: string, options: Parameters<typeof request>[1] = {}): Promise<Reply> {
	const { statusCode, headers, body } = await request(url, { method: 'POST', ...options });
	const bytes = Buffer.from(await body.arrayBuffer());
	return {
		status: statusCode,
		contentType: String(headers['content-type'] ?? ''),
		headers,
		bytes,
		text: bytes.toString(),
		json: () => JSON.parse(bytes.toString()) as unknown,
	};
}

const askJson = async (url: string, values: object) =>
	await ask(url, {
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(values),
	});

const widget = async (path: string, values: object = {}) =>
	await askJson(`${sandbox.widgetUrl}/external-api/${path}`, {
		company_key: sandbox.companyKey,
		...values,
	});

const external = async (path: string, values: object = {}) =>
	await askJson(`${sandbox.externalApiUrl}/${path}`, { companyKey: sandbox.companyKey, ...values });

const control = async (path: string, values: object = {}) =>
	await askJson(`${sandbox.widgetUrl}/sandbox/${path}`, values);

async function upload(path: string, files: Record<string, Buffer>): Promise<Reply> {
	const form = new FormData();
	form.append('company_key', sandbox.companyKey);
	for (const [field, bytes] of Object.entries(files)) {
		form.append(field, new Blob([Uint8Array.from(bytes)], { type: 'image/jpeg' }), `${field}.jpg`);
	}
	return await ask(`${sandbox.widgetUrl}/external-api/${path}`, { body: form });
}

const square = (side: number) => jpeg({ width: side, height: side });

describe('names', () => {
	it('refuses fields that the API does not know', async () => {
		const id = sandbox.addSession();
		const answers = await Promise.all([
			widget('result/', { sesion_token: id }),
			widget('result/', { session_token: id, extra: 1 }),
			widget('result/general-document/', { session_token: id, typeId: 'bank_statement' }),
			upload('card/front/', { picture: square(90) }),
		]);
		for (const answer of answers) {
			expect(answer.status).toBe(200);
			expect(answer.json()).toEqual({ argumentError: expect.any(String) });
		}
		const wrong = await external('list-session-activities', { session_token: id });
		expect(wrong.json()).toEqual({ wrongParameters: expect.stringContaining('session_token') });
	});

	it.each([
		[{ langage: 'en' }, 'langage'],
		[{ liveness: 'yes' }, 'flags.liveness'],
		[{ document_types: 'id' }, 'flags.document_types'],
		[{ document_countries: ['GE'] }, 'flags.document_countries'],
		['{}', 'flags'],
	])('refuses the flags %j', async (flags, named) => {
		const answer = await widget('begin/', { flags });
		expect(answer.json()).toEqual({ argumentError: expect.stringContaining(named) });
	});

	it('refuses steps that are not objects, and an unknown configuration or parent', async () => {
		for (const values of [
			{ steps: { type: 'liveness' } },
			{ steps: ['liveness'] },
			{ config_id: 'missing-config' },
			{ parent_session_id: 'nobody' },
		]) {
			expect((await widget('begin/', values)).json()).toHaveProperty('argumentError');
		}
	});

	const choice = { key: 'a', title: { en: 'A', ka: 'ა' } };
	const question = { key: 'q', type: 'options', title: 'Which?', options: [choice] };
	const questionnaire = { type: 'user-questionnaire', key: 's', questions: [question] };

	it('accepts a questionnaire, and steps with unknown fields', async () => {
		const others = {
			type: 'operator-questionnaire',
			key: 'o',
			questions: [{ key: 'q', type: 'string' }],
		};
		const steps = [questionnaire, others, { type: 'liveness', new_field: 1 }];
		expect((await widget('begin/', { steps })).json()).toMatch(/^[a-z0-9]{40}$/);
	});

	it.each([
		['without a kind', [{ key: 's' }], 'steps.0.type'],
		[
			'of one key',
			[
				{ type: 'a', key: 's' },
				{ type: 'b', key: 's' },
			],
			'steps: a key comes twice',
		],
		['without a key', [{ ...questionnaire, key: undefined }], 'steps.0.key'],
		['without questions', [{ ...questionnaire, questions: [] }], 'steps.0.questions'],
		[
			'with questions of one key',
			[{ ...questionnaire, questions: [question, question] }],
			'steps.0.questions: a key comes twice',
		],
		[
			'with a question of an unknown kind',
			[{ ...questionnaire, questions: [{ ...question, type: 'date' }] }],
			'steps.0.questions.0.type',
		],
		[
			'with a question without choices',
			[{ ...questionnaire, questions: [{ ...question, options: [] }] }],
			'steps.0.questions.0.options',
		],
		[
			'with choices of a text',
			[{ ...questionnaire, questions: [{ ...question, type: 'string' }] }],
			'steps.0.questions.0.options',
		],
		[
			'with choices of one key',
			[{ ...questionnaire, questions: [{ ...question, options: [choice, choice] }] }],
			'steps.0.questions.0.options: a key comes twice',
		],
	])('refuses steps %s', async (_, steps, named) => {
		const answer = await widget('begin/', { steps });
		expect(answer.json()).toEqual({ argumentError: expect.stringContaining(named) });
	});

	it('refuses unknown paths, and known ones with a wrong slash at the end', async () => {
		expect((await widget('begin')).status).toBe(404);
		expect((await widget('constructor')).status).toBe(404);
		expect((await external('list-screening-monitoring-records/')).status).toBe(404);
		expect(sandbox.audit.map(({ path, status }) => [path, status])).toEqual([
			['begin', 404],
			['constructor', 404],
			['list-screening-monitoring-records/', 404],
		]);
	});

	it('accepts a form whose flags are JSON text', async () => {
		const body = new URLSearchParams({
			company_key: sandbox.companyKey,
			flags: '{"language":"ka"}',
		}).toString();
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const answer = await ask(`${sandbox.widgetUrl}/external-api/begin/`, { headers, body });
		expect(sandbox.session(String(answer.json()))?.beginRequest.flags).toEqual({ language: 'ka' });
	});

	it.each([
		['text/plain', '{}'],
		['application/json', '{"company_key":'],
		['application/json', '[]'],
		['multipart/form-data; boundary=x', 'not a form'],
	])('refuses a %s body that is %s', async (contentType, body) => {
		const url = `${sandbox.widgetUrl}/external-api/result/`;
		const answer = await ask(url, { headers: { 'content-type': contentType }, body });
		expect(answer.json()).toHaveProperty('argumentError');
	});
});

describe('the company key', () => {
	it('is required under the name that its host expects', async () => {
		const key = sandbox.companyKey;
		const url = `${sandbox.widgetUrl}/external-api/begin/`;
		const misnamed = await askJson(url, { companyKey: key });
		expect(misnamed.json()).toEqual({ argumentError: 'company_key is missing' });
		const records = `${sandbox.externalApiUrl}/list-screening-monitoring-records`;
		expect((await askJson(records, { company_key: key })).json()).toEqual({
			wrongParameters: 'companyKey is missing',
		});
		expect(sandbox.audit.map(({ keyField }) => keyField)).toEqual(['companyKey', 'company_key']);
	});

	it('is reported as wrong', async () => {
		expect((await widget('begin/', { company_key: 'x' })).json()).toBe('COMPANY_KEY_INVALID');
		expect((await widget('result/', { company_key: 'x' })).json()).toEqual({
			argumentError: 'company_key is not valid',
		});
		const sessionId = sandbox.addSession();
		const activities = await external('list-session-activities', { companyKey: 'x', sessionId });
		expect(activities.json()).toHaveProperty('invalidAccess');
		const search = await external('search-screening-person', { companyKey: 'x', name: 'Ana' });
		expect(search.json()).toHaveProperty('companyMissing');
		expect(sandbox.audit.some(({ keyCorrect }) => keyCorrect)).toBe(false);
	});
});

describe('a session', () => {
	it('is created, finished by the person and deleted', async () => {
		const request = {
			flags: { language: 'en', liveness: true },
			config_id: 'kyc',
			steps: [{ type: 'liveness' }],
		};
		const id = String((await widget('begin/', request)).json());
		expect(id).toMatch(/^[a-z0-9]{40}$/);
		expect(sandbox.session(id)).toMatchObject({ state: 'open', beginRequest: request });

		const session = { session_token: id };
		const open = { result: 'in_progress', configId: 'kyc' };
		expect((await widget('result/', session)).json()).toEqual(open);
		expect((await widget('result/card-front/', session)).json()).toHaveProperty('argumentError');

		sandbox.finish(id, 'MANUAL-CHECK');
		expect((await widget('result/', session)).json()).toMatchObject({ result: 'MANUAL-CHECK' });

		expect(await widget('delete/', session)).toMatchObject({ status: 200, text: '' });
		expect(sandbox.session(id)).toBeUndefined();
		expect((await widget('result/', session)).json()).toBe('SESSION_NOT_FOUND');
		for (const path of ['delete/', 'result/face/']) {
			const gone = (await widget(path, session)).json();
			expect(gone).toEqual({ argumentError: expect.stringContaining('session_token') });
		}
		const summary = await external('get-session-statistical-summary', { sessionId: id });
		expect(summary.json()).toHaveProperty('invalidAccess');
	});

	it('has children that name it as their parent', async () => {
		const parent = sandbox.addSession({ state: 'open' });
		const requested = (await widget('begin/', { parent_session_id: parent })).json();
		const added = sandbox.addSession({ parentSessionId: parent });
		sandbox.addSession();
		expect(sandbox.children(parent)).toEqual([requested, added]);
		const url = `${sandbox.widgetUrl}/sandbox/sessions/${parent}/children`;
		expect((await ask(url, { method: 'GET' })).json()).toEqual([requested, added]);
		expect(() => sandbox.addSession({ parentSessionId: 'nobody' })).toThrow('nobody');
	});

	it('in manual check is decided later, and only once', async () => {
		const id = sandbox.addSession({ outcome: 'MANUAL-CHECK' });
		await control(`sessions/${id}/decide`, { outcome: 'rejected' });
		expect((await widget('result/', { session_token: id })).json()).toMatchObject({
			result: 'rejected',
			reject_reason: { value: 'face_mismatch' },
		});
		expect(() => sandbox.decide(id, 'approved')).toThrow('no manual check');
		const open = sandbox.addSession({ state: 'open', outcome: 'manual_check' });
		expect(() => sandbox.decide(open, 'approved')).toThrow('no manual check');
	});

	it.each([
		['15 minutes', {}, 15],
		['the minutes that were set', { linkMinutes: 60 }, 60],
	])('has a link that expires after %s', async (_, options, minutes) => {
		const other = await startSandbox(options);
		const open = async (id: string) =>
			await ask(other.verificationUrl(id), { method: 'GET' }).then(({ status }) => status);
		const id = String(
			(
				await askJson(`${other.widgetUrl}/external-api/begin/`, { company_key: other.companyKey })
			).json(),
		);
		const finished = other.addSession();
		other.advance(minutes - 1);
		expect(await open(id)).toBe(200);
		await askJson(`${other.widgetUrl}/sandbox/clock`, { advanceMinutes: 1 });
		const late = await ask(other.verificationUrl(id), { method: 'GET' });
		expect(late).toMatchObject({ status: 410, text: expect.stringContaining('has expired') });
		expect(late.text).not.toContain('<form');
		expect(await open(finished)).toBe(200);
		expect(await open(other.addSession({ state: 'open' }))).toBe(200);
		await other.close();
	});

	it('ends by itself after the configured time', async () => {
		const quick = await startSandbox({ completeAfterMs: 500 });
		const url = `${quick.widgetUrl}/external-api`;
		const key = { company_key: quick.companyKey };
		const id = String((await askJson(`${url}/begin/`, key)).json());
		const outcomes = new Set<unknown>();
		while (!outcomes.has('approved')) {
			const answer = await askJson(`${url}/result/`, { ...key, session_token: id });
			outcomes.add((answer.json() as { result: string }).result);
		}
		expect([...outcomes]).toEqual(['in_progress', 'approved']);
		await quick.close();
	});

	it('is finished on the hosted page', async () => {
		const id = sandbox.addSession({ state: 'open', outcome: 'rejected' });
		const page = `${sandbox.widgetUrl}/?session_token=${id}`;
		expect((await ask(page, { method: 'GET' })).text).toContain('value="manual_check"');
		await control(`sessions/${id}/finish`);
		expect((await ask(page, { method: 'GET' })).text).toContain('you are done');
		expect((await widget('result/', { session_token: id })).json()).toMatchObject({
			result: 'rejected',
			reject_reason: { value: 'face_mismatch' },
		});
		const invalid = await ask(`${sandbox.widgetUrl}/?session_token=x`, { method: 'GET' });
		expect(invalid.status).toBe(404);
	});

	it('has a result with overrides', async () => {
		const session_token = sandbox.addSession({
			person: { first_name: 'Ana', last_name: 'Testidze', email: null },
			result: { live: false, invented: [1] },
			generalDocuments: ['utility-bill'],
		});
		expect((await widget('result/', { session_token })).json()).toMatchObject({
			name: 'Ana Testidze',
			live: false,
			invented: [1],
			person: {
				first_name: 'Ana',
				email: null,
				birthday: '07/04/1990',
				birthday_time: '1990-07-03T20:00:00.000Z',
				local_last_name: 'სანდაძე',
			},
			generalDocuments: [{ typeId: 'utility_bill', pages: [{ typeId: 'utility-bill' }] }],
			questionnaires: [{ key: 'source-of-funds' }],
			screeningMatches: [{ personId: 'sandbox-person-3' }],
		});
	});

	it('cannot be added with unknown settings', () => {
		expect(() => sandbox.addSession({ files: ['selfie' as 'face'] })).toThrow();
		expect(() => sandbox.finish('nobody')).toThrow('There is no session nobody');
	});
});

describe('media', () => {
	it.each([
		['card-front', 'cardFront'],
		['card-back', 'cardBack'],
		['passport', 'passport'],
		['face', 'face'],
		['face-document', 'faceDocument'],
	] as const)('%s is a JPEG where the session has one', async (path, name) => {
		const session_token = sandbox.addSession({ files: [name] });
		const picture = await widget(`result/${path}/`, { session_token });
		expect(picture.contentType).toBe('image/jpeg');
		expect(decode(picture.bytes)).toMatchObject({ width: 160, height: 100 });
		const without = await widget(`result/${path}/`, {
			session_token: sandbox.addSession({ files: [] }),
		});
		expect(without.json()).toHaveProperty('argumentError');
	});

	it('lists general documents by type', async () => {
		const session_token = sandbox.addSession({ generalDocuments: ['bank-statement'] });
		const path = 'result/general-document/';
		const bill = await widget(path, { session_token, typeId: 'utility-bill' });
		expect(bill.json()).toHaveProperty('argumentError');
		const statement = await widget(path, { session_token, typeId: 'bank-statement' });
		expect(decode(statement.bytes).width).toBe(160);
	});

	it('serves a face video of any size', async () => {
		const short = await widget('result/face-video/', { session_token: sandbox.addSession() });
		expect(short.contentType).toBe('video/mp4');
		expect(short.bytes.subarray(4, 8).toString()).toBe('ftyp');

		const size = 300_001;
		const session_token = sandbox.addSession({ faceVideoSize: size });
		const long = await widget('result/face-video/', { session_token });
		expect(long.headers['content-length']).toBe(String(size));
		const expected = Buffer.concat((await faceVideo({ size }).stream().toArray()) as Buffer[]);
		expect(long.bytes.equals(expected)).toBe(true);
		expect(long.bytes.readUInt32BE(short.bytes.length)).toBe(size - short.bytes.length);
		expect(() => faceVideo({ size: 10 })).toThrow(RangeError);
	});

	it('serves the shots and videos of a call in every form', async () => {
		const kinds = [
			['get-video-call-shots', 'videoCallShots', 'ffd8', []],
			['get-video-call-videos', 'videoCallVideos', '0000', { notFound: expect.any(String) }],
		] as const;
		for (const [path, setting, firstBytes, none] of kinds) {
			const call = async (form: 'urls' | 'base64' | 'raw' | 'none') =>
				await external(path, { sessionId: sandbox.addSession({ [setting]: form }) });
			expect((await call('none')).json()).toEqual(none);
			const raw = (await call('raw')).bytes;
			expect(raw.toString('hex')).toMatch(new RegExp(`^${firstBytes}`));
			const [first = '', second = ''] = (await call('base64')).json() as string[];
			expect(first).toBe(raw.toString('base64'));
			expect(second).toMatch(/^data:(image\/jpeg|video\/mp4);base64,/);
			const [url = ''] = (await call('urls')).json() as string[];
			const download = await ask(url, { method: 'GET' });
			expect(download.bytes.equals(raw)).toBe(true);
			expect((await ask(`${url}x`, { method: 'GET' })).status).toBe(404);
		}
	});

	it('serves the photo of the document, and a PDF', async () => {
		const sessionId = sandbox.addSession();
		const photo = await external('get-session-main-document-face-photo', { sessionId });
		expect(photo.contentType).toBe('image/jpeg');
		const report = await external('export-session-as-pdf', { sessionId });
		expect(report.contentType).toBe('application/pdf');
		expect(report.text).toMatch(/^%PDF-1\.\d[\s\S]*%%EOF\s*$/);
		const faceOnly = { sessionId: sandbox.addSession({ files: ['face'] }) };
		const missing = await external('get-session-main-document-face-photo', faceOnly);
		expect(missing.json()).toHaveProperty('notFound');
	});
});

describe('session details', () => {
	it('consist of activities, a summary and steps', async () => {
		const sessionId = sandbox.addSession();
		const activities = await external('list-session-activities', { sessionId });
		expect(activities.json()).toMatchObject([{ type: 'session-begin' }, { result: 'approved' }]);
		const summary = await external('get-session-statistical-summary', { sessionId });
		expect(summary.json()).toMatchObject({ sessionId, documentAttempts: 1 });
		const steps = await external('get-session-config-steps', { sessionId });
		expect(steps.json()).toContainEqual({ type: 'liveness' });
		const ofConfig = await external('get-session-config-steps', { configId: 'kyc' });
		expect(ofConfig.json()).toEqual(steps.json());
		for (const wrong of [{}, { configId: 'missing-config' }, { configId: 'kyc', sessionId }]) {
			const refused = await external('get-session-config-steps', wrong);
			expect(refused.json()).toHaveProperty('wrongParameters');
		}
	});
});

describe('processing', () => {
	it.each([
		'card/front/',
		'card/back/',
		'license/front/',
		'license/back/',
		'residence/front/',
		'residence/back/',
		'passport/',
	])('%s reads a JPEG and nothing else', async (path) => {
		const read = (await upload(path, { image: square(20) })).json();
		expect(Object.keys(read as object).length).toBeGreaterThan(1);
		expect((await upload(path, { image: Buffer.from('GIF89a') })).json()).toBe('invalid_image');
		expect((await upload(path, {})).json()).toHaveProperty('argumentError');
	});

	it.each([
		[80, { similarity: 0.93 }],
		[79, { similarity: 0.81, warning: 'face_too_small' }],
		[65, { similarity: 0.81, warning: 'face_too_small' }],
		[64, 'face_too_small'],
	])('compares faces of %d pixels', async (side, expected) => {
		const faces = { face1: square(100), face2: square(side) };
		expect((await upload('compare-faces/', faces)).json()).toEqual(expected);
		const base64 = {
			face1: faces.face1.toString('base64'),
			face2: `data:image/jpeg;base64,${faces.face2.toString('base64')}`,
		};
		expect((await widget('compare-faces/', base64)).json()).toEqual(expected);
	});

	it('refuses to compare files that are not images', async () => {
		const faces = { face1: square(100), face2: Buffer.from('no picture') };
		expect((await upload('compare-faces/', faces)).json()).toBe('invalid_image');
	});
});

describe('screening', () => {
	it('returns people, best match first', async () => {
		const search = async (query: object) =>
			(await external('search-screening-person', query)).json();
		expect(await search({ name: 'Ana Testidze' })).toEqual([
			{ score: 100, name: 'Ana Testidze', personId: 'sandbox-person-1' },
			{ score: expect.any(Number), name: 'Anna Testadze', personId: 'sandbox-person-2' },
		]);
		const born = { firstName: 'Ana', lastName: 'Testidze', birthdayTime: '2001-01-01' };
		expect(await search(born)).toMatchObject([{ score: 85 }, {}]);
		const man = { name: 'Ana Testidze', gender: 'male' };
		expect(await search(man)).toMatchObject([{ score: 90 }, {}]);
		expect(await search({ name: 'Qwxyz' })).toEqual([]);
		expect(await search({ gender: 'female' })).toHaveProperty('wrongParameters');
		expect(await search({ name: 'Ana', birthdayTime: '1/2/2001' })).toHaveProperty(
			'wrongParameters',
		);
	});

	it('returns the details of a person', async () => {
		const details = async (personId: string) =>
			(await external('get-screening-person-details', { personId })).json();
		expect(await details('sandbox-person-4')).toMatchObject({
			name: 'Giorgi Probashvili',
			entityType: 'person',
			topics: ['sanction', 'crime'],
		});
		expect(await details('nobody')).toHaveProperty('notFound');
	});

	it('monitors a query until it is removed', async () => {
		const records = async () => (await external('list-screening-monitoring-records')).json();
		const query = { name: 'Ana Testidze' };
		const record = (await external('monitor-screening-query', query)).json() as { id: string };
		expect(record).toMatchObject({ query, matches: [{ score: 100 }, {}] });
		expect(await records()).toEqual([record]);

		sandbox.changeMonitoringRecord(record.id);
		await control(`monitoring/${record.id}/change`);
		expect(await records()).toMatchObject([{ id: record.id, matches: [{}, {}, {}, {}] }]);

		const remove = async () =>
			(await external('remove-screening-query-from-monitoring', { id: record.id })).json();
		expect(await remove()).toEqual({});
		expect(await remove()).toHaveProperty('notFound');
		expect(await records()).toEqual([]);
		expect(() => sandbox.changeMonitoringRecord(record.id)).toThrow(record.id);
	});
});

describe('faults', () => {
	const PATH = 'list-screening-monitoring-records';
	const list = async () => await external(PATH);

	it.each([
		['string', '"argumentError"'],
		['codeKey', '{"argumentError":"refused as ordered"}'],
		['codeField', '{"error":"argumentError","message":"refused as ordered"}'],
		['empty', ''],
	] as const)('have the shape %s', async (shape, text) => {
		sandbox.fault(PATH, { shape });
		expect(await list()).toMatchObject({ status: 200, text });
	});

	it('return a web page or truncated JSON', async () => {
		sandbox.fault(PATH, { shape: 'html', status: 502, times: 1 });
		sandbox.fault(PATH, { shape: 'truncatedJson', times: 1 });
		const page = await list();
		expect(page).toMatchObject({ status: 502, contentType: 'text/html; charset=utf-8' });
		const cut = await list();
		expect(cut).toMatchObject({ status: 200, contentType: expect.stringContaining('json') });
		expect(() => cut.json()).toThrow(SyntaxError);
	});

	it('return any status, headers and body', async () => {
		sandbox.fault(PATH, { status: 429, headers: { 'retry-after': '1' }, times: 1 });
		sandbox.fault(PATH, { body: { a: 1 }, times: 1 });
		sandbox.fault(PATH, { body: 'text', contentType: 'text/csv', times: 1 });
		sandbox.fault(PATH, { body: Buffer.from([1, 2]), times: 1 });
		sandbox.fault(PATH, { status: 403, code: 'paymentNeeded', times: 1 });
		sandbox.fault(PATH, { status: 202, contentType: 'text/plain', times: 1 });
		const tooMany = await list();
		expect(tooMany.status).toBe(429);
		expect(tooMany.headers['retry-after']).toBe('1');
		expect((await list()).json()).toEqual({ a: 1 });
		expect(await list()).toMatchObject({ text: 'text', contentType: 'text/csv' });
		expect((await list()).bytes).toEqual(Buffer.from([1, 2]));
		const unpaid = await list();
		expect(unpaid.status).toBe(403);
		expect(unpaid.json()).toHaveProperty('paymentNeeded');
		expect(await list()).toMatchObject({ status: 202, contentType: 'text/plain', text: '[]' });
		expect((await list()).status).toBe(200);
	});

	it('apply to matching requests only, the oldest fault first', async () => {
		sandbox.fault('*', { skip: 1, times: 1, status: 503 });
		sandbox.fault('begin/', { matches: ({ config_id: id }) => id === 'b', status: 500 });
		sandbox.fault('result/*', { status: 504 });
		const statuses: number[] = [];
		for (const config_id of ['a', 'b', 'b']) {
			statuses.push((await widget('begin/', { config_id })).status);
		}
		statuses.push((await widget('result/face/', {})).status, (await list()).status);
		expect(statuses).toEqual([200, 503, 500, 504, 200]);
		sandbox.clearFaults();
		expect((await widget('begin/', { config_id: 'b' })).status).toBe(200);
	});

	it('delay the response', async () => {
		sandbox.fault(PATH, { latencyMs: 30, times: 1 });
		expect((await list()).json()).toEqual([]);
		const [{ at, answeredAt } = { at: 0, answeredAt: 0 }] = sandbox.audit;
		expect(Number(answeredAt) - at).toBeGreaterThanOrEqual(29);
	});

	it('cut off a body that is empty, short or streamed', async () => {
		const session_token = sandbox.addSession({ faceVideoSize: 500_000 });
		for (const path of ['result/', 'result/face-video/', 'delete/']) {
			sandbox.fault(path, { cutOff: true });
			const url = `${sandbox.widgetUrl}/external-api/${path}`;
			const { statusCode, headers, body } = await request(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ company_key: sandbox.companyKey, session_token }),
			});
			let size = 0;
			const read = async () => {
				for await (const chunk of body as AsyncIterable<Buffer>) size += chunk.length;
			};
			await expect(read()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
			expect(statusCode).toBe(200);
			expect(size).toBe(Math.floor(Number(headers['content-length']) / 2));
		}
	});

	it('reset the connection', async () => {
		sandbox.fault('begin/', { reset: true });
		await expect(widget('begin/')).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(sandbox.audit).toMatchObject([{ path: 'begin/', status: 'reset' }]);
	});

	it('echo the key of the request', async () => {
		for (const fault of [{ shape: 'string' }, { shape: 'html' }, { status: 400 }] as const) {
			sandbox.fault(PATH, { ...fault, echoKey: true, times: 1 });
			expect((await list()).text).toContain(sandbox.companyKey);
		}
	});

	it('redirect clients', async () => {
		const headers = { location: `${sandbox.externalApiUrl}/elsewhere` };
		sandbox.fault(PATH, { status: 307, headers });
		const answer = await list();
		expect([answer.status, answer.headers.location]).toEqual([307, headers.location]);
		const redirected = await control('redirect?status=308&to=http://127.0.0.1:9/x');
		expect(redirected.status).toBe(308);
		expect(redirected.headers.location).toBe('http://127.0.0.1:9/x');
		expect((await control('redirect?to=nowhere')).status).toBe(400);
	});

	it('are refused when they are misspelled', () => {
		expect(() => sandbox.fault('*', { latency: 5 } as object)).toThrow('latency');
	});
});

describe('signatures of a sandbox with a secret key', () => {
	const SECRET = 'an-invented-secret-key';
	let signing: Sandbox;

	beforeAll(async () => {
		signing = await startSandbox({ secretKey: SECRET });
	});
	afterEach(() => signing.reset());
	afterAll(async () => await signing.close());

	/** HMAC-SHA-256 over one part after the other, each with the digest of the one before as its key. */
	const sign = (...parts: Array<string | Buffer>) => {
		const digest = parts.reduce<string | Buffer>(
			(key, part) => createHmac('sha256', key).update(part).digest(),
			SECRET,
		);
		return `signature="${digest.toString('base64')}"`;
	};

	const askSigned = async (path: string, values: object, authorization?: string) => {
		const body = JSON.stringify({ company_key: signing.companyKey, ...values });
		const headers = {
			'content-type': 'application/json',
			authorization: authorization ?? sign(body),
		};
		return await ask(`${signing.widgetUrl}/external-api/${path}`, { headers, body });
	};

	const part = (disposition: string, content: string) =>
		`--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
	const key = () => part('name="company_key"', signing.companyKey);
	const pictures = ['face1', 'face2'].map((name) =>
		part(`name="${name}"; filename="${name}.jpg"`, `\r\n--y of ${name}\n`),
	);
	const contents = ['\r\n--y of face1\n', '\r\n--y of face2\n'];
	const sendForm = async (parts: string[], authorization: string) =>
		await ask(`${signing.widgetUrl}/external-api/compare-faces/`, {
			headers: { 'content-type': 'multipart/form-data; boundary=x', authorization },
			body: `${parts.join('')}--x--\r\n`,
		});

	it('are checked over the received bytes and made over the sent ones', async () => {
		const session_token = signing.addSession({ faceVideoSize: 300_001 });
		const paths = ['result/', 'result/face/', 'result/face-video/', 'delete/'];
		for (const path of paths) {
			const { status, bytes, headers } = await askSigned(path, { session_token });
			expect([path, status, headers.authorization]).toEqual([path, 200, sign(bytes)]);
		}
	});

	it.each([
		['the request is not signed', ''],
		['the request is not signed', 'Bearer invented'],
		['the signature is wrong', 'signature="AAAA"'],
	])('a request is refused: %s (%j), and that is not signed', async (complaint, authorization) => {
		const answer = await askSigned('result/', {}, authorization);
		expect(answer.json()).toEqual({ argumentError: complaint });
		expect(answer.headers).not.toHaveProperty('authorization');
	});

	it('of a form cover its parts in their order', async () => {
		const right = sign(signing.companyKey, ...contents);
		const good = await sendForm([key(), ...pictures], right);
		expect(good.json()).toBe('invalid_image');
		expect(good.headers.authorization).toBe(sign(good.bytes));
		const swapped = await sendForm([key(), ...[...pictures].reverse()], right);
		expect(swapped.json()).toEqual({ argumentError: 'the signature is wrong' });
		const textLast = sign(...contents, signing.companyKey);
		const late = await sendForm([...pictures, key()], textLast);
		expect(late.json()).toEqual({
			argumentError: 'a text part comes after a file, so the signature is wrong',
		});
	});

	it('are wrong or missing if a fault says so, and missing in failures', async () => {
		const session_token = signing.addSession();
		const signatureUnder = async (fault: Parameters<Sandbox['fault']>[1]) => {
			signing.clearFaults();
			signing.fault('result/', fault);
			const { headers, bytes } = await askSigned('result/', { session_token });
			if (headers.authorization === undefined) return 'none';
			return headers.authorization === sign(bytes) ? 'right' : 'wrong';
		};
		expect(await signatureUnder({ signature: 'wrong' })).toBe('wrong');
		expect(await signatureUnder({ signature: 'none' })).toBe('none');
		expect(await signatureUnder({ body: '{"result":"approved"}' })).toBe('right');
		for (const fault of [{ status: 500 }, { code: 'notFound' }, { shape: 'string' }] as const) {
			expect(await signatureUnder(fault)).toBe('none');
		}
	});

	it('do not replace a valid company key', async () => {
		const answer = await askSigned('result/', { company_key: 'x' });
		expect(answer.json()).toEqual({ argumentError: 'company_key is not valid' });
	});
});

describe('the audit', () => {
	it('lists all requests, without the key', async () => {
		await widget('begin/', { config_id: 'kyc' });
		const picture = square(80);
		await upload('card/front/', { image: picture });
		await ask(`${sandbox.externalApiUrl}/export-session-as-pdf?companyKey=x`, { method: 'GET' });
		expect(sandbox.audit).toMatchObject([
			{
				host: 'widget',
				method: 'POST',
				path: 'begin/',
				fields: { config_id: 'kyc' },
				keyField: 'company_key',
				keyCorrect: true,
				contentType: 'application/json',
				files: [],
				status: 200,
			},
			{
				path: 'card/front/',
				fields: {},
				keyCorrect: true,
				contentType: expect.stringMatching(/^multipart\/form-data/),
				files: [
					{
						field: 'image',
						fileName: 'image.jpg',
						mimeType: 'image/jpeg',
						size: picture.length,
						sha256: createHash('sha256').update(picture).digest('hex'),
					},
				],
			},
			{ host: 'external', method: 'GET', query: { companyKey: 'x' }, keyField: null, status: 405 },
		]);
	});
});

describe('the controls over HTTP', () => {
	it('add sessions, add faults, read the audit and reset the sandbox', async () => {
		const { sessionId, verificationUrl } = (
			await control('sessions', { state: 'open', outcome: 'rejected' })
		).json() as Record<string, string>;
		expect(verificationUrl).toBe(`${sandbox.widgetUrl}/?session_token=${sessionId}`);
		await control(`sessions/${sessionId}/finish`, { outcome: 'approved' });
		await control('faults', { endpoint: 'result/', status: 503, times: 1 });
		await widget('result/', { session_token: sessionId });
		await control('faults', { endpoint: '*', status: 500 });
		await ask(`${sandbox.widgetUrl}/sandbox/faults`, { method: 'DELETE' });
		const answer = await widget('result/', { session_token: sessionId });
		expect(answer.json()).toMatchObject({ result: 'approved' });
		const audit = await ask(`${sandbox.widgetUrl}/sandbox/audit`, { method: 'GET' });
		expect(audit.json()).toMatchObject([{ status: 503 }, { status: 200 }]);
		await control('reset');
		expect(sandbox.audit).toEqual([]);
		expect(sandbox.session(String(sessionId))).toBeUndefined();
	});

	it('refuse unknown settings and name them', async () => {
		for (const [path, values, text] of [
			['sessions', { outcom: 'approved' }, 'outcom'],
			['faults', { status: 503 }, 'endpoint'],
			['faults', { endpoint: '*', status: 'x' }, 'status'],
			['sessions/nobody/finish', {}, 'nobody'],
		] as const) {
			const answer = await control(path, values);
			expect(answer.status).toBe(400);
			expect(answer.text).toContain(text);
		}
		expect((await control('nothing')).status).toBe(404);
	});
});

describe('starting and ending', () => {
	it('reports a port in use, and leaves no server behind', async () => {
		const externalPort = Number(new URL(sandbox.externalApiUrl).port);
		await expect(startSandbox({ externalPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	});

	it('ends pending requests', async () => {
		const other = await startSandbox({ companyKey: 'another-invented-key' });
		const arrived = new Promise<void>((tell) => {
			const matches = () => {
				tell();
				return true;
			};
			other.fault('*', { latencyMs: 60_000, matches });
		});
		const waiting = askJson(`${other.externalApiUrl}/list-screening-monitoring-records`, {});
		const ended = expect(waiting).rejects.toThrow();
		await arrived;
		await other.close();
		await ended;
	});
});
