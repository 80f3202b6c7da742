import { UserError } from 'n8n-workflow';

import type { Failure } from './failure';

/** Why a callback starts the workflow without a result: the `reason` in the output. */

export const NO_SESSION_REASON = 'The callback contains no valid session ID';

/** @param error that kept the result from being requested */
export function unrequestedResult(error: unknown): Failure {
	const isOurs = error instanceof UserError;
	const message = isOurs ? error.message : 'The result of the session could not be read';
	return { kind: 'notSent', message };
}
