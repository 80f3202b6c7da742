import type { WorkflowDocument } from '../../n8n/rest';
import type { SessionInit } from '../../sandbox';
import { NO_EXECUTION_DATA, type Bench } from '../bench';
import { measureAlternately, type Contender } from '../measure';
import { memoryRise } from '../processFigures';
import type { Report } from '../report';
import { allAtOnce, identomat, inBatchesOf, httpRequestPerItem } from '../workflows';

const COUNT = 60;
const BYTES = 20_000_000;
const LOOP = 10;

/** How much memory n8n takes to store many large videos, in an n8n started anew for each figure. */
export async function memoryOfVideos(bench: Bench, rounds: number): Promise<Report> {
	const download = identomat({ resource: 'media', operation: 'download', file: 'faceVideo' });
	const url = `${bench.api.addresses.widgetUrl}/external-api/result/face-video/`;
	const request = httpRequestPerItem(url);
	const contenders = [
		await storingVideos(bench, 'This node', allAtOnce(download)),
		await storingVideos(bench, 'HTTP Request', allAtOnce(request)),
		await storingVideos(bench, `HTTP Request in a loop of ${LOOP}`, inBatchesOf(LOOP, request)),
	];
	// A start of n8n for each figure takes long: half as many rounds do.
	const often = { measured: Math.ceil(rounds / 2), unmeasured: 0 };
	const rows = await measureAlternately(contenders, often);
	const title = `Peak memory above idle, for ${COUNT} videos of ${BYTES / 1e6} MB`;
	return { title, subject: 'This node', rows };
}

async function storingVideos(
	bench: Bench,
	name: string,
	workflow: WorkflowDocument,
): Promise<Contender> {
	// Otherwise ten gigabytes would pile up.
	const published = await bench.publish(workflow, { settings: NO_EXECUTION_DATA });
	const run = async (count: number, init: Partial<SessionInit>) => {
		const sessionIds = await bench.api.prepare({ sessions: count, init, latencyMs: [0, 0] });
		await bench.api.trafficOf(async () => await published.run(sessionIds), count);
	};
	const measure = async () => {
		await bench.restart();
		await run(1, {}); // A small one, so that what n8n loads at the first use does not count.
		const work = async () => await run(COUNT, { faceVideoSize: BYTES });
		return { value: await memoryRise(bench.n8n.pid ?? NaN, work) };
	};
	return { name, unit: 'MB', measure };
}
