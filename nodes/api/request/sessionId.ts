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
