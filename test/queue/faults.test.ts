import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Receiver } from '../../dev/n8n/receiver';
import { startReceiver } from '../../dev/n8n/receiver';
import type { ExecutionSummary } from '../../dev/n8n/rest';
import { FIXTURE_TIMEOUT_MS } from '../../dev/n8n/fixture';
import type { Cluster } from './cluster';
import { startCluster } from './cluster';
import { Batches, references, timesCreated } from './batches';
import { publishTrigger, timesEmitted } from './triggers';

/** Some steps start processes again, which a busy machine takes its time for. */
jest.setTimeout(300_000);

/** So that n8n finds out within seconds that a worker is gone: with its defaults it takes two minutes. */
const SOON = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '5000',
};
const BATCHES = 8;
const SIZE = 40;

describe('faults in queue mode, in the middle of eight batches on two workers', () => {
	let cluster: Cluster;
	let batches: Batches;
	let receiver: Receiver;

	/** Runs batches; resolves when the work on each of them has well begun, with what is to come of them. */
	const middleOf = async (all: string[][]) => {
		const batchOf = new Map(
			all.flatMap((batch, index) => batch.map((one) => [one, index] as const)),
		);
		const requested = all.map(() => 0);
		const reached = new Promise<void>((resolve) => {
			const matches = ({ config_id: reference }: Record<string, unknown>) => {
				const index = batchOf.get(String(reference));
				if (index !== undefined) requested[index] = (requested[index] ?? 0) + 1;
				if (requested.every((times) => times >= 5)) resolve();
				return true;
			};
			cluster.sandbox.fault('begin/', { matches, latencyMs: 300 });
		});
		const answers = Promise.allSettled(all.map(async (batch) => await batches.run(batch)));
		await reached;
		return { answers };
	};

	const executions = async (): Promise<ExecutionSummary[]> =>
		await cluster.rest.executions(batches.id);

	/** One more batch, to see that n8n is well again. */
	const runsAgain = async (): Promise<void> => {
		cluster.sandbox.clearFaults();
		const [batch = []] = references(1, SIZE);
		expect(await batches.run(batch)).toBe(200);
		expect(new Set(timesCreated(cluster.sandbox, batch))).toEqual(new Set([1]));
	};

	beforeAll(async () => {
		receiver = await startReceiver();
		cluster = await startCluster({ env: SOON });
		batches = await Batches.publish(cluster);
	}, FIXTURE_TIMEOUT_MS);

	afterAll(async () => {
		await cluster?.close();
		await receiver?.close();
	});

	afterEach(() => {
		cluster.sandbox.clearFaults();
	});

	it('loses and doubles nothing when Redis is restarted', async () => {
		const { process: redis } = cluster.redis;
		const all = references(BATCHES, SIZE);
		const { answers } = await middleOf(all);
		await redis.stop();
		await redis.start();
		expect(new Set((await answers).map(answered))).toEqual(new Set([200]));
		expect(new Set(timesCreated(cluster.sandbox, all.flat()))).toEqual(new Set([1]));
		await runsAgain();
	});

	it('fails the runs of a killed worker, and creates no session twice', async () => {
		const { sandbox, workers } = cluster;
		const [killed] = workers;
		const all = references(BATCHES, SIZE);
		const { answers } = await middleOf(all);
		await killed?.kill();
		const statuses = (await answers).map(answered);
		expect(new Set(statuses)).toEqual(new Set([200, 500]));
		for (const [index, batch] of all.entries()) {
			const times = timesCreated(sandbox, batch);
			if (statuses[index] === 200) expect(new Set(times)).toEqual(new Set([1]));
			else expect(Math.max(...times)).toBe(1);
		}
		const failed = statuses.filter((status) => status === 500).length;
		const ended = (await executions()).slice(0, BATCHES).map(({ status }) => status);
		expect(ended.filter((status) => status === 'success')).toHaveLength(BATCHES - failed);
		expect(ended.filter((status) => status === 'error')).toHaveLength(failed);
		await killed?.start();
		await runsAgain();
	});

	it('creates no session twice when PostgreSQL restarts, and knows the end of each run afterwards', async () => {
		const { sandbox, main, workers } = cluster;
		const { process: postgres } = cluster.postgres;
		const all = references(BATCHES, SIZE);
		await middleOf(all);
		const recovered = [main, ...workers].map(
			async (one) => await one.logs(/Database connection recovered/),
		);
		await postgres.stop();
		await postgres.start();
		await Promise.all(recovered);
		await runsAgain();
		await Promise.all(workers.map(async (worker) => await worker.stop()));
		await main.stop();
		await main.start();
		await Promise.all(workers.map(async (worker) => await worker.start()));
		expect(Math.max(...timesCreated(sandbox, all.flat()))).toBe(1);
		const ended = (await executions()).slice(1, BATCHES + 1).map(({ status }) => status);
		expect(ended).not.toContain('running');
		await runsAgain();
	});

	it('loses the run of a killed main process, and emits its outcome again if configured to', async () => {
		const { redis, main } = cluster;
		const told = await watchOpenSession({ tellAgainAfterMinutes: 1 });
		const lost = await watchOpenSession();
		// So the runs do not get into the queue.
		process.kill(redis.process.pid ?? NaN, 'SIGSTOP');
		await Promise.all([finish(told), finish(lost)]);
		await main.kill();
		await redis.process.kill();
		expect(timesEmitted(receiver, [told.sessionId, lost.sessionId])).toEqual([0, 0]);
		await redis.process.start();
		await main.start();
		expect(await receiver.arrival('sessionId', told.sessionId)).toMatchObject({
			outcome: 'approved',
		});
		expect(timesEmitted(receiver, [lost.sessionId])).toEqual([0]);
	});

	async function watchOpenSession(options: IDataObject = {}) {
		const sessionId = cluster.sandbox.addSession({ state: 'open' });
		const workflowId = await publishTrigger(cluster, receiver, {
			event: 'sessionFinished',
			source: 'list',
			sessionIds: sessionId,
			options: options as INodeParameters,
		});
		return { sessionId, workflowId };
	}

	/** Resolves once n8n has saved that the trigger told of the session as approved. */
	async function finish({ sessionId, workflowId }: { sessionId: string; workflowId: string }) {
		cluster.sandbox.finish(sessionId);
		await cluster.rest.saved(
			workflowId,
			new RegExp(`"${sessionId}",\\d+,\\d+,{"outcome":"approved"`),
		);
	}
});

/** n8n's answer to the call of a batch; nothing where it gave none. */
function answered(call: PromiseSettledResult<number>): number | undefined {
	return call.status === 'fulfilled' ? call.value : undefined;
}
