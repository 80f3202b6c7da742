import { NO_EXECUTION_DATA, type Bench } from '../bench';
import { measureAlternately, type Contender } from '../measure';
import { cpuSeconds } from '../processFigures';
import { LOST, type Report } from '../report';
import { getResultsWithUndici } from '../undici';
import {
	allAtOnce,
	continueOnError,
	identomat,
	inBatchesOf,
	httpRequestPerItem,
} from '../workflows';
import type { WorkflowDocument } from '../../n8n/rest';

const SESSIONS = 500;
const LATENCY_MS: [number, number] = [20, 200];
/** How many requests the node has in flight at most. */
const MAX_CONCURRENCY = 50;
const LOOP = 10;
/** How many requests the API with a limit accepts at a time. */
const API_LIMIT = 8;
const RESULT_PATH = '/external-api/result/';

const THIS_NODE = 'This node';
const HTTP_REQUEST = 'HTTP Request';
const HTTP_LOOP = `HTTP Request in a loop of ${LOOP}`;

const getResult = identomat({ resource: 'result', operation: 'get' });

/** How long it takes to get results from an API that takes its time. */
export async function timeOfResults(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const sessionIds = await api.prepare({ sessions: SESSIONS, latencyMs: LATENCY_MS });
	const request = httpRequestPerItem(`${api.addresses.widgetUrl}${RESULT_PATH}`);
	const inN8n = async (name: string, workflow: WorkflowDocument) => {
		const published = await bench.publish(workflow);
		const measure = async () => {
			await api.trafficOf(async () => await published.run(sessionIds), SESSIONS);
			return { value: await published.lastRunSeconds() };
		};
		return { name, unit: 's', measure };
	};
	const contenders = [
		await inN8n(THIS_NODE, allAtOnce(getResult)),
		await inN8n(HTTP_REQUEST, allAtOnce(request)),
		await inN8n(HTTP_LOOP, inBatchesOf(LOOP, request)),
		timeOfUndici(bench, sessionIds, MAX_CONCURRENCY),
	];
	const title = `Time for ${SESSIONS} results from an API that takes ${LATENCY_MS.join(' to ')} ms`;
	const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 1 });
	return { title, subject: THIS_NODE, rows };
}

/** The same from an API that takes only a few requests at a time, and how many results are lost there. */
export async function timeAtLimit(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const load = { sessions: SESSIONS, latencyMs: LATENCY_MS, maxConcurrency: API_LIMIT };
	const sessionIds = await api.prepare(load);
	const request = continueOnError(httpRequestPerItem(`${api.addresses.widgetUrl}${RESULT_PATH}`));
	const inN8n = async (name: string, workflow: WorkflowDocument): Promise<Contender> => {
		const published = await bench.publish(workflow);
		const measure = async () => {
			const { answered } = await api.anyTrafficOf(async () => await published.run(sessionIds));
			const besides = { [LOST]: SESSIONS - answered };
			return { value: await published.lastRunSeconds(), besides };
		};
		return { name, unit: 's', measure };
	};
	const contenders = [
		await inN8n(THIS_NODE, allAtOnce(getResult)),
		await inN8n(HTTP_REQUEST, allAtOnce(request)),
		await inN8n(HTTP_LOOP, inBatchesOf(LOOP, request)),
		timeOfUndici(bench, sessionIds, API_LIMIT),
	];
	const title = `The same from an API that takes ${API_LIMIT} requests at a time`;
	const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 1 });
	const lost = rows[0]?.besides?.[LOST];
	if (lost !== 0) throw new Error(`The node lost ${lost} results of ${SESSIONS}`);
	return { title, subject: THIS_NODE, rows };
}

function timeOfUndici({ api }: Bench, sessionIds: string[], concurrency: number): Contender {
	const measure = async () => {
		const start = performance.now();
		const work = async () => await getResultsWithUndici(api.addresses, { sessionIds, concurrency });
		await api.trafficOf(work, SESSIONS);
		return { value: (performance.now() - start) / 1000 };
	};
	return { name: `undici, ${concurrency} at a time`, unit: 's', measure };
}

/** The CPU time of n8n to get a result over TLS, when there is nothing to wait for. */
export async function cpuOfResults(bench: Bench, rounds: number): Promise<Report> {
	const { api, n8n } = bench;
	const sessionIds = await api.prepare({ sessions: SESSIONS, latencyMs: [0, 0] });
	const request = httpRequestPerItem(`${api.addresses.widgetTlsUrl}${RESULT_PATH}`);
	const options = { credential: bench.tlsCredential, settings: NO_EXECUTION_DATA };
	const inN8n = async (name: string, workflow: WorkflowDocument): Promise<Contender> => {
		const published = await bench.publish(workflow, options);
		const measure = async () => {
			const before = await cpuSeconds(n8n.pid ?? NaN);
			await api.trafficOf(async () => await published.run(sessionIds), SESSIONS);
			const seconds = (await cpuSeconds(n8n.pid ?? NaN)) - before;
			return { value: (seconds * 1000) / SESSIONS };
		};
		return { name, unit: 'ms', measure };
	};
	const contenders = [
		await inN8n(THIS_NODE, allAtOnce(getResult)),
		await inN8n(HTTP_REQUEST, allAtOnce(request)),
	];
	const title = 'CPU time of n8n per result, over TLS from an API that answers at once';
	const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 3 });
	return { title, subject: THIS_NODE, rows };
}
