import { Batches, references } from '../../../test/queue/batches';
import { startCluster, type Cluster } from '../../queue/cluster';
import type { Bench } from '../bench';
import { measureAlternately, type Contender, type Measured } from '../measure';
import { cpuSeconds, cpuSecondsOfAll } from '../processFigures';
import type { Report } from '../report';

/** So many runs at a time, of so many sessions each. */
const RUNS = 40;
/** A worker that was just started has run this many before its figure is taken. */
const RUNS_TO_WARM = 20;
const SESSIONS = 50;
const LATENCY_MS = 100;

/**
 * How many sessions a minute n8n's queue mode begins and reads with two workers, and with one, on this machine;
 * and how busy each of its processes keeps a core meanwhile.
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
			return await load(cluster, batches);
		};
		const one = async () => {
			await second?.stop();
			return await load(cluster, batches);
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

async function load(cluster: Cluster, batches: Batches): Promise<Measured> {
	const before = await cpuOf(cluster);
	const start = performance.now();
	await run(batches, RUNS);
	const seconds = (performance.now() - start) / 1000;
	const after = await cpuOf(cluster);
	const shares = Object.keys(after).map((name): [string, number] => [
		`${name}, % of a core`,
		(100 * ((after[name] ?? NaN) - (before[name] ?? NaN))) / seconds,
	]);
	return { value: (RUNS * SESSIONS * 60) / seconds, besides: Object.fromEntries(shares) };
}

async function run(batches: Batches, runs: number): Promise<void> {
	const all = references(runs, SESSIONS);
	const statuses = await Promise.all(all.map(async (batch) => await batches.run(batch)));
	if (statuses.some((status) => status !== 200)) throw new Error('A run in queue mode failed');
}

/** CPU seconds so far, by who used them. */
async function cpuOf({ main, workers, postgres }: Cluster): Promise<Record<string, number>> {
	const running = workers.flatMap(({ pid }) => pid ?? []);
	const ofWorkers = await Promise.all(running.map(cpuSeconds));
	const { user, system } = process.cpuUsage();
	return {
		'The main process': await cpuSeconds(main.pid ?? NaN),
		'A worker': ofWorkers.reduce((sum, one) => sum + one, 0) / running.length,
		PostgreSQL: await cpuSecondsOfAll(postgres.process.pid ?? NaN),
		"The API's double": (user + system) / 1e6,
	};
}
