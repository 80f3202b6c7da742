import type { IDataObject } from 'n8n-workflow';

import {
	choiceFields,
	questionFields,
	questionTypes,
	stepFields,
	stepTypes,
} from '../../../api/endpoints';
import { repeatedKeyError, emptyFieldError, notRowsError } from '../../../api/errors/inputErrors';
import { namedByApi } from '../../../api/evidence';
import { isObject } from '../../../api/results/values';
import { readBoolean, readChoice } from '../../../shared/parameters/choices';
import { EXTRA_FIELDS_LABEL, readJsonObject } from '../../../shared/parameters/json';
import type { ParameterReader } from '../../../shared/parameters/parameterReader';
import { readText } from '../../../shared/parameters/texts';

/** A step, question or choice as the panel's list holds it. */
interface ListRow {
	key?: unknown;
	title?: unknown;
}

interface Question extends ListRow {
	type?: unknown;
	mandatory?: unknown;
	choices?: unknown;
}

interface Step extends ListRow {
	type?: unknown;
	questions?: unknown;
	fieldsJson?: unknown;
}

/** The kind of step that only its further fields name. */
export const OTHER_STEP = 'other';

/** The kinds of step that consist of questions. */
export const QUESTIONNAIRES = ['operator-questionnaire', 'user-questionnaire'];

/** The kinds of question whose answer is a choice. */
export const CHOICE_QUESTIONS = ['multiple-choice', 'options'];

/**
 * The steps for a request, from the list that a user built.
 * @throws {UserError} naming the field that is empty, given twice or of an unknown kind
 */
export function readSteps(parameters: ParameterReader): IDataObject[] {
	const field = parameters.label('stepList');
	const steps = rowsOf<Step>(parameters.collection('stepList'), 'step', field);
	checkNoneTwice(steps, 'step', '');
	return steps.map((step, index) => apiStep(step, `step ${index + 1}`));
}

/**
 * The rows of a list in the panel.
 * @param field the list's name in the panel
 * @throws {UserError} if it is not a list of objects
 */
function rowsOf<R extends ListRow>(list: unknown, name: string, field: string): R[] {
	const rows = isObject(list) ? (list[name] ?? []) : (list ?? []);
	if (Array.isArray(rows) && rows.every(isObject)) return rows as ListRow[] as R[];
	throw notRowsError(field, name);
}

/** @param place names the step for the user, as `step 1` */
function apiStep({ type, key, title, questions, fieldsJson }: Step, place: string): IDataObject {
	const further = readJsonObject(fieldsJson, `'${EXTRA_FIELDS_LABEL}' of ${place}`) ?? {};
	const stepType = readText(type, `'Kind' of ${place}`);
	const isQuestionnaire = QUESTIONNAIRES.includes(stepType ?? '');
	const builtStep = {
		type: stepTypeOf(stepType),
		key: readText(key, `'Key' of ${place}`),
		title: titleOf(title, place),
		questions: isQuestionnaire ? apiQuestions(questions, place) : undefined,
	};
	const step = { ...namedByApi(stepFields, builtStep), ...further } as IDataObject;
	const needed = isQuestionnaire
		? ({ type: 'Kind', key: 'Key', questions: 'Questions' } as const)
		: ({ type: 'Kind' } as const);
	for (const [field, label] of Object.entries(needed)) {
		const { value: name } = stepFields[field as keyof typeof needed];
		if (isMissing(step[name])) throw emptyFieldError(`'${label}' of ${place}`);
	}
	return step;
}

/** The API's word for a kind of step. A kind that is not in the list is sent unchanged. */
function stepTypeOf(type: string | undefined): string | undefined {
	if (type === undefined || type === OTHER_STEP) return undefined;
	return type in stepTypes ? stepTypes[type as keyof typeof stepTypes].value : type;
}

function apiQuestions(questions: unknown, step: string): IDataObject[] {
	const list = rowsOf<Question>(questions, 'question', `'Questions' of ${step}`);
	checkNoneTwice(list, 'question', ` of ${step}`);
	return list.map((question, index) => apiQuestion(question, `question ${index + 1} of ${step}`));
}

const questionKinds = Object.keys(questionTypes) as Array<keyof typeof questionTypes>;

function apiQuestion(question: Question, place: string): IDataObject {
	const { key, title, type, choices } = question;
	const kind = readChoice(type, `'Type' of ${place}`, questionKinds);
	return namedByApi(questionFields, {
		key: keyOf(key, place),
		type: questionTypes[kind].value,
		title: titleOf(title, place),
		mandatory:
			'mandatory' in question && readBoolean(question.mandatory, `'Mandatory' of ${place}`),
		choices: CHOICE_QUESTIONS.includes(kind) ? apiChoices(choices, place) : undefined,
	}) as IDataObject;
}

function apiChoices(choices: unknown, question: string): IDataObject[] {
	const list = rowsOf<ListRow>(choices, 'choice', `'Choices' of ${question}`);
	if (list.length === 0) throw emptyFieldError(`'Choices' of ${question}`);
	checkNoneTwice(list, 'choice', ` of ${question}`);
	return list.map(({ key, title }, index) => {
		const place = `choice ${index + 1} of ${question}`;
		return namedByApi(choiceFields, {
			key: keyOf(key, place),
			title: titleOf(title, place),
		}) as IDataObject;
	});
}

/** @throws {UserError} if two of the rows have the same key: their answers could not be distinguished */
function checkNoneTwice(rows: ListRow[], what: string, place: string): void {
	const keys = rows.map(({ key }, index) => readText(key, `'Key' of ${what} ${index + 1}${place}`));
	const second = keys.findIndex((key, index) => key && keys.indexOf(key) < index);
	if (second < 0) return;
	const first = keys.indexOf(keys[second]);
	throw repeatedKeyError(what, { first: first + 1, second: second + 1, place });
}

function keyOf(key: unknown, place: string): string {
	const text = readText(key, `'Key' of ${place}`);
	if (text === undefined) throw emptyFieldError(`'Key' of ${place}`);
	return text;
}

/** A text, or by expression an object with a text for each language, or undefined if empty. */
function titleOf(title: unknown, place: string): IDataObject | string | undefined {
	return isObject(title) ? title : readText(title, `'Title' of ${place}`);
}

function isMissing(value: unknown): boolean {
	return Array.isArray(value) ? value.length === 0 : value === undefined || value === '';
}
