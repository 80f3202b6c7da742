import type { Sandbox } from '../../dev/sandbox';
import { startSandbox } from '../../dev/sandbox';
import type { StoredCredential } from '../../dev/n8n/rest';
import { N8nRest } from '../../dev/n8n/rest';
import type { N8nServer, N8nWorker } from '../../dev/n8n/server';
import { freePort } from '../../dev/n8n/localServer';
import { startN8n, startWorker } from '../../dev/n8n/server';
import { packProject } from '../../dev/n8n/tarball';
import { queuePrograms } from './programs';
import type { Service } from './services';
import { ENDS_WITH_PARENT, startPostgres, startRedis } from './services';

/** What the credential expects of callbacks. */
export const CALLBACK_KEY = 'an-invented-callback-key';

export interface ClusterOptions {
	/** How many workers; two when missing. */
	workers?: number;
	/** Path of the packed package; it is packed when missing. */
	tarball?: string;
	/** Further settings of n8n, for all its processes. */
	env?: Record<string, string>;
}

/** n8n in queue mode with the packed package on each of its processes, and the sandbox beside it. */
export interface Cluster {
	sandbox: Sandbox;
	redis: Service;
	postgres: Service;
	main: N8nServer;
	workers: N8nWorker[];
	rest: N8nRest;
	/** For the sandbox, with its key. */
	credential: StoredCredential;
	/** One more worker, which is not among `workers`; `tarball: undefined` leaves the package out. */
	addWorker(options?: { tarball?: string; env?: Record<string, string> }): Promise<N8nWorker>;
	/** Ends everything but the sandbox and starts it again, n8n with further settings from then on. */
	restart(env?: Record<string, string>): Promise<void>;
	/** Ends everything and deletes what it kept. */
	close(): Promise<void>;
}

/** Starts everything on loopback; what was started is ended again if something does not start. */
export async function startCluster(asked: ClusterOptions = {}): Promise<Cluster> {
	const { workers = 2, env } = asked;
	const endings: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const end of endings.splice(0).reverse()) await end();
	};
	let cluster: Cluster | undefined;
	try {
		const sandbox = await startSandbox();
		endings.push(sandbox.close);
		const programs = await queuePrograms((line) => process.stderr.write(`${line}\n`));
		const redis = await startRedis(programs);
		endings.push(redis.remove);
		const postgres = await startPostgres(programs);
		endings.push(postgres.remove);
		const tarball = asked.tarball ?? (await packProject());
		const port = await freePort();
		const options = {
			tarball,
			through: ENDS_WITH_PARENT,
			env: {
				...QUEUE_MODE,
				// What workers hand out is to lead to the main process.
				WEBHOOK_URL: `http://127.0.0.1:${port}/`,
				...redis.settings,
				...postgres.settings,
				...env,
			},
		};
		const main = await startN8n({ ...options, port });
		endings.push(async () => await main.remove());
		const addWorker: Cluster['addWorker'] = async (changes) => {
			const all = { ...options.env, ...changes?.env };
			const worker = await startWorker({ ...options, ...changes, env: all });
			endings.push(async () => await worker.remove());
			return worker;
		};
		const all = await Promise.all(Array.from({ length: workers }, async () => await addWorker()));
		const rest = await N8nRest.connect(main.url);
		const { companyKey, widgetUrl, externalApiUrl } = sandbox;
		const values = { companyKey, widgetUrl, externalApiUrl, callbackKey: CALLBACK_KEY };
		const credential = await rest.createCredential('identomatApi', 'Identomat account', values);
		const restart = async (changes = {}) => {
			const n8n = [main, ...all];
			await Promise.all(n8n.map(async (one) => await one.stop()));
			for (const { process: service } of [redis, postgres]) {
				await service.stop();
				await service.start();
			}
			for (const one of n8n) one.configure(changes);
			await main.start();
			await Promise.all(all.map(async (worker) => await worker.start()));
		};
		const parts = { sandbox, redis, postgres, main, workers: all, rest, credential };
		cluster = { ...parts, addWorker, restart, close };
		return cluster;
	} finally {
		if (!cluster) await close();
	}
}

const QUEUE_MODE = {
	EXECUTIONS_MODE: 'queue',
	OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS: 'true',
	N8N_LOG_LEVEL: 'debug',
	N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '10',
};
