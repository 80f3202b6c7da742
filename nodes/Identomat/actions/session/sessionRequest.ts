import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { sessionIdField } from '../fields';
import type { Item } from '../item';
import { flagsField, readFlags } from './flags';
import { stepListField } from './stepListField';
import { readSteps } from './steps';

/** The fields for what is checked. They come first in every operation that leads to a new session. */
export const checkFields: INodeProperties[] = [
	{
		displayName: 'Configuration ID',
		name: 'configId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5f2d9c0e7b',
		hint: "Required unless you set 'Flags' or 'Steps'",
		description: 'A configuration saved in the Identomat dashboard. It defines what is checked.',
	},
	flagsField,
	stepListField,
];

/** The session that a new one belongs to. */
export const parentSessionField: INodeProperties = {
	...sessionIdField,
	displayName: 'Parent Session ID',
	name: 'parentSessionId',
	required: false,
	default: '',
	description: 'The session that this one belongs to, if several people take part in one case',
};

/** The values a session is created with, by our names. */
export interface SessionRequest {
	configId?: string;
	flags?: IDataObject;
	steps?: IDataObject[];
	parentSessionId?: string;
}

/**
 * Reads what is checked.
 * @param complete adds the operation's own flags
 * @throws {UserError} naming the field with an invalid value
 */
export function readSessionRequest(
	item: Item,
	complete: (flags: IDataObject) => IDataObject = (flags) => flags,
): SessionRequest {
	const flags = complete(readFlags(item));
	const steps = readSteps(item);
	return {
		configId: item.optionalText('configId'),
		flags: Object.keys(flags).length > 0 ? flags : undefined,
		steps: steps.length > 0 ? steps : undefined,
		parentSessionId: item.optionalSessionId('parentSessionId'),
	};
}
