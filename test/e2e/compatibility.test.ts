import type { N8nVersion } from '../../dev/n8n/install';
import { CURRENT_N8N, OLDEST_N8N } from '../../dev/n8n/install';
import { sendTo } from '../../dev/n8n/httpRequest';
import type { Receiver } from '../../dev/n8n/receiver';
import { startReceiver } from '../../dev/n8n/receiver';
import type { Stage } from '../../dev/n8n/stage';
import { STAGE_LIMIT_MS, startStage } from '../../dev/n8n/stage';
import { chain, startedBy, TRIGGER_NAME, withCredential } from '../../dev/n8n/workflowDocument';

jest.setTimeout(60_000);

/** `npm run test:compat` names another one. */
const asked = process.env.N8N_RELEASE as N8nVersion | undefined;
const releases = asked ? [asked] : [OLDEST_N8N, CURRENT_N8N];

describe.each(releases)('the package in n8n %s', (version) => {
	let stage: Stage;
	let receiver: Receiver;

	beforeAll(async () => {
		receiver = await startReceiver();
		stage = await startStage({ version });
	}, STAGE_LIMIT_MS);

	afterAll(async () => {
		await stage?.close();
		await receiver?.close();
	});

	it('is loaded with both nodes', async () => {
		const names = await stage.rest.nodeTypes();
		expect(names).toContain('n8n-nodes-identomat.identomat');
		expect(names).toContain('n8n-nodes-identomat.identomatTrigger');
	});

	it("passes the credential's test with the right key, and fails it with a wrong one", async () => {
		const { rest, credential, credentialData } = stage;
		const right = await rest.testCredential(credential, credentialData());
		expect(right.status).toBe('OK');
		const companyKey = 'an-invented-key-that-is-wrong';
		const wrong = await rest.testCredential(credential, credentialData({ companyKey }));
		expect(wrong.status).toBe('Error');
	});

	it('gets a result', async () => {
		const { sandbox, rest, credential } = stage;
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

	it('tells of a finished session', async () => {
		const { sandbox, rest, credential } = stage;
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
});
