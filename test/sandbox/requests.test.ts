import { jpeg } from '../../dev/sandbox';
import { send, sendJson, setUpSandbox } from './sandboxFixture';

const fixture = setUpSandbox();
const { widget, external, upload } = fixture;

const square = (side: number) => jpeg({ width: side, height: side });

describe('names', () => {
	it('refuses fields that the API does not know', async () => {
		const id = fixture.sandbox.addSession();
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
		expect(fixture.sandbox.audit.map(({ path, status }) => [path, status])).toEqual([
			['begin', 404],
			['constructor', 404],
			['list-screening-monitoring-records/', 404],
		]);
	});

	it('accepts a form whose flags are JSON text', async () => {
		const body = new URLSearchParams({
			company_key: fixture.sandbox.companyKey,
			flags: '{"language":"ka"}',
		}).toString();
		const headers = { 'content-type': 'application/x-www-form-urlencoded' };
		const answer = await send(`${fixture.sandbox.widgetUrl}/external-api/begin/`, {
			headers,
			body,
		});
		expect(fixture.sandbox.session(String(answer.json()))?.beginRequest.flags).toEqual({
			language: 'ka',
		});
	});

	it.each([
		['text/plain', '{}'],
		['application/json', '{"company_key":'],
		['application/json', '[]'],
		['multipart/form-data; boundary=x', 'not a form'],
	])('refuses a %s body that is %s', async (contentType, body) => {
		const url = `${fixture.sandbox.widgetUrl}/external-api/result/`;
		const answer = await send(url, { headers: { 'content-type': contentType }, body });
		expect(answer.json()).toHaveProperty('argumentError');
	});
});

describe('the company key', () => {
	it('is required under the name that its host expects', async () => {
		const key = fixture.sandbox.companyKey;
		const url = `${fixture.sandbox.widgetUrl}/external-api/begin/`;
		const misnamed = await sendJson(url, { companyKey: key });
		expect(misnamed.json()).toEqual({ argumentError: 'company_key is missing' });
		const records = `${fixture.sandbox.externalApiUrl}/list-screening-monitoring-records`;
		expect((await sendJson(records, { company_key: key })).json()).toEqual({
			wrongParameters: 'companyKey is missing',
		});
		expect(fixture.sandbox.audit.map(({ keyField }) => keyField)).toEqual([
			'companyKey',
			'company_key',
		]);
	});

	it('is reported as wrong', async () => {
		expect((await widget('begin/', { company_key: 'x' })).json()).toBe('COMPANY_KEY_INVALID');
		expect((await widget('result/', { company_key: 'x' })).json()).toEqual({
			argumentError: 'company_key is not valid',
		});
		const sessionId = fixture.sandbox.addSession();
		const activities = await external('list-session-activities', { companyKey: 'x', sessionId });
		expect(activities.json()).toHaveProperty('invalidAccess');
		const search = await external('search-screening-person', { companyKey: 'x', name: 'Ana' });
		expect(search.json()).toHaveProperty('companyMissing');
		expect(fixture.sandbox.audit.some(({ keyCorrect }) => keyCorrect)).toBe(false);
	});
});
