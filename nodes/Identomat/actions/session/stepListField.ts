import type { INodeProperties } from 'n8n-workflow';

import { CHOICE_QUESTIONS, OTHER_STEP, QUESTIONNAIRES } from './steps';

const TITLE =
	'What the person reads. For several languages, choose Expression and give an object such as {{ { en: "…", ka: "…" } }}.';
const SPELLING_INFERRED = 'Its name in the API is inferred: try it before you rely on it';

const choices: INodeProperties = {
	displayName: 'Choices',
	name: 'choices',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Choice',
	default: {},
	displayOptions: { show: { type: CHOICE_QUESTIONS } },
	options: [
		{
			displayName: 'Choice',
			name: 'choice',
			values: [
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. salary',
					hint: 'What the answer says when this is chosen',
					description: 'Each choice of a question has its own',
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Salary',
					description: TITLE,
				},
			],
		},
	],
};

const questions: INodeProperties = {
	displayName: 'Questions',
	name: 'questions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Question',
	default: {},
	displayOptions: { show: { type: QUESTIONNAIRES } },
	description:
		'The questions of this questionnaire. Their form was observed for the operator questionnaire, and is inferred for the other.',
	options: [
		{
			displayName: 'Question',
			name: 'question',
			values: [
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. source-of-funds',
					hint: 'The answer comes back under it',
					description: 'Each question of a step has its own',
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Where does the money come from?',
					description: TITLE,
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					default: 'string',
					options: [
						{ name: 'One of Several', value: 'options' },
						{ name: 'Several of Several', value: 'multiple-choice' },
						{ name: 'Text', value: 'string' },
						{ name: 'Yes or No', value: 'boolean' },
					],
				},
				{
					displayName: 'Mandatory',
					name: 'mandatory',
					type: 'boolean',
					default: false,
					description: 'Whether the person must answer to go on',
				},
				choices,
			],
		},
	],
};

/** The steps of a session, built in the panel; `steps.ts` makes them what the API takes. */
export const stepListField: INodeProperties = {
	displayName: 'Steps',
	name: 'stepList',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Step',
	default: {},
	description:
		"What the person goes through, in this order. With a 'Configuration ID' only the steps named here are replaced; without one, also add the flags 'Documents: Skip' and 'Face: Skip', or the default steps are added.",
	options: [
		{
			displayName: 'Step',
			name: 'step',
			values: [
				{
					displayName: 'Kind',
					name: 'type',
					type: 'options',
					allowArbitraryValues: true,
					default: 'identity-document',
					options: [
						{ name: 'Agreement', value: 'agreement', description: SPELLING_INFERRED },
						{ name: 'Beneficiaries', value: 'beneficiaries', description: SPELLING_INFERRED },
						{ name: 'Company Data', value: 'company-data', description: SPELLING_INFERRED },
						{ name: 'Email', value: 'email', description: SPELLING_INFERRED },
						{ name: 'Geolocation', value: 'geolocation', description: SPELLING_INFERRED },
						{ name: 'ID Verification', value: 'identity-document' },
						{ name: 'Language', value: 'language', description: SPELLING_INFERRED },
						{ name: 'Liveness Check', value: 'liveness' },
						{ name: 'Operator Questionnaire', value: 'operator-questionnaire' },
						{
							name: 'Other',
							value: OTHER_STEP,
							description: 'The one that \'Further Fields (JSON)\' names as "type"',
						},
						{ name: 'Phone Number', value: 'phone-number', description: SPELLING_INFERRED },
						{ name: 'Proof of Address', value: 'proof-of-address', description: SPELLING_INFERRED },
						{ name: 'Selfie With ID', value: 'selfie-with-id', description: SPELLING_INFERRED },
						{ name: 'User Questionnaire', value: 'user-questionnaire' },
						{ name: 'Video Call', value: 'video-call', description: SPELLING_INFERRED },
					],
				},
				{
					displayName: 'Key',
					name: 'key',
					type: 'string',
					default: '',
					placeholder: 'e.g. source-of-funds',
					description:
						'A name of your own for the step. A questionnaire needs one: its answers come back under it.',
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: '',
					placeholder: 'e.g. Source of funds',
					description: TITLE,
				},
				questions,
				{
					displayName: 'Further Fields (JSON)',
					name: 'fieldsJson',
					type: 'json',
					default: '{}',
					description:
						'All else of this step as a JSON object, by the names of the Identomat API, such as {"document_types": ["passport"]} or {"title": {"en": "…", "ka": "…"}}. They win over the fields above.',
				},
			],
		},
	],
};
