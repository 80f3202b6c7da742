import type { INodeProperties } from 'n8n-workflow';

import { endpoints } from '../endpoints';

/** Fields of the panel, as far as an error needs them. */
export type PanelFields = ReadonlyArray<Pick<INodeProperties, 'name' | 'displayName' | 'options'>>;

/** A field that is named in the words of a refusal. */
export interface NamedField {
	/** As the API calls it. */
	apiName: string;
	/** As the node's parameter is called. */
	name: string;
	/** As the panel calls it. */
	label: string;
}

type Choice = NonNullable<INodeProperties['options']>[number];

/** Our names for the fields of requests, by the API's. Only those that do not occur in plain text by chance. */
const ourNames = new Map(
	Object.values(endpoints)
		.flatMap(({ fields, files }) => Object.entries({ ...fields, ...files }))
		.map(([ours, { value }]) => [value, ours] as const)
		.filter(([apiName]) => /[_A-Z]/.test(apiName)),
);

function isField(choice: Choice): choice is INodeProperties {
	return 'displayName' in choice && 'type' in choice;
}

/** The fields of a collection. */
function fieldsInside({ options = [] }: PanelFields[number]): INodeProperties[] {
	return options.flatMap((choice: Choice) => {
		if ('values' in choice) return choice.values;
		return isField(choice) ? [choice] : [];
	});
}

/**
 * The panel's label of a parameter, also of one in a collection, or undefined if there is no such
 * parameter.
 */
export function labelOf(fields: PanelFields, name: string): string | undefined {
	for (const field of fields) {
		if (field.name === name) return field.displayName;
		const label = labelOf(fieldsInside(field), name);
		if (label) return label;
	}
	return undefined;
}

/** The panel's fields that a text names by the API's names. */
export function namedFields(text: string, fields: PanelFields): NamedField[] {
	return [...new Set(text.match(/\w+/g))].flatMap((apiName) => {
		const name = ourNames.get(apiName);
		const label = name && labelOf(fields, name);
		return label ? [{ apiName, name, label }] : [];
	});
}
