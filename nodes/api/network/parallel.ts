import pLimit from 'p-limit';

/**
 * Works on items, so many of them at the same time.
 * @returns the results in the order of the items
 * @throws what the first failing task throws; no further task is started then
 */
export async function inParallel<Item, Result>(
	items: Item[],
	atMost: number,
	task: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
	const limit = pLimit(atMost);
	try {
		return await Promise.all(items.map((item, index) => limit(task, item, index)));
	} finally {
		limit.clearQueue();
	}
}
