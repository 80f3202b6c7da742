import type { IdentomatClient } from '../../../../api/client';
import type { Invitation } from '../../invitation';
import type { ResumeRequest } from './resumption';
import type { WaitingItem, WaitsFor } from './waitingItem';

/** A person at the page of an invitation. */
export interface Visit extends ResumeRequest {
	item: WaitingItem;
	/** What the item waits for, with the newest state of the invitation. */
	waitsFor: WaitsFor;
	/** The newest state that is known. */
	invitation: Invitation;
	client: IdentomatClient;
}

/** The session whose link can still be used. */
export function currentSession({ invitation, waitsFor }: Visit): string | undefined {
	const newest = invitation.sessions.at(-1);
	const isYoung = newest && Date.now() - newest.createdAt < waitsFor.linkMinutes * 60_000;
	return isYoung ? newest.sessionId : undefined;
}

/** Whether more is known of the invitation than n8n has stored. */
export function hasUnstoredAttempts({ item, invitation }: Visit): boolean {
	return invitation.attempts > (item.waitsFor?.invitation?.attempts ?? 0);
}
