import type { ICredentialTestFunctions, ICredentialsDecrypted, IDataObject } from 'n8n-workflow';

import { IdentomatTrigger } from '../../nodes/IdentomatTrigger/IdentomatTrigger.node';

/** The credential's test as the editor runs it: by the name that the node gives for it. */
async function test(data: IDataObject | undefined) {
	const { description, methods } = new IdentomatTrigger();
	const name = description.credentials?.find(
		(credential) => credential.name === 'identomatSessionListApi',
	)?.testedBy;
	expect(name).toBe('testSessionListHeader');
	const credential = { id: 'list', name: 'List', type: 'identomatSessionListApi', data };
	return await methods.credentialTest.testSessionListHeader.call(
		{} as ICredentialTestFunctions,
		credential as ICredentialsDecrypted,
	);
}

it.each(['Authorization', 'x-api-key', 'X_Crm.Key1', "!#$%&'*+-.^_`|~"])(
	'the header name "%s" is accepted',
	async (headerName) => {
		expect(await test({ headerName, headerValue: 'Bearer invented' })).toEqual({
			status: 'OK',
			message: 'The header is well-formed; the trigger sends it to its URL',
		});
	},
);

it.each([undefined, '', ' ', 'X Key', 'X-Key:', 'Ключ', 'X-Key\nX-Other', '"X"'])(
	'the header name %j is refused',
	async (headerName) => {
		expect(await test({ headerName, headerValue: 'Bearer invented' })).toEqual({
			status: 'Error',
			message: "'Header Name' is not a name that a header can have",
		});
	},
);

it.each([undefined, '', '   '])('the empty header value %j is refused', async (headerValue) => {
	expect(await test({ headerName: 'Authorization', headerValue })).toEqual({
		status: 'Error',
		message: "'Header Value' is empty",
	});
});

it.each(['Bearer one\nX-Other: two', 'Bearer one\n', 'Bearer \u0000', 'ключ'])(
	'the header value %j, which cannot be sent, is refused',
	async (headerValue) => {
		expect(await test({ headerName: 'Authorization', headerValue })).toEqual({
			status: 'Error',
			message: "'Header Value' holds a character that a header cannot have",
		});
	},
);

it('a credential without data is refused', async () => {
	expect(await test(undefined)).toMatchObject({ status: 'Error' });
});
