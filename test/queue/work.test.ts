import type { INodeExecutionData } from 'n8n-workflow';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch } from 'undici';

import { postJson } from '../../dev/postJson';
import { invitationUrls, invitationWorkflow } from '../n8n/invitations';
import { completeVerification, returnUrlOf, runWithPerson } from '../n8n/person';
import type { Receiver } from '../../dev/n8n/receiver';
import { startReceiver } from '../../dev/n8n/receiver';
import type { Execution, WorkflowDocument } from '../../dev/n8n/rest';
import { FIXTURE_TIMEOUT_MS } from '../../dev/n8n/fixture';
import type { S3Storage } from '../n8n/s3Storage';
import { startS3Storage } from '../n8n/s3Storage';
import { TRIGGER_NAME, withCredential, withNode } from '../../dev/n8n/workflowDocument';
import { withCredentials } from '../n8n/exampleWorkflow';
import type { Cluster } from './cluster';
import { startCluster } from './cluster';
import type { PublishedCallbacks, WaitingSession } from './callbacks';
import { publishCallbacks, sendCallback, startWaiting, startWaitingForEach } from './callbacks';
import { Batches, references, timesCreated } from './batches';
import { followLink } from './invitations';
import { publishTrigger, timesEmitted } from './triggers';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** A poll comes within a minute; some steps start all of n8n again besides. */
jest.setTimeout(120_000);

describe('n8n in queue mode, with two workers', () => {
	let cluster: Cluster;
	let receiver: Receiver;
	let storage: S3Storage;

	const onboarding = async (): Promise<Execution> => {
		const { rest, credential } = cluster;
		const shipped = withCredentials(await example('invite-remind-decide.json'), [credential]);
		const workflow = withNode(shipped, 'Delete the session', { disabled: false });
		return await runWithPerson(cluster, await rest.importWorkflow(workflow));
	};

	/** How many executions the workers have taken up so far, one number a worker. */
	const runsOfWorkers = (): number[] =>
		cluster.workers.map((one) => one.log().match(/Worker started execution/g)?.length ?? 0);

	/** A file that the execution has stored, as the editor gets it from the main process. */
	const storedFile = async (execution: Execution, field: string) => {
		const [item] = execution.nodes['Download all files']?.items ?? [];
		const { id = '' } = (item as INodeExecutionData).binary?.[field] ?? {};
		return { id, bytes: await cluster.rest.binary(id) };
	};

	/** The same file as the API gives it. */
	const expectedFile = async (path: string): Promise<Buffer> => {
		const { widgetUrl, companyKey: company_key } = cluster.sandbox;
		const response = await postJson(`${widgetUrl}/external-api/${path}`, {
			company_key,
			session_token: cluster.sandbox.addSession(),
		});
		return Buffer.from(await response.arrayBuffer());
	};

	beforeAll(async () => {
		receiver = await startReceiver();
		storage = await startS3Storage();
		cluster = await startCluster();
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await cluster?.close();
		await storage?.close();
		await receiver?.close();
	});

	it('runs the onboarding example by hand on a worker, with its files in the database', async () => {
		const before = runsOfWorkers();
		const execution = await onboarding();
		expect(execution.status).toBe('success');
		// Up to the wait, back into it when the session begins, and after it.
		expect(sum(runsOfWorkers())).toBe(sum(before) + 3);
		const { id, bytes } = await storedFile(execution, 'faceVideo');
		expect(id).toMatch(/^database:/);
		expect(bytes.equals(await expectedFile('result/face-video/'))).toBe(true);
		expect(execution.nodes['Delete the session']?.items[0]?.json.deleted).toBe(true);
	});

	it('creates and reads each of 2,000 sessions once, in forty executions on both workers', async () => {
		const { sandbox } = cluster;
		const batches = await Batches.publish(cluster);
		const before = runsOfWorkers();
		sandbox.audit.length = 0;
		const all = references(40, 50);
		const statuses = await Promise.all(all.map(async (batch) => await batches.run(batch)));
		expect(new Set(statuses)).toEqual(new Set([200]));
		expect(new Set(timesCreated(sandbox, all.flat()))).toEqual(new Set([1]));
		const read = sandbox.audit.filter(({ path }) => path === 'result/');
		expect(read).toHaveLength(2000);
		expect(new Set(read.map(({ fields }) => fields.session_token)).size).toBe(2000);
		for (const [worker, count] of runsOfWorkers().entries()) {
			expect(count).toBeGreaterThan(before[worker] ?? 0);
		}
	});

	it('fails none of 120 executions on both workers if the account accepts eight requests at a time', async () => {
		const { sandbox } = cluster;
		const batches = await Batches.publish(cluster);
		const before = runsOfWorkers();
		sandbox.audit.length = 0;
		const inFlight = () => sandbox.audit.filter(({ answeredAt }) => answeredAt === null).length;
		sandbox.fault('*', { status: 429, matches: () => inFlight() > 8 });
		sandbox.fault('*', { latencyMs: 300 });
		const all = references(120, 1);
		const statuses = await Promise.all(all.map(async (batch) => await batches.run(batch)));
		sandbox.clearFaults();
		expect(new Set(statuses)).toEqual(new Set([200]));
		const countOf = (wanted: number) =>
			sandbox.audit.filter(({ status }) => status === wanted).length;
		expect(countOf(200)).toBe(2 * 120);
		expect(countOf(429)).toBeGreaterThan(0);
		for (const [worker, count] of runsOfWorkers().entries()) {
			expect(count).toBeGreaterThan(before[worker] ?? 0);
		}
	});

	it('stops a run on a worker with the stop button', async () => {
		const { sandbox, rest, main } = cluster;
		const batches = await Batches.publish(cluster);
		const [stopped = [], next = []] = references(2, 40);
		const asked = new Promise<void>((resolve) => {
			const matches = ({ config_id: id }: Record<string, unknown>) => {
				if (stopped.includes(String(id))) resolve();
				return stopped.includes(String(id));
			};
			sandbox.fault('begin/', { matches, latencyMs: 2000 });
		});
		const enqueued = main.logs(/Enqueued execution (\d+)/);
		const run = batches.run(stopped);
		const [, executionId = ''] = await enqueued;
		await asked;
		await rest.stop(executionId);
		expect(await run).toBe(500);
		expect((await rest.execution(executionId)).status).toBe('canceled');
		sandbox.clearFaults();
		const asksUntilThen = sum(timesCreated(sandbox, stopped));
		expect(asksUntilThen).toBeLessThan(stopped.length);
		// What is still to come of the stopped run would come beside this one.
		expect(await batches.run(next)).toBe(200);
		expect(sum(timesCreated(sandbox, stopped))).toBe(asksUntilThen);
	});

	it('runs the retention example on a worker when its trigger fires', async () => {
		const { sandbox, rest, credential } = cluster;
		const keys = { accessKeyId: 'invented', secretAccessKey: 'invented', forcePathStyle: true };
		const s3 = await rest.createCredential('s3', 'Archive', { endpoint: storage.url, ...keys });
		const sessionId = sandbox.addSession();
		const shipped = withCredentials(await example('keep-and-delete.json'), [credential]);
		const watching = withNode(shipped, 'When a session is decided', {
			parameters: { sessionIds: sessionId },
		});
		const storing = withNode(watching, 'Store the archive', {
			disabled: false,
			credentials: { s3 },
		});
		const switchedOn = withNode(storing, 'Delete the session at Identomat', { disabled: false });
		const deleted = new Promise<void>((resolve) => {
			const matches = ({ session_token: id }: Record<string, unknown>) => {
				if (id === sessionId) resolve();
				return false;
			};
			sandbox.fault('delete/', { matches });
		});
		const id = await rest.importWorkflow(switchedOn);
		await rest.publish(id);
		await deleted;
		expect([...storage.files.keys()]).toEqual([`/identomat-archive/${sessionId}.zip`]);
		await rest.unpublish(id);
		sandbox.clearFaults();
	});

	it('emits finished sessions and monitored people, also those of the time without a worker', async () => {
		const { sandbox, main, workers } = cluster;
		const [early, late] = [sandbox.addSession(), sandbox.addSession({ state: 'open' })];
		const id = await publishTrigger(cluster, receiver, {
			event: 'sessionFinished',
			source: 'list',
			sessionIds: `${early}, ${late}`,
		});
		await publishTrigger(cluster, receiver, { event: 'monitoringRecordChanged' });
		expect(await receiver.arrival('sessionId', early)).toMatchObject({ outcome: 'approved' });
		await Promise.all(workers.map(async (worker) => await worker.stop()));
		sandbox.finish(late, 'rejected');
		await monitor(cluster, 'Max Beispielmann');
		await main.logs(/Enqueued execution/);
		await main.logs(/Enqueued execution/);
		expect(timesEmitted(receiver, [early, late])).toEqual([1, 0]);
		await Promise.all(workers.map(async (worker) => await worker.start()));
		expect(await receiver.arrival('sessionId', late)).toMatchObject({ outcome: 'rejected' });
		expect(await receiver.arrival('change', 'new')).toMatchObject({
			query: { name: 'Max Beispielmann' },
		});
		expect(timesEmitted(receiver, [early, late])).toEqual([1, 1]);
		await cluster.rest.unpublish(id);
	});

	it('starts a workflow by a callback with the right key, on a worker', async () => {
		const { sandbox } = cluster;
		const { url } = await publishCallbacks(cluster, receiver);
		const [sessionId, other] = [sandbox.addSession(), sandbox.addSession()];
		const before = runsOfWorkers();
		expect(await sendCallback(url, other, 'a-wrong-key')).toBe(401);
		expect(await sendCallback(url, sessionId)).toBe(200);
		expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({ outcome: 'approved' });
		expect(sum(runsOfWorkers())).toBe(sum(before) + 1);
		expect(timesEmitted(receiver, [sessionId, other])).toEqual([1, 0]);
	});

	it('stores the sessions and ends of all people of an invitation who press and return at once', async () => {
		const { rest, sandbox, credential } = cluster;
		const workflow = withCredential(invitationWorkflow(receiver.url, 5), credential);
		const { id, nodes, status, error } = await rest.run(
			await rest.importWorkflow(workflow),
			TRIGGER_NAME,
		);
		expect([status, error]).toEqual(['waiting', undefined]);
		const urls = invitationUrls({ nodes });
		const before = sandbox.audit.length;
		// So that all are under way when the first one has n8n continue.
		sandbox.fault('begin/', { latencyMs: 1000, times: urls.length });
		const sessions = await Promise.all(urls.map(async (url) => await followLink(url, 'POST')));
		await rest.parkedWhen(id, ({ stored }) => sessions.every((one) => stored.includes(one)));
		const begun = sandbox.audit.slice(before).filter(({ path }) => path === 'begin/');
		expect(begun).toHaveLength(urls.length);
		for (const sessionId of sessions) sandbox.finish(sessionId);
		const pages = await Promise.all(
			sessions.map(async (one) => await followLink(returnUrlOf(sandbox, one), 'GET')),
		);
		const { length: shown } = pages.filter((page) => page.includes('You are done here'));
		expect(shown).toBeGreaterThan(0);
		expect((await rest.waitForEnd(id)).status).toBe('success');
		expect(timesEmitted(receiver, sessions)).toEqual(sessions.map(() => 1));
	});

	describe('after a restart of everything, with one folder for all files', () => {
		let folder: string;
		let parked: WaitingSession;
		let each: Awaited<ReturnType<typeof startWaitingForEach>>;
		let callbacks: PublishedCallbacks;
		let calledBack: string[];

		const callBackForAll = async () => {
			for (const sessionId of calledBack) {
				expect(await sendCallback(callbacks.url, sessionId)).toBe(200);
			}
		};

		beforeAll(async () => {
			const { sandbox, rest } = cluster;
			parked = await startWaiting(cluster, receiver);
			each = await startWaitingForEach(cluster, receiver);
			callbacks = await publishCallbacks(cluster, receiver);
			calledBack = Array.from({ length: 5 }, () => sandbox.addSession());
			await callBackForAll();
			// Starts nothing, so n8n stores what the five have started.
			expect(await sendCallback(callbacks.url, calledBack[0] ?? '')).toBe(200);
			for (const id of calledBack) await rest.saved(callbacks.workflowId, new RegExp(id));
			for (const id of calledBack) await receiver.arrival('sessionId', id);
			const [, second = ''] = each.sessionIds;
			await completeVerification(sandbox, second, 'rejected');
			await receiver.arrival('sessionId', second);
			await rest.parkedWhen(each.executionId, ({ stored }) => stored.includes('rejected'));
			folder = await mkdtemp(join(tmpdir(), 'n8n-files-'));
			await cluster.restart({
				N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
				N8N_STORAGE_PATH: folder,
			});
		});

		afterAll(async () => {
			await rm(folder, { recursive: true, force: true });
		});

		it('resumes an execution that waited before, when the browser returns', async () => {
			const { sandbox, main } = cluster;
			const { sessionId, returnUrl } = parked;
			expect(returnUrl.startsWith(`${main.url}/`)).toBe(true);
			expect(timesEmitted(receiver, [sessionId])).toEqual([0]);
			sandbox.finish(sessionId, 'rejected');
			expect((await fetch(returnUrl)).status).toBe(200);
			expect(await receiver.arrival('sessionId', sessionId)).toMatchObject({
				outcome: 'rejected',
				timedOut: false,
			});
			expect(timesEmitted(receiver, [sessionId])).toEqual([1]);
		});

		it('continues for the second of two people, when the first has continued before', async () => {
			const { sandbox, rest } = cluster;
			const [first = ''] = each.sessionIds;
			await completeVerification(sandbox, first);
			expect(await receiver.arrival('sessionId', first)).toMatchObject({ outcome: 'approved' });
			expect((await rest.waitForEnd(each.executionId)).status).toBe('success');
			expect(timesEmitted(receiver, each.sessionIds)).toEqual([1, 1]);
		});

		it('starts nothing twice for callbacks that n8n had stored', async () => {
			await callBackForAll();
			expect(timesEmitted(receiver, calledBack)).toEqual([1, 1, 1, 1, 1]);
			expect(await cluster.rest.executions(callbacks.workflowId)).toHaveLength(5);
		});

		it('runs the onboarding example on a worker, and the main process reads its files', async () => {
			const execution = await onboarding();
			expect(execution.status).toBe('success');
			const { id, bytes } = await storedFile(execution, 'faceVideo');
			expect(id).toMatch(/^filesystem/);
			expect(bytes.equals(await expectedFile('result/face-video/'))).toBe(true);
		});

		it("returns the worker's own address if WEBHOOK_URL is missing", async () => {
			const { main, workers, addWorker } = cluster;
			await Promise.all(workers.map(async (worker) => await worker.stop()));
			const stranger = await addWorker({ env: { WEBHOOK_URL: '' } });
			const { returnUrl } = await startWaiting(cluster, receiver);
			expect(returnUrl).toMatch(/^http:\/\/localhost:\d+\/webhook-waiting\//);
			expect(new URL(returnUrl).port).not.toBe(new URL(main.url).port);
			await stranger.remove();
			await Promise.all(workers.map(async (worker) => await worker.start()));
		});

		it('cannot read the files of a worker with another folder, although its run succeeds', async () => {
			const { workers, addWorker } = cluster;
			await Promise.all(workers.map(async (worker) => await worker.stop()));
			const elsewhere = await mkdtemp(join(tmpdir(), 'n8n-files-'));
			const stranger = await addWorker({
				env: { N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem', N8N_STORAGE_PATH: elsewhere },
			});
			const execution = await onboarding();
			expect(execution.status).toBe('success');
			await expect(storedFile(execution, 'faceVideo')).rejects.toThrow(/binary-data.* gave 404/);
			await stranger.remove();
			await rm(elsewhere, { recursive: true, force: true });
		});

		it('fails runs on a worker without the package, and reports why', async () => {
			const { rest, main, addWorker } = cluster;
			const batches = await Batches.publish(cluster);
			const stranger = await addWorker({ tarball: undefined });
			const enqueued = main.logs(/Enqueued execution (\d+)/);
			expect(await batches.run(['a reference'])).toBe(500);
			const [, executionId = ''] = await enqueued;
			const { status, error } = await rest.execution(executionId);
			expect(status).toBe('error');
			expect(error?.message).toBe('Unrecognized node type: n8n-nodes-identomat.identomat');
			await stranger.remove();
		});
	});
});

async function example(file: string): Promise<WorkflowDocument> {
	return JSON.parse(await readFile(join(EXAMPLES, file), 'utf8')) as WorkflowDocument;
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

/** Puts a person under monitoring, as a request of one's own. */
async function monitor({ sandbox }: Cluster, name: string): Promise<void> {
	const { externalApiUrl, companyKey } = sandbox;
	await postJson(`${externalApiUrl}/monitor-screening-query`, { companyKey, name });
}
