import type { INodeProperties } from 'n8n-workflow';

import { resultFields } from '../api/results/simplifiedResult';

/** Which keys a simplified result keeps, as an option of a node. */
export const resultFieldsOption: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'multiOptions',
	default: [],
	description:
		"Which fields the simplified output has; all of them where none is chosen. Only with 'Simplify'.",
	hint: 'Data minimisation: choose what the workflow needs, and only that leaves this node',
	options: [...resultFields].sort().map((name) => ({ name: inWords(name), value: name })),
};

/** Such as `Document Expiry Date` for `documentExpiryDate`. */
function inWords(name: string): string {
	const words = name.replace(/[A-Z]/g, (letter) => ` ${letter}`).replace(/ Id$/, ' ID');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
