import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { isObject } from '../../../api/results/values';
import { isEmpty } from '../../../shared/parameters/texts';

/** The flag that says where the person's browser goes in the end. Evidence: observed. */
const RETURN_FLAG = 'return_url';

export const returnToWorkflowField: INodeProperties = {
	displayName: 'Return to This Workflow',
	name: 'returnToWorkflow',
	type: 'boolean',
	default: false,
	description:
		"Whether the person's browser comes back to this execution in the end, where the operation 'Wait' of the resource 'Result' goes on. Both have to be in the same workflow. The output then holds the address as 'resumeUrl', too.",
	// What waits is not for agents, so nothing would be there to return to.
	displayOptions: { hide: { '@tool': [true] } },
};

/**
 * The flags with the address at which this execution is resumed.
 * @param extraFields of the request: its flags are merged with these, and win
 * @throws {UserError} where the flags already say where the browser goes
 */
export function returningTo(
	resumeUrl: string,
	flags: IDataObject,
	extraFields: IDataObject = {},
): IDataObject {
	const { flags: extraFlags = {} } = extraFields;
	if (!isObject(extraFlags)) {
		throw new UserError("'Return to This Workflow' is on, but 'Extra Fields' replaces the flags", {
			description: "Give 'flags' in 'Extra Fields' as an object, or remove it.",
		});
	}
	for (const [place, given] of [
		['Flags', flags],
		['Extra Fields', extraFlags],
	] as const) {
		if (!isEmpty(given[RETURN_FLAG])) throw conflict(place);
	}
	return { ...flags, [RETURN_FLAG]: resumeUrl };
}

function conflict(place: string): UserError {
	return new UserError(`'Return to This Workflow' is on, and '${place}' holds '${RETURN_FLAG}'`, {
		description: `The browser can go to one address only. Turn 'Return to This Workflow' off, or remove '${RETURN_FLAG}' from '${place}'.`,
	});
}
