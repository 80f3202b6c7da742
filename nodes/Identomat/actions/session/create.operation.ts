import type { IDataObject } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { endpoints } from '../../../api/endpoints';
import { sessionOptions } from '../fields';
import type { Item } from '../item';
import type { Operation } from '../operation';
import { additionalFields, parameterOf } from './additionalFields';
import { flagsField } from './flags';
import { returningTo, returnToWorkflowField } from './returnToWorkflow';
import { stepListField } from './stepListField';
import { stepsOf, type StepList } from './steps';

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

export const create: Operation = {
	option: {
		name: 'Create',
		action: 'Create a session',
		description: 'Create a session and get the link to send to the person to verify',
	},
	fields: [
		{
			displayName:
				'The link is valid for 15 minutes by default: send it to the person right after this step',
			name: 'linkNotice',
			type: 'notice',
			default: '',
		},
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
		returnToWorkflowField,
		stepListField,
		...additionalFields,
		sessionOptions(),
	],
	async execute(item) {
		const typed = item.json('object', parameterOf(item, 'flagsJson'));
		const given = { ...filled(item.value('flags')), ...typed };
		const resumeUrl = item.value<boolean>('returnToWorkflow') ? item.resumeUrl : undefined;
		const flags = resumeUrl ? returningTo(resumeUrl, given, item.extraFields) : given;
		const steps = chosenSteps(item);
		const sessionId = await item.request(endpoints.createSession, {
			configId: item.optionalText('configId'),
			flags: Object.keys(flags).length > 0 ? flags : undefined,
			steps: steps.length > 0 ? steps : undefined,
			parentSessionId: item.optionalSessionId(parameterOf(item, 'parentSessionId')),
		});
		item.tagExecution(sessionId);
		const verificationUrl = item.verificationUrl(sessionId);
		return { json: { sessionId, verificationUrl, ...(resumeUrl && { resumeUrl }) } };
	},
};
