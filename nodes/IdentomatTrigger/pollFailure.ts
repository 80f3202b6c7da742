import { concernsOneSession, refusesAccount, type Failure } from '../api/errors/failure';

/** So many sessions, refused with one and the same code, speak of the account rather than of each. */
const SAME_REFUSALS = 3;

/** How asking for one session went. */
export interface Ending {
	failure?: Failure;
	/** Whether this session was refused before, at a poll that others answered. */
	wasRefused: boolean;
}

/**
 * The failure with which a poll ends: when no session gave a good answer, and either Identomat refused
 * the account, or nothing that failed speaks of one session, or several were refused by the same code.
 * @returns undefined when the poll goes well
 */
export function failureOfPoll(endings: Ending[]): Failure | undefined {
	if (endings.some(({ failure }) => !failure)) return undefined;
	const failures = endings.flatMap(({ failure }) => failure ?? []);
	const ofAccount = failures.find(refusesAccount);
	if (ofAccount) return ofAccount;
	if (!failures.some(concernsOneSession)) return failures[0];
	return refusedAlike(endings);
}

function refusedAlike(endings: Ending[]): Failure | undefined {
	const refusals = endings.flatMap(({ failure, wasRefused }) =>
		failure && !wasRefused && concernsOneSession(failure) ? [failure] : [],
	);
	return refusals.find(
		({ code }) => refusals.filter((other) => other.code === code).length >= SAME_REFUSALS,
	);
}
