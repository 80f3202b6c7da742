import type { IBinaryData, IDataObject, INodeProperties } from 'n8n-workflow';
import { isResourceLocatorValue } from 'n8n-workflow';

import { emptyFieldError, notACollectionError } from '../../api/errors/inputErrors';
import { readBoolean, readChoice, readChoices } from './choices';
import { readFieldName, readFileField } from './fileFields';
import { readJsonObject } from './json';
import { readNumber, type NumberRange } from './numbers';
import { readName } from './people';
import { readSessionId } from './sessionIds';
import { readText } from './texts';

/** Reads a top-level parameter of a node. Returns null if the node has no such parameter. */
export type GetParameter = (name: string) => unknown;

/** The panel's description of a parameter: errors name it by its label. */
export type Labeled = Pick<INodeProperties, 'name' | 'displayName' | 'options'>;

/**
 * The parameters of a node, each read as its type. A name may lead into a collection: `options.timeout`.
 * An invalid value is refused with the field's name. An omitted value has its default or is undefined. An
 * expression that finds nothing does not count as omitted.
 */
export class ParameterReader {
	constructor(
		private readonly getParameter: GetParameter,
		private readonly fields: readonly Labeled[],
	) {}

	/**
	 * A parameter as it is: undefined if an option was not added, or null if it has no value.
	 * @throws {UserError} if a collection on the path is not a collection
	 */
	value(path: string): unknown {
		const [name = '', ...inner] = path.split('.');
		let value = chosenIn(this.getParameter(name)) ?? null;
		for (const key of inner) {
			const collection = this.collectionIn(value, name);
			if (!(key in collection)) return undefined;
			value = collection[key] ?? null;
		}
		return value;
	}

	/**
	 * The fields of a collection that were added.
	 * @throws {UserError} if it is not an object
	 */
	collection(path: string): IDataObject {
		return this.collectionIn(this.value(path), path);
	}

	/**
	 * A switch.
	 * @param otherwise the value of an option that was not added
	 * @throws {UserError} if it is not a switch, or an expression finds nothing
	 */
	boolean(path: string, otherwise?: boolean): boolean {
		const value = this.value(path);
		if (value === undefined && otherwise !== undefined) return otherwise;
		return readBoolean(value, this.label(path));
	}

	/** @throws {UserError} naming the choices, if the value is not one of them */
	choice<T extends string>(path: string, choices: readonly T[]): T {
		return readChoice(this.value(path), this.label(path), choices);
	}

	/**
	 * Some of the choices. Empty if an option was not added.
	 * @throws {UserError} naming the choices, if the value is not one of them
	 */
	choices<T extends string>(path: string, choices: readonly T[]): T[] {
		const value = this.value(path);
		return value === undefined ? [] : readChoices(value, this.label(path), choices);
	}

	/** @throws {UserError} if empty, outside the range, or not a number */
	number(path: string, range: NumberRange): number {
		return readNumber(this.value(path), this.label(path), range);
	}

	/**
	 * A number, or undefined if empty.
	 * @throws {UserError} if outside the range, or not a number
	 */
	optionalNumber(path: string, range: NumberRange): number | undefined {
		const value = this.value(path) ?? '';
		return value === '' ? undefined : readNumber(value, this.label(path), range);
	}

	/** @throws {UserError} if empty, or not a text */
	text(path: string): string {
		return this.required(path, this.optionalText(path));
	}

	/**
	 * A text without invisible characters around it, or undefined if empty.
	 * @throws {UserError} if it is not a text
	 */
	optionalText(path: string): string | undefined {
		return readText(chosenIn(this.value(path)), this.label(path));
	}

	/**
	 * A person's name, or undefined if empty.
	 * @throws {UserError} if it is not a name
	 */
	optionalName(path: string): string | undefined {
		return readName(this.value(path), this.label(path));
	}

	/**
	 * The session that a text names, by its id or by its verification link, or undefined if empty.
	 * @throws {UserError} if it cannot be a session id
	 */
	optionalSessionId(path: string): string | undefined {
		return readSessionId(this.value(path), this.label(path));
	}

	/**
	 * Anything else, by one of the readers of this folder.
	 * @throws {UserError} what the reader throws
	 */
	with<T>(read: (value: unknown, field: string) => T, path: string): T {
		return read(this.value(path), this.label(path));
	}

	/** @throws {UserError} if it is empty, or cannot be a field's name */
	fieldName(path: string): string {
		return readFieldName(this.value(path), this.label(path));
	}

	/** @throws {UserError} if it is neither a field's name nor a file */
	fileField(path: string): string | IBinaryData {
		return readFileField(this.value(path), this.label(path));
	}

	/**
	 * A parameter typed as a JSON object or, by expression, an object, or undefined if empty.
	 * @throws {UserError} if it is not a JSON object
	 */
	json(path: string): IDataObject | undefined {
		return readJsonObject(this.value(path), this.label(path));
	}

	/** The name a person sees in the panel, in single quotes as n8n writes them. */
	label(path: string): string {
		let fields: readonly Labeled[] = this.fields;
		let label = path;
		for (const name of path.split('.')) {
			const field = fields.find((one) => one.name === name);
			if (!field) break;
			label = field.displayName;
			fields = (field.options ?? []) as Labeled[];
		}
		return `'${label}'`;
	}

	protected required<T>(path: string, value: T | undefined): T {
		if (value === undefined) throw emptyFieldError(this.label(path));
		return value;
	}

	private collectionIn(value: unknown, path: string): IDataObject {
		if (value === null || value === undefined) return {};
		if (typeof value === 'object' && !Array.isArray(value)) return value as IDataObject;
		throw notACollectionError(this.label(path));
	}
}

/** The value chosen from a list or entered beside it. Other values are returned as they are. */
function chosenIn(value: unknown): unknown {
	return isResourceLocatorValue(value) ? value.value : value;
}
