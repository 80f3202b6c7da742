import type { Sandbox } from '../sandbox';
import { startSandbox } from '../sandbox';
import { CURRENT_N8N, OLDEST_N8N } from './n8n/install';
import type { Receiver } from './n8n/receiver';
import { sendTo, startReceiver } from './n8n/receiver';
import type { StoredCredential } from './n8n/rest';
import { N8nRest } from './n8n/rest';
import type { N8nServer } from './n8n/server';
import { startN8n } from './n8n/server';
import { packProject } from './n8n/tarball';
import { chain, startedBy, TRIGGER_NAME, withCredential } from './n8n/workflow';

// The first run installs n8n itself.
const START_LIMIT_MS = 900_000;

jest.setTimeout(60_000);

describe.each([OLDEST_N8N, CURRENT_N8N])('the package in n8n %s', (version) => {
	let sandbox: Sandbox;
	let receiver: Receiver;
	let server: N8nServer;
	let rest: N8nRest;
	let credential: StoredCredential;

	const credentialData = (companyKey: string) => ({
		companyKey,
		widgetUrl: sandbox.widgetUrl,
		externalApiUrl: sandbox.externalApiUrl,
	});

	beforeAll(async () => {
		sandbox = await startSandbox();
		receiver = await startReceiver();
		server = await startN8n({ tarball: await packProject(), version });
		rest = await N8nRest.connect(server.url);
		const data = credentialData(sandbox.companyKey);
		credential = await rest.createCredential('identomatApi', 'Identomat account', data);
	}, START_LIMIT_MS);

	afterAll(async () => {
		await server?.remove();
		await receiver?.close();
		await sandbox?.close();
	});

	it('is loaded with both nodes', async () => {
		const names = await rest.nodeTypes();
		expect(names).toContain('n8n-nodes-identomat.identomat');
		expect(names).toContain('n8n-nodes-identomat.identomatTrigger');
	});

	it("passes the credential's test with the right key, and fails it with a wrong one", async () => {
		const test = async (key: string) =>
			(await rest.testCredential(credential, credentialData(key))).status;
		expect(await test(sandbox.companyKey)).toBe('OK');
		expect(await test('an-invented-key-that-is-wrong')).toBe('Error');
	});

	it('gets a result', async () => {
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
