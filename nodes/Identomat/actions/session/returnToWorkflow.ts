import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { RETURN_FLAG } from '../../../api/endpoints';
import { replacedFlagsError, returnConflictError } from '../../../api/errors/waitErrors';
import { isObject } from '../../../api/results/values';
import { isEmpty } from '../../../shared/parameters/texts';

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
		throw replacedFlagsError();
	}
	for (const [place, given] of [
		['Flags', flags],
		['Extra Fields', extraFlags],
	] as const) {
		if (!isEmpty(given[RETURN_FLAG])) throw returnConflictError(place);
	}
	return { ...flags, [RETURN_FLAG]: resumeUrl };
}
