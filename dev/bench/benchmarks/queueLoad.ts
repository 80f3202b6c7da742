import { Batches, references } from '../../../test/queue/batches';
import { startCluster } from '../../../test/queue/cluster';
import type { Bench } from '../bench';
import { measureAlternately, type Contender, type Measured } from '../measure';
import type { Report } from '../report';

/** So many runs at a time, of so many sessions each. */
const RUNS = 40;
/** A worker that was just started runs this many before it is measured. */
const RUNS_TO_WARM = 20;
const SESSIONS = 50;
const LATENCY_MS = 100;

/**
 * How many sessions a minute n8n's queue mode begins and reads with two workers, and with one, on this machine.
 */
export async function loadOfQueue(bench: Bench, rounds: number): Promise<Report> {
	const cluster = await startCluster({ tarball: bench.tarball });
	const close = () => void cluster.close();
	bench.signal.addEventListener('abort', close);
	try {
		cluster.sandbox.fault('*', { latencyMs: LATENCY_MS });
		const batches = await Batches.publish(cluster);
		const [, second] = cluster.workers;
		const two = async () => {
			if (!second?.pid) await second?.start();
			await run(batches, RUNS_TO_WARM);
			return await sessionsPerMinute(batches);
		};
		const one = async () => {
			await second?.stop();
			return await sessionsPerMinute(batches);
		};
		const unit = 'a minute';
		const contenders: Contender[] = [
			{ name: 'Two workers', unit, measure: two },
			{ name: 'One worker', unit, measure: one },
		];
		const rows = await measureAlternately(contenders, {
			measured: Math.ceil(rounds / 2),
			unmeasured: 0,
		});
		const title = `Sessions in queue mode: ${RUNS} runs that begin and read ${SESSIONS} each, at ${LATENCY_MS} ms a request`;
		return { title, subject: 'Two workers', rows };
	} finally {
		bench.signal.removeEventListener('abort', close);
		await cluster.close();
	}
}

async function sessionsPerMinute(batches: Batches): Promise<Measured> {
	const start = performance.now();
	await run(batches, RUNS);
	const seconds = (performance.now() - start) / 1000;
	return { value: (RUNS * SESSIONS * 60) / seconds };
}

async function run(batches: Batches, runs: number): Promise<void> {
	const all = references(runs, SESSIONS);
	const statuses = await Promise.all(all.map(async (batch) => await batches.run(batch)));
	if (statuses.some((status) => status !== 200)) throw new Error('A run in queue mode failed');
}
