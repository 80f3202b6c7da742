import { externalRequest, sessionItems, setUpIdentomat, widgetRequest } from './identomatFixture';
import { errorText } from '../errorText';

const fixture = setUpIdentomat();

const session = (operation: string, parameters = {}) => ({
	resource: 'session',
	operation,
	...parameters,
});

describe('create', () => {
	it('sends only the key if nothing is set, and returns the link to the session', async () => {
		const { items } = await fixture.run({});
		const sessionId = String(items[0]?.json.sessionId);
		expect(items).toEqual([
			{
				json: {
					sessionId,
					verificationUrl: `${fixture.sandbox.widgetUrl}/?session_token=${sessionId}`,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(fixture.sandbox.session(sessionId)).toMatchObject({ state: 'open', beginRequest: {} });
		expect(fixture.sentRequests()).toEqual([widgetRequest('begin/')]);
		expect(fixture.sandbox.audit[0]?.contentType).toContain('application/json');
	});

	it('sends the parameters under their API names', async () => {
		const parent = fixture.sandbox.addSession();
		const flags = {
			language: 'ka',
			return_url: 'https://example.com/thank-you',
			liveness: false,
			document_types: ['id', 'driver_license'],
			document_countries: ['GEO', 'DEU'],
			general_document_types: ['utility_bill'],
			allow_general_document_upload: true,
			server: 'human',
		};
		const { error } = await fixture.run(
			session('create', { configId: ' kyc ', flags, parentSessionId: ` ${parent}\n` }),
		);
		expect(error).toBeUndefined();
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('begin/', { config_id: 'kyc', flags, parent_session_id: parent }),
		]);
	});

	it('leaves out a flag that was added and left empty', async () => {
		const flags = {
			return_url: ' ',
			document_types: [],
			document_countries: ['', ' '],
			liveness: false,
		};
		await fixture.run(session('create', { flags }));
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('begin/', { flags: { liveness: false } }),
		]);
	});

	it.each([
		['text', '{"flags": {"liveness": false, "new_flag": 1}}'],
		['an object', '={{ { flags: { liveness: false, new_flag: 1 } } }}'],
	])(
		'merges the flags of Additional Fields (JSON), which override, given as %s',
		async (_, extraFields) => {
			const flags = { language: 'ka', liveness: true };
			await fixture.run(session('create', { flags, options: { extraFields } }));
			expect(fixture.sentRequests()).toEqual([
				widgetRequest('begin/', { flags: { language: 'ka', liveness: false, new_flag: 1 } }),
			]);
		},
	);

	it('replaces the list of steps with those of Additional Fields (JSON)', async () => {
		const steps = [{ type: 'identity-document', document_types: ['id'] }, { type: 'liveness' }];
		const stepList = { step: [{ type: 'agreement' }] };
		const options = { extraFields: JSON.stringify({ steps }) };
		await fixture.run(session('create', { configId: 'kyc', stepList, options }));
		expect(fixture.sentRequests()).toEqual([widgetRequest('begin/', { config_id: 'kyc', steps })]);
	});

	it('sends the browser back to this execution if the option is on, and returns the address', async () => {
		const { items } = await fixture.run(
			session('create', { returnToWorkflow: true, flags: { language: 'ka', return_url: ' ' } }),
		);
		const resumeUrl = String(items[0]?.json.resumeUrl);
		expect(resumeUrl).toMatch(
			/^http:\/\/n8n\.example\/webhook-waiting\/\d+\/identomat(\?signature=\w+)?$/,
		);
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('begin/', { flags: { language: 'ka', return_url: resumeUrl } }),
		]);
	});

	it('keeps the return address if Additional Fields (JSON) has other flags', async () => {
		const options = { extraFields: '{"flags": {"language": "ka"}}' };
		const { items } = await fixture.run(session('create', { returnToWorkflow: true, options }));
		const { resumeUrl } = items[0]?.json ?? {};
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('begin/', { flags: { return_url: resumeUrl, language: 'ka' } }),
		]);
	});

	const elsewhere = { return_url: 'https://example.com/thanks' };

	it.each([
		['Flags', { flags: elsewhere }],
		[
			'Additional Fields (JSON)',
			{ options: { extraFields: JSON.stringify({ flags: elsewhere }) } },
		],
	])('sends nothing if %s sets another return address', async (place, parameters) => {
		const { error } = await fixture.run(
			session('create', { returnToWorkflow: true, ...parameters }),
		);
		expect(error?.message).toBe(
			`'Return to This Workflow' is on, and '${place}' holds 'return_url'`,
		);
		expect(fixture.sentRequests()).toEqual([]);
	});

	it('sends nothing if Additional Fields (JSON) would replace all flags', async () => {
		const options = { extraFields: '{"flags": null}' };
		const { error } = await fixture.run(session('create', { returnToWorkflow: true, options }));
		expect(error?.message).toBe(
			"'Return to This Workflow' is on, but 'Additional Fields (JSON)' replaces the flags",
		);
		expect(fixture.sentRequests()).toEqual([]);
	});

	it('reads its parameters for each item', async () => {
		const { items } = await fixture.run(
			session('create', {
				configId: '={{ $json.config }}',
				flags: { language: '={{ $json.language }}' },
			}),
			{
				items: ['ka', 'en', 'uk'].map((language) => ({
					json: { language, config: `c-${language}` },
				})),
			},
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		const begun = items.map(
			({ json }) => fixture.sandbox.session(String(json.sessionId))?.beginRequest,
		);
		expect(begun).toEqual([
			{ config_id: 'c-ka', flags: { language: 'ka' } },
			{ config_id: 'c-en', flags: { language: 'en' } },
			{ config_id: 'c-uk', flags: { language: 'uk' } },
		]);
	});

	it.each([
		['a code', '"invalid_flags"', 'invalid_flags'],
		['a long code', '"configuration_is_not_allowed_here"', 'configuration_is_not_allowed_here'],
		['an error object', '{"argumentError": "config_id"}', 'argumentError: config_id'],
		['an object', '{"id": 1}', 'Identomat returned another kind of response than expected'],
		['nothing', '', 'Identomat returned an empty response'],
	])('fails if the response is %s instead of a session ID', async (_, body, message) => {
		fixture.sandbox.fault('begin/', { body });
		const { items, error } = await fixture.run({});
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
		expect(errorText(error)).toContain(message);
	});
});

describe('delete', () => {
	it('deletes the session', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.run(session('delete', { sessionId: `  ${sessionId} ` }));
		expect(items).toEqual([{ json: { deleted: true, sessionId }, pairedItem: { item: 0 } }]);
		expect(fixture.sandbox.session(sessionId)).toBeUndefined();
		expect(fixture.sentRequests()).toEqual([
			widgetRequest('delete/', { session_token: sessionId }),
		]);
	});

	it('fails for an unknown session', async () => {
		const { error } = await fixture.run(session('delete', { sessionId: 'deleted-session' }));
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'Session not found',
			description: expect.stringMatching(
				/^Identomat said "argumentError: session_token deleted-session is not known"\. session_token is the field 'Session ID'\. Check 'Session ID'/,
			),
			httpCode: '200',
			context: { itemIndex: 0 },
		});
	});

	it.each([
		'',
		'null',
		'{}',
		'[]',
		'true',
		'OK',
		'"deleted"',
		'{"status": "ok"}',
		'{"success": true, "sessionId": "a"}',
		'{"deleted": true}',
		'{"message": "Session was deleted successfully."}',
	])('is done with the response %j', async (body) => {
		fixture.sandbox.fault('delete/', { body });
		const { items } = await fixture.run(session('delete', { sessionId: 'session-a' }));
		expect(items).toMatchObject([{ json: { deleted: true, sessionId: 'session-a' } }]);
	});

	it.each([
		['"locked"', 'locked'],
		['404', 'Identomat returned another kind of response than expected'],
		['{"deleted": false}', 'Identomat returned another kind of response than expected'],
		[
			'{"deleted": true, "message": "will be deleted later"}',
			'Identomat returned another kind of response than expected',
		],
		['{"sessionId": "a"}', 'Identomat returned another kind of response than expected'],
		['{"success": false, "sessionId": "a"}', 'Identomat rejected the request'],
		['{"errors": ["session is locked"]}', 'session is locked'],
		['["invalidAccess"]', 'Identomat returned another kind of response than expected'],
		['[{"argumentError": "text"}]', 'Identomat returned another kind of response than expected'],
		['{"title": "Not Found", "status": 404}', '404: Not Found'],
		['false', 'Identomat returned another kind of response than expected'],
		['{"notFound": "no such session"}', 'notFound: no such session'],
		['<title>Sign in</title>', 'The response says "Sign in".'],
	])('is not done with the response %j', async (body, message) => {
		fixture.sandbox.fault('delete/', { body });
		const { items, error } = await fixture.run(session('delete', { sessionId: 'session-a' }));
		expect(items).toEqual([]);
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '200' });
		expect(errorText(error)).toContain(message);
	});
});

describe('getActivities', () => {
	it('returns an item per activity, linked to the item of its session', async () => {
		const { sandbox } = fixture;
		const open = sandbox.addSession({ state: 'open' });
		const done = sandbox.addSession({ outcome: 'rejected' });
		const { items } = await fixture.run(
			session('getActivities', {
				sessionId: '={{ $json.sessionId }}',
				options: { maxConcurrency: 1 },
			}),
			{ items: sessionItems(open, done) },
		);
		const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);
		expect(items).toEqual([
			{ json: { type: 'session-begin', time }, pairedItem: { item: 0 } },
			{ json: { type: 'session-begin', time }, pairedItem: { item: 1 } },
			{ json: { type: 'session-finish', time, result: 'rejected' }, pairedItem: { item: 1 } },
		]);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('list-session-activities', { sessionId: open }),
			externalRequest('list-session-activities', { sessionId: done }),
		]);
	});

	it.each([
		['a list in an object', { activities: [{ type: 'a' }], total: 1 }, [{ type: 'a' }]],
		[
			'values that are no objects',
			['begun', 2, ['a']],
			[{ value: 'begun' }, { value: 2 }, { value: ['a'] }],
		],
		['an empty list', [], []],
	])('accepts %s', async (_, body, expected) => {
		fixture.sandbox.fault('list-session-activities', { body });
		const { items, status } = await fixture.run(
			session('getActivities', { sessionId: 'session-a' }),
		);
		expect(status).toBe('success');
		expect(items.map(({ json }) => json)).toEqual(expected);
	});

	it('fails for a session of another account', async () => {
		const { error } = await fixture.run(session('getActivities', { sessionId: 'their-session' }));
		expect(error).toMatchObject({
			message: 'Session not found',
			description: expect.stringMatching(
				/^Identomat said "invalidAccess: sessionId their-session is not known"\..* Check 'Session ID'/,
			),
		});
	});
});

describe('getStatistics', () => {
	it('returns one item', async () => {
		const sessionId = fixture.sandbox.addSession();
		const { items } = await fixture.run(session('getStatistics', { sessionId }));
		const json = { sessionId, durationSeconds: 0, documentAttempts: 1, livenessAttempts: 1 };
		expect(items).toEqual([{ json, pairedItem: { item: 0 } }]);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('get-session-statistical-summary', { sessionId }),
		]);
	});
});

describe('getConfigSteps', () => {
	const steps = ['agreement', 'identity-document', 'liveness', 'user-questionnaire'];

	it('looks up by configuration by default', async () => {
		const { items } = await fixture.run(session('getConfigSteps', { configId: ' kyc ' }));
		expect(items.map(({ json }) => json.type)).toEqual(steps);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(steps.map(() => ({ item: 0 })));
		expect(items[1]?.json).toEqual({
			type: 'identity-document',
			document_types: ['id', 'passport'],
		});
		expect(fixture.sentRequests()).toEqual([
			externalRequest('get-session-config-steps', { configId: 'kyc' }),
		]);
	});

	it('looks up by session, without a configuration chosen before', async () => {
		const sessionId = fixture.sandbox.addSession();
		const parameters = { lookUpBy: 'sessionId', sessionId, configId: 'kyc' };
		const { items } = await fixture.run(session('getConfigSteps', parameters));
		expect(items.map(({ json }) => json.type)).toEqual(steps);
		expect(fixture.sentRequests()).toEqual([
			externalRequest('get-session-config-steps', { sessionId }),
		]);
	});

	it('fails for an unknown configuration', async () => {
		const { error } = await fixture.run(session('getConfigSteps', { configId: 'missing-config' }));
		expect(error).toMatchObject({
			message: 'Invalid parameters',
			description:
				'Identomat said "wrongParameters: missing-config is not known". Check the fields of this node, and \'Additional Fields (JSON)\'.',
		});
	});
});
