import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { RETURN_FLAG } from '../../../api/endpoints';
import { replacedFlagsError, returnConflictError } from '../../../api/errors/waitErrors';
import { isObject } from '../../../api/results/values';
import { EXTRA_FIELDS_LABEL } from '../../../shared/parameters/json';
import { isEmpty } from '../../../shared/parameters/texts';

export const returnToWorkflowField: INodeProperties = {
	displayName: 'Return to This Workflow',
	name: 'returnToWorkflow',
	type: 'boolean',
	default: false,
	description:
		"Whether to send the person's browser back to this execution at the end. The operation 'Wait' of the resource 'Result' must follow in the same workflow. The output then also has the address as 'resumeUrl'.",
	// Agents cannot use operations that wait, so there would be nothing to return to.
	displayOptions: { hide: { '@tool': [true] } },
};

/**
 * The flags with the address at which this execution is resumed.
 * @param extraFields of the request: its flags are merged with these, and override them
 * @throws {UserError} if the flags already have a return address
 */
export function returningTo(
	resumeUrl: string,
	flags: IDataObject,
	extraFields: IDataObject = {},
): IDataObject {
	const { flags: extraFlags = {} } = extraFields;
	if (!isObject(extraFlags)) throw replacedFlagsError(EXTRA_FIELDS_LABEL);
	for (const [place, given] of [
		['Flags', flags],
		[EXTRA_FIELDS_LABEL, extraFlags],
	] as const) {
		if (!isEmpty(given[RETURN_FLAG])) throw returnConflictError(place);
	}
	return { ...flags, [RETURN_FLAG]: resumeUrl };
}
