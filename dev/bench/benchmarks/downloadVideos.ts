import type { WorkflowDocument } from '../../n8n/rest';
import { STORES_NOTHING, type Bench } from '../bench';
import { inTurns, type Aim, type Contender, type Report } from '../measure';
import { memoryRise } from '../processFigures';
import { atOnce, requestOfEach, identomat, inLoopOf } from '../workflows';

const VIDEOS = 60;
const VIDEO_BYTES = 20_000_000;
const AT_ONCE = 5;

/** Benchmark 4: how much memory n8n takes to store large videos, in an n8n started anew each time. */
export async function memoryOfVideos(bench: Bench, rounds: number): Promise<Report> {
	const { api } = bench;
	const download = identomat(AT_ONCE, {
		resource: 'media',
		operation: 'download',
		file: 'faceVideo',
	});
	const request = requestOfEach(`${api.addresses.widgetUrl}/external-api/result/face-video/`);

	const inN8n = async (name: string, workflow: WorkflowDocument, aim?: Aim): Promise<Contender> => {
		// Otherwise eighteen gigabytes would pile up.
		const published = await bench.publish(workflow, { settings: STORES_NOTHING });
		const run = async (videos: number, faceVideoSize?: number) => {
			const init = { faceVideoSize };
			const sessionIds = await api.prepare({ sessions: videos, init, latencyMs: [0, 0] });
			await api.trafficOf(async () => await published.run(sessionIds), videos);
		};
		const measure = async () => {
			await bench.restart();
			await run(1); // A small one, so that what n8n loads at the first use does not count.
			return await memoryRise(bench.n8n.pid ?? NaN, async () => await run(VIDEOS, VIDEO_BYTES));
		};
		return { name, unit: 'MB', measure, aim };
	};
	const contenders = [
		await inN8n(`This node, ${AT_ONCE} at a time`, atOnce(download), { value: 100 }),
		await inN8n(`HTTP Request in a loop of ${AT_ONCE}`, inLoopOf(AT_ONCE, request)),
		await inN8n(`HTTP Request, all ${VIDEOS} at once`, atOnce(request)),
	];
	const title = `4. Peak memory above idle, for ${VIDEOS} videos of ${VIDEO_BYTES / 1e6} MB`;
	return { title, rows: await inTurns(contenders, { measured: rounds, unmeasured: 0 }) };
}
