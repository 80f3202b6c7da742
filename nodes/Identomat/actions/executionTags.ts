import type { IExecuteFunctions } from 'n8n-workflow';

/** Where n8n keeps custom data with an execution; missing where it keeps none. */
type Context = { customData?: IExecuteFunctions['customData'] };

/** n8n keeps ten values with an execution: these leave as many to the workflow's own. */
const KEYS = ['', '2', '3', '4', '5'].map((number) => `identomatSession${number}`);

/** What all session ids look like that were seen. Nothing else that stands in their place is kept. */
const SESSION_ID = /^[a-z0-9]{40}$/;

/** Has the execution found by this session: the first five of an execution are kept. */
export function tagExecution({ customData }: Context, sessionId: string): void {
	if (!customData || !SESSION_ID.test(sessionId)) return;
	const isFreeOrSame = (key: string) => [undefined, '', sessionId].includes(customData.get(key));
	const key = KEYS.find(isFreeOrSame);
	if (key) customData.set(key, sessionId);
}
