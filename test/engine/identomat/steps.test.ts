import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { setUpIdentomat, widgetRequest } from './identomatFixture';

const fixture = setUpIdentomat();

const begin = (parameters: INodeParameters) => ({
	resource: 'session',
	operation: 'create',
	...parameters,
});

/** A run of Begin with these steps, as the panel saves them. */
const run = async (step: IDataObject[], others: INodeParameters = {}) =>
	await fixture.run(begin({ stepList: { step } as INodeParameters, ...others }));

/** Begin with these steps fails before anything is sent. */
async function errorOf(step: IDataObject[]) {
	const { items, error } = await run(step);
	expect(items).toEqual([]);
	expect(fixture.sandbox.audit).toEqual([]);
	return error;
}

const choice = [
	{ key: 'salary', title: 'Salary' },
	{ key: 'gift', title: 'A gift' },
];
const question = [
	{ key: 'funds', title: 'Where from?', type: 'options', mandatory: true, choices: { choice } },
	{ key: 'all', title: 'Which apply?', type: 'multiple-choice', choices: { choice } },
	{ key: 'pep', title: 'Do you hold an office?', type: 'boolean' },
	{ key: 'job', title: 'Your job', type: 'string' },
];

it.each(['user-questionnaire', 'operator-questionnaire'])('builds a %s', async (type) => {
	const step = { type, key: ' money ', title: 'Money', questions: { question } };
	const { error, items } = await run([step, { type: 'liveness' }], { configId: 'kyc' });
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	const steps = [
		{
			type,
			key: 'money',
			title: 'Money',
			questions: [
				{ key: 'funds', type: 'options', title: 'Where from?', mandatory: true, options: choice },
				{
					key: 'all',
					type: 'multiple-choice',
					title: 'Which apply?',
					mandatory: false,
					options: choice,
				},
				{ key: 'pep', type: 'boolean', title: 'Do you hold an office?', mandatory: false },
				{ key: 'job', type: 'string', title: 'Your job', mandatory: false },
			],
		},
		{ type: 'liveness' },
	];
	expect(fixture.sentRequests()).toEqual([widgetRequest('begin/', { config_id: 'kyc', steps })]);
});

it('a step accepts further fields, which override, and a title in several languages', async () => {
	const fieldsJson = '{"document_types": ["passport"], "title": {"en": "Your ID", "ka": "…"}}';
	const title = '={{ { en: "Office", ka: "…" } }}';
	await run([
		{ type: 'identity-document', title: 'Passport', fieldsJson },
		{ type: 'agreement', title, fieldsJson: '={{ { version: 2 } }}' },
		{ type: 'other', fieldsJson: '{"type": "new-step"}' },
		{ type: '={{ "named-by-expression" }}' },
	]);
	const steps = [
		{
			type: 'identity-document',
			title: { en: 'Your ID', ka: '…' },
			document_types: ['passport'],
		},
		{ type: 'agreement', title: { en: 'Office', ka: '…' }, version: 2 },
		{ type: 'new-step' },
		{ type: 'named-by-expression' },
	];
	expect(fixture.sentRequests()).toEqual([widgetRequest('begin/', { steps })]);
});

it('does not send questions of a step that was changed to another kind', async () => {
	await run([{ type: 'liveness', key: 'l', questions: { question } }]);
	expect(fixture.sentRequests()).toEqual([
		widgetRequest('begin/', { steps: [{ type: 'liveness', key: 'l' }] }),
	]);
});

const asking = (first: IDataObject, ...others: IDataObject[]) => [
	{ type: 'liveness' },
	{ type: 'user-questionnaire', key: 'q', questions: { question: [first, ...others] } },
];
const text = { key: 'a', type: 'string' };
const choosing = (...choices: IDataObject[]) =>
	asking({ key: 'a', type: 'options', choices: { choice: choices } });

it.each<[string, IDataObject[]]>([
	["'Kind' of step 1 is empty", [{ type: '={{ $json.missing }}' }]],
	["'Kind' of step 2 is empty", [{ type: 'liveness' }, { type: 'other' }]],
	["'Key' of step 1 is empty", [{ type: 'user-questionnaire', questions: { question } }]],
	["'Questions' of step 1 is empty", [{ type: 'operator-questionnaire', key: 'q' }]],
	[
		"'Key' of step 3 is the same as that of step 1",
		[{ type: 'a', key: 'x' }, { type: 'b' }, { type: 'c', key: ' x ' }],
	],
	["'Key' of question 1 of step 2 is empty", asking({ key: ' ', type: 'string' })],
	["'Key' of question 2 of step 2 is the same as that of question 1", asking(text, text)],
	[`'Type' of question 2 of step 2 cannot be "date"`, asking(text, { key: 'b', type: 'date' })],
	["'Choices' of question 1 of step 2 is empty", choosing()],
	["'Key' of choice 2 of question 1 of step 2 is empty", choosing({ key: 'x' }, { title: 'Y' })],
	[
		"'Key' of choice 2 of question 1 of step 2 is the same as that of choice 1",
		choosing({ key: 'x' }, { key: 'x' }),
	],
	["'Additional Fields (JSON)' of step 1 is not valid JSON", [{ type: 'a', fieldsJson: '{a' }]],
	["'Additional Fields (JSON)' of step 1 must be a JSON object", [{ type: 'a', fieldsJson: '[]' }]],
])('%s: refused before any request', async (message, steps) => {
	expect(await errorOf(steps)).toMatchObject({
		name: 'NodeOperationError',
		message,
		description: expect.stringMatching(/./),
		context: { itemIndex: 0 },
	});
});
