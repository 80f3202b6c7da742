import type { INodeProperties } from 'n8n-workflow';

import { EXTRA_FIELDS_LABEL } from '../../../shared/parameters/json';
import { CHOICE_QUESTIONS, OTHER_STEP, QUESTIONNAIRES } from './steps';

const TITLE =
	'The text the person reads. For several languages, choose Expression and give an object such as {{ { en: "…", ka: "…" } }}.';
const SPELLING_INFERRED =
	'The name of this step in the API is inferred. Try it before you rely on it.';

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
					hint: 'The value of the answer if the person chooses this',
					description: 'Must be unique within the question',
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
		'The questions of this questionnaire. Try them before you rely on them: for User Questionnaire, their format in the API is inferred.',
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
					hint: 'The result names the answer by this key',
					description: 'Must be unique within the step',
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
						{ name: 'Single Choice', value: 'options' },
						{ name: 'Multiple Choice', value: 'multiple-choice' },
						{ name: 'Text', value: 'string' },
						{ name: 'Yes or No', value: 'boolean' },
					],
				},
				{
					displayName: 'Mandatory',
					name: 'mandatory',
					type: 'boolean',
					default: false,
					description: 'Whether the person must answer to continue',
				},
				choices,
			],
		},
	],
};

/** The steps of a session, built in the panel. `steps.ts` converts them to the API's form. */
export const stepListField: INodeProperties = {
	displayName: 'Steps',
	name: 'stepList',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Step',
	default: {},
	description:
		"The steps the person completes, in this order. With a 'Configuration ID', they replace only the steps of the same kind. Without one, also add the flags 'Skip Document' and 'Skip Face', or the default steps are added.",
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
							description: `Set "type" in '${EXTRA_FIELDS_LABEL}' below`,
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
						'Your own name for the step. Required for a questionnaire: the result names its answers by this key.',
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
					displayName: EXTRA_FIELDS_LABEL,
					name: 'fieldsJson',
					type: 'json',
					default: '{}',
					description:
						'Additional fields of this step as JSON, by their names in the Identomat API, such as {"document_types": ["passport"]} or {"title": {"en": "…", "ka": "…"}}. They override the fields above.',
				},
			],
		},
	],
};
