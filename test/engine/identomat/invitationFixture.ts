import type { INode, INodeParameters } from 'n8n-workflow';

import type { AuditEntry } from '../../../dev/sandbox';
import type { WebhookAnswer, WebhookRequest } from '../callWebhook';
import type { RunResult } from '../runNode';
import type { Resumed, WaitingExecution } from '../waitingExecution';
import { setUpIdentomat, type IdentomatFixture, type RunSetup } from './identomatFixture';

const MINUTE = 60_000;

export interface InvitationSetup extends RunSetup {
	people?: number;
	invite?: INodeParameters;
	wait?: INodeParameters;
}

/** People who are invited. */
export interface Invited {
	waiting: WaitingExecution;
	/** One per person. */
	urls: string[];
}

export type Visit = (
	waiting: WaitingExecution,
	url: string,
	request?: Partial<Omit<WebhookRequest, 'query'>> & { query?: Record<string, unknown> },
) => Promise<{ answer?: WebhookAnswer; resumed?: Resumed }>;

/** What a press of the button led to. */
export interface Begun {
	sessionId: string;
	resumed?: Resumed;
	/** The execution as it waits then. */
	waiting: WaitingExecution;
}

/** People are invited, and the workflow waits for them: Invite → Wait → If finished, false → Wait. */
export interface InvitationFixture {
	identomat: IdentomatFixture;
	inviting(setup?: InvitationSetup): Promise<RunResult>;
	startWaiting(setup?: InvitationSetup): Promise<Invited>;
	/** A request to an invitation's link, by GET unless it says otherwise. */
	visit: Visit;
	/** Presses the button. */
	begin(waiting: WaitingExecution, url: string): Promise<Begun>;
	returnUrlOf(sessionId: string): string;
	/** The requests that created sessions. */
	created(): AuditEntry[];
	/** Sets this process' clock ahead, for the rest of the test. */
	passMinutes(minutes: number): void;
}

export const waitParameters = (parameters: INodeParameters = {}) => ({
	resource: 'result',
	operation: 'wait',
	waitFor: 'invitation',
	...parameters,
});

export const queryOf = (url: string) => Object.fromEntries(new URL(url).searchParams);

/** What a page says, without its markup. */
export const textOf = (page = '') =>
	page
		.replace(/<head>[^]*<\/head>/, '')
		.replace(/<[^>]+>/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();

const inviteNode = (parameters: INodeParameters): INode => ({
	id: 'invite',
	name: 'Invite',
	type: 'identomat',
	typeVersion: 1,
	position: [100, 0],
	parameters: { resource: 'session', operation: 'invite', configId: 'kyc', ...parameters },
	credentials: { identomatApi: { id: 'identomatApi', name: 'Test identomatApi' } },
});

export function setUpInvitations(
	identomat: IdentomatFixture = setUpIdentomat(),
): InvitationFixture {
	afterEach(() => jest.restoreAllMocks());

	const fixture: InvitationFixture = {
		identomat,
		inviting: async ({ people = 1, invite = {}, wait = {}, ...setup } = {}) =>
			await identomat.run(waitParameters(wait), {
				items: Array.from({ length: people }, (_, person) => ({ json: { person } })),
				shape: { before: [inviteNode(invite)], loops: true },
				...setup,
			}),
		startWaiting: async (setup) => {
			const { waiting, error } = await fixture.inviting(setup);
			expect(error).toBeUndefined();
			const { resultData } = JSON.parse(waiting!.stored);
			const [items] = resultData.runData.Invite[0].data.main;
			return {
				waiting: waiting!,
				urls: items.map(({ json }: { json: { invitationUrl: string } }) => json.invitationUrl),
			};
		},
		visit: async (waiting, url, { method = 'GET', query, ...request } = {}) =>
			await waiting.callResumeUrl({
				method,
				query: { ...queryOf(url), ...query } as Record<string, string>,
				...request,
			}),
		begin: async (waiting, url) => {
			const { answer, resumed } = await fixture.visit(waiting, url, { method: 'POST' });
			const { searchParams } = new URL(answer?.headers.location ?? '');
			const sessionId = searchParams.get('session_token') ?? '';
			return { sessionId, resumed, waiting: resumed?.waiting ?? waiting };
		},
		returnUrlOf: (sessionId) =>
			String(identomat.sandbox.session(sessionId)?.beginRequest.flags?.return_url),
		created: () => identomat.sandbox.audit.filter(({ path }) => path === 'begin/'),
		passMinutes: (minutes) => {
			const now = Date.now() + minutes * MINUTE;
			jest.spyOn(Date, 'now').mockImplementation(() => now);
		},
	};
	return fixture;
}
