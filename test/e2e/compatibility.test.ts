import type { IWorkflowSettings } from 'n8n-workflow';
import { fetch } from 'undici';

import type { N8nVersion } from '../../dev/n8n/install';
import { CURRENT_N8N, OLDEST_N8N } from '../../dev/n8n/install';
import { sendTo } from '../n8n/httpRequest';
import { invitationUrls, invitationWorkflow } from '../n8n/invitations';
import { acceptInvitation, openReturnUrl, completeVerification } from '../n8n/person';
import type { Receiver } from '../../dev/n8n/receiver';
import { startReceiver } from '../../dev/n8n/receiver';
import type { Execution } from '../../dev/n8n/rest';
import type { Fixture } from '../../dev/n8n/fixture';
import { FIXTURE_TIMEOUT_MS, startFixture } from '../../dev/n8n/fixture';
import { chain, startedBy, TRIGGER_NAME, withCredential } from '../../dev/n8n/workflowDocument';
import { withWaitLoop } from '../n8n/waitLoop';

/** The two minutes of the wait, and the one in which n8n looks. */
const LIMIT_MS = 200_000;

jest.setTimeout(200_000);

/** `npm run test:compat` names another one. */
const asked = process.env.N8N_RELEASE as N8nVersion | undefined;
const releases = asked ? [asked] : [OLDEST_N8N, CURRENT_N8N];

/** What was started in each release; it goes on while the next one is tested. */
const begun: Array<{
	version: N8nVersion;
	fixture: Fixture;
	/** Nobody comes back to it. */
	forgotten: Execution;
	/** Nor to this one, whose workflow has a time limit of its own. */
	stopped: Execution;
	/** Nor to this one, but its session is decided meanwhile. */
	decided: Execution;
}> = [];
const fixtures: Fixture[] = [];
let receiver: Receiver;

/** Begins a session and waits for it, two minutes at most; then it ends, or goes back if `loops`. */
async function park(
	{ rest, credential }: Fixture,
	{ loops = false, executionTimeout }: { loops?: boolean; executionTimeout?: number } = {},
): Promise<Execution> {
	const type = 'n8n-nodes-identomat.identomat';
	const begin = { resource: 'session', operation: 'create', returnToWorkflow: true };
	const wait = {
		resource: 'result',
		operation: 'wait',
		sessionId: '={{ $json.sessionId }}',
		limitAmount: 2,
		limitUnit: 'minutes',
	};
	const first = { name: 'Begin', type, parameters: begin };
	const waiting = { name: 'Wait', type, parameters: wait };
	const last = sendTo(receiver.url);
	const shape = loops
		? withWaitLoop('Wait', [first], waiting, last)
		: chain('Wait', [first, waiting, last]);
	const settings: IWorkflowSettings = { executionOrder: 'v1', executionTimeout };
	const workflow = withCredential({ ...shape, settings }, credential);
	const execution = await rest.run(await rest.importWorkflow(workflow), TRIGGER_NAME);
	expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
	return execution;
}

function sessionOf({ nodes }: Execution): string {
	return String(nodes.Begin?.items[0]?.json.sessionId);
}

beforeAll(async () => {
	receiver = await startReceiver();
});

afterAll(async () => {
	for (const fixture of fixtures) await fixture.close();
	await receiver?.close();
});

describe.each(releases)('the package in n8n %s', (version) => {
	let fixture: Fixture;

	beforeAll(async () => {
		fixture = await startFixture({ version });
		fixtures.push(fixture);
		const forgotten = await park(fixture);
		const stopped = await park(fixture, { executionTimeout: 60 });
		const decided = await park(fixture, { loops: true });
		fixture.sandbox.finish(sessionOf(decided), 'rejected');
		begun.push({ version, fixture, forgotten, stopped, decided });
	}, FIXTURE_TIMEOUT_MS);

	it('loads with all nodes', async () => {
		const names = await fixture.rest.nodeTypes();
		expect(names).toContain('n8n-nodes-identomat.identomat');
		expect(names).toContain('n8n-nodes-identomat.identomatTrigger');
		expect(names).toContain('n8n-nodes-identomat.identomatCallbackTrigger');
	});

	it('passes the credential test with the right key, and fails it with a wrong one', async () => {
		const { rest, credential, credentialData } = fixture;
		const right = await rest.testCredential(credential, credentialData());
		expect(right.status).toBe('OK');
		const companyKey = 'an-invented-key-that-is-wrong';
		const wrong = await rest.testCredential(credential, credentialData({ companyKey }));
		expect(wrong.status).toBe('Error');
	});

	it('gets a result', async () => {
		const { sandbox, rest, credential } = fixture;
		const sessionId = sandbox.addSession();
		const node = {
			name: 'Get the result',
			type: 'n8n-nodes-identomat.identomat',
			parameters: { resource: 'result', operation: 'get', sessionId },
		};
		const workflow = withCredential(chain('Result', [node]), credential);
		const execution = await rest.run(await rest.importWorkflow(workflow), TRIGGER_NAME);
		expect(execution.error).toBeUndefined();
		const [item] = execution.nodes[node.name]?.items ?? [];
		expect(item?.json).toMatchObject({ sessionId, outcome: 'approved', fullName: 'Nino Sandadze' });
	});

	it('emits a finished session', async () => {
		const { sandbox, rest, credential } = fixture;
		const sessionId = sandbox.addSession({ outcome: 'rejected' });
		const trigger = {
			name: 'Identomat Trigger',
			type: 'n8n-nodes-identomat.identomatTrigger',
			parameters: {
				pollTimes: { item: [{ mode: 'everyMinute' }] },
				event: 'sessionFinished',
				source: 'list',
				sessionIds: sessionId,
			},
		};
		const workflow = startedBy(trigger, 'Finished sessions', [sendTo(receiver.url)]);
		await rest.publish(await rest.importWorkflow(withCredential(workflow, credential)));
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'rejected' });
	});

	it('waits until the person returns', async () => {
		const { rest, sandbox } = fixture;
		const execution = await park(fixture);
		const sessionId = sessionOf(execution);
		expect((await openReturnUrl(sandbox, sessionId)).page).toContain('checking your details');
		expect((await completeVerification(sandbox, sessionId)).status).toBe(200);
		const { status, nodes } = await rest.waitForEnd(execution.id);
		expect(status).toBe('success');
		expect(nodes['Send to the receiver']?.items).toHaveLength(1);
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({
			outcome: 'approved',
			timedOut: false,
		});
	});

	it('invites a person, who begins by the button of the link and returns', async () => {
		const { rest, sandbox, credential } = fixture;
		const workflow = withCredential(invitationWorkflow(receiver.url), credential);
		const execution = await rest.run(await rest.importWorkflow(workflow), TRIGGER_NAME);
		expect([execution.status, execution.error]).toEqual(['waiting', undefined]);
		const [url = ''] = invitationUrls(execution);
		const forged = new URL(url);
		forged.searchParams.set('invitation', 'A'.repeat(22));
		const refused = await fetch(forged, { method: 'POST' });
		expect([refused.status, await refused.text()]).toEqual([
			404,
			expect.stringContaining('no longer valid'),
		]);
		expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
		const sessionId = await acceptInvitation(rest, execution.id, url);
		expect((await completeVerification(sandbox, sessionId)).page).toContain('You are done here');
		expect((await rest.waitForEnd(execution.id)).status).toBe('success');
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
	});
});

describe('a person who does not return', () => {
	it.each(releases)(
		'continues the workflow at the limit in n8n %s',
		async (release) => {
			const { fixture, forgotten } = begun.find(({ version }) => version === release)!;
			const { status } = await fixture.rest.waitForEnd(forgotten.id);
			expect(status).toBe('success');
			const sessionId = sessionOf(forgotten);
			expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({
				outcome: null,
				finished: false,
				timedOut: true,
			});
			const arrived = receiver.arrivals.filter((one) => one.sessionId === sessionId);
			expect(arrived).toHaveLength(1);
		},
		LIMIT_MS,
	);

	it.each(releases)(
		'goes back into the wait at the limit, which then finds what was decided meanwhile, in n8n %s',
		async (release) => {
			const { fixture, decided } = begun.find(({ version }) => version === release)!;
			const sessionId = sessionOf(decided);
			expect((await fixture.rest.waitForEnd(decided.id)).status).toBe('success');
			const requests = fixture.sandbox.audit.filter(
				({ path, fields }) => path === 'result/' && fields.session_token === sessionId,
			);
			expect(requests).toHaveLength(2);
			expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({
				outcome: 'rejected',
				timedOut: false,
			});
		},
		LIMIT_MS,
	);

	it.each(releases)(
		'ends the workflow at its own shorter limit in n8n %s, after a hint from the node',
		async (release) => {
			const { fixture, stopped } = begun.find(({ version }) => version === release)!;
			expect(stopped.stored).toContain("limit of 60 seconds is shorter than 'Wait at Most'");
			expect((await fixture.rest.waitForEnd(stopped.id)).status).toBe('canceled');
			expect(receiver.arrivals.map(({ sessionId }) => sessionId)).not.toContain(sessionOf(stopped));
		},
		LIMIT_MS,
	);
});
