import type { WorkflowDocument } from '../../n8n/rest';
import { NO_EXECUTION_DATA, type Bench } from '../bench';
import { measureAlternately, type Contender } from '../measure';
import { memoryRise } from '../processFigures';
import type { Report } from '../report';
import { allAtOnce, identomat, inBatchesOf, httpRequestPerItem } from '../workflows';

/** What is downloaded. */
interface Videos {
	count: number;
	bytes: number;
}

const MANY: Videos = { count: 60, bytes: 20_000_000 };
const ONE: Videos = { count: 1, bytes: 500_000_000 };
const LOOP = 10;

const download = identomat({ resource: 'media', operation: 'download', file: 'faceVideo' });

/** How much memory n8n takes to store many large videos, in an n8n started anew each time. */
export async function memoryOfVideos(bench: Bench, rounds: number): Promise<Report> {
	const request = requestOfVideo(bench);
	return await memoryReport(bench, rounds, MANY, [
		{ name: 'This node', workflow: allAtOnce(download) },
		{ name: 'HTTP Request', workflow: allAtOnce(request) },
		{ name: `HTTP Request in a loop of ${LOOP}`, workflow: inBatchesOf(LOOP, request) },
	]);
}

/** How much it takes for one huge video. */
export async function memoryOfHugeVideo(bench: Bench, rounds: number): Promise<Report> {
	return await memoryReport(bench, rounds, ONE, [
		{ name: 'This node', workflow: allAtOnce(download) },
		{ name: 'HTTP Request', workflow: allAtOnce(requestOfVideo(bench)) },
	]);
}

function requestOfVideo({ api }: Bench) {
	return httpRequestPerItem(`${api.addresses.widgetUrl}/external-api/result/face-video/`);
}

/** A start of n8n for each figure takes long: half as many rounds do. */
async function memoryReport(
	bench: Bench,
	rounds: number,
	videos: Videos,
	ways: Array<{ name: string; workflow: WorkflowDocument }>,
): Promise<Report> {
	const contenders: Contender[] = [];
	for (const { name, workflow } of ways) {
		// Otherwise ten gigabytes would pile up.
		const published = await bench.publish(workflow, { settings: NO_EXECUTION_DATA });
		const run = async ({ count, bytes }: Partial<Videos> & { count: number }) => {
			const init = { faceVideoSize: bytes };
			const sessionIds = await bench.api.prepare({ sessions: count, init, latencyMs: [0, 0] });
			await bench.api.trafficOf(async () => await published.run(sessionIds), count);
		};
		const measure = async () => {
			await bench.restart();
			await run({ count: 1 }); // A small one, so that what n8n loads at the first use does not count.
			return { value: await memoryRise(bench.n8n.pid ?? NaN, async () => await run(videos)) };
		};
		contenders.push({ name, unit: 'MB', measure });
	}
	const { count, bytes } = videos;
	const what = count === 1 ? 'one video' : `${count} videos`;
	const title = `Peak memory above idle, for ${what} of ${bytes / 1e6} MB`;
	const rows = await measureAlternately(contenders, {
		measured: Math.ceil(rounds / 2),
		unmeasured: 0,
	});
	return { title, subject: 'This node', rows };
}
