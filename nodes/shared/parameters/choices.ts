import type { INodePropertyOptions } from 'n8n-workflow';

import {
	emptyFieldError,
	listElementError,
	notABooleanError,
	notAListError,
	unknownChoiceError,
} from '../../api/errors/inputErrors';
import { normalize } from '../../api/results/values';
import { cleanText, isEmpty, readText } from './texts';

type Option = Pick<INodePropertyOptions, 'name' | 'value'>;

const SWITCHES = new Map([
	['true', true],
	['1', true],
	['false', false],
	['0', false],
]);

/**
 * A switch: a boolean, 0 or 1, also as a text in any case.
 * @param field its name in the panel, such as `'Simplify'`
 * @throws {UserError} for everything else, and when empty: nobody knows whether it is on
 */
export function readBoolean(value: unknown, field: string): boolean {
	if (isEmpty(value)) throw emptyFieldError(field);
	const isOn = isPlain(value) ? SWITCHES.get(cleanText(String(value)).toLowerCase()) : undefined;
	if (isOn !== undefined) return isOn;
	throw notABooleanError(field, value);
}

/**
 * One of a closed list of choices, whatever its case, blanks, `-` and `_`.
 * @param field its name in the panel, such as `'File'`
 * @throws {UserError} naming the choices, for everything else
 */
export function readChoice<T extends string>(
	value: unknown,
	field: string,
	choices: readonly T[],
): T {
	if (isEmpty(value)) throw emptyFieldError(field);
	const wanted = isPlain(value) ? withoutSpelling(String(value)) : undefined;
	const choice = choices.find((candidate) => withoutSpelling(candidate) === wanted);
	if (choice !== undefined) return choice;
	throw unknownChoiceError(field, value, choices);
}

/**
 * Some of a closed list of choices, each once: an array, its JSON, or a text with commas, semicolons or
 * lines. An empty array means no choice.
 * @param field its name in the panel, such as `'Files'`
 * @throws {UserError} naming the choices, for one that is not among them, or if nothing is given
 */
export function readChoices<T extends string>(
	value: unknown,
	field: string,
	choices: readonly T[],
): T[] {
	return unique(readElements(value, field).map((one) => readChoice(one, field, choices)));
}

/**
 * The texts of an open list, each once: an array, its JSON, or a text with commas, semicolons or lines.
 * @param field its name in the panel, such as `'General Document Types'`
 * @throws {UserError} for an element that is not a text, or still holds JSON, or if nothing is given
 */
export function readList(value: unknown, field: string): string[] {
	return unique(
		readElements(value, field).map((one) => {
			const text = typeof one === 'string' ? readText(one, field) : undefined;
			if (text !== undefined && !/["{}[\]]/.test(text)) return text;
			throw listElementError(field, one);
		}),
	);
}

/**
 * The value of the option that a text names, by its value or by its name in the panel, whatever its case,
 * or the text itself if there is no such option.
 */
export function valueNamed(text: string, options: readonly Option[]): string {
	const wanted = normalize(text);
	const option = options.find(({ name, value }) =>
		[name, String(value)].some((spelling) => normalize(spelling) === wanted),
	);
	return option ? String(option.value) : text;
}

/** The elements of a list, in any of these forms. */
function readElements(value: unknown, field: string): unknown[] {
	if (Array.isArray(value)) return value;
	if (isEmpty(value)) throw emptyFieldError(field);
	if (typeof value !== 'string') throw notAListError(field, value);
	const text = cleanText(value);
	const elements = parsedArray(text) ?? text.split(/[,;\n]/).filter((one) => !isEmpty(one));
	if (elements.length === 0 && text !== '[]') throw emptyFieldError(field);
	return elements;
}

function parsedArray(text: string): unknown[] | undefined {
	if (!text.startsWith('[')) return undefined;
	try {
		return JSON.parse(text) as unknown[];
	} catch {
		return undefined;
	}
}

function unique<T>(values: T[]): T[] {
	return [...new Set(values)];
}

function isPlain(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

function withoutSpelling(text: string): string {
	return normalize(cleanText(text));
}
