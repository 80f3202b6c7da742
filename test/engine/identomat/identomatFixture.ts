import type { INodeExecutionData, INodeParameters, OnError } from 'n8n-workflow';

import { IdentomatApi } from '../../../credentials/IdentomatApi.credentials';
import { Identomat } from '../../../nodes/Identomat/Identomat.node';
import { startSandbox, type AuditEntry, type Sandbox } from '../../../dev/sandbox';
import { asTool } from '../agent';
import { createEngine, type Engine } from '../harness';
import type { WorkflowShape } from '../engineWorkflow';
import type { RunResult } from '../runNode';

export interface RunSetup {
	/** `identomatTool` is what n8n makes of the node for AI agents. */
	node?: 'identomat' | 'identomatTool';
	/** Input items; one empty item by default. */
	items?: INodeExecutionData[];
	onError?: OnError;
	/** What is around the node in its workflow. */
	shape?: WorkflowShape;
	/** Called when the node is about to run; `cancel` is n8n's stop button. */
	onStarted?: (cancel: () => void) => void;
	/** Fields of the credential that differ from the sandbox's own. */
	credential?: Record<string, string | boolean>;
}

/** The Identomat node in n8n's engine, with a sandbox as its Identomat. */
export interface IdentomatFixture {
	engine: Engine;
	sandbox: Sandbox;
	run(parameters: INodeParameters, setup?: RunSetup): Promise<RunResult & { log: unknown[] }>;
	/** Has an AI agent call the node as its tool, with these fields filled in by the model. */
	callTool(parameters: INodeParameters, fields: INodeParameters): Promise<RunResult>;
	/** Input items with a new session each. */
	newItems(count: number): INodeExecutionData[];
	/** What the sandbox was asked, in the form of `widgetRequest` and `externalRequest`. */
	sentRequests(): SentRequest[];
}

export type SentRequest = Pick<
	AuditEntry,
	'host' | 'method' | 'path' | 'keyField' | 'keyCorrect' | 'fields'
>;

/**
 * Sets up a fixture for the tests of this file. Each test has a sandbox of its own, which is another
 * account: no test begins with the limit that another one found.
 * @param makeNode makes the node under test
 */
export function setUpIdentomat(makeNode = () => new Identomat()): IdentomatFixture {
	const fixture = {
		run: async (parameters: INodeParameters, { credential, ...setup }: RunSetup = {}) =>
			await fixture.engine.run({
				node: 'identomat',
				parameters,
				credentials: { identomatApi: { ...credentialOf(fixture.sandbox), ...credential } },
				...setup,
			}),
		callTool: async (parameters: INodeParameters, fields: INodeParameters) =>
			await fixture.engine.callTool(
				{
					node: 'identomatTool',
					parameters,
					credentials: { identomatApi: credentialOf(fixture.sandbox) },
				},
				fields,
			),
		newItems: (count: number) =>
			sessionItems(...Array.from({ length: count }, () => fixture.sandbox.addSession())),
		sentRequests: () => fixture.sandbox.audit.map(sentRequest),
	} as IdentomatFixture;
	beforeAll(async () => {
		fixture.engine = await createEngine({
			nodes: { identomat: makeNode(), identomatTool: asTool(makeNode()) },
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

function credentialOf({ companyKey, widgetUrl, externalApiUrl }: Sandbox) {
	return { companyKey, widgetUrl, externalApiUrl };
}

function sentRequest(entry: AuditEntry): SentRequest {
	const { host, method, path, keyField, keyCorrect, fields } = entry;
	return { host, method, path, keyField, keyCorrect, fields };
}

/** A request to the widget host with the right key, and besides it just these fields. */
export function widgetRequest(path: string, fields: Record<string, unknown> = {}): SentRequest {
	const key = { keyField: 'company_key', keyCorrect: true };
	return { host: 'widget', method: 'POST', path, ...key, fields };
}

/** A request to the external host with the right key, and besides it just these fields. */
export function externalRequest(path: string, fields: Record<string, unknown> = {}): SentRequest {
	const key = { keyField: 'companyKey', keyCorrect: true };
	return { host: 'external', method: 'POST', path, ...key, fields };
}

/** Parameters that get the result of the session in each of `sessionItems`. */
export const getResult = (options: INodeParameters = {}) => ({
	resource: 'result',
	operation: 'get',
	sessionId: '={{ $json.sessionId }}',
	options,
});

/** Input items that hold one session id each, for `={{ $json.sessionId }}`. */
export function sessionItems(...sessionIds: string[]): INodeExecutionData[] {
	return sessionIds.map((sessionId) => ({ json: { sessionId } }));
}
