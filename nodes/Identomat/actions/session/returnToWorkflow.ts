import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

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
 * @param extraFields of the request: flags among them would take the place of these
 * @throws {UserError} where the flags say already where the browser goes
 */
export function returningTo(
	resumeUrl: string,
	flags: IDataObject,
	extraFields: IDataObject = {},
): IDataObject {
	if ('flags' in extraFields) {
		throw new UserError("'Return to This Workflow' is on, and 'Extra Fields' holds flags", {
			description:
				"The flags in 'Extra Fields' take the place of all others, so the browser would not come back. Move them to 'Flags (JSON)'.",
		});
	}
	const given = flags[RETURN_FLAG];
	if (given !== undefined && given !== null && String(given).trim() !== '') {
		throw new UserError(`'Return to This Workflow' is on, and the flag '${RETURN_FLAG}' is given`, {
			description: `The browser can go to one address only. Turn 'Return to This Workflow' off, or remove '${RETURN_FLAG}' from 'Flags' and 'Flags (JSON)'.`,
		});
	}
	return { ...flags, [RETURN_FLAG]: resumeUrl };
}
