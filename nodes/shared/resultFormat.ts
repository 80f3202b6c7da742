import type { INodeProperties } from 'n8n-workflow';

import { resultFields, type ResultFormat } from '../api/results/simplifiedResult';
import type { ParameterReader } from './parameters/parameterReader';

/** Which keys a simplified result keeps, as an option of a node. */
export const resultFieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	default: [],
	description:
		"Which fields to return. All of them if you choose none. Applies only if 'Simplify' is on.",
	hint: 'Data minimization: choose only the fields that the workflow needs',
	options: [...resultFields].sort().map((name) => ({ name: inWords(name), value: name })),
};

/** Such as `Document Expiry Date` for `documentExpiryDate`. */
function inWords(name: string): string {
	const words = name.replace(/[A-Z]/g, (letter) => ` ${letter}`).replace(/ Id$/, ' ID');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The parameters `simplify` and `options.fields`, for a node without a field list of its own. */
export const resultFormatFields = [
	{ displayName: 'Simplify', name: 'simplify' },
	{ displayName: 'Options', name: 'options', options: [resultFieldsOption] },
];

/**
 * The user's result format. It hides data, so nothing here falls back to more data than the user chose.
 * @throws {UserError} if 'Simplify' or 'Fields' is invalid, or an expression finds nothing
 */
export function readResultFormat(parameters: ParameterReader): ResultFormat {
	return {
		simplify: parameters.boolean('simplify'),
		fields: parameters.choices('options.fields', resultFields),
	};
}
