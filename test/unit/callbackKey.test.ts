import type { IHookFunctions, INode } from 'n8n-workflow';

import { IdentomatCallbackTrigger } from '../../nodes/IdentomatCallbackTrigger/IdentomatCallbackTrigger.node';

const node = { name: 'Identomat Callback Trigger' } as INode;

/** Prepares the node as n8n does when a workflow is published or tested. */
async function register(callbackKey: unknown): Promise<void> {
	const context = { getCredentials: async () => ({ callbackKey }), getNode: () => node };
	const { checkExists, create } = new IdentomatCallbackTrigger().webhookMethods.default;
	const hook = context as unknown as IHookFunctions;
	if (!(await checkExists.call(hook))) await create.call(hook);
}

it.each([
	['', 'empty'],
	['   ', 'empty'],
	[undefined, 'empty'],
	['7 chars', 'too short'],
	['  spaces  ', 'too short'],
	['a-long-random-key', undefined],
])('publishing and testing with the callback key "%s" is refused as %s', async (key, reason) => {
	if (reason === undefined) return await expect(register(key)).resolves.toBeUndefined();
	await expect(register(key)).rejects.toMatchObject({
		message: `'Callback Key' of the Identomat credential is ${reason}`,
		description: expect.stringContaining('at least 8 characters'),
	});
});
