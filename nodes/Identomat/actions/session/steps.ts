import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import {
	choiceFields,
	questionFields,
	questionTypes,
	stepFields,
	stepTypes,
} from '../../../api/endpoints';
import { namedByApi } from '../../../api/evidence';
import { emptyFieldError, unknownChoiceError } from '../../../api/errors/inputErrors';
import { readUserJson } from '../userJson';

/** A step, question or choice as the panel's list holds it. */
interface Row {
	key?: unknown;
	title?: unknown;
}

interface Question extends Row {
	type?: unknown;
	mandatory?: unknown;
	choices?: { choice?: Row[] };
}

interface Step extends Row {
	type?: unknown;
	questions?: { question?: Question[] };
	fieldsJson?: unknown;
}

/** The list of steps that a user built. */
export interface StepList {
	step?: Step[];
}

/** The kind of step that only its further fields name. */
export const OTHER_STEP = 'other';

/** The kinds of step that consist of questions. */
export const QUESTIONNAIRES = ['operator-questionnaire', 'user-questionnaire'];

/** The kinds of question whose answer is a choice. */
export const CHOICE_QUESTIONS = ['multiple-choice', 'options'];

/**
 * The steps for a request, made from the list that a user built.
 * @throws {UserError} naming the field that is empty, given twice or of an unknown kind
 */
export function stepsOf({ step: steps = [] }: StepList): IDataObject[] {
	checkNoneTwice(steps, 'step', '');
	return steps.map((step, index) => apiStep(step, `step ${index + 1}`));
}

/** @param place names the step for the user, as `step 1` */
function apiStep({ type, key, title, questions, fieldsJson }: Step, place: string): IDataObject {
	const further = readUserJson('object', fieldsJson, `Further Fields (JSON) of ${place}`) ?? {};
	const isQuestionnaire = QUESTIONNAIRES.includes(textOf(type));
	const builtStep = {
		type: stepTypeOf(type),
		key: textOf(key) || undefined,
		title: titleOf(title),
		questions: isQuestionnaire ? apiQuestions(questions, place) : undefined,
	};
	const step = { ...namedByApi(stepFields, builtStep), ...further } as IDataObject;
	const needed = isQuestionnaire
		? ({ type: 'Kind', key: 'Key', questions: 'Questions' } as const)
		: ({ type: 'Kind' } as const);
	for (const [field, label] of Object.entries(needed)) {
		const { value: name } = stepFields[field as keyof typeof needed];
		if (isEmpty(step[name])) throw emptyFieldError(`'${label}' of ${place}`);
	}
	return step;
}

/** The API's word for a kind of step; one that is not in the list is taken as it is. */
function stepTypeOf(type: unknown): string | undefined {
	const text = textOf(type);
	if (text === OTHER_STEP) return undefined;
	return text in stepTypes ? stepTypes[text as keyof typeof stepTypes].value : text;
}

function apiQuestions(questions: Step['questions'], step: string): IDataObject[] {
	const list = questions?.question ?? [];
	checkNoneTwice(list, 'question', ` of ${step}`);
	return list.map((question, index) => apiQuestion(question, `question ${index + 1} of ${step}`));
}

function apiQuestion(
	{ key, title, type, mandatory, choices }: Question,
	place: string,
): IDataObject {
	const kind = Object.keys(questionTypes).find((known) => known === type);
	if (!kind) throw unknownChoiceError(`'Type' of ${place}`, type, Object.keys(questionTypes));
	return namedByApi(questionFields, {
		key: keyOf(key, place),
		type: questionTypes[kind as keyof typeof questionTypes].value,
		title: titleOf(title),
		mandatory: mandatory === true,
		choices: CHOICE_QUESTIONS.includes(kind) ? apiChoices(choices, place) : undefined,
	}) as IDataObject;
}

function apiChoices(choices: Question['choices'], question: string): IDataObject[] {
	const list = choices?.choice ?? [];
	if (list.length === 0) throw emptyFieldError(`'Choices' of ${question}`);
	checkNoneTwice(list, 'choice', ` of ${question}`);
	return list.map(
		({ key, title }, index) =>
			namedByApi(choiceFields, {
				key: keyOf(key, `choice ${index + 1} of ${question}`),
				title: titleOf(title),
			}) as IDataObject,
	);
}

/** @throws {UserError} where two of the rows have one key: their answers could not be told apart */
function checkNoneTwice(rows: Row[], what: string, place: string): void {
	const keys = rows.map(({ key }) => textOf(key));
	const second = keys.findIndex((key, index) => key && keys.indexOf(key) < index);
	if (second < 0) return;
	const first = keys.indexOf(keys[second] ?? '');
	throw new UserError(
		`'Key' of ${what} ${second + 1}${place} is the same as that of ${what} ${first + 1}`,
		{ description: `Give each ${what} a key of its own: the answers come back under it.` },
	);
}

function keyOf(key: unknown, place: string): string {
	const text = textOf(key);
	if (!text) throw emptyFieldError(`'Key' of ${place}`);
	return text;
}

/** A text, or by expression an object with a text for each language; undefined when empty. */
function titleOf(title: unknown): unknown {
	return typeof title === 'object' && title !== null ? title : textOf(title) || undefined;
}

function textOf(value: unknown): string {
	return typeof value === 'object' ? '' : String(value ?? '').trim();
}

function isEmpty(value: unknown): boolean {
	return Array.isArray(value) ? value.length === 0 : value === undefined || value === '';
}
