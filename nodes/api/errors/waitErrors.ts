import { UserError } from 'n8n-workflow';

/** The errors of a wait or an invitation, as the user reads them. */

const LIMIT = "'Wait at Most'";

export function invalidLimitError(): UserError {
	return new UserError(`${LIMIT} must be a number above 0`, {
		description: 'Enter how many minutes, hours or days to wait at most.',
	});
}

export function tooShortLimitError(): UserError {
	return new UserError(`${LIMIT} must be two minutes or more`, {
		description: 'n8n checks waiting executions once a minute, so it cannot keep a shorter limit.',
	});
}

export function tooLongLimitError(): UserError {
	return new UserError(`${LIMIT} must be ten years or less`, {
		description: 'No session stays open that long. Choose a shorter limit.',
	});
}

export function invalidRedirectUrlError(): UserError {
	return new UserError("'Redirect URL' is not a web address", {
		description: 'Enter a whole address, such as https://example.com/thank-you.',
	});
}

/** @param label the field, as the panel calls it */
export function tooLongTextError(label: string, maxCharacters: number): UserError {
	const limit = maxCharacters.toLocaleString('en-US');
	return new UserError(`'${label}' is longer than ${limit} characters`, {
		description: 'Shorten it. People open it on a phone.',
	});
}

/** @param label the field, as the panel calls it */
export function notAnInvitationError(): UserError {
	return new UserError("'Invitation' is not an invitation", {
		description:
			"Enter the output field 'invitation' of the operation 'Invite', such as {{ $json.invitation }}.",
	});
}

export function otherExecutionError(): UserError {
	return new UserError('This invitation belongs to another execution', {
		description:
			"Its link leads back to the execution that created it. Run 'Invite' and 'Wait' in the same execution of the same workflow.",
	});
}

/** @param because which setting needs the way back */
export function missingLoopError(because: string): UserError {
	return new UserError("'Wait' needs a connection back to itself", {
		description: `${because} passes on items that are not finished yet. Add an IF node on 'finished' after this node, and connect its false branch to the input of this node.`,
	});
}

/** @param place the field that holds the return address */
export function invitationReturnError(place: string): UserError {
	return new UserError(`'${place}' can't hold a return address for an invitation`, {
		description: `People return to the link of their invitation, so that 'Wait' can continue. Remove 'return_url' from '${place}', and use 'Redirect URL' of 'Wait'.`,
	});
}

/** @param place the field that holds another return address */
export function returnConflictError(place: string): UserError {
	return new UserError(`'Return to This Workflow' is on, and '${place}' holds 'return_url'`, {
		description: `The browser can go to one address only. Turn 'Return to This Workflow' off, or remove 'return_url' from '${place}'.`,
	});
}

/** @param place the field whose value replaces all flags */
export function replacedFlagsError(place: string): UserError {
	return new UserError(`'Return to This Workflow' is on, but '${place}' replaces the flags`, {
		description: `Enter 'flags' in '${place}' as an object, or remove it.`,
	});
}

export function timeLimitHint(limitSeconds: number): string {
	return `The workflow's own time limit of ${limitSeconds} seconds is shorter than 'Wait at Most': when it is over, n8n stops the execution. Raise 'Timeout Workflow' in the workflow's settings.`;
}

/** @param nodeNames of the nodes that create the sessions */
export function noReturnHint(nodeNames: string[]): string {
	const names = nodeNames.map((name) => `'${name}'`).join(', ');
	return `Nothing resumes this wait when people finish: 'Return to This Workflow' is off in ${names}. Turn it on, or post to the resume URL.`;
}
