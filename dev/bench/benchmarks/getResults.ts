import type { WorkflowDocument } from '../../n8n/rest';
import { STORES_NOTHING, type Bench } from '../bench';
import { inTurns, type Contender, type Report } from '../measure';
import { cpuSeconds } from '../processFigures';
import { getResultsRaw, type RawOptions } from '../undici';
import { atOnce, requestOfEach, identomat, inLoopOf } from '../workflows';

const SESSIONS = 500;
const AT_ONCE = 10;
const RESULT_PATH = '/external-api/result/';

const getResult = identomat(AT_ONCE, { resource: 'result', operation: 'get' });

/** Benchmark 1: how long it takes to get results from an API that takes its time. */
export async function timeOfResults(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const sessionIds = await api.prepare({ sessions: SESSIONS, latencyMs: [20, 200] });
	const request = requestOfEach(`${api.addresses.widgetUrl}${RESULT_PATH}`);

	const inN8n = async (name: string, workflow: WorkflowDocument, ratio?: number) => {
		const published = await bench.publish(workflow);
		const measure = async () => {
			await api.trafficOf(async () => await published.run(sessionIds), SESSIONS);
			return await published.lastRunSeconds();
		};
		return { name, unit: 's', measure, aim: ratio === undefined ? undefined : { ratio } };
	};
	const raw: Contender = {
		name: `undici, ${AT_ONCE} at a time`,
		unit: 's',
		aim: { ratio: 1.15 },
		measure: async () => {
			const start = performance.now();
			const work = async () => await getResultsRaw(api.addresses, { sessionIds, atOnce: AT_ONCE });
			await api.trafficOf(work, SESSIONS);
			return (performance.now() - start) / 1000;
		},
	};
	const contenders = [
		await inN8n(`This node, ${AT_ONCE} at a time`, atOnce(getResult)),
		await inN8n(`HTTP Request in a loop of ${AT_ONCE}`, inLoopOf(AT_ONCE, request), 0.75),
		raw,
		await inN8n(`HTTP Request, all ${SESSIONS} at once`, atOnce(request)),
	];
	const title = `1. ${SESSIONS} results from an API that takes 20 to 200 ms`;
	return { title, rows: await inTurns(contenders, { measured: rounds, unmeasured: 1 }) };
}

/** Benchmark 2: the CPU time of n8n to get a result, when there is nothing to wait for. */
export async function cpuOfResults(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const sessionIds = await api.prepare({ sessions: SESSIONS, latencyMs: [0, 0] });
	const request = requestOfEach(`${api.addresses.widgetUrl}${RESULT_PATH}`);
	const inN8n = async (name: string, workflow: WorkflowDocument): Promise<Contender> =>
		await cpuInN8n(bench, sessionIds, { name, workflow });
	const contenders = [
		await inN8n(`This node, ${AT_ONCE} at a time`, atOnce(getResult)),
		{
			...(await inN8n(`HTTP Request in a loop of ${AT_ONCE}`, inLoopOf(AT_ONCE, request))),
			aim: { ratio: 1 },
		},
		await inN8n(`HTTP Request, all ${SESSIONS} at once`, atOnce(request)),
	];
	const title = '2. CPU time of n8n per result, from an API that answers at once';
	return { title, rows: await inTurns(contenders, { measured: rounds, unmeasured: 3 }) };
}

/** Benchmark 3: what TLS adds to that, since n8n opens a connection for each request. */
export async function cpuOfTls(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const sessionIds = await api.prepare({ sessions: SESSIONS, latencyMs: [0, 0] });
	const request = requestOfEach(`${api.addresses.widgetTlsUrl}${RESULT_PATH}`);
	const inN8n = async (name: string, workflow: WorkflowDocument, tls = true): Promise<Contender> =>
		await cpuInN8n(bench, sessionIds, { name, workflow, tls });
	const raw = (name: string, options: Partial<RawOptions>): Contender => ({
		name,
		unit: 'ms',
		measure: async () => {
			const before = process.cpuUsage();
			const work = async () =>
				await getResultsRaw(api.addresses, { sessionIds, atOnce: AT_ONCE, ...options });
			await api.trafficOf(work, SESSIONS);
			const { user, system } = process.cpuUsage(before);
			return (user + system) / 1000 / SESSIONS;
		},
	});
	const contenders = [
		await inN8n('This node over TLS', atOnce(getResult)),
		await inN8n('This node without TLS', atOnce(getResult), false),
		await inN8n(`HTTP Request over TLS, in a loop of ${AT_ONCE}`, inLoopOf(AT_ONCE, request)),
		raw('undici over TLS, a new connection for each request', { tls: true, newConnections: true }),
		raw('undici over TLS, connections kept', { tls: true }),
		raw('undici without TLS, a new connection for each request', { newConnections: true }),
	];
	const title = '3. CPU time per result over TLS';
	return { title, rows: await inTurns(contenders, { measured: rounds, unmeasured: 3 }) };
}

/** Milliseconds of n8n's CPU time per session. */
async function cpuInN8n(
	bench: Bench,
	sessionIds: string[],
	{ name, workflow, tls = false }: { name: string; workflow: WorkflowDocument; tls?: boolean },
): Promise<Contender> {
	const credential = tls ? bench.tlsCredential : bench.credential;
	const published = await bench.publish(workflow, { credential, settings: STORES_NOTHING });
	const measure = async () => {
		const processId = bench.n8n.pid ?? NaN;
		const before = await cpuSeconds(processId);
		await bench.api.trafficOf(async () => await published.run(sessionIds), sessionIds.length);
		return (((await cpuSeconds(processId)) - before) * 1000) / sessionIds.length;
	};
	return { name, unit: 'ms', measure };
}
