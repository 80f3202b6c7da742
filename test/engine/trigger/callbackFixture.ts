import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { IdentomatApi } from '../../../credentials/IdentomatApi.credentials';
import { IdentomatCallbackTrigger } from '../../../nodes/IdentomatCallbackTrigger/IdentomatCallbackTrigger.node';
import { startSandbox, type Sandbox } from '../../../dev/sandbox';
import type { N8nStatus, WebhookAnswer, WebhookRequest } from '../callWebhook';
import { createEngine, type Engine } from '../harness';

export const CALLBACK_KEY = 'w4zt9kq2mh7xv0';

export interface CallSetup {
	credential?: Record<string, string>;
	request?: Partial<WebhookRequest>;
	mode?: 'webhook' | 'manual';
	staticData?: IDataObject;
	/** What n8n responds with if the node does not: 200 by default, immediately. */
	n8nStatus?: N8nStatus;
}

export interface Call {
	/** What the node answered itself; n8n answers the rest with 200. */
	answer?: WebhookAnswer;
	/** The items that the workflow starts with, where it does. */
	items?: IDataObject[];
	/** The node's static data after the call. */
	staticData: IDataObject;
}

/** The callback trigger in n8n's engine, with a sandbox as its Identomat. */
export interface CallbackFixture {
	engine: Engine;
	sandbox: Sandbox;
	/** A callback with this body. */
	call(body: unknown, parameters?: INodeParameters, setup?: CallSetup): Promise<Call>;
	/** An update of this session, with the right key. */
	update(sessionId: unknown, parameters?: INodeParameters, setup?: CallSetup): Promise<Call>;
}

/** Sets up a fixture for the tests of this file; the sandbox is reset after each test. */
export function setUpCallbackTrigger(): CallbackFixture {
	const fixture = {
		call: async (body, parameters = {}, { credential, request, mode, ...setup } = {}) => {
			const { companyKey, widgetUrl, externalApiUrl } = fixture.sandbox;
			const keys = { companyKey, widgetUrl, externalApiUrl, callbackKey: CALLBACK_KEY };
			return await fixture.engine.receive({
				node: 'identomatCallbackTrigger',
				parameters,
				credentials: { identomatApi: { ...keys, ...credential } },
				request: { headers: { 'content-type': 'application/json' }, ...request, body },
				mode: mode ?? 'webhook',
				...setup,
			});
		},
		update: async (sessionId, parameters, setup) => {
			const body = { callbackApiKey: CALLBACK_KEY, type: 'session-updated', sessionId };
			return await fixture.call(body, parameters, setup);
		},
	} as CallbackFixture;
	beforeAll(async () => {
		fixture.engine = await createEngine({
			nodes: { identomatCallbackTrigger: new IdentomatCallbackTrigger() },
			credentialTypes: [new IdentomatApi()],
		});
	});
	beforeEach(async () => {
		fixture.sandbox = await startSandbox();
	});
	afterEach(async () => await fixture.sandbox.close());
	afterAll(async () => await fixture.engine.close());
	return fixture;
}
