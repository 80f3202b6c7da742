import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Sandbox } from '../../dev/sandbox';
import type { RunResult } from './runNode';

/**
 * Every operation of the node, written by hand once: for the tests that go through all of them, and for the
 * README's table of endpoints. `operations.test.ts` compares it with the node and the catalogue.
 */

/** What an operation is tried on. */
export interface OperationContext {
	sandbox: Sandbox;
	run(parameters: INodeParameters): Promise<RunResult>;
}

/** The tests that go through all operations. */
export type Table = 'failures' | 'retries' | 'signing';

export interface ListedOperation {
	/** `resource.operation` */
	name: string;
	/** A valid call; what differs by item is `{{ $json.id }}`. The input files are `face1`, `face2` and `data`. */
	parameters: INodeParameters;
	/** What `id` is for a new item; a new session that has everything, where nothing is said. */
	newId?: (world: OperationContext) => string | Promise<string>;
	/** Part of the first output item, which tells that the call worked; jest's matchers are in it. */
	output: () => IDataObject;
	/** The one endpoint that it asks, by the path in the API reference, */
	path?: string;
	/** or one of several, by the value of a parameter. */
	pathBy?: { parameter: string; paths: Record<string, string> };
	/** Tables that this operation is not in, each with the reason. */
	notIn?: Partial<Record<Table, string>>;
	/** Done is all that it tells: an empty answer is good, and so is JSON without a code. */
	isDone?: boolean;
	/** Part of the advice where just what was asked for is refused, by a code that may mean much. */
	adviceWhenRefused?: RegExp;
}

const ID = '={{ $json.id }}';
const ofSession = { sessionId: ID };
const anId = () => ({ id: expect.any(String) });
const ofItsSession = () => ({ sessionId: expect.stringMatching(/^[a-z0-9]{40}$/) });
const person = () => 'Ana Testidze';

/** A session with every file there is. */
export function fullSession(sandbox: Sandbox): string {
	return sandbox.addSession({
		files: ['cardFront', 'cardBack', 'passport', 'face', 'faceVideo', 'faceDocument'],
		generalDocuments: ['bank-statement'],
	});
}

async function monitoredRecord({ sandbox, run }: OperationContext): Promise<string> {
	const { items } = await run({ resource: 'screening', operation: 'monitor', name: person() });
	sandbox.audit.length = 0;
	return String(items[0]?.json.id);
}

export const operations: ListedOperation[] = [
	{
		name: 'session.create',
		parameters: { configId: ID },
		newId: () => 'config-of-tests',
		output: ofItsSession,
		path: 'begin/',
	},
	{
		name: 'session.invite',
		parameters: { configId: ID },
		newId: () => 'config-of-tests',
		output: () => ({ invitationUrl: expect.stringContaining('invitation=') }),
		notIn: {
			failures: 'It sends no request.',
			retries: 'It sends no request.',
			signing: 'It sends no request.',
		},
	},
	{
		name: 'session.delete',
		parameters: ofSession,
		output: () => ({ deleted: true }),
		path: 'delete/',
		isDone: true,
	},
	{
		name: 'session.getActivities',
		parameters: ofSession,
		output: () => ({ type: 'session-begin' }),
		path: 'list-session-activities',
	},
	{
		name: 'session.getStatistics',
		parameters: ofSession,
		output: () => ({ documentAttempts: 1 }),
		path: 'get-session-statistical-summary',
	},
	{
		name: 'session.getConfigSteps',
		parameters: { lookUpBy: 'sessionId', ...ofSession },
		output: () => ({ type: 'agreement' }),
		path: 'get-session-config-steps',
	},
	{
		name: 'result.get',
		parameters: ofSession,
		output: () => ({ outcome: 'approved' }),
		path: 'result/',
	},
	{
		name: 'result.wait',
		parameters: { waitFor: 'session', ...ofSession },
		output: () => ({ outcome: 'approved', timedOut: false }),
		notIn: { retries: 'It asks the endpoint of result.get.' },
	},
	{
		name: 'account.check',
		parameters: {},
		output: () => ({ verdict: 'as expected' }),
		notIn: {
			failures: 'What fails is a row of its output.',
			retries: 'It asks the endpoints of the others.',
			signing: 'What is not signed is a row of its output.',
		},
	},
	{
		name: 'media.download',
		parameters: { ...ofSession, file: 'face' },
		output: () => ({ fileName: expect.any(String) }),
		pathBy: {
			parameter: 'file',
			paths: {
				cardFront: 'result/card-front/',
				cardBack: 'result/card-back/',
				passport: 'result/passport/',
				face: 'result/face/',
				faceVideo: 'result/face-video/',
				faceDocument: 'result/face-document/',
				generalDocument: 'result/general-document/',
			},
		},
		adviceWhenRefused: /that the session has this file/,
	},
	{
		name: 'media.downloadAll',
		parameters: { ...ofSession, files: ['face', 'cardFront'] },
		output: () => ({ found: ['face', 'cardFront'], missing: [] }),
		notIn: { retries: 'It asks the endpoints of media.download, one after the other.' },
	},
	{
		name: 'media.getDocumentFacePhoto',
		parameters: ofSession,
		output: () => ({ mimeType: 'image/jpeg' }),
		path: 'get-session-main-document-face-photo',
	},
	{
		name: 'media.getVideoCallShots',
		parameters: ofSession,
		output: ofItsSession,
		path: 'get-video-call-shots',
	},
	{
		name: 'media.getVideoCallVideos',
		parameters: ofSession,
		output: () => ({ files: expect.any(Array) }),
		path: 'get-video-call-videos',
	},
	{
		name: 'processing.readDocument',
		parameters: { documentSide: 'passport' },
		output: () => ({ firstName: 'Nino', lastName: 'Sandadze' }),
		pathBy: {
			parameter: 'documentSide',
			paths: {
				cardFront: 'card/front/',
				cardBack: 'card/back/',
				licenseFront: 'license/front/',
				licenseBack: 'license/back/',
				residenceFront: 'residence/front/',
				residenceBack: 'residence/back/',
				passport: 'passport/',
			},
		},
		adviceWhenRefused: /Check that the image is sharp/,
	},
	{
		name: 'processing.compareFaces',
		parameters: {},
		output: () => ({ similarity: 0.93, warning: null }),
		path: 'compare-faces/',
		adviceWhenRefused: /Check that each image shows one face/,
	},
	{
		name: 'screening.searchPerson',
		parameters: { name: ID },
		newId: person,
		output: () => ({ matchCount: expect.any(Number) }),
		path: 'search-screening-person',
	},
	{
		name: 'screening.getPersonDetails',
		parameters: { personId: ID },
		newId: () => 'sandbox-person-1',
		output: () => ({ firstName: 'Ana' }),
		path: 'get-screening-person-details',
		adviceWhenRefused: /Check 'Person ID'/,
	},
	{
		name: 'screening.monitor',
		parameters: { name: ID },
		newId: person,
		output: anId,
		path: 'monitor-screening-query',
	},
	{
		name: 'screening.stopMonitoring',
		parameters: { recordId: ID },
		newId: monitoredRecord,
		output: () => ({ stopped: true }),
		path: 'remove-screening-query-from-monitoring',
		isDone: true,
		adviceWhenRefused: /Check 'Record ID'/,
	},
	{
		name: 'screening.getMonitored',
		parameters: { limit: 1 },
		newId: monitoredRecord,
		output: anId,
		path: 'list-screening-monitoring-records',
	},
	{
		name: 'export.sessionPdf',
		parameters: ofSession,
		output: () => ({ mimeType: 'application/pdf' }),
		path: 'export-session-as-pdf',
	},
];

/** What creates, deletes or costs, and may never be retried when it may have been carried out: a guard. */
export const NON_IDEMPOTENT_OPERATIONS = [
	'session.create',
	'session.delete',
	'processing.readDocument',
	'processing.compareFaces',
	'screening.searchPerson',
	'screening.getPersonDetails',
	'screening.monitor',
	'screening.stopMonitoring',
];

export function operationsIn(table: Table): ListedOperation[] {
	return operations.filter(({ notIn }) => notIn?.[table] === undefined);
}

/** The operation of that name; fails where there is none. */
export function operationNamed(name: string): ListedOperation {
	const found = operations.find((candidate) => candidate.name === name);
	if (!found) throw new Error(`operations.ts has no ${name}`);
	return found;
}

/** The parameters as the node takes them. */
export function requiredParametersOf({ name, parameters }: ListedOperation): INodeParameters {
	const [resource = '', operation = ''] = name.split('.');
	return { resource, operation, ...parameters };
}

export async function newIdFor(
	{ newId }: ListedOperation,
	world: OperationContext,
): Promise<string> {
	return newId ? await newId(world) : fullSession(world.sandbox);
}

/** A call of one endpoint. */
export interface EndpointCall {
	path: string;
	operation: ListedOperation;
	parameters: INodeParameters;
}

/** Every endpoint, with the operation that asks it and nothing else. */
export const endpointCalls: EndpointCall[] = operations.flatMap((operation) => {
	const parameters = requiredParametersOf(operation);
	const { path, pathBy } = operation;
	if (path !== undefined) return [{ path, operation, parameters }];
	return Object.entries(pathBy?.paths ?? {}).map(([value, itsPath]) => ({
		path: itsPath,
		operation,
		parameters: { ...parameters, [pathBy?.parameter ?? '']: value },
	}));
});
