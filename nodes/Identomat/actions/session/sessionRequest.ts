import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { Item } from '../item';
import { parameterOf } from './additionalFields';
import { flagsField } from './flags';
import { stepListField } from './stepListField';
import { stepsOf, type StepList } from './steps';

/** What is checked: the fields of every operation that leads to a new session. */
export const sessionFields: INodeProperties[] = [
	{
		displayName: 'Configuration ID',
		name: 'configId',
		type: 'string',
		default: '',
		placeholder: 'e.g. 5f2d9c0e7b',
		hint: "Fill it in, or say with 'Flags' or 'Steps' what is checked",
		description: 'A configuration saved in the Identomat dashboard, which says what is checked',
	},
	flagsField,
	stepListField,
];

/** What a session is created with, by our names. */
export interface SessionRequest {
	configId?: string;
	flags?: IDataObject;
	steps?: IDataObject[];
	parentSessionId?: string;
}

/**
 * Reads what is checked.
 * @param complete adds to the flags what the operation itself wants
 * @throws {UserError} naming the field that cannot be what it is
 */
export function readSessionRequest(
	item: Item,
	complete: (flags: IDataObject) => IDataObject = (flags) => flags,
): SessionRequest {
	const typed = item.json('object', parameterOf(item, 'flagsJson'));
	const flags = complete({ ...filled(item.value('flags')), ...typed });
	const steps = chosenSteps(item);
	return {
		configId: item.optionalText('configId'),
		flags: Object.keys(flags).length > 0 ? flags : undefined,
		steps: steps.length > 0 ? steps : undefined,
		parentSessionId: item.optionalSessionId(parameterOf(item, 'parentSessionId')),
	};
}

function isEmpty(value: unknown): boolean {
	if (Array.isArray(value)) return value.every(isEmpty);
	return typeof value === 'string' && value.trim() === '';
}

/**
 * Without the flags that were added and left empty: they would ask for nothing, not for everything.
 * @throws {UserError} for a flag whose expression finds nothing: nobody knows whether it is on
 */
function filled(flags: IDataObject): IDataObject {
	const unknown = Object.keys(flags).find((name) => (flags[name] ?? null) === null);
	if (unknown !== undefined) {
		throw new UserError(`The flag "${unknown}" has no value`, {
			description:
				'Check that the expression in it finds a value for this item, or remove the flag.',
		});
	}
	return Object.fromEntries(Object.entries(flags).filter(([, value]) => !isEmpty(value)));
}

/** The steps of the JSON where there are any, else those of the list. */
function chosenSteps(item: Item): IDataObject[] {
	const typed = item.json('objects', parameterOf(item, 'steps')) ?? [];
	return typed.length > 0 ? typed : stepsOf(item.value<StepList>('stepList'));
}
