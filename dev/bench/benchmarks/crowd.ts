import type { Bench } from '../bench';
import { measureAlternately, type Contender } from '../measure';
import { LOST, REFUSED, type Report } from '../report';
import { getResultsWithUndici } from '../undici';
import { allAtOnce, httpRequestPerItem, identomat } from '../workflows';
import type { WorkflowDocument } from '../../n8n/rest';

const RUNS = 200;
const LATENCY_MS: [number, number] = [300, 300];
/** How many requests the API accepts at a time. */
const MAX_CONCURRENCY = 8;
const THIS_NODE = 'This node';

/** How long many runs of one item take that a webhook starts together, and how many of them are lost. */
export async function timeOfCrowd(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const load = { sessions: RUNS, latencyMs: LATENCY_MS, maxConcurrency: MAX_CONCURRENCY };
	const sessionIds = await api.prepare(load);
	const measured = (name: string, work: () => Promise<unknown>): Contender => ({
		name,
		unit: 's',
		measure: async () => {
			const traffic = await api.anyTrafficOf(async () => void (await work()));
			const besides = { [LOST]: RUNS - traffic.answered, [REFUSED]: traffic.refused };
			return { value: traffic.seconds, besides };
		},
	});
	const inN8n = async (name: string, workflow: WorkflowDocument): Promise<Contender> => {
		const published = await bench.publish(workflow);
		// A run that fails has lost its result.
		return measured(
			name,
			async () => await Promise.allSettled(sessionIds.map(async (id) => await published.run([id]))),
		);
	};
	const getResult = identomat({ resource: 'result', operation: 'get' });
	const request = httpRequestPerItem(`${api.addresses.widgetUrl}/external-api/result/`);
	const options = { sessionIds, concurrency: MAX_CONCURRENCY };
	const contenders = [
		await inN8n(THIS_NODE, allAtOnce(getResult)),
		await inN8n('HTTP Request', allAtOnce(request)),
		measured(
			`undici, ${MAX_CONCURRENCY} at a time`,
			async () => await getResultsWithUndici(api.addresses, options),
		),
	];
	const title = `${RUNS} runs of one item at an API that takes ${MAX_CONCURRENCY} requests at a time`;
	const rows = await measureAlternately(contenders, { measured: rounds, unmeasured: 1 });
	return { title, subject: THIS_NODE, rows };
}
