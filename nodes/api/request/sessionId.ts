import { hostedFlow } from '../endpoints';

const IN_A_LINK = new RegExp(`[?&#;]${hostedFlow.sessionField.value}=([\\w-]+)`);

/** Whether a text is a web address, which no session id is. */
const IS_ADDRESS = /^\w+:\/\//;

/**
 * The session id in a text that a user entered: of a pasted verification link its id, otherwise the
 * text itself without the spaces around it.
 * @returns undefined for a web address that holds no session id
 */
export function sessionIdIn(text: string): string | undefined {
	const trimmed = text.trim();
	const inLink = IN_A_LINK.exec(trimmed)?.[1];
	return inLink ?? (IS_ADDRESS.test(trimmed) ? undefined : trimmed);
}

const SESSION_ID = /^[\w-]{8,128}$/;

/** Whether a text can be a session id: Identomat's have 40 characters; longer and shorter ones may exist. */
export function isSessionId(text: string): boolean {
	return SESSION_ID.test(text);
}
